"""A file of named columns that all processes of a machine map: written whole or not at all, held against
its digest.

`FYTLIST3`, the length of the header (8 bytes), the header (JSON), then the columns, each at a multiple of
64 bytes. Nothing is read but what is asked; the pages are shared.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_MAGIC = b"FYTLIST3"
_ALIGN = 64
_PART = 2**24
Column = npt.NDArray[Any]


class BrokenFile(ValueError):
    """Not a file of a list, or not whole."""


def lay_down(path: Path, about: Mapping[str, Any], columns: Mapping[str, Column]) -> str:
    """Write the columns with `about` in the header; returns the digest of what stands behind the header."""
    digest = hashlib.sha256()
    sections: dict[str, tuple[int, int, str]] = {}
    at = 0
    for name, column in columns.items():
        sections[name] = (at, column.nbytes, column.dtype.str)
        at += -(-column.nbytes // _ALIGN) * _ALIGN
        digest.update(column.data.cast("B") if column.size else b"")
    header = json.dumps({**about, "sections": sections, "digest": digest.hexdigest()}).encode()
    start = -(-(len(_MAGIC) + 8 + len(header)) // _ALIGN) * _ALIGN
    partial = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(_MAGIC + len(header).to_bytes(8, "big") + header)
        for name, column in columns.items():
            file.seek(start + sections[name][0])
            file.write(column.data.cast("B") if column.size else b"")
        file.truncate(start + at)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return digest.hexdigest()


class MappedFile:
    """A file of columns, mapped. Raises `BrokenFile`; `check()` reads it whole and holds it against its
    digest."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            length = int.from_bytes(self._map[8:16], "big")
            self.about: dict[str, Any] = json.loads(self._map[16 : 16 + length])
            self._start = -(-(16 + length) // _ALIGN) * _ALIGN
            whole = all(
                self._start + at + size <= len(self._map)
                for at, size, _kind in self.about["sections"].values()
            )
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise BrokenFile(path.name) from error
        if self._map[:8] != _MAGIC or not whole:
            raise BrokenFile(path.name)

    def column(self, name: str) -> Column:
        try:
            at, size, kind = self.about["sections"][name]
            count = size // np.dtype(kind).itemsize
            return np.frombuffer(self._map, dtype=kind, count=count, offset=self._start + at)
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenFile(name) from error

    @cached_property
    def version(self) -> int:
        return int(self.about["version"])

    def check(self) -> bool:
        digest = hashlib.sha256()
        for at, size, _kind in self.about["sections"].values():
            for start in range(self._start + at, self._start + at + size, _PART):
                digest.update(self._map[start : min(start + _PART, self._start + at + size)])
        return bool(digest.hexdigest() == self.about["digest"])

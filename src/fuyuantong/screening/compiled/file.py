"""The file of a list: sorted hashed keys, the places they lead to, and the records in their order.

`FYTLIST1`, the length of the header (8 bytes), the header (JSON), then the sections, each at a multiple of
64 bytes: `keys` int64 sorted, `places` uint32 beside it, `offsets` uint64 into `records`, UTF-8 with the unit
separator between fields. Nothing is read but what is asked; all processes of a machine share the pages.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from fuyuantong.screening.matching.judging import Subject, subject
from fuyuantong.screening.matching.lookup import hashed

_MAGIC = b"FYTLIST1"
_ALIGN = 64
_SEPARATOR, _FORMER = "\x1f", "\x1e"
_SECTIONS = ("keys", "places", "offsets", "records")
_TYPES: dict[str, np.dtype[Any]] = {
    "keys": np.dtype("<i8"),
    "places": np.dtype("<u4"),
    "offsets": np.dtype("<u8"),
    "records": np.dtype("u1"),
}


class BrokenFile(ValueError):
    """Not a file of a list, or not whole."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as the comparison needs it. `expires` is a day's ordinal, 0 for never; `year` 0 for
    unknown."""

    id: UUID
    kind: str
    name: str
    number: str
    year: int
    sex: str
    province: str
    expires: int
    name_key: str
    former: tuple[str, ...] = ()

    def subject(self, *, rare: bool = False) -> Subject:
        return subject(
            self.kind, self.name, self.number, year=self.year or None, sex=self.sex, province=self.province,
            rare=rare, former=self.former,
        )  # fmt: skip

    def as_bytes(self) -> bytes:
        fields = (
            self.id.hex, self.kind, self.name, self.number, str(self.year), self.sex, self.province,
            str(self.expires), self.name_key, _FORMER.join(self.former),
        )  # fmt: skip
        return _SEPARATOR.join(field.replace(_SEPARATOR, " ") for field in fields).encode()


def bearers_key(name_key: str) -> int:
    """Under which all persons of one name stand: whether it is rare is asked when it is met."""
    return hashed(f"n|{name_key}")


def write_file(
    path: Path,
    about: dict[str, Any],
    entries: Iterable[Entry],
    keys: npt.NDArray[np.int64],
    owners: npt.NDArray[np.void],
) -> str:
    """Write the file whole or not at all; `entries` in the order of their ids, `owners` the id's 16 bytes
    beside each key. Returns the digest of what stands behind the header."""
    blob, offsets, ids, names, bearers = bytearray(), [0], [], [], []
    for place, entry in enumerate(entries):
        blob += entry.as_bytes()
        offsets.append(len(blob))
        ids.append(entry.id.bytes)
        if entry.kind == "P":
            names.append(bearers_key(entry.name_key))
            bearers.append(place)
    order = np.array(ids, dtype="V16").view("S16") if ids else np.empty(0, dtype="S16")
    held = _places(order, owners)
    all_keys = np.concatenate([keys[held >= 0], np.array(names, dtype=np.int64)])
    places = np.concatenate([held[held >= 0], np.array(bearers, dtype=np.int64)])
    sorting = np.argsort(all_keys, kind="stable")
    arrays = (
        all_keys[sorting].astype("<i8"), places[sorting].astype("<u4"), np.array(offsets, dtype="<u8"),
        np.frombuffer(bytes(blob), dtype="u1"),
    )  # fmt: skip
    return _lay_down(path, about | {"records_count": len(ids)}, dict(zip(_SECTIONS, arrays, strict=True)))


def _places(order: npt.NDArray[np.bytes_], owners: npt.NDArray[np.void]) -> npt.NDArray[np.int64]:
    """Where each owner stands in the order of the ids; -1 for one that is not there. All ids have 16 bytes,
    so that numpy's way of passing by zeros at the end changes nothing."""
    if not len(order) or not len(owners):
        return np.full(len(owners), -1, dtype=np.int64)
    asked = owners.view("S16")
    place = np.minimum(np.searchsorted(order, asked), len(order) - 1)
    return np.where(order[place] == asked, place, -1).astype(np.int64)


def _lay_down(path: Path, about: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> str:
    digest = hashlib.sha256()
    sections, at = {}, 0
    for name, array in arrays.items():
        sections[name] = [at, array.nbytes]
        at += -(-array.nbytes // _ALIGN) * _ALIGN
        digest.update(array.tobytes())
    header = json.dumps(about | {"sections": sections, "digest": digest.hexdigest()}).encode()
    start = -(-(len(_MAGIC) + 8 + len(header)) // _ALIGN) * _ALIGN
    partial = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(_MAGIC + len(header).to_bytes(8, "big") + header)
        for name, array in arrays.items():
            file.seek(start + sections[name][0])
            file.write(array.tobytes())
        file.truncate(start + at)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return digest.hexdigest()


class ListFile:
    """A file of a list, mapped. Raises `BrokenFile`; `check()` reads it whole and holds it against its
    digest."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            length = int.from_bytes(self._map[8:16], "big")
            self.about: dict[str, Any] = json.loads(self._map[16 : 16 + length])
            self._start = -(-(16 + length) // _ALIGN) * _ALIGN
            whole = all(
                self._start + at + size <= len(self._map) for at, size in self.about["sections"].values()
            )
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise BrokenFile(path.name) from error
        if self._map[:8] != _MAGIC or not whole:
            raise BrokenFile(path.name)
        self.keys, self.places, self.offsets, self.records = (self._section(name) for name in _SECTIONS)

    def _section(self, name: str) -> npt.NDArray[Any]:
        at, size = self.about["sections"][name]
        kind = _TYPES[name]
        return np.frombuffer(self._map, dtype=kind, count=size // kind.itemsize, offset=self._start + at)

    @cached_property
    def version(self) -> int:
        return int(self.about["version"])

    def check(self) -> bool:
        digest = hashlib.sha256()
        for name in _SECTIONS:
            digest.update(self._section(name).tobytes())
        return bool(digest.hexdigest() == self.about["digest"])

    def near(self, wanted: Sequence[int]) -> list[list[int]]:
        """The places that each key leads to."""
        asked = np.array(wanted, dtype=np.int64)
        first = np.searchsorted(self.keys, asked, "left").tolist()
        last = np.searchsorted(self.keys, asked, "right").tolist()
        return [self.places[a:b].tolist() if b > a else [] for a, b in zip(first, last, strict=True)]

    def entry(self, place: int) -> Entry:
        start, stop = int(self.offsets[place]), int(self.offsets[place + 1])
        told = bytes(self._map[self._records_at + start : self._records_at + stop]).decode().split(_SEPARATOR)
        key, kind, name, number, year, sex, province, expires, name_key, former = told
        return Entry(
            UUID(key), kind, name, number, int(year), sex, province, int(expires), name_key,
            tuple(former.split(_FORMER)) if former else (),
        )  # fmt: skip

    @cached_property
    def _records_at(self) -> int:
        return int(self._start) + int(self.about["sections"]["records"][0])

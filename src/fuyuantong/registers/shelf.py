"""The delivered registers on disk, in order of their file names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fuyuantong.definitions.shelf import LIBRARY

REGISTERS = LIBRARY / "registers"


def register_files() -> Iterator[Path]:
    yield from sorted(REGISTERS.glob("*.yaml"))


def delivered_codes() -> frozenset[str]:
    """The codes of the delivered registers: a file's name is its code."""
    return frozenset(path.stem for path in register_files())

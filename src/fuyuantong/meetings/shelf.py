"""The delivered kinds of meeting on disk, in order of their file names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fuyuantong.definitions.shelf import LIBRARY

MEETINGS = LIBRARY / "meetings"


def kind_files() -> Iterator[Path]:
    yield from sorted(MEETINGS.glob("*.yaml"))

"""The delivered products on disk, in order of their file names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fuyuantong.definitions.shelf import LIBRARY

REPORTS = LIBRARY / "reports"


def product_files() -> Iterator[Path]:
    yield from sorted(REPORTS.glob("*.yaml"))

"""The delivered indicators and reconciliation rules on disk, in order of their file names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fuyuantong.definitions.shelf import LIBRARY

INDICATORS = LIBRARY / "indicators"
RECONCILIATIONS = LIBRARY / "reconciliations"


def indicator_files() -> Iterator[Path]:
    yield from sorted(INDICATORS.glob("*.yaml"))


def reconciliation_files() -> Iterator[Path]:
    yield from sorted(RECONCILIATIONS.glob("*.yaml"))

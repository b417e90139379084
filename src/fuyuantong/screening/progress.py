"""How far the comparison of a whole file is: a number in a small file, because the comparison is one
transaction and nothing of it is seen before its end. On a machine other than the worker's nothing is known,
and nothing is shown."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings

READ, COMPARED = 10, 90
"""Per cent at which the file is read, and at which all rows are compared."""


def _path(job: UUID) -> Path:
    return Path(settings.FYT_LISTS) / "jobs" / str(job)


def tell(job: UUID, percent: int) -> None:
    """Note how far a comparison is; a full disk is no reason to stop it."""
    with suppress(OSError):
        _path(job).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _path(job).write_text(str(percent), "ascii")


def told(job: UUID) -> int | None:
    """Per cent, or None where nothing is known."""
    with suppress(OSError, ValueError):
        return min(100, max(0, int(_path(job).read_text("ascii"))))
    return None


def forget(job: UUID) -> None:
    with suppress(OSError):
        _path(job).unlink()

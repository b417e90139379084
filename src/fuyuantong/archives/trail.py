"""The room's trail. Of what is destroyed nothing is left but its line here: title, digest, who approved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.uow import Note, UnitOfWork


def note(uow: UnitOfWork, verb: str, object_type: str, key: UUID, *, region: str, **data: Any) -> None:
    """Record `archive.<verb>` (`object_type` is volume, filing or destruction)."""
    uow.record(Note(day_stream(uow.today), f"archive.{verb}", object_type, key, data, region=region))

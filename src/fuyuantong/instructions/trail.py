"""The room's trail: acts go to the day's stream; the words stay in their rows, the trail holds digests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.uow import Note, UnitOfWork


def note(uow: UnitOfWork, verb: str, object_type: str, key: UUID, *, region: str, **data: Any) -> None:
    """Record `instruction.<verb>` (`object_type`: submission, leader, mandate); `data` holds JSON only."""
    uow.record(Note(day_stream(uow.today), f"instruction.{verb}", object_type, key, data, region=region))

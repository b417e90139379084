"""The room's trail: acts go to the day's stream; what units said stays in its rows, the trail holds
counts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.uow import Note, UnitOfWork


def note(uow: UnitOfWork, verb: str, object_type: str, key: UUID, *, region: str, **data: Any) -> None:
    """Record `round.<verb>` (`object_type` is round, sheet, series or paper); `data` holds JSON values
    only."""
    uow.record(Note(day_stream(uow.today), f"round.{verb}", object_type, key, data, region=region))

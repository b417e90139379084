"""The room's trail: acts go to the day's stream; texts stay in their rows, the trail holds digests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.uow import Note, UnitOfWork


def note(
    uow: UnitOfWork, verb: str, object_type: str, key: UUID | None, *, region: str = "", **data: Any
) -> None:
    """Record `report.<verb>`; `data` holds JSON values only."""
    uow.record(Note(day_stream(uow.today), f"report.{verb}", object_type, key, data, region=region))

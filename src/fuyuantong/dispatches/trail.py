"""The room's trail: acts of tables go to the day's stream; what is sent stands on each matter's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.uow import Note, UnitOfWork


def note(uow: UnitOfWork, verb: str, key: UUID, **data: Any) -> None:
    """Record `dispatch.<verb>` of a table; `data` holds JSON values only."""
    stream, region = day_stream(uow.today), uow.actor.region
    uow.record(Note(stream, f"dispatch.{verb}", "dispatch_batch", key, data, region=region))

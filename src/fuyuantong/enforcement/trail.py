"""The room's trail: acts go to the day's stream; ids, classes and digests, never a name or a number."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.uow import Note, UnitOfWork


def note(uow: UnitOfWork, verb: str, object_type: str, key: UUID, *, result: str = "ok", **data: Any) -> None:
    """Record `enforcement.<verb>`; `data` holds JSON values only."""
    stream = day_stream(uow.today)
    uow.record(
        Note(stream, f"enforcement.{verb}", object_type, key, data, result=result, region=uow.actor.region)
    )

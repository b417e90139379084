"""How the room writes its trail: codes, periods and counts, never cells."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.uow import Note, UnitOfWork


def note(uow: UnitOfWork, kind: str, object_type: str, key: UUID | None, **data: Any) -> None:
    """Record `indicator.<kind>` about an indicator, a snapshot, a rule or a difference."""
    uow.record(
        Note(
            stream=day_stream(uow.today),
            kind=f"indicator.{kind}",
            object_type=object_type,
            object_id=key,
            region=uow.actor.region,
            data=data,
        )
    )

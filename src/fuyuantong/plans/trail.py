"""The room's trail: acts on papers and plans go to the day's stream; texts stay in their rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.uow import Note, UnitOfWork


def note(
    uow: UnitOfWork,
    kind: str,
    object_type: str,
    key: UUID | None,
    *,
    region: str,
    version: int | None = None,
    **data: Any,
) -> None:
    """Record `plan.<kind>` (`object_type` is import, plan_item or plan); `data` holds JSON values only."""
    uow.record(
        Note(
            stream=day_stream(uow.today),
            kind=f"plan.{kind}",
            object_type=object_type,
            object_id=key,
            object_version=version,
            region=region,
            data=data,
        )
    )

"""The room's trail: acts on packs go to the day's stream; what each task came to stands on its matter's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.uow import Note, UnitOfWork


def note(uow: UnitOfWork, verb: str, key: UUID, *, region: str, **data: Any) -> None:
    """Record `pack.<verb>`; `data` holds JSON values only."""
    uow.record(Note(day_stream(uow.today), f"pack.{verb}", "pack", key, data, region=region))

"""The room's trail: acts go to the day's stream; titles stay in their rows, the trail holds counts."""

from __future__ import annotations

from typing import Any

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.handovers.models import Handover


def note(uow: UnitOfWork, verb: str, row: Handover, **data: Any) -> None:
    """Record `handover.<verb>`; `data` holds JSON values only."""
    uow.record(Note(day_stream(uow.today), f"handover.{verb}", "handover", row.pk, data, region=row.region))

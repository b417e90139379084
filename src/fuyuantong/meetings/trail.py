"""The room's trail: acts on topics and meetings go to the day's stream; texts stay in their rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.meetings.kinds import StepKind
from fuyuantong.meetings.models import Meeting, Step, Topic


def note(uow: UnitOfWork, done: str, row: Topic | Meeting, /, **data: Any) -> None:
    """Record `topic.<done>` or `meeting.<done>`; `data` holds JSON values and no texts."""
    name = "topic" if isinstance(row, Topic) else "meeting"
    uow.record(
        Note(
            stream=day_stream(uow.today),
            kind=f"{name}.{done}",
            object_type=name,
            object_id=row.pk,
            object_version=row.version,
            region=row.region_id,
            data=data,
        )
    )


def step(
    uow: UnitOfWork,
    row: Topic | Meeting,
    done: StepKind,
    on: date | None = None,
    /,
    *,
    decided_by: str = "",
    reference: str = "",
    text: str = "",
    **data: Any,
) -> None:
    """Write one step of a row for people, and its line on the trail."""
    own = {"topic": row} if isinstance(row, Topic) else {"meeting": row}
    Step.objects.create(
        **own,
        kind=done,
        occurred_on=on or uow.today,
        decided_by=decided_by.strip()[:120],
        reference=reference.strip()[:200],
        text=text.strip(),
        by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name,
        at=uow.now,
    )
    note(uow, str(done), row, state=row.state, occurred_on=(on or uow.today).isoformat(), **data)

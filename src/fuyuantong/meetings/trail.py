"""The room's trail: acts on topics and meetings go to the day's stream; texts stay in their rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.meetings.kinds import StepKind
from fuyuantong.meetings.models import Meeting, Step, Topic


def note_topic(uow: UnitOfWork, kind: str, row: Topic, **data: Any) -> None:
    """Record `topic.<kind>`; `data` holds JSON values and no texts."""
    _note(uow, f"topic.{kind}", "topic", row, data)


def note_meeting(uow: UnitOfWork, kind: str, row: Meeting, **data: Any) -> None:
    """Record `meeting.<kind>`; `data` holds JSON values and no texts."""
    _note(uow, f"meeting.{kind}", "meeting", row, data)


def step_topic(
    uow: UnitOfWork, row: Topic, kind: StepKind, *, decided_by: str = "", text: str = "", **data: Any
) -> None:
    """Write one step of a topic for people, and its line on the trail."""
    _step(uow, {"topic": row}, str(kind), uow.today, decided_by=decided_by, text=text)
    note_topic(uow, kind, row, state=row.state, **data)


def step_meeting(
    uow: UnitOfWork,
    row: Meeting,
    kind: StepKind,
    on: date | None = None,
    *,
    decided_by: str = "",
    reference: str = "",
    text: str = "",
    **data: Any,
) -> None:
    """Write one step of a meeting for people, and its line on the trail; `on`: when it happened."""
    day = on or uow.today
    _step(uow, {"meeting": row}, str(kind), day, decided_by=decided_by, reference=reference, text=text)
    note_meeting(uow, kind, row, state=row.state, occurred_on=day.isoformat(), **data)


def _step(uow: UnitOfWork, row: Mapping[str, Any], done: str, on: date, **words: str) -> None:
    limits = {"decided_by": 120, "reference": 200, "text": 4000}
    Step.objects.create(
        **row,
        kind=done,
        occurred_on=on,
        by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name,
        at=uow.now,
        **{name: text.strip()[: limits[name]] for name, text in words.items()},
    )


def _note(
    uow: UnitOfWork, kind: str, object_type: str, row: Topic | Meeting, data: Mapping[str, Any]
) -> None:
    uow.record(
        Note(
            stream=day_stream(uow.today),
            kind=kind,
            object_type=object_type,
            object_id=row.pk,
            object_version=row.version,
            region=row.region_id,
            data=data,
        )
    )

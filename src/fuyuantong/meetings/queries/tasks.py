"""What waits in the room: answers, advice, topics to sort, minutes to sign, meetings to convene."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Value
from django.urls import reverse

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import day_of
from fuyuantong.matters.policy import handles
from fuyuantong.meetings.kinds import ADVISABLE, AdviceState, MeetingState, ReplyState, TaskKind, TopicState
from fuyuantong.meetings.models import Advice, Invitation, Meeting, PeriodDue, Topic
from fuyuantong.meetings.models.topics import hosts

LISTED = 200
PREPARE = timedelta(days=30)
"""How long before the end of its period a meeting that nobody prepares waits for its office."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `on`: by when, or when it happens."""

    id: UUID
    kind: TaskKind
    title: str
    on: date | None
    note: str
    url: str


def task_counts(viewer: Actor, today: date) -> dict[TaskKind, int]:
    """How many of each kind wait, in one statement; kinds of which none waits are left out."""
    parts = [
        rows.order_by().annotate(task=Value(kind.value)).values("task").annotate(n=Count("pk"))
        for kind, rows in _waiting(viewer, today).items()
    ]
    if not parts:
        return {}
    found = {row["task"]: row["n"] for row in parts[0].union(*parts[1:], all=True)}
    return {kind: found[kind.value] for kind in TaskKind if found.get(kind.value)}


def tasks_of(viewer: Actor, kind: TaskKind, today: date) -> list[Task]:
    """The rows behind one of the counts, the most urgent first."""
    rows = _waiting(viewer, today).get(kind)
    return [] if rows is None else [_SHOWN[kind](row) for row in rows[:LISTED]]


def _waiting(viewer: Actor, today: date) -> Mapping[TaskKind, QuerySet[Any]]:
    """What waits, by kind: what the viewer does not see, or cannot do, is not among it."""
    if viewer.unit is None:
        return {}
    found: dict[TaskKind, QuerySet[Any]] = {}
    meetings = Meeting.objects.visible_to(viewer)
    topics = Topic.objects.visible_to(viewer)
    if handles(viewer):
        found[TaskKind.REPLY] = (
            Invitation.objects.filter(
                unit=viewer.unit_key, reply=ReplyState.WAITING, meeting__state=MeetingState.NOTIFIED,
                meeting__in=meetings,
            )
            .select_related("meeting")
            .order_by("meeting__starts_at", "id")
        )  # fmt: skip
        found[TaskKind.ADVICE] = (
            Advice.objects.filter(
                unit=viewer.unit_key, state=AdviceState.WAITING, due_on__gte=today,
                topic__state__in=ADVISABLE, topic__in=topics,
            )
            .select_related("topic")
            .order_by("due_on", "id")
        )  # fmt: skip
        found[TaskKind.SORT] = (
            topics.filter(hosts(viewer), state=TopicState.SUBMITTED)
            .select_related("unit")
            .order_by("created_at", "id")
        )
        found[TaskKind.CONVENE] = PeriodDue.objects.filter(
            linkage__in=viewer.offices, meeting=None, ends_on__range=(today, today + PREPARE)
        ).order_by("ends_on", "id")
    signs = (hosts(viewer) if handles(viewer) else Q(pk=None)) | (
        Q(host=viewer.unit_key) if viewer.has("leader") else Q(pk=None)
    )
    found[TaskKind.SIGN] = meetings.filter(signs, state=MeetingState.REVIEWING).order_by("held_on", "id")
    return found


def _reply(row: Invitation) -> Task:
    meeting = row.meeting
    url = reverse("meetings:reply", args=[meeting.pk, row.pk])
    begins = day_of(meeting.starts_at) if meeting.starts_at else None
    return Task(row.pk, TaskKind.REPLY, meeting.title, meeting.replies_due_on or begins, meeting.place, url)


def _advice(row: Advice) -> Task:
    url = reverse("meetings:advise", args=[row.topic_id, row.pk])
    return Task(row.pk, TaskKind.ADVICE, row.topic.title, row.due_on, "", url)


def _sort(row: Topic) -> Task:
    url = reverse("meetings:topic", args=[row.pk])
    return Task(row.pk, TaskKind.SORT, row.title, None, str(row.unit), url)


def _sign(row: Meeting) -> Task:
    url = reverse("meetings:meeting", args=[row.pk])
    return Task(row.pk, TaskKind.SIGN, row.title, row.held_on, "", url)


def _convene(row: PeriodDue) -> Task:
    url = f"{reverse('meetings:prepare')}?where={row.code}|{row.linkage}"
    return Task(row.pk, TaskKind.CONVENE, row.name, row.ends_on, row.label, url)


_SHOWN: Mapping[TaskKind, Any] = {
    TaskKind.REPLY: _reply,
    TaskKind.ADVICE: _advice,
    TaskKind.SORT: _sort,
    TaskKind.SIGN: _sign,
    TaskKind.CONVENE: _convene,
}

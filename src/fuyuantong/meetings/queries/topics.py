"""Topics as those who may see them see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.matters.models import Matter
from fuyuantong.matters.policy import handles
from fuyuantong.meetings import policy
from fuyuantong.meetings.kinds import (
    ADVISABLE,
    OPEN_STATES,
    PLACEABLE,
    SCREENING,
    AdviceState,
    TopicState,
    outcome_words,
)
from fuyuantong.meetings.models import Advice, AgendaItem, KindVersion, Meeting, Step, Topic
from fuyuantong.meetings.queries.library import offered_kinds
from fuyuantong.organs.models import Linkage, Unit

LISTED = 200


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a topic stood, and what came of it there."""

    meeting: Meeting
    item: AgendaItem
    said: str


@dataclass(frozen=True, slots=True)
class TopicView:
    """The topic's page; `runs`: the viewer's post screens it, `own`: it is the viewer's unit's."""

    topic: Topic
    runs: bool
    own: bool
    handles: bool
    attending: Sequence[Unit]
    advices: Sequence[Advice]
    own_advice: Advice | None
    steps: Sequence[Step]
    placings: Sequence[Placing]
    matter: Matter | None
    others: Sequence[Topic]

    @property
    def editable(self) -> bool:
        state = TopicState(self.topic.state)
        mine = self.own and self.handles and state in OPEN_STATES
        return mine or (self.runs and state in SCREENING)

    @property
    def sendable(self) -> bool:
        return self.own and self.handles and self.topic.state in OPEN_STATES

    @property
    def withdrawable(self) -> bool:
        return self.own and self.handles and self.topic.state in OPEN_STATES | SCREENING

    @property
    def screenable(self) -> bool:
        return self.runs and self.topic.state in SCREENING

    @property
    def advisable(self) -> bool:
        return self.topic.state in ADVISABLE


def topics_of(
    viewer: Actor, *, state: str = "", linkage: str = "", words: str = "", own: bool = False
) -> QuerySet[Topic]:
    """Topics the viewer may see, newest first."""
    rows = Topic.objects.visible_to(viewer).select_related("unit", "kind")
    if state:
        rows = rows.filter(state=state)
    if linkage:
        rows = rows.filter(linkage=linkage)
    if words:
        rows = rows.filter(title__icontains=words)
    return rows.filter(unit=viewer.unit_key) if own else rows


def topic_of(viewer: Actor, key: UUID) -> Topic:
    row = Topic.objects.visible_to(viewer).select_related("unit", "kind", "host").filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def topic_view(viewer: Actor, key: UUID) -> TopicView:
    """A topic with what the viewer may know of it: units asked see their own advice only, units invited the
    topic and no history."""
    topic = topic_of(viewer, key)
    runs, own = policy.runs(viewer, topic), topic.unit_id == viewer.unit
    inside = runs or own or topic.linkage in viewer.offices
    advices = list(Advice.objects.filter(topic=topic).select_related("unit"))
    placed = AgendaItem.objects.filter(topic=topic, meeting__in=Meeting.objects.visible_to(viewer))
    placings = [
        Placing(item.meeting, item, dict(outcome_words(item.meeting.kind.kind.nature)).get(item.outcome, ""))
        for item in placed.select_related("meeting__kind").order_by("meeting__created_at")
    ]
    same = Topic.objects.filter(
        linkage=topic.linkage, host=topic.host_id, by_office=topic.by_office, state__in=SCREENING
    ).exclude(pk=topic.pk)
    return TopicView(
        topic=topic,
        runs=runs,
        own=own,
        handles=handles(viewer),
        attending=list(topic.attending.in_protocol_order()),
        advices=advices if inside else [],
        own_advice=next((a for a in advices if a.unit_id == viewer.unit), None),
        steps=list(Step.objects.filter(topic=topic)) if inside else [],
        placings=placings,
        matter=Matter.objects.visible_to(viewer).filter(pk=topic.matter).first() if topic.matter else None,
        others=list(same[:LISTED]) if runs else [],
    )


def placeable(viewer: Actor, meeting: Meeting) -> list[Topic]:
    """Topics that can be put on this meeting's agenda."""
    if not policy.runs(viewer, meeting):
        return []
    rows = Topic.objects.visible_to(viewer).filter(
        linkage=meeting.linkage, host=meeting.host_id, by_office=meeting.by_office, state__in=PLACEABLE
    )
    return list(rows.select_related("unit")[:LISTED])


def proposable(viewer: Actor) -> list[tuple[KindVersion, Linkage]]:
    """For which kinds of meeting of which linkages the viewer's unit may bring topics."""
    unit = Unit.objects.filter(pk=viewer.unit_key).first()
    linkages = [row for row in Linkage.objects.filter(valid_until=None) if policy.takes_part(viewer, row)]
    return [
        (version, linkage)
        for version, _every, chosen in offered_kinds()
        for linkage in linkages
        if chosen
        and linkage.kind == version.kind.linkage
        and policy.may_propose(viewer, version.kind, linkage, unit)
    ]


def waiting_advices(viewer: Actor, today: date) -> list[Advice]:
    """What the viewer's unit was asked and has not answered, while there is time."""
    rows = Advice.objects.filter(unit=viewer.unit_key, state=AdviceState.WAITING, due_on__gte=today)
    seen = Topic.objects.visible_to(viewer)
    return list(rows.filter(topic__state__in=ADVISABLE, topic__in=seen).select_related("topic"))


def topic_of_item(viewer: Actor, item: UUID) -> UUID | None:
    """The topic of an item, where the viewer may see it."""
    rows = Topic.objects.visible_to(viewer).filter(items=item)
    return rows.values_list("pk", flat=True).first()

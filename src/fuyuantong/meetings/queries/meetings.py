"""Meetings as those who may see them see them: agenda, answers, decisions and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.models import Attachment
from fuyuantong.documents.queries import attachments_of
from fuyuantong.matters.models import Matter
from fuyuantong.meetings import policy
from fuyuantong.meetings.kinds import (
    HELD_STATES,
    PLANNED_STATES,
    InvitedAs,
    Kind,
    MeetingState,
    PartyRole,
    ReplyState,
    outcome_words,
)
from fuyuantong.meetings.models import (
    AgendaItem,
    Attendee,
    Invitation,
    KindVersion,
    Meeting,
    PeriodDue,
    Remark,
    Resolution,
    Step,
)
from fuyuantong.meetings.queries.library import offered_kinds
from fuyuantong.meetings.queries.telling import named
from fuyuantong.organs.models import Linkage, Unit

_RANK = {one.value: n for n, one in enumerate(InvitedAs)}


@dataclass(frozen=True, slots=True)
class Done:
    """One decision: who, until when, and how far the matter is that it became (where the viewer sees it)."""

    resolution: Resolution
    leads: Sequence[str]
    partners: Sequence[str]
    matter: Matter | None

    @property
    def stage(self) -> str:
        return self.matter.stage if self.matter else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the agenda. `said` is its outcome in the words of the meeting's nature."""

    item: AgendaItem
    number: int
    said: str
    done: Sequence[Done]
    papers: Sequence[Attachment]


@dataclass(frozen=True, slots=True)
class Guest:
    invitation: Invitation
    people: Sequence[Attendee]

    @property
    def came(self) -> int:
        return sum(bool(one.came) for one in self.people)


@dataclass(frozen=True, slots=True)
class MeetingView:
    meeting: Meeting
    kind: Kind
    linkage: Linkage | None
    runs: bool
    signs: bool
    inside: bool
    lines: Sequence[Line]
    guests: Sequence[Guest]
    own: Invitation | None
    steps: Sequence[Step]
    remarks: Sequence[Remark]
    papers: Sequence[Attachment]
    outcomes: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def planned(self) -> bool:
        return self.meeting.state in PLANNED_STATES

    @property
    def held(self) -> bool:
        return self.meeting.state in HELD_STATES

    @property
    def waiting_replies(self) -> int:
        return sum(guest.invitation.reply == ReplyState.WAITING for guest in self.guests)

    @property
    def present(self) -> int:
        return sum(guest.came for guest in self.guests)

    @property
    def undecided(self) -> int:
        return sum(not line.item.outcome for line in self.lines)

    @property
    def handed(self) -> int:
        return sum(one.resolution.matter is not None for line in self.lines for one in line.done)


def meetings_of(
    viewer: Actor,
    *,
    state: str = "",
    kind: str = "",
    linkage: str = "",
    year: int | None = None,
    words: str = "",
) -> QuerySet[Meeting]:
    """Meetings the viewer may see, newest first."""
    rows = Meeting.objects.visible_to(viewer).select_related("kind", "host")
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind__code=kind)
    if linkage:
        rows = rows.filter(linkage=linkage)
    if words:
        rows = rows.filter(title__icontains=words)
    if year:
        rows = rows.filter(Q(held_on__year=year) | Q(held_on=None, created_at__year=year))
    return rows


def meeting_of(viewer: Actor, key: UUID) -> Meeting:
    row = Meeting.objects.visible_to(viewer).select_related("kind", "host", "previous").filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def meeting_view(viewer: Actor, key: UUID) -> MeetingView:
    """A meeting in a fixed number of queries. Units invited see the agenda, their own answer and, once it is
    issued, the record; the list of who answers what is the host's and the office's."""
    row = meeting_of(viewer, key)
    runs = policy.runs(viewer, row)
    inside = runs or row.host_id == viewer.unit or row.linkage in viewer.offices or _oversees(viewer, row)
    guests = guests_of(row)
    own = next((one.invitation for one in guests if one.invitation.unit_id == viewer.unit), None)
    shown = inside or row.issued_on is not None
    return MeetingView(
        meeting=row,
        kind=row.kind.kind,
        linkage=Linkage.objects.filter(code=row.linkage).first(),
        runs=runs,
        signs=policy.may(viewer, "meeting.sign", row),
        inside=inside,
        lines=lines_of(viewer, row, decided=shown),
        guests=guests if inside else [one for one in guests if one.invitation.unit_id == viewer.unit],
        own=own,
        steps=list(Step.objects.filter(meeting=row)) if inside else [],
        remarks=list(Remark.objects.filter(meeting=row)) if inside else [],
        papers=attachments_of("meeting", [row.pk])[row.pk] if inside else [],
        outcomes=[pair for pair in outcome_words(row.kind.kind.nature) if pair[0] in row.kind.kind.outcomes],
    )


def _oversees(viewer: Actor, row: Meeting) -> bool:
    watched = Linkage.objects.filter(code=row.linkage, supervisors=viewer.unit_key)
    return row.office_sees and watched.exists()


def lines_of(viewer: Actor, row: Meeting, *, decided: bool) -> list[Line]:
    items = list(
        AgendaItem.objects.filter(meeting=row)
        .select_related("topic__unit")
        .prefetch_related("resolutions__parties__unit")
    )
    papers = attachments_of("agenda_item", [item.pk for item in items])
    matters = _matters(viewer, [one.matter for item in items for one in item.resolutions.all()])
    words = dict(outcome_words(row.kind.kind.nature))
    return [
        Line(
            item=item,
            number=n,
            said=words.get(item.outcome, "") if decided else "",
            done=[_done(one, matters) for one in item.resolutions.all()] if decided else [],
            papers=papers[item.pk],
        )
        for n, item in enumerate(items, 1)
    ]


def _matters(viewer: Actor, keys: Sequence[UUID | None]) -> dict[UUID, Matter]:
    wanted = [key for key in keys if key]
    return {row.pk: row for row in Matter.objects.visible_to(viewer).filter(pk__in=wanted)} if wanted else {}


def _done(row: Resolution, matters: Mapping[UUID, Matter]) -> Done:
    found = matters.get(row.matter) if row.matter else None
    return Done(row, named(row, PartyRole.LEAD), named(row, PartyRole.PARTNER), found)


def guests_of(row: Meeting) -> list[Guest]:
    """Units invited with their people: by capacity, then in protocol order (never by pinyin)."""
    rows = row.invitations.select_related("unit").prefetch_related("attendees")
    ordered = sorted(rows, key=lambda one: (_RANK[one.invited_as], one.unit.protocol_order, one.unit.code))
    return [Guest(one, list(one.attendees.all())) for one in ordered]


def decisions(viewer: Actor, *, year: int | None = None, linkage: str = "") -> list[Done]:
    """议定事项台账: every decision of issued meetings that the viewer sees, newest meeting first."""
    rows = Resolution.objects.filter(
        item__meeting__in=Meeting.objects.visible_to(viewer), item__meeting__issued_on__isnull=False
    )
    if year:
        rows = rows.filter(item__meeting__held_on__year=year)
    if linkage:
        rows = rows.filter(item__meeting__linkage=linkage)
    found = list(
        rows.select_related("item__meeting")
        .prefetch_related("parties__unit")
        .order_by("-item__meeting__held_on", "item__meeting_id", "item__ordinal", "ordinal")[:500]
    )
    matters = _matters(viewer, [row.matter for row in found])
    return [_done(row, matters) for row in found]


def periods_due(viewer: Actor, today: date) -> list[PeriodDue]:
    """Meetings that a running period asks of the viewer's offices and that were not held, and what was
    missed."""
    rows = PeriodDue.objects.filter(linkage__in=viewer.offices)
    open_ = Q(meeting=None) | Q(meeting__held_on=None)
    return list(
        rows.filter(open_, Q(ends_on__gte=today) | Q(missed_on__isnull=False)).select_related("meeting")
    )


def hostable(viewer: Actor) -> list[tuple[KindVersion, Linkage]]:
    """Which meetings of which linkages the viewer may hold."""
    unit = Unit.objects.filter(pk=viewer.unit_key).first()
    linkages = list(Linkage.objects.filter(valid_until=None))
    return [
        (version, linkage)
        for version, _every, chosen in offered_kinds()
        for linkage in linkages
        if chosen
        and linkage.kind == version.kind.linkage
        and policy.may_host(viewer, version.kind, linkage, unit)[0]
    ]


def invitable(today: date) -> list[Unit]:
    """Units to choose from, in protocol order."""
    return list(Unit.objects.valid_on(today).in_protocol_order())


def own_invitations(viewer: Actor) -> list[Invitation]:
    """Coming meetings to which the viewer's unit has not answered."""
    rows = Invitation.objects.filter(
        unit=viewer.unit_key, reply=ReplyState.WAITING, meeting__state=MeetingState.NOTIFIED,
        meeting__in=Meeting.objects.visible_to(viewer),
    )  # fmt: skip
    return list(rows.select_related("meeting").order_by("meeting__starts_at"))

"""What the API says of topics and meetings."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from fuyuantong.common.api import Output
from fuyuantong.organs.schemas import UnitRef


class MeetingKindRow(Output):
    """`every`: how often here; `chosen`: the profile in use has chosen it."""

    code: str
    version: int
    name: str
    sort: str
    group: str
    summary: str
    rows: list[str]
    every: str
    chosen: bool


class MeetingKindFull(MeetingKindRow):
    nature: str
    hosts: list[str]
    consent: bool
    outcomes: list[str]
    office_sees: bool
    mechanism: str
    source: str


class TopicRow(Output):
    id: UUID
    title: str
    kind: str
    linkage: str
    unit: UnitRef
    state: str
    created_at: datetime
    version: int


class AdviceOut(Output):
    id: UUID
    unit: UnitRef
    due_on: date
    state: str
    text: str
    by_name: str
    recorded_for: bool
    version: int


class MeetingTask(Output):
    """Something that waits for the post. `on`: by when, or when it happens; `url`: the page to do it on."""

    id: UUID
    kind: str
    title: str
    on: date | None
    note: str
    url: str


class MeetingStepOut(Output):
    kind: str
    occurred_on: date
    decided_by: str
    reference: str
    text: str
    by_name: str
    by_unit_name: str
    at: datetime


class PlacingOut(Output):
    """Where the topic stood, and what came of it there."""

    meeting: UUID
    title: str
    outcome: str
    said: str


class TopicFull(TopicRow):
    background: str
    asks: str
    coordination: str
    reporter: str
    signed_by: str
    signed_on: date | None
    leader_view: str
    office_view: str
    answer: str
    matter: UUID | None
    merged_into: UUID | None
    attending: list[UnitRef]
    advices: list[AdviceOut]
    own_advice: AdviceOut | None
    steps: list[MeetingStepOut]
    placings: list[PlacingOut]
    runs: bool


class MeetingRow(Output):
    id: UUID
    title: str
    kind: str
    linkage: str
    host: UnitRef
    period: str
    starts_at: datetime | None
    place: str
    state: str
    held_on: date | None
    minutes_number: str
    version: int


class ResolutionOut(Output):
    id: UUID
    text: str
    leads: list[str]
    partners: list[str]
    due_on: date | None
    matter: UUID | None
    stage: str


class DecisionRow(ResolutionOut):
    meeting: UUID
    meeting_title: str
    held_on: date | None
    minutes_number: str
    item: str
    standing: str


class DecisionLine(Output):
    """`over` is null for those on whom no lamp is shown (courts, procuratorates and the like)."""

    unit: UnitRef
    total: int
    finished: int
    open: int
    over: int | None


class DecisionFigures(Output):
    """`on_time` of `dated` finished decisions were finished by their day."""

    total: int
    standings: dict[str, int]
    finished: int
    open: int
    on_time: int
    dated: int
    units: list[DecisionLine]


class MeetingPaper(Output):
    id: UUID
    name: str
    label: str
    size: int


class AgendaLine(Output):
    id: UUID
    number: int
    kind: str
    title: str
    topic: UUID | None
    carried: bool
    outcome: str
    said: str
    text: str
    dissent: str
    resolutions: list[ResolutionOut]
    papers: list[MeetingPaper]
    version: int


class AttendeeOut(Output):
    id: UUID
    name: str
    rank: str
    instead_of: str
    came: bool | None


class InvitationOut(Output):
    id: UUID
    unit: UnitRef
    invited_as: str
    rank_wanted: str
    reply: str
    text: str
    recorded_for: bool
    people: list[AttendeeOut]
    version: int


class LeaderRemarkOut(Output):
    leader: str
    remarked_on: date
    text: str
    proposal: str


class MeetingFull(MeetingRow):
    kind_version: int
    nature: str
    ends_at: datetime | None
    chair: str
    delegated: bool
    materials_due_on: date | None
    replies_due_on: date | None
    consent_seat: str
    consent_by: str
    consent_on: date | None
    notified_on: date | None
    minutes: str
    signed_by: str
    signed_on: date | None
    issued_on: date | None
    volume: str
    previous: UUID | None
    items: list[AgendaLine]
    invitations: list[InvitationOut]
    steps: list[MeetingStepOut]
    remarks: list[LeaderRemarkOut]
    papers: list[MeetingPaper]
    runs: bool


class PeriodDueOut(Output):
    linkage: str
    kind: str
    name: str
    label: str
    ends_on: date
    missed: bool


class PeriodsDue(Output):
    items: list[PeriodDueOut]


class MeetingKindChecked(Output):
    """A text that could be read; otherwise the answer is a problem with the line of each error."""

    code: str
    name: str
    version: int

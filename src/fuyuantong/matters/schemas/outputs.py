"""What the API says of matters and obligations. Fields that hold personal data are masked, as on the page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from fuyuantong.clocks.schemas import ProofStep
from fuyuantong.common.api import Output
from fuyuantong.documents.schemas import FileOut
from fuyuantong.matters.schemas.letters import AnswersOut, LetterRow
from fuyuantong.organs.schemas import UnitRef


class ClockMoveOut(Output):
    """Why a date is another one than before."""

    kind: str
    due_before: date | None
    due_after: date | None
    occurred_on: date
    reason: str
    basis: str
    by_name: str
    at: datetime


class TellingOut(Output):
    """Who was told, and how: hint, urge, inquiry, told (抄送), draft (whose letter waits to be signed)."""

    unit: UUID
    name: str
    how: str


class FiringOut(Output):
    """The proof of a reminder: `rule` and `does` in words, by which definition or ladder and version
    (`source`), when it was due and fired (null: not yet), what came of it (sent, drafted), whom it told.

    `late`: downtime (with `quiet_since`), busy, fault, or empty; `clock_version`: of the clock it spoke for.
    """

    rule: str
    does: str
    level: str
    source: str
    due_at: datetime
    fired_at: datetime | None
    outcome: str
    told: list[TellingOut]
    late: str
    quiet_since: datetime | None
    clock_version: int


class ClockOut(Output):
    """A term that runs, with the proof of its date, every move of it, and its reminders with their proof."""

    id: UUID
    key: str
    main: bool
    statutory: bool
    term: str
    basis: str
    verified: bool
    state: str
    start_on: date
    due_on: date
    due_at: datetime | None
    provisional: bool
    proof: list[ProofStep]
    moves: list[ClockMoveOut]
    reminders: list[FiringOut]
    version: int


class FeedbackOut(Output):
    id: UUID
    kind: str
    state: str
    text: str
    problems: str
    next_steps: str
    answers: dict[str, Any]
    occurred_on: date
    at: datetime
    by_name: str
    by_unit_name: str
    decided_by: str
    decided_at: datetime | None
    remark: str


class PetitionOut(Output):
    id: UUID
    kind: str
    state: str
    reason: str
    wanted_due: date | None
    wanted_unit: UUID | None
    at: datetime
    by_name: str
    by_unit_name: str
    decided_at: datetime | None
    decided_by: str
    remark: str


class UrgeOut(Output):
    """`called`: by telephone, whom; `promised_on`: until when it was promised."""

    kind: str
    text: str
    called: str
    promised_on: date | None
    at: datetime
    by_name: str
    by_unit_name: str
    automatic: bool


class VerbOut(Output):
    """A move that the caller may make now, in the words for its owner."""

    verb: str
    words: str
    asks_reason: bool


class ObligationRow(Output):
    """A line of the ledger (台账). `due_on` is the date of completion; what is `standing` (持续推进) has
    none, but a `review_on`."""

    id: UUID
    matter: UUID
    matter_title: str
    number: str
    mechanism: str
    linkage: str
    region: str
    task: str
    duty: str
    collects: bool
    owner: UnitRef
    creditor: UnitRef
    by_office: bool
    ordinal: str
    title: str
    state: str
    lamp: str
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    held: bool
    standing: bool
    review_on: date | None
    milestone: bool
    backfilled: bool
    ledger_item: bool
    period: str
    issued_on: date | None
    signed_on: date | None
    finished_on: date | None
    urged: int
    parent: UUID | None
    version: int


class ObligationFull(ObligationRow):
    content: str
    targets: list[Any]
    handler: str | None
    every: str
    verbs: list[VerbOut]
    clocks: list[ClockOut]
    feedback: list[FeedbackOut]
    petitions: list[PetitionOut]
    urges: list[UrgeOut]
    files: list[FileOut]
    parts: list[ObligationFull]


class WithdrawalOut(Output):
    """撤回告知: all that a unit may know of what was withdrawn before it signed."""

    number: str
    title: str
    kind: str
    sent_on: date | None
    at: datetime | None
    by: str
    reason: str


class MatterRow(Output):
    id: UUID
    title: str
    number: str
    mechanism: str
    linkage: str
    region: str
    stage: str
    state: str
    scope: str
    publicity: str
    work_secret: bool
    source: str
    started_by: UnitRef
    occurred_on: date
    created_at: datetime
    closed_at: datetime | None
    backfilled: bool
    plan_item: UUID | None
    version: int


class PartyOut(Output):
    key: str
    unit: UnitRef
    capacity: str
    level: str


class ActOut(Output):
    """An act of the definition that the caller may do now; `blocked` says what is still missing."""

    key: str
    target: str | None
    requires: list[str]
    accepts: list[str]
    parties: list[str]
    ask: str
    blocked: str


class TimelineOut(Output):
    """A line of the matter's chain. `data` holds ids and digests; texts stand in the rows they name."""

    seq: int
    at: datetime
    kind: str
    words: str
    object_type: str
    object_id: UUID | None
    object_version: int | None
    person_name: str
    unit_name: str
    acting_for: str
    data: dict[str, Any]
    hash: str


class CommentOut(Output):
    id: UUID
    person_name: str
    unit_name: str
    text: str
    at: datetime


class RemarkOut(Output):
    id: UUID
    verb: str
    text: str
    at: datetime
    by_name: str
    by_unit_name: str


class LinkOut(Output):
    kind: str
    matter: UUID
    title: str


class EnvelopeOut(Output):
    """Who sent what kind of matter to whom and when; the content is the parties' own."""

    kind: str
    sender: str
    receivers: list[str]
    on: date
    closed: bool


class PersonalOut(Output):
    """Fields with personal data in plain, once."""

    fields: dict[str, Any]


class MatterFull(MatterRow):
    """Everything of one matter that the caller may see."""

    fields: dict[str, Any]
    stages: list[str]
    obligations: list[ObligationFull]
    clocks: list[ClockOut]
    parties: list[PartyOut]
    acts: list[ActOut]
    comments: list[CommentOut]
    remarks: list[RemarkOut]
    links: list[LinkOut]
    files: list[FileOut]
    letters: list[LetterRow]
    answers: AnswersOut | None
    following: bool
    may_work: bool
    office: bool


class VersionChangeOut(Output):
    """A part that the other version lacks (`gone`), has anew (`new`), or words differently (`other`)."""

    kind: str
    key: str
    what: str


class MovePreviewOut(Output):
    """What going over to version `target` changes; with `obstacles` it is refused."""

    source: int
    target: int
    obstacles: list[str]
    changes: list[VersionChangeOut]
    stopping: list[str]
    ending: list[str]
    hidden: list[str]
    unseated: list[str]
    open_tasks: list[str]

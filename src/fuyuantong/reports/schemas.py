"""What the API asks about periodic products, and what it answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from fuyuantong.common.api import Day, Input, Key, Output, Page, choice, line
from fuyuantong.reports.kinds import State
from fuyuantong.reports.models import REMARK_MOST, TEXT_MOST

Reason = Annotated[str, Field(min_length=1, max_length=REMARK_MOST)]


class ReportQuery(Page):
    code: Annotated[str, Field(max_length=80)] = ""
    state: Annotated[str, choice(State.choices, empty=True)] = ""


class ReportIn(Input):
    """`period`: 2026, 2026H1, 2026Q3, 2026-03."""

    code: Annotated[str, line(80)]
    linkage: Annotated[str, line(40)]
    period: Annotated[str, line(20)]


class ReportScheduleIn(Input):
    code: Annotated[str, line(80)]
    linkage: Annotated[str, line(40)]


class ReportSource(Input):
    source: Annotated[str, Field(min_length=1, max_length=200_000)]


class ReportParagraph(Input):
    """`text` as the editor shows it: figures stand in 【shown｜name】."""

    passage: Key
    text: Annotated[str, Field(max_length=TEXT_MOST)]


class ReportEdits(Input):
    passages: Annotated[list[ReportParagraph], Field(min_length=1, max_length=500)]


class ReportReason(Input):
    reason: Reason


class ReportSigning(Input):
    """Empty for a leader's own signature; who and when where the office records it from the paper."""

    signed_by: Annotated[str, Field(max_length=60)] = ""
    signed_on: Day | None = None


class ReportNumber(Input):
    number: Annotated[str, Field(max_length=80)] = ""


class ReportCaseIn(Input):
    title: Annotated[str, line(200)]
    text: Annotated[str, Field(min_length=1, max_length=TEXT_MOST)]


class ReportProductRow(Output):
    code: str
    name: str
    version: int
    form: str
    every: str
    last_period: str


class ReportProductFull(ReportProductRow):
    title: str
    indicators: dict[str, str]
    versions: list[int]
    source: str


class ReportProblem(Output):
    line: int
    code: str
    message: str
    hint: str


class ReportChecked(Output):
    sound: bool
    problems: list[ReportProblem]


class ReportRow(Output):
    id: UUID
    code: str
    linkage: str
    title: str
    span: str
    state: str
    number: str
    due_on: date | None
    signed_by: str
    signed_on: date | None
    issued_on: date | None
    corrects: UUID | None
    sent: int
    read: int
    version: int


class ReportPassageOut(Output):
    """`words` as it is printed; `typed` as it is edited."""

    id: UUID
    part: str
    words: str
    typed: str


class ReportFull(ReportRow):
    """`figures`: name → indicator, version, span, value and formula; `cut`: SHA-256 of the data cut."""

    cut: str
    cut_at: datetime
    figures: dict[str, Any]
    passages: list[ReportPassageOut]
    differences: list[list[str]]
    may: list[str]


class ReportDeliveryRow(Output):
    id: UUID
    unit: UUID
    unit_name: str
    sent_at: datetime
    read_at: datetime | None
    read_by_name: str


class ReportFindingRow(Output):
    id: UUID
    issue: UUID
    lag: str
    unit: UUID
    unit_name: str
    figure: str
    demand: str
    due_on: date | None
    state: str
    matter: UUID | None
    version: int


class ReportCaseRow(Output):
    id: UUID
    place: int
    title: str
    text: str
    state: str
    version: int


class ReportScheduleRow(Output):
    id: UUID
    code: str
    linkage: str
    opened_until: date
    active: bool
    version: int

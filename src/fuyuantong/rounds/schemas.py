"""What the API asks about rounds, and what it answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from fuyuantong.common.api import Day, Input, Key, Output, Page, choice, line
from fuyuantong.matters.kinds import Duty
from fuyuantong.rounds.kinds import Cadence, PaperKind, Scope
from fuyuantong.rounds.models import REMARK_MOST, WORDS_MOST

Remark = Annotated[str, Field(max_length=REMARK_MOST)]
Said = Annotated[str, Field(max_length=WORDS_MOST)]


class RoundQuery(Page):
    pass


class ScopeIn(Input):
    """Empty parts do not narrow; `chosen` are obligations."""

    plan: Key | None = None
    mechanism: Annotated[str, Field(max_length=60)] = ""
    chosen: Annotated[list[Key], Field(max_length=1000)] = []
    duties: Annotated[list[Annotated[str, choice(Duty.choices)]], Field(min_length=1, max_length=4)] = [
        Duty.LEAD.value,
        Duty.RESPONSIBLE.value,
    ]

    def scope(self) -> Scope:
        return Scope(self.plan, self.mechanism, tuple(self.chosen), tuple(self.duties))


class RoundIn(Input):
    linkage: Annotated[str, line(40)]
    title: Annotated[str, line(200)]
    cadence: Annotated[str, choice(Cadence.choices)] = Cadence.SPECIAL.value
    due_on: Day
    scope: ScopeIn = ScopeIn()
    remark: Remark = ""


class SeriesIn(Input):
    linkage: Annotated[str, line(40)]
    title: Annotated[str, line(200)]
    cadence: Annotated[str, choice(Cadence.choices)]
    scope: ScopeIn = ScopeIn()
    lead_days: Annotated[int, Field(ge=0, le=60)] = 7
    remark: Remark = ""


class RoundReason(Input):
    reason: Annotated[str, Field(min_length=1, max_length=REMARK_MOST)]


class SheetRemark(Input):
    remark: Annotated[str, Field(min_length=1, max_length=REMARK_MOST)]


class EntryWords(Input):
    entry: Key
    progress: Said = ""
    problems: Said = ""
    next_steps: Said = ""

    def words(self) -> dict[str, str]:
        return {"progress": self.progress, "problems": self.problems, "next_steps": self.next_steps}


class SheetWords(Input):
    """`send` hands the sheet on; without it the words are kept for later."""

    entries: Annotated[list[EntryWords], Field(max_length=2000)]
    send: bool = False
    recorded_why: Annotated[str, Field(max_length=200)] = ""


class EntryEdit(EntryWords):
    brief: bool = False


class SheetEdits(Input):
    entries: Annotated[list[EntryEdit], Field(min_length=1, max_length=2000)]


class PaperIn(Input):
    kind: Annotated[str, choice(PaperKind.choices)]


class RoundRow(Output):
    """`asked` and `came` count the sheets that the caller may see."""

    id: UUID
    linkage: str
    title: str
    cadence: str
    period: str
    due_on: date
    state: str
    remark: str
    opened_by_name: str
    opened_at: datetime
    closed_at: datetime | None
    asked: int
    came: int
    version: int


class SheetRow(Output):
    """`items`, `filled`: entries, and those that say something."""

    id: UUID
    round: UUID
    unit: UUID
    unit_name: str
    state: str
    items: int
    filled: int
    filled_by: str
    checked_by: str
    approved_by: str
    recorded_why: str
    sent_at: datetime | None
    urged: int
    version: int


class RoundEntry(Output):
    """`last` is what the unit said in the round before; `edited` the office's wording."""

    id: UUID
    obligation: UUID
    matter: UUID
    place: int
    section: str
    title: str
    progress: str
    problems: str
    next_steps: str
    edited: dict[str, str]
    brief: bool
    last: dict[str, str]
    files: list[UUID]


class SheetFull(Output):
    id: UUID
    round: UUID
    unit: UUID
    unit_name: str
    state: str
    remark: str
    recorded_why: str
    entries: list[RoundEntry]
    may: list[str]
    version: int


class RoundPaper(Output):
    id: UUID
    kind: str
    state: str
    name: str
    size: int
    by_name: str
    at: datetime


class SeriesRow(Output):
    id: UUID
    linkage: str
    title: str
    cadence: str
    lead_days: int
    by_name: str
    created_at: datetime
    version: int

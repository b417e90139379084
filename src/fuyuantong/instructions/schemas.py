"""What the API asks about 批示, and what it answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from fuyuantong.common.api import Day, Input, Key, Output, Page, Year, choice, line
from fuyuantong.instructions.kinds import NewItem, Progress, SubmissionState, Urgency
from fuyuantong.instructions.models import WORDS_MOST
from fuyuantong.matters.kinds import Backing

Said = Annotated[str, Field(max_length=WORDS_MOST)]


class SubmissionQuery(Page):
    """Empty parts do not narrow; `progress` of any task, `year` of a 批示."""

    words: Annotated[str, Field(max_length=60)] = ""
    state: Annotated[str, choice(SubmissionState.choices, empty=True)] = ""
    leader: Key | None = None
    progress: Annotated[str, choice(Progress.choices, empty=True)] = ""
    year: Year | None = None


class FigureQuery(Input):
    year: Year | None = None


class SubmissionIn(Input):
    """`files` are the caller's own uploads."""

    linkage: Annotated[str, line(40)]
    title: Annotated[str, line(300)]
    source: Annotated[str, Field(max_length=120)] = ""
    source_number: Annotated[str, Field(max_length=80)] = ""
    received_on: Day | None = None
    urgency: Annotated[str, choice(Urgency.choices, empty=True)] = ""
    proposal: Said = ""
    matter: Key | None = None
    files: Annotated[list[Key], Field(max_length=20)] = []


class InstructionItemIn(Input):
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    leads: Annotated[list[Key], Field(min_length=1, max_length=50)]
    partners: Annotated[list[Key], Field(max_length=50)] = []
    due_on: Day | None = None
    supervised: bool = False

    def item(self) -> NewItem:
        return NewItem(self.text, self.leads, self.partners, self.due_on, self.supervised)


class InstructionIn(Input):
    """`limited`: the words are about 协调化解 only; demanded where the matter concerns a case."""

    leader: Key
    given_on: Day
    words: Annotated[str, Field(min_length=1, max_length=WORDS_MOST)]
    items: Annotated[list[InstructionItemIn], Field(max_length=30)] = []
    limited: bool = False
    files: Annotated[list[Key], Field(max_length=20)] = []


class SubmissionReason(Input):
    reason: Annotated[str, line(200)]


class LeaderIn(Input):
    linkage: Annotated[str, line(40)]
    name: Annotated[str, line(60)]
    position: Annotated[str, line(120)]
    unit: Key
    place: Annotated[int, Field(ge=1, le=99)] = 1


class LeaderChange(Input):
    name: Annotated[str, line(60)]
    position: Annotated[str, line(120)]
    unit: Key
    place: Annotated[int, Field(ge=1, le=99)] = 1
    active: bool = True


class MandateIn(Input):
    """政府督查: `unit` is the government that told the office to look after `matters`."""

    linkage: Annotated[str, line(40)]
    title: Annotated[str, line(200)]
    number: Annotated[str, line(80)]
    unit: Key
    issued_on: Day
    until_on: Day | None = None
    matters: Annotated[str, line(300)]


class LetterBackingIn(Input):
    """`key`: an instruction about the letter's matter, or a mandate that holds today."""

    backing: Annotated[str, choice(Backing.choices)]
    key: Key


class PaperSignatureIn(Input):
    """`original`: the caller's own upload."""

    leader: Key
    signed_on: Day
    original: Key
    number: Annotated[str, Field(max_length=80)] = ""


class MandateRow(Output):
    id: UUID
    linkage: str
    title: str
    number: str
    unit: UUID
    unit_name: str
    issued_on: date
    until_on: date | None
    matters: str
    by_name: str


class SubmissionRow(Output):
    """`progress` counts tasks by how they stand today."""

    id: UUID
    linkage: str
    title: str
    source: str
    source_number: str
    received_on: date | None
    urgency: str
    state: str
    by_name: str
    by_unit_name: str
    at: datetime
    progress: dict[str, int]
    version: int


class InstructionItemRow(Output):
    """`matter` is absent where the caller does not see it."""

    id: UUID
    text: str
    supervised: bool
    progress: str
    matter: UUID | None
    due_on: date | None


class InstructionRow(Output):
    id: UUID
    leader: UUID
    leader_name: str
    position: str
    given_on: date
    words: str
    limited: bool
    by_name: str
    by_unit_name: str
    at: datetime
    items: list[InstructionItemRow]


class SubmissionFile(Output):
    id: UUID
    name: str
    size: int


class SubmissionFull(SubmissionRow):
    proposal: str
    remark: str
    matter: UUID | None
    instructions: list[InstructionRow]
    files: list[SubmissionFile]
    may: list[str]


class InstructionLeader(Output):
    id: UUID
    linkage: str
    name: str
    position: str
    unit: UUID
    unit_name: str
    place: int
    active: bool
    version: int


class InstructionFigure(Output):
    """落实 of one leader's 批示, in protocol order."""

    leader: UUID
    name: str
    position: str
    given: int
    items: int
    done: int
    working: int
    overdue: int
    ended: int


class InstructionFigures(Output):
    rows: list[InstructionFigure]

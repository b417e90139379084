"""What the API asks about lists and checks, and what it answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from fuyuantong.common.api import Day, Input, Key, Output, Page, choice, line
from fuyuantong.screening import kinds
from fuyuantong.screening.actions import NewRecord, Question
from fuyuantong.screening.actions.asking import MOST_AT_ONCE
from fuyuantong.screening.models import TEXT_MOST

Long = Annotated[str, Field(max_length=TEXT_MOST)]
Said = Annotated[str, Field(min_length=1, max_length=TEXT_MOST)]
Short = Annotated[str, Field(max_length=40)]


class ListRecordIn(Input):
    """One record; `sealed` records are refused, so that a feed need not be filtered to be safe."""

    kind: Literal["P", "O"]
    name: Annotated[str, line(200)]
    case_no: Annotated[str, line(80)]
    published_on: Day
    number: Short = ""
    former: Annotated[list[Annotated[str, line(200)]], Field(max_length=10)] = []
    birth_year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    sex: Literal["", "男", "女"] = ""
    province: Annotated[str, Field(max_length=2)] = ""
    duty: Long = ""
    conduct: Annotated[list[int], Field(max_length=10)] = []
    expires_on: Day | None = None
    principal: Annotated[str, Field(max_length=60)] = ""
    basis_unit: Annotated[str, Field(max_length=100)] = ""
    basis_no: Annotated[str, Field(max_length=100)] = ""
    filed_on: Day | None = None
    performed: Annotated[str, Field(max_length=300)] = ""
    sealed: bool = False

    def record(self) -> NewRecord:
        data = self.model_dump()
        return NewRecord(**data | {"former": tuple(self.former), "conduct": tuple(self.conduct)})


class ListDelivery(Input):
    """`after` is the version that was last seen; a delivery on an older one is refused."""

    records: Annotated[list[ListRecordIn], Field(min_length=1, max_length=1000)]
    after: Annotated[int, Field(ge=0)] | None = None


class RecordWithdrawal(Input):
    state: Annotated[str, choice([(s.value, s.label) for s in kinds.WITHDRAWN])]
    why: Annotated[str, Field(min_length=1, max_length=300)]


class ScreeningItemIn(Input):
    listing: Annotated[str, line(40)]
    publisher: Key
    title: Annotated[str, line(200)]
    purpose: Annotated[str, Field(min_length=1, max_length=500)]
    measures: Annotated[list[Annotated[str, line(20)]], Field(min_length=1, max_length=50)]
    valid_until: Day
    daily_cap: Annotated[int, Field(ge=1, le=1_000_000)] = 1000


class ScreeningRemark(Input):
    remark: Annotated[str, Field(max_length=500)] = ""


class QuestionIn(Input):
    """One subject; `reference` is the number of the business it is asked for."""

    reference: Annotated[str, line(80)]
    name: Annotated[str, Field(max_length=200)] = ""
    number: Short = ""
    kind: Literal["", "P", "O"] = ""
    birth: Annotated[str, Field(max_length=20)] = ""
    sex: Literal["", "男", "女"] = ""
    province: Annotated[str, Field(max_length=2)] = ""

    def question(self) -> Question:
        return Question(
            self.reference, self.name, self.number, self.kind, self.birth, self.sex, self.province
        )


class Questions(Input):
    questions: Annotated[list[QuestionIn], Field(min_length=1, max_length=MOST_AT_ONCE)]


class RegisterToCompare(Input):
    """`source`: code of one of the registers that can be compared as a whole."""

    source: Annotated[str, line(40)]


class HitReview(Input):
    same: bool


class HitText(Input):
    text: Said


class ObjectionIn(Input):
    applicant: Annotated[str, line(60)]
    text: Said


class ObjectionAnswer(Input):
    upheld: bool
    answer: Said


class HitQuery(Page):
    waiting: bool = False


class ListOut(Output):
    """`blocks`: whether a hit on an equal valid number stops the business; `publishes`: whether the
    caller keeps it."""

    code: str
    name: str
    basis: str
    blocks: bool
    version: int
    publishes: bool


class ListsOut(Output):
    items: list[ListOut]


class ListRecordOut(Output):
    """The number is masked. `published`: principal, basis_unit, basis_no, filed_on, performed,
    as far as known."""

    id: UUID
    listing: str
    kind: str
    name: str
    number: str
    case_no: str
    state: str
    published_on: date
    published: dict[str, str]
    expires_on: date | None
    withdrawn_at: datetime | None
    list_version: int
    version: int


class ScreeningItemOut(Output):
    id: UUID
    listing: str
    unit: UUID
    publisher: UUID
    title: str
    purpose: str
    measures: list[str]
    measures_version: str
    daily_cap: int
    valid_until: date
    state: str
    version: int


class MeasureOut(Output):
    code: str
    name: str
    basis: str
    verified: bool


class HitOut(Output):
    """A hit as far as the list allows: reasons, measures, basis, case, publisher, expiry, the way to
    object."""

    id: UUID
    check: UUID
    reference: str
    state: str
    band: str
    reasons: list[str]
    evidence: str
    basis: str
    case_no: str
    duty: str
    conduct: list[str]
    published: dict[str, str]
    published_on: date
    publisher: str
    measures: list[MeasureOut]
    expires_on: date | None
    objection: str
    feedback: str
    version: int


class CheckOut(Output):
    """`decision`: block, review, pass, or refused with `why` (no agreement, over the cap)."""

    id: UUID
    reference: str
    decision: str
    why: str
    list_version: int
    at: datetime
    hits: list[HitOut]


class ObjectionOut(Output):
    """`hit` is null where the person came to the publisher itself."""

    id: UUID
    hit: UUID | None
    record: UUID
    unit: UUID
    applicant: str
    text: str
    state: str
    due_on: date
    answer: str
    correct_by: date | None
    corrected_at: datetime | None
    version: int


class ScreeningJobOut(Output):
    """`percent`: how far it is while it runs; null where that is not known on this machine."""

    id: UUID
    item: UUID
    state: str
    percent: int | None
    rows: int
    counts: dict[str, int]
    error: str
    at: datetime
    done_at: datetime | None

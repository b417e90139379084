"""Letters in the API: what is asked, what is told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from fuyuantong.common.api import Day, Input, Key, Output, Page, Text, choice, line, plain
from fuyuantong.matters.kinds import DraftState
from fuyuantong.matters.models import Draft, DraftReading, DraftVersion
from fuyuantong.matters.queries.letters import Answers, needs_backing
from fuyuantong.matters.queries.rates import RatesTable
from fuyuantong.organs.schemas import UnitRef, unit_ref

STATES = [*DraftState.values, "waiting"]
UNITS_MOST = 100


class LetterQuery(Page):
    """`state`: one of the letter's states, or `waiting` (not yet signed). `matter`: letters of one matter."""

    state: Annotated[str, choice(STATES, empty=True)] = ""
    matter: Key | None = None


class EditLetter(Input):
    """The whole letter as it is to be; `to` and `copies` are ids of units."""

    title: Annotated[str, line(300)]
    text: Annotated[str, line(20_000)]
    number: Annotated[str, Field(max_length=80)] = ""
    to: Annotated[list[Key], Field(max_length=UNITS_MOST)] = []
    copies: Annotated[list[Key], Field(max_length=UNITS_MOST)] = []


class WriteLetter(Input):
    """`letter` is a 文书 of the matter's definition. What is left out is written up from the matter; `to`
    null: the units that owe something in it."""

    letter: Annotated[str, line(60)]
    title: Annotated[str, Field(max_length=300)] = ""
    text: Annotated[str, Field(max_length=20_000)] = ""
    number: Annotated[str, Field(max_length=80)] = ""
    to: Annotated[list[Key], Field(max_length=UNITS_MOST)] | None = None
    copies: Annotated[list[Key], Field(max_length=UNITS_MOST)] = []


class SubmitLetter(Input):
    """Asks nothing."""


class SignLetter(Input):
    """`number` is the number that the unit's own system gave; it may be registered later."""

    number: Annotated[str, Field(max_length=80)] = ""
    signed_on: Day | None = None


class LetterReason(Input):
    reason: Text


class LetterNumber(Input):
    number: Annotated[str, line(80)]


class CirculateLetter(Input):
    """`check`: 本单位核稿 first; `units`: 会签单位."""

    check: bool = True
    units: Annotated[list[Key], Field(max_length=20)] = []


class LetterOpinion(Input):
    """`opinion` is needed where `agree` is false."""

    agree: bool = True
    opinion: Annotated[str, Field(max_length=4000)] = ""


class LetterDay(Input):
    """`on`: the day it was really done; today when left out."""

    on: Day | None = None


class LetterAnswer(LetterDay):
    text: Annotated[str, line(10_000)]


class LetterFile(LetterDay):
    file_number: Annotated[str, Field(max_length=80)] = ""


class LetterRow(Output):
    id: UUID
    matter: UUID
    obligation: UUID | None
    letter: str
    what: str
    genre: str
    title: str
    number: str
    unit: UnitRef
    state: str
    approval: bool
    drafted_on: date
    signed_on: date | None
    version: int


class LetterStepOut(Output):
    """核稿 (check) or 会签 (cosign), and what came of it."""

    kind: str
    round: int
    unit: UnitRef
    state: str
    opinion: str
    by: str
    at: datetime | None


class LetterVersionOut(Output):
    ordinal: int
    title: str
    text: str
    number: str
    to: list[str]
    copies: list[str]
    at: datetime
    by: str


class LetterReadingOut(Output):
    """Who of an addressed unit opened the letter first."""

    unit: UnitRef
    name: str
    at: datetime


class LetterAnswerOut(Output):
    """What an addressee of a 督办单, 约谈通知书 or 通报 did: signed for it, answered it."""

    unit: UnitRef
    received_on: date | None
    received_by: str
    answer: str
    answered_on: date | None
    answered_by: str


class LetterFull(LetterRow):
    """The text too. `to` and `copies` are the addressees; names are those of the day of the signature.
    `backing`: `instruction` or `inspection`, in `backing_words`; only a letter that needs one has it."""

    text: str
    to: list[UnitRef]
    copies: list[UnitRef]
    drafted_by: str
    drafted_at: datetime
    signed_by: str
    signed_at: datetime | None
    remark: str
    template: str
    sealed_on: date | None
    sent_on: date | None
    filed_on: date | None
    file_number: str
    backing: str
    backing_words: str
    answers: list[LetterAnswerOut]
    steps: list[LetterStepOut]


class AnswerItemOut(Output):
    item: str
    answer: str


class AnswerOut(Output):
    """One addressee. `on_time` is null while the term runs and nothing has come in."""

    obligation: UUID
    owner: UnitRef
    served_on: date | None
    due_on: date | None
    replied_on: date | None
    on_time: bool | None
    items: list[AnswerItemOut]
    carried_out: str


class LetterRateOut(Output):
    """`hits` of `total`; `percent` is null where the total is 0. Rates are never added up."""

    label: str
    hits: int
    total: int
    percent: int | None


class AnswersOut(Output):
    addressees: list[AnswerOut]
    rates: list[LetterRateOut]


class RatesQuery(Input):
    """`year` in which the letters were served; this year without it."""

    year: Annotated[int, Field(ge=2000, le=2100)] | None = None


class UnitRatesOut(Output):
    unit: UnitRef
    rates: list[LetterRateOut]


class LetterRates(Output):
    """Over what the caller may see; units in protocol order, never ranked."""

    mechanism: str
    year: int
    rates: list[LetterRateOut]
    units: list[UnitRatesOut]


def rates_out(found: RatesTable) -> LetterRates:
    return LetterRates(
        mechanism=found.code,
        year=found.year,
        rates=[plain(LetterRateOut, rate) for rate in found.rates],
        units=[
            UnitRatesOut(unit=unit_ref(row.unit), rates=[plain(LetterRateOut, rate) for rate in row.rates])
            for row in found.units
        ],
    )


def letter_row(row: Draft) -> LetterRow:
    return plain(LetterRow, row, matter=row.matter_id, obligation=row.obligation_id, unit=unit_ref(row.unit))


def letter_full(row: Draft) -> LetterFull:
    told = list(row.addressees.all())
    return plain(
        LetterFull,
        row,
        matter=row.matter_id,
        obligation=row.obligation_id,
        unit=unit_ref(row.unit),
        to=[unit_ref(one.unit) for one in told if not one.copy],
        copies=[unit_ref(one.unit) for one in told if one.copy],
        answers=[
            plain(LetterAnswerOut, one, unit=unit_ref(one.unit))
            for one in told
            if needs_backing(row) and not one.copy
        ],
        steps=[
            plain(LetterStepOut, one, unit=unit_ref(one.unit))
            for one in row.steps.select_related("unit").order_by("round", "pk")
        ],
    )


def version_out(row: DraftVersion) -> LetterVersionOut:
    return plain(LetterVersionOut, row)


def reading_out(row: DraftReading) -> LetterReadingOut:
    return plain(LetterReadingOut, row, unit=unit_ref(row.unit))


def answers_out(found: Answers) -> AnswersOut:
    return AnswersOut(
        addressees=[
            AnswerOut(
                obligation=one.row.pk,
                owner=unit_ref(one.row.owner),
                served_on=one.served_on,
                due_on=one.row.due_on,
                replied_on=one.replied_on,
                on_time=one.on_time,
                items=[AnswerItemOut(item=item, answer=answer) for item, answer in one.items],
                carried_out=one.carried_out,
            )
            for one in found.rows
        ],
        rates=[plain(LetterRateOut, rate) for rate in found.rates],
    )

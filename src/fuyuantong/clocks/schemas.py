"""What the API says of calendars, terms and due dates."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from fuyuantong.clocks.due import Due
from fuyuantong.clocks.models import CalendarYear, TermRow
from fuyuantong.clocks.proof import Step
from fuyuantong.common.api import Output, Page, Short, plain


class ProofStep(Output):
    """One step of a proof: the rule, its article, from when to when, and the days it passed over."""

    rule: str
    article: str
    from_: Annotated[str, Field(alias="from")]
    to: str
    skipped: list[date]


class DueOut(Output):
    due: str
    provisional: bool
    proof: list[ProofStep]


class DueQuery(BaseModel):
    """`start` is a date, or for hours a moment with its zone; `term` is 60D, 5W, 24H, 2M, 1Y or 60 日."""

    start: Annotated[str, Field(max_length=40)]
    term: Annotated[str, Field(max_length=20)]
    roll: Annotated[str, Field(pattern="^(true|false)$")] = "true"


class CalendarDayOut(Output):
    day: date
    rests: bool
    name: str


class CalendarYearOut(Output):
    year: int
    version: int
    title: str
    number: str
    published_on: date | None
    days: list[CalendarDayOut]


class TermOut(Output):
    """A term of law as in force here, with its source."""

    code: str
    category: str
    mechanism: str
    trigger_event: str
    actor: str
    action: str
    term: str
    roll_last_day: bool
    max_extension: str
    source_title: str
    source_no: str
    article: str
    valid_from: date | None
    valid_to: date | None
    severity: str
    checked: str
    note: str


class TermQuery(Page):
    category: Short = ""


def proof_step(step: dict[str, object]) -> ProofStep:
    return ProofStep.model_validate({"skipped": [], **step})


def due_out(found: Due) -> DueOut:
    return DueOut(due=found.due.isoformat(), provisional=found.provisional, proof=steps(found.proof))


def steps(found: tuple[Step, ...]) -> list[ProofStep]:
    return [proof_step(step.as_json()) for step in found]


def year_out(row: CalendarYear) -> CalendarYearOut:
    days = [CalendarDayOut(day=d.day, rests=d.rests, name=d.name) for d in row.days.all()]
    return CalendarYearOut(
        year=row.year,
        version=row.version,
        title=row.title,
        number=row.number,
        published_on=row.published_on,
        days=days,
    )


def term_out(row: TermRow) -> TermOut:
    return plain(TermOut, row, term=f"{row.n or ''}{row.unit}")

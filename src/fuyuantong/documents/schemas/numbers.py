"""Numbers of papers and letterheads in the API: what is asked, what is told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from fuyuantong.common.api import Input, Output, Page, Text, choice, line, plain
from fuyuantong.documents.kinds import NumberState
from fuyuantong.documents.models import Letterhead, NumberRule, PaperNumber

YEAR_LEAST, YEAR_MOST = 1950, 2200


class NumberQuery(Page):
    """`year`: of the number; `state`: taken (本系统编号), external (登记外部文号), voided (已作废)."""

    year: Annotated[int, Field(ge=YEAR_LEAST, le=YEAR_MOST)] | None = None
    state: Annotated[str, choice(NumberState.values, empty=True)] = ""


class NumberRuleInput(Input):
    """`genre` empty: all kinds without a rule of their own; `active` false: numbers are registered again."""

    prefix: Annotated[str, line(20)]
    genre: Annotated[str, Field(max_length=40)] = ""
    active: bool = True


class VoidNumber(Input):
    reason: Text


class PaperNumberOut(Output):
    """`ordinal` is null for a registered number; `subject` is the paper (`subject_type` letter)."""

    id: UUID
    text: str
    year: int
    ordinal: int | None
    genre: str
    title: str
    subject_type: str
    subject: UUID
    state: str
    taken_at: datetime
    taken_by: str
    voided_at: datetime | None
    voided_by: str
    reason: str
    version: int


class NumberRuleOut(Output):
    id: UUID
    genre: str
    prefix: str
    active: bool
    version: int


class LetterheadOut(Output):
    """One version of a unit's own Word template; `keys` are the places in it."""

    id: UUID
    name: str
    genre: str
    number: int
    file_name: str
    keys: list[str]
    at: datetime
    by_name: str
    retired_at: datetime | None
    version: int


def number_out(row: PaperNumber) -> PaperNumberOut:
    return plain(PaperNumberOut, row, subject=row.subject_id)


def rule_out(row: NumberRule) -> NumberRuleOut:
    return plain(NumberRuleOut, row)


def letterhead_out(row: Letterhead) -> LetterheadOut:
    return plain(LetterheadOut, row, file_name=row.file.name)

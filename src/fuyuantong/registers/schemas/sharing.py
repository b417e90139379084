"""What the API asks and answers about the catalogue, grants and questions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from fuyuantong.common.api import Day, Input, Key, Output, line, plain
from fuyuantong.registers.actions import NewGrant
from fuyuantong.registers.actions.looking import Answer
from fuyuantong.registers.models import Grant, Lookup
from fuyuantong.registers.queries import Shared
from fuyuantong.registers.schemas.outputs import QualityOut, quality_out

Word = Annotated[str, line(60)]


class LentOut(Output):
    key: str
    by: list[str]
    tells: list[str]
    basis: list[str]


class SharedOut(Output):
    register_code: str
    name: str
    basis: list[str]
    basis_verified: bool
    owners: list[UUID]
    questions: list[LentOut]
    delivered_on: date | None
    quality: QualityOut | None


class CatalogueOut(Output):
    items: list[SharedOut]


class GrantIn(Input):
    """`people` are ids of accounts of one's own unit."""

    register_code: Annotated[str, line(80)]
    owner: Key
    questions: Annotated[list[Word], Field(min_length=1, max_length=20)]
    people: Annotated[list[Key], Field(min_length=1, max_length=20)]
    purpose: Annotated[str, line(500)]
    basis: Annotated[str, line(300)]
    valid_until: Day
    plain: bool = False
    by_key: bool = False
    daily_cap: Annotated[int, Field(ge=1, le=10_000)] = 50

    def grant(self) -> NewGrant:
        data = self.model_dump()
        return NewGrant(register=data.pop("register_code"), **data)


class GrantRemark(Input):
    remark: Annotated[str, Field(max_length=500)] = ""


class GrantOut(Output):
    id: UUID
    register_code: str
    unit: UUID
    owner: UUID
    questions: list[str]
    people: list[str]
    purpose: str
    basis: str
    plain: bool
    by_key: bool
    daily_cap: int
    valid_until: date
    state: str
    remark: str
    version: int


class LookupIn(Input):
    """`values` holds every column that the question asks by; `reference` is the case it is for."""

    question: Word
    reference: Annotated[str, line(120)]
    values: Annotated[
        dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=200)]],
        Field(max_length=20),
    ]


class LookupOut(Output):
    id: UUID
    grant: UUID
    register_code: str
    question: str
    reference: str
    outcome: str
    count: int
    why: str
    by_name: str
    at: datetime


class DataAnswerOut(LookupOut):
    """`rows` are told once and kept nowhere."""

    rows: list[dict[str, str]]


def shared_out(one: Shared) -> SharedOut:
    register = one.register
    questions = [
        LentOut(key=q.key, by=list(q.by), tells=list(q.tells), basis=[str(b) for b in q.basis])
        for q in register.lent
    ]
    return SharedOut(
        register_code=register.code, name=register.name, basis=[str(b) for b in register.basis],
        basis_verified=bool(register.basis) and all(b.verified for b in register.basis),
        owners=[unit.pk for unit in one.owners], questions=questions, delivered_on=one.delivered_on,
        quality=quality_out(one.quality),
    )  # fmt: skip


def grant_out(row: Grant) -> GrantOut:
    people = list(row.people.values())
    own = {"register_code": row.book_id, "unit": row.unit_id, "owner": row.owner_id, "people": people}
    return plain(GrantOut, row, **own)


def lookup_out(row: Lookup) -> LookupOut:
    return plain(LookupOut, row, grant=row.grant_id, register_code=row.grant.book_id)


def answer_out(answer: Answer) -> DataAnswerOut:
    rows = [{column.key: text for column, text in row} for row in answer.rows]
    found = answer.lookup
    return plain(DataAnswerOut, found, grant=found.grant_id, register_code=found.grant.book_id, rows=rows)

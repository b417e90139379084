"""The shape of what goes out: registers, rows, previews, funds. Personal cells are covered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from fuyuantong.common.api import Output, plain
from fuyuantong.registers.cells import words_of
from fuyuantong.registers.kinds import Column, Register
from fuyuantong.registers.models import Balance, Book, BookVersion, Claim, FundLine, Intake, Row
from fuyuantong.registers.quality import Quality, quality_of
from fuyuantong.registers.queries import Figure, RowPage, register_of


class RegisterOut(Output):
    code: str
    name: str
    kind: str
    group: str
    rows_covered: list[str]
    version: int


class ColumnOut(Output):
    key: str
    type: str
    required: bool
    unique: bool
    many: bool
    options: list[str]
    personal: bool
    unit: str
    note: str


class RegisterFull(RegisterOut):
    keeper: str
    summary: str
    sources: list[str]
    columns: list[ColumnOut]
    source: str
    digest: str
    versions: list[int]


class RowOut(Output):
    id: UUID
    register_code: str
    title: str
    cells: dict[str, Any]
    owner: str
    valid_from: date | None
    valid_until: date | None
    state: str
    progress: str
    sealed: bool
    source: str
    matter: UUID | None
    version: int
    revision: int
    changed_at: datetime


class RowChangeOut(Output):
    revision: int
    kind: str
    reason: str
    at: datetime
    by: str
    cells: list[tuple[str, str, str]]


class Related(Output):
    id: UUID
    register_code: str
    title: str


class RowFull(RowOut):
    history: list[RowChangeOut]
    case_numbers: list[str]
    related: list[Related]


class RowPersonal(Output):
    """Cells with personal data in plain, once."""

    cells: dict[str, Any]


class ImportLine(Output):
    number: int
    kind: str
    cells: dict[str, Any]
    row: UUID | None


class QualityOut(Output):
    """Of one delivery: `filled` in percent; `full` and `fresh` null where the register expects nothing."""

    rows: int
    filled: float
    least: int
    gaps: list[tuple[str, int]]
    newest: str
    days: int | None
    full: bool | None
    fresh: bool | None


def quality_out(quality: Quality | None) -> QualityOut | None:
    return plain(QualityOut, quality, gaps=list(quality.gaps)) if quality else None


class IntakeOut(Output):
    id: UUID
    register_code: str
    file_name: str
    state: str
    new: int
    changed: int
    same: int
    notes: list[str]
    quality: QualityOut | None
    digest: str
    lines: list[ImportLine]


class FigureOut(Output):
    goal: str
    since: date
    until: date
    value: str
    unit: str
    least: int | None
    reached: bool | None
    source: str
    ids: list[UUID]


class Figures(Output):
    items: list[FigureOut]


class ClaimOut(Output):
    id: UUID
    asked: str
    approved: str
    paid: str
    recovered: str
    settled: str
    purpose: str
    case_number: str
    state: str
    unit: str
    at: datetime


class FundLineOut(Output):
    id: UUID
    step: str
    debit: str
    credit: str
    amount: str
    on: date
    claim: UUID | None
    voucher: str
    note: str
    by: str


class FundOut(Output):
    """`balances` by account; the sum of all of them is nothing."""

    balances: dict[str, str]
    claims: list[ClaimOut]
    lines: list[FundLineOut]


class FindingOut(Output):
    line: int
    code: str
    message: str
    hint: str


class RegisterChecked(Output):
    sound: bool
    problems: list[FindingOut]


def register_out(book: Book) -> RegisterOut:
    return plain(RegisterOut, book)


def _column(column: Column) -> ColumnOut:
    return plain(
        ColumnOut, column, type=column.type.value, options=list(column.options), personal=column.masked
    )


def register_full(book: Book, row: BookVersion, versions: list[int]) -> RegisterFull:
    told = register_of(book.code, row.version)
    return plain(
        RegisterFull,
        book,
        version=row.version,
        keeper=told.keeper,
        summary=told.summary,
        sources=list(told.sources),
        columns=[_column(column) for column in told.columns],
        source=row.source,
        digest=row.digest,
        versions=versions,
    )


def shown_cells(register: Register, cells: dict[str, Any]) -> dict[str, Any]:
    """Values as stored; personal ones in covered words."""
    masked = {column.key: column for column in register.columns if column.masked}
    return {key: words_of(masked[key], value) if key in masked else value for key, value in cells.items()}


def _row_values(row: Row) -> dict[str, Any]:
    register = register_of(row.book_id, row.version)
    return {
        "id": row.pk,
        "register_code": row.book_id,
        "cells": shown_cells(register, row.cells),
        "owner": row.owner.name,
    }


def row_out(row: Row) -> RowOut:
    return plain(RowOut, row, **_row_values(row))


def row_full(page: RowPage) -> RowFull:
    history = [
        RowChangeOut(
            revision=told.change.revision,
            kind=told.change.kind,
            reason=told.change.reason,
            at=told.change.at,
            by=f"{told.change.by_unit_name} {told.change.by_name}".strip(),
            cells=list(told.cells),
        )
        for told in page.history
    ]
    related = [Related(id=row.pk, register_code=row.book_id, title=row.title) for row in page.related]
    own = _row_values(page.row)
    return plain(
        RowFull, page.row, history=history, related=related, case_numbers=list(page.case_numbers), **own
    )


def intake_out(intake: Intake) -> IntakeOut:
    register = register_of(intake.book_id, intake.version)
    lines = [
        ImportLine(
            number=line["number"],
            kind=line["kind"],
            cells=shown_cells(register, line["cells"]),
            row=UUID(line["row"]) if line["row"] else None,
        )
        for line in intake.lines[:200]
    ]
    return plain(
        IntakeOut,
        intake,
        register_code=intake.book_id,
        new=intake.fresh,
        notes=list(intake.notes),
        quality=quality_out(quality_of(intake.quality)),
        lines=lines,
    )


def figure_out(figure: Figure) -> FigureOut:
    goal = figure.goal
    return FigureOut(
        goal=goal.key,
        since=figure.since,
        until=figure.until,
        value=str(figure.value),
        unit=goal.unit,
        least=goal.least,
        reached=figure.reached,
        source=goal.source,
        ids=[UUID(str(key)) for key in figure.ids],
    )


def claim_out(claim: Claim) -> ClaimOut:
    money = {
        name: str(getattr(claim, name)) for name in ("asked", "approved", "paid", "recovered", "settled")
    }
    return plain(ClaimOut, claim, unit=claim.by_unit.name, **money)


def fund_out(balances: list[Balance], claims: list[Claim], lines: list[FundLine]) -> FundOut:
    return FundOut(
        balances={balance.account: str(balance.amount) for balance in balances},
        claims=[claim_out(claim) for claim in claims],
        lines=[
            plain(
                FundLineOut,
                line,
                amount=str(line.amount),
                claim=line.claim_id,
                by=f"{line.by_unit_name} {line.by_name}".strip(),
            )
            for line in lines
        ],
    )

"""Rows as the viewer sees them: lists, one row with its history, rows about a case or a matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.definitions.kinds import FieldType
from fuyuantong.documents.case_numbers import parse_case_number
from fuyuantong.registers import policy
from fuyuantong.registers.cells import FROM, UNTIL, words_of
from fuyuantong.registers.kinds import Column, Progress, Register, RowState
from fuyuantong.registers.models import CaseMention, Change, Row
from fuyuantong.registers.models import RowQuerySet as Rows
from fuyuantong.registers.queries.library import kind_of, register_of

ORDER = ("-id",)
ABOUT_MOST = 100
FILTERED = frozenset({FieldType.CHOICE, FieldType.FLAG})
"""Types of columns offered as filters of the list."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list. `state` `force` means in force today; `cells` are exact values of columns."""

    words: str = ""
    state: str = "current"
    progress: str = ""
    owner: UUID | None = None
    year: int | None = None
    since: date | None = None
    until: date | None = None
    case_number: str = ""
    cells: Mapping[str, Any] = field(default_factory=dict)


def rows(viewer: Actor, register: Register, filters: Filters, today: date) -> Rows:
    """The rows of a register that the viewer sees, narrowed."""
    found = Row.objects.filter(book_id=register.code).visible_to(viewer, kind_of(viewer))
    found = _in_state(found, filters, today)
    exact = {
        "owner_id": filters.owner,
        "counted_on__year": filters.year,
        "counted_on__gte": filters.since,
        "counted_on__lte": filters.until,
        "cells__contains": dict(filters.cells) or None,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if filters.case_number:
        number = _case_number(filters.case_number)
        found = found.filter(pk__in=CaseMention.objects.filter(case_number=number).values("row_id"))
    if filters.words.strip():
        found = found.matching(filters.words)
    return found.select_related("owner")


def _in_state(found: Rows, filters: Filters, today: date) -> Rows:
    if filters.state == "force":
        found = found.in_force(today)
    elif filters.state in RowState.values:
        found = found.filter(state=filters.state)
    if filters.progress == "done":
        return found.filter(progress__in=[Progress.HELD, Progress.REVIEWED])
    return found.filter(progress=filters.progress) if filters.progress else found


def _case_number(text: str) -> str:
    """The standard spelling; a number that is none finds nothing."""
    try:
        return parse_case_number(text).normal
    except Refusal:
        return text


def row_for(viewer: Actor, key: UUID) -> Row:
    """One row that the viewer sees; NotFound for any other."""
    found = (
        Row.objects.visible_to(viewer, kind_of(viewer)).select_related("owner", "book").filter(pk=key).first()
    )
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """One row in words: its columns in the register's order, personal ones covered."""

    row: Row
    cells: Sequence[tuple[Column, str]]


def shown(register: Register, row: Row) -> Shown:
    return Shown(row, [(column, words_of(column, row.cells.get(column.key))) for column in register.columns])


@dataclass(frozen=True, slots=True)
class Told:
    """One change of a row for people: (column, before, after)."""

    change: Change
    cells: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class RowPage:
    """A row with its history, what it is tied to, and what the viewer may do."""

    row: Row
    register: Register
    shown: Shown
    history: Sequence[Told]
    related: Sequence[Row]
    case_numbers: Sequence[str]
    may_change: bool
    may_seal: bool
    has_personal: bool


def row_page(viewer: Actor, key: UUID) -> RowPage:
    """Everything on the page of one row."""
    row, kind = row_for(viewer, key), kind_of(viewer)
    register, written = register_of(row.book_id), register_of(row.book_id, row.version)
    current = row.state == RowState.CURRENT
    numbers = case_numbers_of(row)
    return RowPage(
        row=row,
        register=register,
        shown=shown(written, row),
        history=[_told(written, change) for change in row.changes.order_by("-revision")],
        related=_related(viewer, kind, register, row, numbers),
        case_numbers=numbers,
        may_change=current and policy.may_change(viewer, register, row, kind),
        may_seal=row.owner_id == viewer.unit and policy.may(viewer, "row.seal"),
        has_personal=policy.may(viewer, "row.reveal")
        and any(column.masked and column.key in row.cells for column in written.columns),
    )


def _told(register: Register, change: Change) -> Told:
    """Old columns that the present version no longer has keep their name."""
    lines = []
    for key in dict.fromkeys([*change.before, *change.after]):
        column = register.column(key)

        def say(value: Any, column: Column | None = column) -> str:
            return words_of(column, value) if column else str(value if value is not None else "")

        lines.append((key, say(change.before.get(key)), say(change.after.get(key))))
    return Told(change, lines)


def case_numbers_of(row: Row) -> list[str]:
    return sorted({mention.case_number for mention in row.mentions.all()})


def _related(viewer: Actor, kind: str, register: Register, row: Row, numbers: Sequence[str]) -> Sequence[Row]:
    """Rows of any register about the same cases, and rows that a tie of either side names."""
    about = Q(pk__in=CaseMention.objects.filter(case_number__in=numbers).values("row_id"))
    for tie in register.ties:
        value = row.cells.get(tie.key)
        if value is not None:
            about |= Q(book_id=tie.register, cells__contains={tie.column: value})
    if row.matter:
        about |= Q(matter=row.matter)
    found = Row.objects.visible_to(viewer, kind).filter(about).exclude(pk=row.pk)
    return list(found.select_related("book", "owner").order_by("book__name", "-id")[:ABOUT_MOST])


def rows_about(viewer: Actor, matter: UUID) -> Sequence[Row]:
    """Rows of all registers that a matter wrote, or that name a case number of the matter."""
    numbers = CaseMention.objects.filter(matter=matter).values("case_number")
    about = Q(matter=matter) | Q(pk__in=CaseMention.objects.filter(case_number__in=numbers).values("row_id"))
    found = Row.objects.visible_to(viewer, kind_of(viewer)).filter(about, state=RowState.CURRENT)
    return list(found.select_related("book", "owner").order_by("book__name", "-id")[:ABOUT_MOST])


def rows_of_case(viewer: Actor, text: str) -> Sequence[Row]:
    """Rows of all registers about one case; a number that is none finds nothing."""
    named = CaseMention.objects.filter(case_number=_case_number(text)).values("row_id")
    found = Row.objects.visible_to(viewer, kind_of(viewer)).filter(pk__in=named)
    return list(found.select_related("book", "owner").order_by("-id")[:ABOUT_MOST])


def dates_of(row: Row) -> dict[str, str]:
    """The dates of validity under the names that imports and forms use."""
    pairs = ((FROM, row.valid_from), (UNTIL, row.valid_until))
    return {name: value.isoformat() for name, value in pairs if value}

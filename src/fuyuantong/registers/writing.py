"""From cleaned cells to rows: unique keys, mentions of cases, search, history. No rights are asked here."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from fuyuantong.common import batches
from fuyuantong.common.grams import grams_of
from fuyuantong.common.refusals import Conflict, FieldError
from fuyuantong.common.rows import add
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.expressions import holds
from fuyuantong.definitions.kinds import FieldType
from fuyuantong.organs.models import Unit
from fuyuantong.registers.cells import FROM, UNTIL, Cleaned, facts_of, words_of
from fuyuantong.registers.events import RowDraws, RowsWritten
from fuyuantong.registers.kinds import ChangeKind, Register, RowState
from fuyuantong.registers.models import CaseMention, Change, Row, RowKey, RowMark
from fuyuantong.registers.owning import linkage_of

TITLE_MOST, TEXT_MOST = 300, 4000


@dataclass(frozen=True, slots=True)
class Draft:
    """A row about to be written."""

    cleaned: Cleaned
    owner: Unit
    progress: str = ""
    source: str = ""
    matter: UUID | None = None
    linkage: str = ""


def add_rows(
    uow: UnitOfWork, register: Register, drafts: Sequence[Draft], kind: ChangeKind, reason: str = ""
) -> list[Row]:
    """Insert rows with their keys, mentions and first change; a key that is taken undoes all of them."""
    made = []
    offices: dict[UUID, str] = {}
    for draft in drafts:
        if draft.owner.pk not in offices:
            offices[draft.owner.pk] = linkage_of(uow, register, draft.owner)
        row = Row(
            book_id=register.code,
            owner=draft.owner,
            region=draft.owner.region_id,
            linkage=draft.linkage or offices[draft.owner.pk],
            source=draft.source[:200],
            matter=draft.matter,
            entered_at=uow.now,
        )
        _fill(uow, register, row, draft.cleaned, draft.progress)
        made.append(row)
    keys = [key for row in made for key in _keys(register, row)]
    mentions = [mention for row in made for mention in _mentions(register, row)]
    marks = [mark for row in made for mark in marks_of(register, row)]
    changes = [_change(uow, row, kind, {}, snapshot(row), reason) for row in made]
    if batches.current() is not None:
        _add_held(register, made, keys)
        add(mentions)
        add(marks)
        add(changes)
        for row in made:
            _draw(uow, register, row, {})
        return made
    try:
        with transaction.atomic():
            Row.objects.bulk_create(made, batch_size=500)
            RowKey.objects.bulk_create(keys, batch_size=1000)
    except IntegrityError as error:
        raise taken(register) from error
    CaseMention.objects.bulk_create(mentions, batch_size=1000)
    RowMark.objects.bulk_create(marks, batch_size=1000)
    Change.objects.bulk_create(changes, batch_size=500)
    for row in made:
        _draw(uow, register, row, {})
    uow.publish(RowsWritten(register.code, tuple(row.pk for row in made), tuple(row.cells for row in made)))
    return made


def _add_held(register: Register, made: Sequence[Row], keys: Sequence[RowKey]) -> None:
    """In a batch the server is not there yet to refuse a key that is taken."""
    at_hand = batches.current()
    rows = {row.pk: row for row in made}
    for key in keys:
        if at_hand is None or holder(register, key.name, key.digest) is not None:
            raise taken(register)
        at_hand.lock(_place(register, key.name, key.digest), rows[key.row_id])
    add(made)
    add(keys)


def _place(register: Register, name: str, digest: str) -> Hashable:
    return ("row by key", register.code, name, digest)


def holder(register: Register, name: str, digest: str) -> Row | None:
    """The row in force that holds a unique value, locked."""
    at_hand = batches.current()
    if at_hand is None:
        return _holder(register, name, digest)
    place = _place(register, name, digest)
    if place not in at_hand.locked:
        with at_hand.aside():
            at_hand.lock(place, _holder(register, name, digest))
    found: Row | None = at_hand.locked[place]
    if found is not None:
        at_hand.lock(place, found)
    return found


def _holder(register: Register, name: str, digest: str) -> Row | None:
    key = RowKey.objects.filter(book_id=register.code, name=name, digest=digest).first()
    if key is None:
        return None
    return Row.objects.select_for_update().get(pk=key.row_id, state=RowState.CURRENT)


def change_row(
    uow: UnitOfWork,
    register: Register,
    row: Row,
    cleaned: Cleaned,
    kind: ChangeKind,
    *,
    reason: str = "",
    progress: str = "",
) -> bool:
    """Write new cells over a locked row and keep the old ones; False when nothing differs."""
    old, was, cells = snapshot(row), row.progress, row.cells
    _fill(uow, register, row, cleaned, progress or row.progress)
    new = snapshot(row)
    before = {key: value for key, value in old.items() if new.get(key) != value}
    after = {key: value for key, value in new.items() if old.get(key) != value}
    if not before and not after and was == row.progress:
        return False
    row.revision += 1
    row.save()
    row.keys.all().delete()
    row.mentions.all().delete()
    if register.lent:
        row.marks.all().delete()
        RowMark.objects.bulk_create(marks_of(register, row))
    try:
        with transaction.atomic():
            RowKey.objects.bulk_create(_keys(register, row))
    except IntegrityError as error:
        raise taken(register) from error
    CaseMention.objects.bulk_create(_mentions(register, row))
    _change(uow, row, kind, before, after, reason).save(force_insert=True)
    _draw(uow, register, row, cells)
    _tell(uow, row, row.cells, cells)
    return True


def mark_row(uow: UnitOfWork, row: Row, kind: ChangeKind, reason: str) -> None:
    """Save a changed state of a locked row (废止, 封存) with its reason."""
    row.revision += 1
    row.changed_at = uow.now
    row.save()
    _change(uow, row, kind, {}, {}, reason).save(force_insert=True)
    _tell(uow, row, row.cells)


def _tell(uow: UnitOfWork, row: Row, *cells: Mapping[str, Any]) -> None:
    if batches.current() is None:
        uow.publish(RowsWritten(row.book_id, (row.pk,), cells))


def taken(register: Register) -> Conflict:
    """Neutral: whether the one who asks may see the other row is not said."""
    names = "；".join("、".join(keys) for keys in register.keys)
    sentence = f"“{register.name}”中已有“{names}”相同的有效行。"
    pointer = register.keys[0][0] if register.keys else ""
    return Conflict(
        "E-ROW-EXISTS",
        sentence,
        hint="请先查询原有的行，需要修改的用更正。",
        errors=[FieldError("E-ROW-EXISTS", sentence, pointer=pointer)],
    )


def snapshot(row: Row) -> dict[str, Any]:
    """The cells with the dates of validity, as the history keeps them."""
    dates = {FROM: row.valid_from, UNTIL: row.valid_until}
    return dict(row.cells) | {name: day.isoformat() for name, day in dates.items() if day}


def digests(register: Register, cells: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name, digest) of each set of columns that may occur once; a set without any value has none."""
    found = []
    for keys in register.keys:
        values = [cells.get(key) for key in keys]
        if any(value is not None for value in values):
            text = json.dumps(values, ensure_ascii=False)
            found.append(
                ("+".join(keys)[:120], salted_hmac("registers.key", text, algorithm="sha256").hexdigest())
            )
    return found


def digest_of(column: str, value: Any) -> str:
    """What a cell is found by when a question (供查) gives the same value."""
    return salted_hmac("registers.mark", f"{column}\n{value}", algorithm="sha256").hexdigest()


def marks_of(register: Register, row: Row) -> list[RowMark]:
    """A digest of every value of the columns that questions ask by."""
    found = []
    for column in register.asked_by:
        value = row.cells.get(column)
        values = value if isinstance(value, list) else [] if value is None else [value]
        found += [
            RowMark(row=row, book_id=register.code, column=column, digest=digest_of(column, one))
            for one in values
        ]
    return found


def title_of(register: Register, cells: Mapping[str, Any]) -> str:
    parts = []
    for key in register.title_columns:
        column = register.column(key)
        if column and cells.get(key) is not None:
            parts.append(words_of(column, cells[key]))
    return " ".join(parts)[:TITLE_MOST] or register.name


def _fill(uow: UnitOfWork, register: Register, row: Row, cleaned: Cleaned, progress: str) -> None:
    row.version, row.cells = register.version, cleaned.cells
    row.valid_from, row.valid_until = cleaned.valid_from, cleaned.valid_until
    row.progress = progress
    row.title = title_of(register, row.cells)
    open_cells = [c for c in register.columns if not c.masked and c.key in row.cells]
    row.text = " ".join(words_of(c, row.cells[c.key]) for c in open_cells)[:TEXT_MOST]
    row.grams = grams_of(row.text)
    day = row.cells.get(register.day)
    row.counted_on = date.fromisoformat(day) if day else None
    row.sealed = row.sealed or any(row.cells.get(key) is True for key in register.sealing)
    row.changed_at = uow.now


def _draw(uow: UnitOfWork, register: Register, row: Row, before: Mapping[str, Any]) -> None:
    """Tell of every rule whose condition holds for the row and did not hold before."""
    for rule in register.draws:
        new, old = facts_of(register, row.cells), facts_of(register, before)
        if holds(rule.condition, new) and not (before and holds(rule.condition, old)):
            uow.publish(RowDraws(row, register.code, rule.key))


def _keys(register: Register, row: Row) -> list[RowKey]:
    found = digests(register, row.cells)
    return [RowKey(row=row, book_id=register.code, name=name, digest=digest) for name, digest in found]


def _mentions(register: Register, row: Row) -> list[CaseMention]:
    found: list[CaseMention] = []
    for column in register.of_type(FieldType.CASE_NO):
        value = row.cells.get(column.key)
        numbers: Iterable[str] = value if isinstance(value, list) else [value] if value else []
        found += [CaseMention(row=row, column=column.key, case_number=n) for n in dict.fromkeys(numbers)]
    return found


def _change(
    uow: UnitOfWork, row: Row, kind: ChangeKind, before: dict[str, Any], after: dict[str, Any], reason: str
) -> Change:
    return Change(
        row=row,
        revision=row.revision,
        kind=kind,
        before=before,
        after=after,
        reason=reason[:500],
        at=uow.now,
        by_person=uow.actor.person,
        by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name,
    )

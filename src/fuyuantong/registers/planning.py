"""What an import would do to each row: new, changed, the same, or a fault with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import FieldError, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.registers import policy
from fuyuantong.registers.cells import Cleaned, Directory, clean_row, names_in
from fuyuantong.registers.grids import PROGRESS, Line
from fuyuantong.registers.kinds import Progress, Register
from fuyuantong.registers.models import Row, RowKey
from fuyuantong.registers.owning import first_progress, owner_of
from fuyuantong.registers.queries.library import kind_of
from fuyuantong.registers.writing import digests, snapshot


@dataclass(frozen=True, slots=True)
class Planned:
    """One line as it would be written. `row` and `revision` name the row in force that it would change."""

    number: int
    kind: str
    cells: dict[str, Any]
    since: str | None
    until: str | None
    owner: UUID
    progress: str
    row: UUID | None = None
    revision: int = 0

    def cleaned(self) -> Cleaned:
        def day(text: str | None) -> date | None:
            return date.fromisoformat(text) if text else None

        return Cleaned(dict(self.cells), day(self.since), day(self.until))

    def to_json(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in _FIELDS}
        return told | {"owner": str(self.owner), "row": str(self.row) if self.row else None}

    @classmethod
    def from_json(cls, line: dict[str, Any]) -> Planned:
        row = UUID(line["row"]) if line["row"] else None
        return cls(**(line | {"owner": UUID(line["owner"]), "row": row}))


_FIELDS = tuple(one.name for one in fields(Planned))


def plan(
    uow: UnitOfWork, register: Register, lines: Sequence[Line]
) -> tuple[list[Planned], list[FieldError]]:
    """Check every line; faults of all of them are found in one pass."""
    directory = Directory(uow.actor.region, uow.today)
    directory.read(names_in(register, [line.values for line in lines]))
    known = _in_force(uow, register)
    planned: list[Planned] = []
    errors: list[FieldError] = []
    seen: dict[tuple[str, str], int] = {}
    owners: dict[Any, UUID] = {}
    for line in lines:
        values = dict(line.values)
        try:
            progress = _progress(register, values.pop(PROGRESS, ""))
            cleaned = clean_row(register, values, directory, progress)
            faults = [line.error(e.code, e.message, e.pointer) for e in cleaned.errors]
            faults = faults or list(_twice(register, line, cleaned, seen))
            owner = None if faults else _owner(uow, register, cleaned, owners)
        except Refusal as refusal:
            faults, owner = [line.error(refusal.code, refusal.message, register.owner or PROGRESS)], None
        if owner is None:
            errors += faults
            continue
        found = _planned(uow, register, line, cleaned, owner, progress, known)
        (errors if isinstance(found, FieldError) else planned).append(found)  # type: ignore[arg-type]
    return planned, errors


def _owner(uow: UnitOfWork, register: Register, cleaned: Cleaned, known: dict[Any, UUID]) -> UUID:
    """Whose a line is; each unit that a file names is asked for once."""
    name = cleaned.cells.get(register.owner)
    if name not in known:
        known[name] = owner_of(uow, register, cleaned).pk
    return known[name]


def _progress(register: Register, text: Any) -> str:
    told = str(text).strip()
    words = {str(p.label): str(p) for p in Progress} if told else {}
    return first_progress(register, words.get(told, told))


def _twice(
    register: Register, line: Line, cleaned: Cleaned, seen: dict[tuple[str, str], int]
) -> Sequence[FieldError]:
    for key in digests(register, cleaned.cells):
        if key in seen:
            words = _("与本文件第 %(row)d 行的“%(names)s”相同。") % {"row": seen[key], "names": key[0]}
            return [line.error("E-IMP-TWICE", words, key[0].split("+")[0])]
        seen[key] = line.row
    return []


def _in_force(uow: UnitOfWork, register: Register) -> dict[str, Row]:
    """Digest of the first set of unique columns → the row in force, of the whole register (two queries)."""
    if not register.keys:
        return {}
    name = "+".join(register.keys[0])[:120]
    keys = RowKey.objects.filter(book_id=register.code, name=name).values_list("digest", "row_id")
    rows = Row.objects.in_bulk([row for _digest, row in keys])
    visible = set(
        Row.objects.visible_to(uow.actor, kind_of(uow.actor))
        .filter(book_id=register.code)
        .values_list("pk", flat=True)
    )
    for row in rows.values():
        row.seen_by_importer = row.pk in visible  # type: ignore[attr-defined]
    return {digest: rows[row] for digest, row in keys if row in rows}


def _planned(
    uow: UnitOfWork,
    register: Register,
    line: Line,
    cleaned: Cleaned,
    owner: UUID,
    progress: str,
    known: dict[str, Row],
) -> Planned | FieldError:
    since = cleaned.valid_from.isoformat() if cleaned.valid_from else None
    until = cleaned.valid_until.isoformat() if cleaned.valid_until else None
    first = next(iter(digests(register, cleaned.cells)), None)
    row = known.get(first[1]) if first else None
    if row is None:
        return Planned(line.row, "new", cleaned.cells, since, until, owner, progress)
    own = row.owner_id == uow.actor.unit or (
        policy.keeps_all(uow.actor, register) and row.linkage in uow.actor.offices
    )
    if not own or not row.seen_by_importer:  # type: ignore[attr-defined]
        words = _("台账中已有“%s”相同的有效行，由其他单位录入，您不能改动。") % "、".join(register.keys[0])
        return line.error("E-SCOPE", words, register.keys[0][0])
    merged = Cleaned(
        {**row.cells, **cleaned.cells},
        cleaned.valid_from or row.valid_from,
        cleaned.valid_until or row.valid_until,
    )
    new = Row(cells=merged.cells, valid_from=merged.valid_from, valid_until=merged.valid_until)
    step = progress if line.values.get(PROGRESS) else row.progress
    kind = "same" if snapshot(new) == snapshot(row) and step == row.progress else "changed"
    return Planned(
        line.row, kind, merged.cells,
        merged.valid_from.isoformat() if merged.valid_from else None,
        merged.valid_until.isoformat() if merged.valid_until else None,
        row.owner_id, step, row.pk, row.revision,
    )  # fmt: skip

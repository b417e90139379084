"""拟文: a row of a register asks for a letter; a matter is opened for the unit that signs it, with its draft.

Nothing leaves the house: the unit edits, signs or drops the draft with a reason (`actions/signing.py`). A
register never stops an act: what cannot be drafted is said on the trail.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.kinds import Field, FieldType, Mechanism
from fuyuantong.definitions.queries import latest, mechanism_of_version
from fuyuantong.definitions.values import WrongValue, clean_value, is_empty
from fuyuantong.matters.actions.deriving import fits
from fuyuantong.matters.actions.drafting import BY_RULE, compose_letter, keep
from fuyuantong.matters.actions.opening import Founding, Opening, found
from fuyuantong.matters.models import Draft, Matter
from fuyuantong.organs.models import Linkage, Unit
from fuyuantong.registers.cells import words_of
from fuyuantong.registers.events import RowDraws
from fuyuantong.registers.kinds import AddressTo, Draws, Register
from fuyuantong.registers.models import Row
from fuyuantong.registers.queries.library import register_of
from fuyuantong.registers.reading import PLACE
from fuyuantong.registers.trail import note_row

TITLE_MOST = 300
GOVERNMENT = "人民政府"


def on_row(uow: UnitOfWork, event: RowDraws) -> None:
    """Subscriber: one letter for each rule and row, however often the row is corrected."""
    row = event.row
    cause = f"{event.register}:{event.rule}:{row.pk}"[:160]
    if Draft.objects.filter(cause=cause).exists():
        return
    register = register_of(event.register, row.version)
    rule = next(one for one in register.draws if one.key == event.rule)
    try:
        raise_letter(uow, register, row, rule, cause)
    except (Refusal, NotFound) as refusal:
        note_row(uow, row, "letter_not_drafted", rule=rule.key, why=refusal.code)


def raise_letter(uow: UnitOfWork, register: Register, row: Row, rule: Draws, cause: str) -> Draft:
    """Open the matter and draft its letter. Errors: E-RULE when nobody in the directory may start it."""
    version = latest(rule.mechanism).pk
    mechanism = mechanism_of_version(version)
    linkage = Linkage.objects.select_related("office_unit").filter(code=row.linkage).first()
    unit = _named(uow, row.cells.get(rule.by))
    if linkage is None or unit is None:
        raise Refusal("E-RULE", "台账行没有写明由哪个单位签发，或不属于任何联动机制。")
    starter = next((p for p in mechanism.parties if p.may_start and fits(p, unit.pk, linkage)), None)
    if starter is None:
        raise Refusal("E-RULE", f"“{mechanism.name}”不能由{unit}发起。")
    about = _named(uow, row.cells.get(rule.about)) if rule.about else None
    opening = Opening(
        mechanism=mechanism.code,
        linkage=linkage.code,
        title=f"{rule.key}（{row.title}）"[:TITLE_MOST],
        units={starter.key: [unit.pk]},
        values=_values(register, row, rule, mechanism),
        source=f"台账“{register.name}”：{row.title}"[:200],
    )
    matter = found(uow, opening, Founding(version, mechanism, linkage, unit, by_office=False))
    draft = _draft(uow, matter, mechanism, rule, unit, about, cause)
    note_row(uow, row, "letter_drafted", rule=rule.key, matter=str(matter.pk), draft=str(draft.pk))
    return draft


def _draft(
    uow: UnitOfWork,
    matter: Matter,
    mechanism: Mechanism,
    rule: Draws,
    unit: Unit,
    about: Unit | None,
    cause: str,
) -> Draft:
    letter = next(one for one in mechanism.letters if one.key == rule.letter)
    composed, _to, copies = compose_letter(uow, matter, letter, unit, None)
    draft = Draft(
        matter=matter, letter=letter.key, what=BY_RULE, unit=unit, approval=letter.approval, cause=cause
    )
    to = [key for kind in rule.to for key in _addressed(uow, kind, about)] if about else []
    keep(uow, draft, composed, to, copies, rule=rule.key)
    return draft


def _named(uow: UnitOfWork, name: Any) -> Unit | None:
    return Unit.objects.valid_on(uow.today).filter(name=str(name or "")).order_by("code").first()


def _values(register: Register, row: Row, rule: Draws, mechanism: Mechanism) -> dict[str, Any]:
    """Fields of the new matter: cells that are carried over, and texts with cells put in their places."""
    known = {field.key: field for field in mechanism.fields}
    given: dict[str, Any] = {into: row.cells.get(column) for into, column in rule.carries}
    given |= {into: _said(register, row.cells, text) for into, text in rule.says}
    values = {}
    for key, value in given.items():
        if key in known and not is_empty(value):
            try:
                values[key] = clean_value(known[key], _shaped(known[key], value))
            except WrongValue:  # left for the officer to fill in
                continue
    return values


def _said(register: Register, cells: Mapping[str, Any], text: str) -> str:
    def cell(match: Any) -> str:
        column = register.column(match[1])
        return words_of(column, cells.get(match[1])) if column else ""

    return PLACE.sub(cell, text)


def _shaped(rule: Field, value: Any) -> Any:
    if rule.type is FieldType.ITEMS and isinstance(value, str):
        keys = [column.key for column in rule.columns]
        return (
            [dict(zip(keys, (part.strip() for part in value.split("｜")), strict=False))] if keys else [value]
        )
    return [value] if rule.many and not isinstance(value, list) else value


def _addressed(uow: UnitOfWork, kind: AddressTo, about: Unit) -> list[UUID]:
    """The organ above the unit (its parent, else the government it belongs to); the 监委 of its place."""
    here = Unit.objects.valid_on(uow.today).order_by("protocol_order", "code")
    if kind is AddressTo.ITSELF:
        return [about.pk]
    if kind is AddressTo.SUPERVISION:
        found = here.filter(kind="supervision", region=about.region_id)
        return list(found.values_list("pk", flat=True)[:1])
    if about.parent_id:
        return [about.parent_id]
    place = about.region.parent_id if about.name.endswith(GOVERNMENT) else about.region_id
    found = here.filter(kind="government", region=place, name__endswith=GOVERNMENT)
    return list(found.values_list("pk", flat=True)[:1])

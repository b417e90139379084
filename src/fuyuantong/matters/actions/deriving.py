"""派生: an act of one matter opens another, in the same transaction and the same linkage.

The new matter stands in its first stage under the newest version of its mechanism. Units go along to the
party that the definition names (参与方), else to the one of the same name, where their kind allows it. It is
started by the unit of such a party if there is one, else by the unit that acts, else by the linkage's office;
where none of them may start it the act is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.rows import add
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.differing import clashes
from fuyuantong.definitions.kinds import Derivation, Field, FieldType, Mechanism
from fuyuantong.definitions.kinds import Party as PartyRule
from fuyuantong.definitions.queries import latest, mechanism_of_version
from fuyuantong.definitions.values import WrongValue, clean_value, is_empty
from fuyuantong.matters.actions.opening import Founding, Opening, found
from fuyuantong.matters.desk import desk_at_hand, desk_of, linkage_of
from fuyuantong.matters.desk import unit as unit_of
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.events import MatterWanted
from fuyuantong.matters.filling import check_kinds, is_office
from fuyuantong.matters.kinds import Capacity, LinkKind, Publicity, Scope
from fuyuantong.matters.models import Link, Matter, Party, Reader
from fuyuantong.matters.telling import tell_units
from fuyuantong.matters.trail import note_matter
from fuyuantong.organs.models import Linkage, Unit

TITLE_MOST = 300


@dataclass(slots=True)
class _Carried:
    """What the new matter takes over; `left` names what did not fit and is left to be filled in."""

    values: dict[str, Any] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    title: str = ""


def on_wanted(uow: UnitOfWork, event: MatterWanted) -> None:
    """Subscriber: the act that asks for it has just been applied to its (locked) matter."""
    desk = desk_at_hand(event.matter)
    derive(uow, desk.matter if desk is not None else Matter.objects.get(pk=event.matter), event)


def derive(uow: UnitOfWork, source: Matter, event: MatterWanted) -> Matter:
    """Open the matter that an act of `source` asks for, and write it on both timelines.

    Errors: E-RULE when the mechanism is not in use here or nobody may start it; a carried field that does not
    fit the new matter is refused with the codes of `definitions/values.py`.
    """
    rule = next(one for one in mechanism_of(source).derivations if one.key == event.key)
    try:
        version = latest(event.mechanism).pk
    except NotFound as error:
        raise Refusal(
            "E-RULE",
            f"办理后须派生“{event.key}”，但机制“{event.mechanism}”没有启用。",
            hint="请联系系统管理员启用该机制后再办理。",
        ) from error
    mechanism = mechanism_of_version(version)
    linkage = linkage_of(source.linkage)
    units = _carried_units(source, mechanism, linkage, rule)
    unit, by_office = _started_by(uow, mechanism, linkage, units)
    carried = _carry(mechanism, rule, dict(event.values), source)
    opening = Opening(
        mechanism=mechanism.code,
        linkage=linkage.code,
        title=carried.title,
        units=units,
        values=carried.values,
        source=f"派生自“{source.title}”"[:200],
        occurred_on=event.on,
        scope=Scope(source.scope),
        readers=_readers(source),
        publicity=Publicity(source.publicity),
        work_secret=source.work_secret,
    )
    made = found(uow, opening, Founding(version, mechanism, linkage, unit, by_office=by_office))
    add([Link(matter=source, other=made, kind=LinkKind.DERIVED, at=uow.now)])
    note_matter(uow, source, "derived", event.on, other=str(made.pk), derivation=event.key)
    note_matter(uow, made, "derived_from", event.on, other=str(source.pk), left=carried.left)
    tell_units(uow, made, _others(uow, made), f"派生{mechanism.name}")
    return made


def _carried_units(
    source: Matter, mechanism: Mechanism, linkage: Linkage, rule: Derivation
) -> dict[str, list[UUID]]:
    """Units of the source that go along: to the party that the definition says (参与方), else to the one of
    the same name, as far as their kind allows it there and 异于 does not forbid it."""
    filled: dict[str, list[UUID]] = defaultdict(list)
    for row in desk_of(source).of(Party):
        if row.capacity in {Capacity.STARTER, Capacity.PARTY, Capacity.OWNER}:
            filled[row.key].append(row.unit_id)
    named = dict(rule.parties)
    units: dict[str, list[UUID]] = {}
    for party in mechanism.parties:
        for unit in filled.get(named.get(party.key, party.key), ()):
            full = units.get(party.key) and not party.many
            tried = {**units, party.key: [unit]}
            if not full and fits(party, unit, linkage) and not clashes(mechanism, tried):
                units.setdefault(party.key, []).append(unit)
    return units


def fits(rule: PartyRule, unit: UUID, linkage: Linkage) -> bool:
    """Whether this unit may fill the party."""
    try:
        check_kinds(rule, (str(unit),), linkage)
    except Refusal:
        return False
    return True


def _started_by(
    uow: UnitOfWork, mechanism: Mechanism, linkage: Linkage, units: dict[str, list[UUID]]
) -> tuple[Unit, bool]:
    """(the unit that starts it, whether as the linkage's office); fills its party in `units`."""
    starters = [party for party in mechanism.parties if party.may_start]
    acting, office = uow.actor.unit_key, linkage.office_unit
    named = [(units[party.key][0], party) for party in starters if units.get(party.key)]
    own = [(acting, party) for party in starters if fits(party, acting, linkage)]
    by_office = [(office.pk, party) for party in starters if is_office(party)]
    mine = [one for one in named if one[0] == acting]
    for unit, party in (*mine, *named, *own, *by_office):
        if unit == office.pk and is_office(party):
            units.setdefault(party.key, [unit])
            return office, True
        if unit != acting or uow.actor.unit is not None:
            units.setdefault(party.key, [unit])
            return unit_of(unit), False
    names = "、".join(party.key for party in starters) or "联席会议办公室"
    raise Refusal(
        "E-RULE",
        f"办理后须派生“{mechanism.name}”，该机制由{names}发起，本单位和本事项的其他单位都不能发起。",
        hint="请先在本事项中确定能够发起的单位，或商请其办理。",
    )


def _carry(mechanism: Mechanism, rule: Derivation, values: Mapping[str, Any], source: Matter) -> _Carried:
    """Named fields as the definition says; of an itemised row also the columns that bear a field's name."""
    known = {one.key: one for one in mechanism.fields}
    carried = _Carried(title=f"{rule.key}：{source.title}"[:TITLE_MOST])
    item = values.get(rule.each) if rule.each else None
    for key, _from in rule.carries:
        if key in known and known[key].type is FieldType.FILE:
            carried.left.append(key)  # a file hangs on the matter to which it was sent
        elif key in known and not is_empty(values.get(key)):
            carried.values[key] = _single(known[key].type, many=known[key].many, value=values[key])
    if isinstance(item, Mapping):
        for key, value in item.items():
            if key in known and not is_empty(value):
                _try(carried, known[key], value)
    if item is not None:
        carried.title = _words(item)[:TITLE_MOST] or carried.title
    return carried


def _try(carried: _Carried, rule: Field, value: Any) -> None:
    """A column is written freely (“2026年底前”): what does not fit the field is left for a person."""
    try:
        carried.values[rule.key] = clean_value(rule, value)
    except WrongValue:
        carried.left.append(rule.key)


def _single(kind: FieldType, *, many: bool, value: Any) -> Any:
    """A list of one fills a field that takes one."""
    takes_one = not many and kind not in {FieldType.ITEMS, FieldType.CHOICES}
    return value[0] if takes_one and isinstance(value, list) and len(value) == 1 else value


def _words(item: Any) -> str:
    """The longest cell of a row says what it is about."""
    return max((str(cell) for cell in item.values()), key=len) if isinstance(item, Mapping) else str(item)


def _readers(source: Matter) -> list[UUID]:
    """知悉范围 goes along; posts that have ended since do not."""
    rows = Reader.objects.filter(matter=source, post__valid_until=None)
    return list(rows.values_list("post_id", flat=True)) if source.scope == Scope.NAMED else []


def _others(uow: UnitOfWork, made: Matter) -> list[UUID]:
    """Who is told: the unit in whose name it was opened, unless it acted itself."""
    return [made.started_by_unit_id] if made.started_by_unit_id != uow.actor.unit else []

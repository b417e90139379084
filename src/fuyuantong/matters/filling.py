"""Which units may fill a party of a definition, by their kind."""

from __future__ import annotations

from fuyuantong.common.refusals import Refusal
from fuyuantong.definitions.kinds import Mechanism, UnitKind
from fuyuantong.definitions.kinds import Party as PartyRule
from fuyuantong.matters.desk import units as units_of
from fuyuantong.organs.models import Linkage, Unit

_KINDS = {
    "party": {UnitKind.PARTY_COMMITTEE},
    "congress": {UnitKind.CONGRESS},
    "government": {UnitKind.GOVERNMENT, UnitKind.AGENCY},
    "supervision": {UnitKind.SUPERVISION},
    "court": {UnitKind.COURT},
    "procuratorate": {UnitKind.PROCURATORATE},
    "central": {UnitKind.CENTRAL},
    "mass": {UnitKind.ASSOCIATION},
    "enterprise": {UnitKind.ENTERPRISE},
}
"""Which words of a definition a kind of organ answers to (政府 covers 行政机关)."""


def party_rule(mechanism: Mechanism, key: str) -> PartyRule:
    """The party of this name; a name that the definition does not know is refused."""
    rule = next((p for p in mechanism.parties if p.key == key), None)
    if rule is None:
        raise Refusal("E-RULE", f"“{mechanism.name}”没有名为“{key[:20]}”的参与方。")
    return rule


def is_office(party: PartyRule) -> bool:
    """Whether a 联席会议办公室 may fill this party."""
    return UnitKind.OFFICE in party.kinds


def fits_kind(party: PartyRule, unit: Unit) -> bool:
    """Whether a unit of this kind may fill the party; an office is no kind."""
    own = _KINDS.get(unit.kind, set()) | {UnitKind.ANY}
    return not party.kinds or bool(own & set(party.kinds))


def check_kinds(rule: PartyRule, units: tuple[str, ...], linkage: Linkage) -> None:
    """Refuse units that may not fill the party: of another kind, retired, or too many."""
    found = units_of(units)
    if len(found) != len(set(units)):
        raise Refusal("E-RULE", f"“{rule.key}”中有不在名录的机构。", hint="请从机构名录中选择。")
    if len(found) > 1 and not rule.many:
        raise Refusal("E-RULE", f"“{rule.key}”只能有一个单位。")
    for unit in found.values():
        if unit.valid_until is not None:
            raise Refusal("E-RULE", f"“{unit.name}”已停用。", hint="请选择承继其职责的机构。")
        office = unit.pk == linkage.office_unit_id and is_office(rule)
        if not office and not fits_kind(rule, unit):
            raise Refusal(
                "E-RULE", f"“{unit.name}”不能作为“{rule.key}”。", hint="请按机制规定的机构类别选择。"
            )

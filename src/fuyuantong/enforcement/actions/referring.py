"""拒执线索, 送拘, 网格员协助: matters opened from a case, with what the case knows filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.enforcement import kinds, policy
from fuyuantong.enforcement.actions.cases import OPEN, wrong
from fuyuantong.enforcement.doors import take
from fuyuantong.enforcement.models import Case, Party, Pursuit, Referral
from fuyuantong.enforcement.trail import note
from fuyuantong.matters.actions.opening import Opening, open_matter
from fuyuantong.organs.models import Linkage, Unit


@dataclass(frozen=True, slots=True)
class NewReferral:
    """`kind` is a code of `kinds.linkings`; `units` maps its parties to units; `situation` and `text` fill
    fields of the mechanism; `pursuit` is the search from which it comes."""

    kind: str
    party: UUID
    units: Mapping[str, UUID] = field(default_factory=dict)
    situation: str = ""
    text: str = ""
    pursuit: UUID | None = None


def refer(uow: UnitOfWork, case: UUID, told: NewReferral) -> Referral:
    """Open the matter in its first stage: documents and what obliges others are acts of the matter itself.

    E-UNIT: a party without a unit. E-PARTY-KIND: the party is none that this is for. E-LINKAGE: no linkage
    has all of them.
    """
    row = take(uow, Case, case, policy.may_handle, OPEN, words=policy.COURTS_ONLY)
    rule = kinds.linkings().get(told.kind)
    party = Party.objects.filter(pk=told.party, case=row).first()
    pursuit = Pursuit.objects.filter(pk=told.pursuit, case=row).first() if told.pursuit else None
    if rule is None or party is None or (told.pursuit and pursuit is None):
        raise NotFound
    if not rule.fits(party.kind, public=party.public):
        raise wrong("E-PARTY-KIND", _("只能对%s提起。") % rule.only, "party")
    units = {key: told.units.get(key) for key in rule.units}
    missing = next((key for key, unit in units.items() if unit is None), None)
    if missing:
        raise wrong("E-UNIT", _("请选择%s。") % missing, "units")
    chosen = {key: [unit] for key, unit in units.items() if unit is not None}
    values: dict[str, Any] = {rule.case_no: row.case_no, rule.choice: told.situation}
    if rule.person:
        number = {rule.number: party.number} if rule.number else {}
        values[rule.people] = [{rule.person: party.name, **number}]
    else:
        values[rule.people] = party.name
    if rule.text:
        values[rule.text] = told.text.strip()
    opening = Opening(
        mechanism=rule.mechanism,
        linkage=shared_linkage(row, [unit for given in chosen.values() for unit in given]),
        title=f"{rule.name}：{row.case_no}",
        units={rule.court: [row.court_id], **chosen},
        values={key: value for key, value in values.items() if value},
    )
    matter = open_matter(uow, opening)
    made = Referral.objects.create(
        case=row,
        party=party,
        matter=matter,
        kind=rule.code,
        pursuit=pursuit,
        by_name=uow.actor.name,
        at=uow.now,
    )
    note(uow, "referred", "enforcement_case", row.pk, kind=rule.code, matter=str(matter.pk))
    return made


def shared_linkage(case: Case, units: list[UUID]) -> str:
    """The linkage to which the court and all of these belong; E-LINKAGE, E-UNIT."""
    if Unit.objects.filter(pk__in=units).count() != len(set(units)):
        raise NotFound
    rows = Linkage.objects.filter(members=case.court_id, valid_until=None)
    for unit in units:
        rows = rows.filter(members=unit)
    found = rows.order_by("code").first()
    if found is None:
        raise wrong("E-LINKAGE", _("本院和所选单位不在同一个联动机制。"), "units")
    return str(found.code)

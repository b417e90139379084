"""Names of a paper → units of the directory: mapped once and remembered for the papers of the region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.organs import actions as organs
from fuyuantong.organs.models import Region, Unit, UnitGroup
from fuyuantong.organs.names import name_key
from fuyuantong.plans import policy
from fuyuantong.plans.kinds import ChoiceKind
from fuyuantong.plans.models import Import, UnitChoice
from fuyuantong.plans.queries.naming import full_name, resolve
from fuyuantong.plans.trail import note


@dataclass(frozen=True, slots=True)
class NameSettlement:
    """What a person decided for one name. `how` is unit, create, group or nobody."""

    raw: str
    prefix: str
    how: str
    units: Sequence[UUID] = ()
    name: str = ""
    kind: str = ""


def settle_names(uow: UnitOfWork, key: UUID, settlements: Sequence[NameSettlement]) -> int:
    """Decide several names of a paper in one act; returns how many."""
    region = _region_of(uow, key)
    for one in settlements:
        if one.how == "unit":
            _map(uow, region, one.raw, one.prefix, one.units[0] if one.units else None)
        elif one.how == "create":
            _create(uow, region, one)
        elif one.how == "group":
            _expand(uow, region, one.raw, one.prefix, one.units)
        elif one.how == "nobody":
            _remember(uow, region, one.raw, one.prefix, ChoiceKind.NOBODY, None)
        else:
            raise Refusal("E-RULE", _("请选择“%(name)s”的处理方式。") % {"name": one.raw})
    return len(settlements)


def map_unit(uow: UnitOfWork, key: UUID, raw: str, prefix: str, unit: UUID) -> None:
    """A name stands for this unit, in this and all later papers of the region."""
    _map(uow, _region_of(uow, key), raw, prefix, unit)


def create_unit_for(uow: UnitOfWork, key: UUID, raw: str, prefix: str, *, name: str = "", kind: str) -> Unit:
    """Enter a unit that the directory does not know yet, and let the name stand for it.

    Two spellings of one full name (州司法局, and 司法局 after 州法院) give one unit.
    """
    return _create(uow, _region_of(uow, key), NameSettlement(raw, prefix, "create", name=name, kind=kind))


def expand_group(uow: UnitOfWork, key: UUID, raw: str, prefix: str, units: Sequence[UUID]) -> UnitGroup:
    """Say which units a group name means; remembered in the directory."""
    return _expand(uow, _region_of(uow, key), raw, prefix, units)


def set_nobody(uow: UnitOfWork, key: UUID, raw: str, prefix: str) -> None:
    """A name under which nobody owes anything (有关方面, 相关企业)."""
    _remember(uow, _region_of(uow, key), raw, prefix, ChoiceKind.NOBODY, None)


def forget_name(uow: UnitOfWork, key: UUID, raw: str, prefix: str) -> None:
    """Take back a remembered choice; the directory decides again."""
    region = _region_of(uow, key)
    UnitChoice.objects.filter(region=region, normalised=name_key(full_name(raw, prefix))).delete()
    note(uow, "name_forgotten", "import", key, region=region.pk, name=full_name(raw, prefix))


def _region_of(uow: UnitOfWork, key: UUID) -> Region:
    row = Import.objects.visible_to(uow.actor).select_related("region").filter(pk=key).first()
    if row is None:
        raise NotFound
    policy.check_import(uow.actor, row.linkage)
    return row.region


def _map(uow: UnitOfWork, region: Region, raw: str, prefix: str, key: UUID | None) -> None:
    unit = Unit.objects.valid_on(uow.today).filter(pk=key).first() if key else None
    if unit is None:
        raise Refusal(
            "E-UNIT",
            _("没有找到“%(name)s”要对应的机构。") % {"name": raw},
            hint=_("请从名录中选择，或新建机构。"),
        )
    _remember(uow, region, raw, prefix, ChoiceKind.UNIT, unit)


def _remember(
    uow: UnitOfWork, region: Region, raw: str, prefix: str, kind: ChoiceKind, unit: Unit | None
) -> None:
    full = full_name(raw, prefix)
    UnitChoice.objects.update_or_create(
        region=region,
        normalised=name_key(full)[:120],
        defaults={"name": full[:120], "kind": kind, "unit": unit, "by_name": uow.actor.name, "at": uow.now},
    )
    note(
        uow, "name_settled", "unit", unit.pk if unit else None, region=region.pk,
        name=full, how=str(kind),
    )  # fmt: skip


def _create(uow: UnitOfWork, region: Region, one: NameSettlement) -> Unit:
    full = one.name.strip() or full_name(one.raw, one.prefix)
    same = Unit.objects.valid_on(uow.today).filter(region=region, name_key=name_key(full)).first()
    short = "" if full == one.raw else full_name(one.raw, one.prefix)[:60]
    unit = same or organs.create_unit(uow, name=full, kind=one.kind, region=region, short_name=short)
    answer = resolve([(one.raw, one.prefix)], region.pk, uow.today)[one.raw, one.prefix]
    if answer.state != "unit" or answer.units[0].pk != unit.pk:
        _remember(uow, region, one.raw, one.prefix, ChoiceKind.UNIT, unit)
    return unit


def _expand(uow: UnitOfWork, region: Region, raw: str, prefix: str, keys: Sequence[UUID]) -> UnitGroup:
    members = list(Unit.objects.valid_on(uow.today).filter(pk__in=keys))
    if not members or len(members) != len(set(keys)):
        raise Refusal("E-UNIT", _("请为“%(name)s”选择成员单位。") % {"name": raw})
    UnitChoice.objects.filter(region=region, normalised=name_key(full_name(raw, prefix))).delete()
    known = UnitGroup.objects.filter(region=region, normalised=name_key(raw)).first()
    if known is not None:
        return organs.change_group(uow, known.pk, members=members)
    return organs.create_group(uow, name=raw, region=region, members=members)

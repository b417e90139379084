"""The leaders of a linkage, as its office keeps them. Nobody is deleted: old 批示 keep their leader."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Forbidden
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.instructions import policy
from fuyuantong.instructions.doors import required, take_leader, take_linkage, wrong
from fuyuantong.instructions.models import Leader
from fuyuantong.instructions.trail import note
from fuyuantong.organs.models import Unit


def add_leader(
    uow: UnitOfWork, *, linkage: str, name: str, position: str, unit: UUID, place: int = 1
) -> Leader:
    """Enter a leader in the list. Errors: E-FORBIDDEN, E-REQUIRED, E-RULE (twice the same)."""
    where = take_linkage(linkage)
    if not policy.may_keep(uow.actor, linkage):
        raise Forbidden(str(policy.OFFICE_ONLY))
    row = Leader(linkage=linkage, place=place)
    _fill(row, name, position, unit)
    row.save(force_insert=True)
    note(uow, "leader_added", "leader", row.pk, region=where.region_id, linkage=linkage)
    return row


def change_leader(
    uow: UnitOfWork,
    key: UUID,
    *,
    name: str,
    position: str,
    unit: UUID,
    place: int = 1,
    active: bool = True,
    expected: int | None = None,
) -> Leader:
    """Correct an entry, or end it (`active` False: 不再在任)."""
    row = take_leader(uow, key, expected=expected)
    row.place, row.active = place, active
    _fill(row, name, position, unit)
    row.version += 1
    row.save()
    region = take_linkage(row.linkage).region_id
    note(uow, "leader_changed", "leader", row.pk, region=region, active=active)
    return row


def _fill(row: Leader, name: str, position: str, unit: UUID) -> None:
    row.name, row.position = name.strip(), position.strip()
    if not row.name:
        raise required("name", _("请填写领导姓名。"))
    if not row.position:
        raise required("position", _("请填写领导职务。"))
    found = Unit.objects.filter(pk=unit, valid_until=None).first()
    if found is None:
        raise wrong("unit", _("单位不在名录中或已停用。"))
    row.unit = found
    same = Leader.objects.filter(linkage=row.linkage, name=row.name, position=row.position)
    if same.exclude(pk=row.pk).exists():
        raise wrong("name", _("名录中已有%(leader)s。") % {"leader": str(row)})

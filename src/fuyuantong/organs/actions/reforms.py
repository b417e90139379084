"""What a change of units does to the directory itself; `handovers` moves what hangs on it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.organs import policy
from fuyuantong.organs.actions.writing import lock, note, refused, refusing
from fuyuantong.organs.kinds import AliasSource
from fuyuantong.organs.models import Unit, UnitAlias, UnitName
from fuyuantong.organs.names import name_key


def end_unit(uow: UnitOfWork, unit: UUID, *, on: date, successor: Unit) -> Unit:
    """Let a unit end on a day as another one's predecessor; papers that still use its names mean that one."""
    policy.check(uow.actor, "handover.carry_out")
    row = lock(Unit.objects.all(), unit)
    if not successor.is_valid_on(on):
        raise refused("E-UNIT-SUCCESSOR", "successor", _("承继机构在该日无效。"), _("请选择有效的机构。"))
    row.valid_until, row.successor, row.version = on, successor, row.version + 1
    with refusing():
        row.save()
    for name in {row.name, row.short_name, *row.aliases.values_list("alias", flat=True)} - {""}:
        _alias(successor, name)
    data = {"on": on.isoformat(), "successor": successor.code}
    note(uow, "unit.retired", row, data, region=row.region_id)
    return row


def rename_unit(uow: UnitOfWork, unit: UUID, *, name: str, short_name: str, on: date) -> Unit:
    """Give a unit another name from a day on. Papers signed before that day go on bearing the old one."""
    policy.check(uow.actor, "unit.change")
    row = lock(Unit.objects.all(), unit)
    if name_key(name) == row.name_key:
        raise refused("E-UNIT-NAME", "new_name", _("新名称与现名称相同。"), _("请填写新名称。"))
    UnitName.objects.create(unit=row, name=row.name, short_name=row.short_name, until_on=on)
    before = [one for one in (row.name, row.short_name) if one]
    row.name, row.short_name, row.version = name, short_name, row.version + 1
    with refusing():
        row.save()
    for old in before:
        _alias(row, old)
    note(
        uow, "unit.renamed", row, {"from": before[0], "to": name, "on": on.isoformat()}, region=row.region_id
    )
    return row


def _alias(unit: Unit, name: str) -> None:
    if name_key(name) not in (unit.name_key, unit.short_key):
        UnitAlias.objects.get_or_create(
            unit=unit, normalised=name_key(name), defaults={"alias": name, "source": AliasSource.HAND}
        )

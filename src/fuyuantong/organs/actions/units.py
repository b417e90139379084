"""Writes about units and their names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.organs import policy
from fuyuantong.organs.actions.writing import apply, lock, note, refused, refusing
from fuyuantong.organs.kinds import PROTOCOL_RANK, AliasSource
from fuyuantong.organs.models import Linkage, Region, Unit, UnitAlias
from fuyuantong.organs.names import name_key

_STEP = 10
_DEEPEST = 8


def create_unit(
    uow: UnitOfWork,
    *,
    name: str,
    kind: str,
    region: Region,
    code: str = "",
    short_name: str = "",
    level: str = "",
    parent: Unit | None = None,
    body: Unit | None = None,
    protocol_order: int = 0,
    valid_from: date | None = None,
    has_accounts: bool = True,
) -> Unit:
    """Enter a unit. Without an order it goes behind the last unit of its kind; without a code it gets one."""
    policy.check(uow.actor, "unit.change")
    row = Unit(
        name=name,
        kind=kind,
        region=region,
        short_name=short_name,
        level=level or region.level,
        parent=parent,
        body=body,
        protocol_order=protocol_order or _next_order(region, kind),
        valid_from=valid_from,
        has_accounts=has_accounts,
    )
    row.code = code or f"{region.pk}-{row.pk.hex[-8:].upper()}"
    with refusing():
        row.save(force_insert=True)
    note(uow, "unit.created", row, {"code": row.code, "name": name}, region=region.pk)
    return row


def _next_order(region: Region, kind: str) -> int:
    last = Unit.objects.filter(region=region, kind=kind).aggregate(last=Max("protocol_order"))["last"]
    return int(last) + _STEP if last else PROTOCOL_RANK[kind]


def change_unit(uow: UnitOfWork, unit: UUID, version: int | None = None, **values: Any) -> Unit:
    """Change a unit. A renamed unit keeps its old names as aliases, because old papers bear them."""
    policy.check(uow.actor, "unit.change")
    row = lock(Unit.objects.all(), unit, version)
    names_before = [name for name in (row.name, row.short_name) if name]
    changed = apply(row, values)
    if not changed:
        return row
    if "parent" in changed:
        _refuse_circle(row, row.parent)
    row.version += 1
    with refusing():
        row.save()
    for name in names_before:
        if name_key(name) not in (row.name_key, row.short_key):
            UnitAlias.objects.get_or_create(
                unit=row, normalised=name_key(name), defaults={"alias": name, "source": AliasSource.HAND}
            )
    note(uow, "unit.changed", row, {"changed": changed}, region=row.region_id)
    return row


def _refuse_circle(unit: Unit, parent: Unit | None) -> None:
    above, depth = parent, 0
    while above is not None:
        depth += 1
        if above.pk == unit.pk or depth > _DEEPEST:
            raise refused(
                "E-UNIT-PARENT", "parent", _("上下级关系成环或过深。"), _("上级机构不能是本机构的下级。")
            )
        above = above.parent


Owing = Callable[[UUID], int]
_owing: list[Owing] = []


def register_owing(count: Owing) -> None:
    """An upper room says how many things a unit still has under way, so that none is left behind."""
    if count not in _owing:
        _owing.append(count)


def retire_unit(
    uow: UnitOfWork, unit: UUID, *, on: date, successor: Unit | None = None, version: int | None = None
) -> Unit:
    """Let a unit end on a day. Its posts give no rights from that day; old papers keep its name."""
    policy.check(uow.actor, "unit.change")
    row = lock(Unit.objects.all(), unit, version)
    held = Linkage.objects.filter(office_unit=row, valid_until__isnull=True).first()
    if held is not None:
        message = _("该机构是“%(name)s”的办公室所在单位。") % {"name": held.name}
        raise refused("E-UNIT-OFFICE", "valid_until", message, _("请先调整联动机制的办公室。"))
    left = sum(count(row.pk) for count in _owing)
    if left:
        message = _("该机构还有 %s 项未了的工作。") % left
        raise refused(
            "E-UNIT-BUSY", "on", message, _("请在“机构调整与交接”中拟订撤销，把工作移交后一并办理。")
        )
    if successor is not None and not successor.is_valid_on(on):
        raise refused("E-UNIT-SUCCESSOR", "successor", _("承继机构在该日无效。"), _("请选择有效的机构。"))
    row.valid_until, row.successor, row.version = on, successor, row.version + 1
    with refusing():
        row.save()
    after = successor.code if successor else ""
    note(uow, "unit.retired", row, {"on": on.isoformat(), "successor": after}, region=row.region_id)
    return row


def add_alias(uow: UnitOfWork, unit: UUID, alias: str, source: str = AliasSource.HAND) -> UnitAlias:
    """Remember another name of a unit (`learnt`: chosen once by a person while checking a document)."""
    policy.check(uow.actor, "alias.change")
    row = lock(Unit.objects.all(), unit)
    key = name_key(alias)
    if len(key) < 2:  # noqa: PLR2004 - one character names nothing
        raise refused("E-ALIAS-SHORT", "alias", _("别名至少两个字。"), _("请写出完整的别名。"))
    if key in (row.name_key, row.short_key):
        raise refused("E-ALIAS-TAKEN", "alias", _("这就是该机构的全称或简称。"), _("不必另设别名。"))
    made = UnitAlias(unit=row, alias=alias.strip(), source=source)
    with refusing():
        made.save(force_insert=True)
    note(uow, "unit.alias_added", row, {"alias": made.alias, "source": str(source)}, region=row.region_id)
    return made


def drop_alias(uow: UnitOfWork, unit: UUID, alias: int) -> None:
    policy.check(uow.actor, "alias.change")
    row = lock(Unit.objects.all(), unit)
    found = UnitAlias.objects.filter(unit=row, pk=alias).first()
    if found is None:
        raise NotFound
    note(uow, "unit.alias_dropped", row, {"alias": found.alias}, region=row.region_id)
    found.delete()

"""Writes about regions, groups of units and linkage mechanisms."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.organs import policy
from fuyuantong.organs.actions.writing import apply, lock, note, refused, refusing
from fuyuantong.organs.kinds import Level
from fuyuantong.organs.models import Linkage, Region, Unit, UnitGroup

LIBRARY = Path(__file__).resolve().parents[2] / "library" / "regions"


def create_region(
    uow: UnitOfWork,
    *,
    code: str,
    name: str,
    level: str,
    parent: Region | None = None,
    local: bool = False,
    valid_from: date | None = None,
) -> Region:
    """Enter a region. Codes of GB/T 2260 are six digits; local ones (`local`) may carry letters."""
    policy.check(uow.actor, "region.change")
    if not local and not (code.isascii() and code.isdigit() and len(code) in (6, 9, 12)):
        raise refused(
            "E-REGION-CODE",
            "code",
            _("区域代码应为 6、9 或 12 位数字。"),
            _("没有国标代码的，请勾选本地编码。"),
        )
    row = Region(code=code, name=name, level=level, parent=parent, local=local, valid_from=valid_from)
    with refusing():
        row.save(force_insert=True)
    note(uow, "region.created", row, {"name": name})
    return row


def change_region(uow: UnitOfWork, code: str, version: int | None = None, **values: Any) -> Region:
    """Change a region's name, level, parent or validity."""
    policy.check(uow.actor, "region.change")
    row = lock(Region.objects.all(), code, version)
    changed = apply(row, values)
    if changed:
        row.version += 1
        row.save()
        note(uow, "region.changed", row, {"changed": changed})
    return row


def retire_region(uow: UnitOfWork, code: str, on: date, version: int | None = None) -> Region:
    """Let a region end on a day; its units must have been retired or moved before."""
    policy.check(uow.actor, "region.change")
    row = lock(Region.objects.all(), code, version)
    if Unit.objects.filter(region=row).valid_on(on).exists():
        raise refused(
            "E-REGION-IN-USE", "valid_until", _("该区域仍有有效机构。"), _("请先撤销或调整这些机构。")
        )
    row.valid_until, row.version = on, row.version + 1
    row.save()
    note(uow, "region.retired", row, {"on": on.isoformat()})
    return row


def load_regions(uow: UnitOfWork, path: Path | None = None) -> int:
    """Load the shipped list of regions (`code,name`); returns how many were new. Running it again adds none.

    A file of an installation may add lines of its own; the level and parent follow from the code.
    """
    policy.check(uow.actor, "region.change")
    lines: list[tuple[str, str]] = []
    for file in [path] if path else sorted(LIBRARY.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as handle:
            lines += [(row["code"], row["name"]) for row in csv.DictReader(handle)]
    known = set(Region.objects.values_list("code", flat=True))
    codes = known | {code for code, _name in lines}
    fresh = [
        Region(code=code, name=name, level=_level(code), parent_id=_parent(code, codes))
        for code, name in sorted(lines)
        if code not in known
    ]
    Region.objects.bulk_create(fresh, batch_size=1000)
    if fresh:
        note(uow, "region.loaded", fresh[0], {"count": len(fresh)})
    return len(fresh)


def _level(code: str) -> str:
    if code.endswith("0000"):
        return Level.PROVINCE
    return Level.PREFECTURE if code.endswith("00") else Level.COUNTY


def _parent(code: str, codes: set[str]) -> str | None:
    """The prefecture, or the province for its directly governed counties (省直辖县级: ××90××)."""
    for parent in (code[:4] + "00", code[:2] + "0000"):
        if parent != code and parent in codes:
            return parent
    return None


def create_group(uow: UnitOfWork, *, name: str, region: Region, members: Sequence[Unit]) -> UnitGroup:
    """Give a group name of papers its list of units in one region."""
    policy.check(uow.actor, "group.change")
    row = UnitGroup(name=name, region=region)
    with refusing():
        row.save(force_insert=True)
    row.members.set(members)
    note(uow, "group.created", row, {"name": name, "members": _keys(members)})
    return row


def change_group(
    uow: UnitOfWork,
    group: UUID,
    *,
    name: str | None = None,
    members: Sequence[Unit] | None = None,
    version: int | None = None,
) -> UnitGroup:
    policy.check(uow.actor, "group.change")
    row = lock(UnitGroup.objects.all(), group, version)
    data: dict[str, Any] = {"changed": apply(row, {} if name is None else {"name": name})}
    if members is not None:
        data |= {"members_before": _keys(list(row.members.all())), "members": _keys(members)}
        row.members.set(members)
    row.version += 1
    with refusing():
        row.save()
    note(uow, "group.changed", row, data)
    return row


def drop_group(uow: UnitOfWork, group: UUID, version: int | None = None) -> None:
    policy.check(uow.actor, "group.change")
    row = lock(UnitGroup.objects.all(), group, version)
    note(uow, "group.dropped", row, {"name": row.name, "members": _keys(list(row.members.all()))})
    row.delete()


def create_linkage(
    uow: UnitOfWork,
    *,
    code: str,
    name: str,
    kind: str,
    office_unit: Unit,
    members: Sequence[Unit] = (),
    supervisors: Sequence[Unit] = (),
) -> Linkage:
    """Enter a linkage mechanism; its region is that of the unit which holds its office."""
    policy.check(uow.actor, "linkage.change")
    row = Linkage(code=code, name=name, kind=kind, office_unit=office_unit, region_id=office_unit.region_id)
    with refusing():
        row.save(force_insert=True)
    row.members.set(members)
    row.supervisors.set(supervisors)
    data = {"code": code, "members": _keys(members), "supervisors": _keys(supervisors)}
    note(uow, "linkage.created", row, data)
    return row


def change_linkage(
    uow: UnitOfWork,
    linkage: UUID,
    *,
    members: Sequence[Unit] | None = None,
    supervisors: Sequence[Unit] | None = None,
    version: int | None = None,
    **values: Any,
) -> Linkage:
    """Change a linkage. New supervisors see matters from now on; dismissed ones keep the old."""
    policy.check(uow.actor, "linkage.change")
    row = lock(Linkage.objects.all(), linkage, version)
    data: dict[str, Any] = {"changed": apply(row, values)}
    if members is not None:
        data |= {"members_before": _keys(list(row.members.all())), "members": _keys(members)}
        row.members.set(members)
    if supervisors is not None:
        data |= {"supervisors": _keys(supervisors)}
        row.supervisors.set(supervisors)
    row.version += 1
    with refusing():
        row.save()
    note(uow, "linkage.changed", row, data)
    return row


def retire_linkage(uow: UnitOfWork, linkage: UUID, on: date, version: int | None = None) -> Linkage:
    return change_linkage(uow, linkage, version=version, valid_until=on)


def _keys(units: Sequence[Unit]) -> list[str]:
    return sorted(unit.code for unit in units)

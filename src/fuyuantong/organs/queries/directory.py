"""The directory: regions, units in protocol order, people, and what the pages show of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from fuyuantong.common.now import today as clock_today
from fuyuantong.organs.models import Region, Unit


def units_in_protocol_order(region: str, day: date | None = None) -> list[Unit]:
    """Return the valid units of a region, as papers list them (never by pinyin)."""
    return list(Unit.objects.filter(region_id=region).valid_on(day or clock_today()).in_protocol_order())


def unit_tree(region: str = "", search: str = "", day: date | None = None) -> list[tuple[int, Unit]]:
    """Return (depth, unit) lines of the tree in protocol order; a search keeps hits and their ancestors.

    `region` narrows to one region and everything below it.
    """
    rows = Unit.objects.valid_on(day or clock_today()).select_related("region").in_protocol_order()
    if region:
        rows = rows.filter(region_id__in=region_with_descendants(region))
    units = list(rows)
    if search:
        hits = set(
            rows.filter(
                Q(name__icontains=search)
                | Q(short_name__icontains=search)
                | Q(aliases__alias__icontains=search)
            )
            .order_by()
            .values_list("pk", flat=True)
        )
        units = _with_ancestors(units, hits)
    return _indent(units)


def region_with_descendants(code: str) -> list[str]:
    """Return the region's code and those of all regions below it (one query; the table is small)."""
    below: dict[str | None, list[str]] = {}
    for child, parent in Region.objects.values_list("code", "parent_id"):
        below.setdefault(parent, []).append(child)
    found, queue = [], [code]
    while queue:
        present = queue.pop()
        found.append(present)
        queue.extend(below.get(present, []))
    return found


def _with_ancestors(units: Sequence[Unit], hits: set[UUID]) -> list[Unit]:
    parents = {unit.pk: unit.parent_id for unit in units}
    keep: set[UUID] = set()
    for hit in hits:
        step: UUID | None = hit
        while step is not None and step not in keep:
            keep.add(step)
            step = parents.get(step)
    return [unit for unit in units if unit.pk in keep]


def _indent(units: Sequence[Unit]) -> list[tuple[int, Unit]]:
    present = {unit.pk for unit in units}
    below: dict[UUID | None, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.parent_id if unit.parent_id in present else None, []).append(unit)
    lines: list[tuple[int, Unit]] = []
    stack = [(0, unit) for unit in reversed(below.get(None, []))]
    while stack:
        depth, unit = stack.pop()
        lines.append((depth, unit))
        stack.extend((depth + 1, child) for child in reversed(below.get(unit.pk, [])))
    return lines

"""Reads of the room: who acts, what posts a person holds, the units of a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import today as clock_today
from fuyuantong.common.refusals import NotFound
from fuyuantong.organs.models import Person, Region, Tenure, Unit


def posts_of(person: Person, day: date) -> list[Tenure]:
    """Return the tenures that give the person rights on this day, in protocol order (one query).

    Holders come before deputies (B岗) at the same unit; `post`, `post.unit` and `post.serves` are loaded.
    """
    return list(
        Tenure.objects.filter(person=person)
        .in_force_on(day)
        .select_related("post__unit", "post__serves")
        .order_by("post__unit__protocol_order", "post__unit__code", "deputy", "post__order", "post_id")
    )


def actor_of(tenure: Tenure, person: Person, ip: str = "") -> Actor:
    """Return the actor of one tenure whose post, unit and linkage are loaded."""
    post = tenure.post
    unit = post.unit
    return Actor(
        person=person.pk,
        post=post.pk,
        unit=unit.pk,
        region=unit.region_id,
        name=person.name,
        unit_name=str(unit),
        post_name=post.title,
        roles=frozenset(post.roles),
        offices=frozenset([post.serves.code] if post.serves else []),
        ip=ip,
    )


def actor_for(person: Person, post_id: UUID | None = None, ip: str = "", day: date | None = None) -> Actor:
    """Return the person at the asked post, or at the first one in protocol order.

    Raises `NotFound` when the person is disabled or holds no such post on the day (default: today).
    """
    tenures = posts_of(person, day or clock_today()) if person.is_active else []
    for tenure in tenures:
        if post_id is None or tenure.post_id == post_id:
            return actor_of(tenure, person, ip)
    raise NotFound


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

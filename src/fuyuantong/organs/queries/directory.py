"""The directory: regions, units in protocol order, people, and what the pages show of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import today as clock_today
from fuyuantong.common.paging import Page, page_by_key
from fuyuantong.common.refusals import NotFound
from fuyuantong.organs import policy
from fuyuantong.organs.models import (
    ApiToken,
    Linkage,
    Person,
    Post,
    Region,
    SignIn,
    Tenure,
    Unit,
    UnitAlias,
    UnitGroup,
    UnitName,
)
from fuyuantong.organs.names import name_key


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


@dataclass(frozen=True, slots=True)
class UnitDetail:
    """Everything the page of one unit shows; `posts` carry `holders`, the tenures in force."""

    unit: Unit
    aliases: list[UnitAlias]
    posts: list[Post]
    children: list[Unit]
    predecessors: list[Unit]
    groups: list[UnitGroup]
    linkages: list[Linkage]
    tokens: list[ApiToken]
    hats: list[Unit]
    former: list[UnitName]


def unit_detail(viewer: Actor, unit: UUID, day: date | None = None) -> UnitDetail:
    """Return one unit with its names, posts, people and ties. Keys are shown to those who issue them only."""
    row = Unit.objects.filter(pk=unit).select_related("region", "parent", "successor", "body").first()
    if row is None:
        raise NotFound
    present = day or clock_today()
    open_posts = Post.objects.filter(unit=row).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=present)
    )
    posts = open_posts.select_related("serves").prefetch_related(_holders(present))
    seen = policy.may(viewer, "token.change")
    return UnitDetail(
        unit=row,
        aliases=list(row.aliases.all()),
        posts=list(posts),
        children=list(row.children.valid_on(present).in_protocol_order()),
        predecessors=list(row.predecessors.in_protocol_order()),
        groups=list(row.groups.all()),
        linkages=list(row.linkages.filter(valid_until__isnull=True)),
        tokens=list(row.tokens.select_related("post")) if seen else [],
        hats=list(row.hats.valid_on(present).in_protocol_order()),
        former=list(row.former_names.all()),
    )


def _holders(day: date) -> Prefetch[str, QuerySet[Tenure], str]:
    """`holders` on each post: the tenures in force that day."""
    rows = Tenure.objects.in_force_on(day).select_related("person")
    return Prefetch("tenures", queryset=rows, to_attr="holders")


def post_detail(post: UUID, day: date | None = None) -> Post:
    """Return one post with its unit, and `holders`, the tenures in force."""
    rows = Post.objects.select_related("unit", "serves").prefetch_related(_holders(day or clock_today()))
    row = rows.filter(pk=post).first()
    if row is None:
        raise NotFound
    return row


def tokens_of(viewer: Actor, unit: UUID) -> list[ApiToken]:
    """Return the API keys of a unit, newest first, for those who issue them."""
    policy.check(viewer, "token.change")
    return list(unit_of(unit).tokens.select_related("post"))


def unit_of(unit: UUID) -> Unit:
    row = Unit.objects.filter(pk=unit).select_related("region").first()
    if row is None:
        raise NotFound
    return row


def post_of(post: UUID) -> Post:
    row = Post.objects.filter(pk=post).select_related("unit", "serves").first()
    if row is None:
        raise NotFound
    return row


def tenure_of(tenure: UUID) -> Tenure:
    row = Tenure.objects.filter(pk=tenure).select_related("post__unit", "person").first()
    if row is None:
        raise NotFound
    return row


def people(
    viewer: Actor, search: str = "", after: str = "", before: str = "", size: int = 50
) -> Page[Person]:
    """Return one page of people by sign-in name; `present` on each are the tenures in force."""
    policy.check(viewer, "people.read")
    holders = Tenure.objects.in_force_on(clock_today()).select_related("post__unit")
    rows: QuerySet[Person] = Person.objects.prefetch_related(
        Prefetch("tenures", queryset=holders, to_attr="present")
    )
    if search:
        rows = rows.filter(
            Q(username__icontains=search)
            | Q(name__icontains=search)
            | Q(tenures__post__unit__name_key__contains=name_key(search))
        ).distinct()
    return page_by_key(rows, ["username"], size=size, after=after, before=before)


@dataclass(frozen=True, slots=True)
class PersonDetail:
    person: Person
    tenures: list[Tenure]
    sign_ins: list[SignIn]


def person_detail(viewer: Actor, person: UUID) -> PersonDetail:
    policy.check(viewer, "people.read")
    row = Person.objects.filter(pk=person).first()
    if row is None:
        raise NotFound
    tenures = row.tenures.select_related("post__unit").order_by("-since_on", "id")
    return PersonDetail(row, list(tenures), sign_ins_of(row, 5))


def sign_ins_of(person: Person, most: int = 20) -> list[SignIn]:
    """Return a person's latest sessions, newest first."""
    return list(SignIn.objects.filter(person=person).order_by("-at")[:most])


def own_account(actor: Actor) -> Person:
    """Return the account of who acts; a unit's key has none."""
    row = Person.objects.filter(pk=actor.person).first() if actor.person else None
    if row is None:
        raise NotFound
    return row


def own_sign_ins(viewer: Actor) -> list[SignIn]:
    """Return the viewer's own sessions, newest first."""
    return sign_ins_of(own_account(viewer))


def regions_in_use() -> list[Region]:
    """Return the regions that have units: what a person may choose from."""
    return list(Region.objects.filter(units__isnull=False).distinct())


def regions_found(search: str = "") -> list[Region]:
    """Return regions by code or name, at most 200; without a search those in use."""
    if not search:
        return regions_in_use()
    found = Region.objects.filter(Q(code__startswith=search) | Q(name__icontains=search))
    return list(found.select_related("parent")[:200])


def region_of(code: str) -> Region:
    row = Region.objects.filter(pk=code).first()
    if row is None:
        raise NotFound
    return row


def groups() -> list[UnitGroup]:
    return list(UnitGroup.objects.select_related("region").prefetch_related("members"))


def group_of(group: UUID) -> UnitGroup:
    row = UnitGroup.objects.filter(pk=group).prefetch_related("members").first()
    if row is None:
        raise NotFound
    return row


def linkages() -> list[Linkage]:
    return list(Linkage.objects.select_related("office_unit", "region").prefetch_related("members"))


def linkage_of(linkage: UUID) -> Linkage:
    rows = Linkage.objects.select_related("office_unit").prefetch_related("members")
    row = rows.filter(pk=linkage).first()
    if row is None:
        raise NotFound
    return row

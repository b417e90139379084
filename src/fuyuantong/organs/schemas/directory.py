"""What the API says of regions, units, groups and linkages, and how it is asked for them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from fuyuantong.common.api import Input, Output, Page, Short, line, plain
from fuyuantong.organs.models import Linkage, Post, Region, Tenure, Unit, UnitAlias, UnitGroup
from fuyuantong.organs.queries import Resolution, UnitDetail

NAMES_MOST = 200


class Me(Output):
    """Who calls: one post of one unit."""

    name: str
    unit: UUID | None
    unit_name: str
    post: UUID | None
    post_name: str
    region: str
    roles: list[str]
    offices: list[str]
    scopes: list[str] | None


class RegionOut(Output):
    code: str
    name: str
    level: str
    parent: str | None
    local: bool
    valid_until: date | None
    version: int


class UnitRef(Output):
    id: UUID
    name: str
    short_name: str


class UnitOut(Output):
    """A unit as a line of the directory; `depth` is its depth in the tree that was asked for."""

    id: UUID
    code: str
    name: str
    short_name: str
    kind: str
    level: str
    region: str
    parent: UUID | None
    valid_from: date | None
    valid_until: date | None
    version: int
    depth: int = 0


class HolderOut(Output):
    """Who is on a post today; `deputy` is the B岗. `tenure` is what an end of it is told by."""

    tenure: UUID
    person: UUID
    name: str
    since_on: date
    deputy: bool


class PostOut(Output):
    """A seat of a unit; `serves` is the code of the linkage whose office it is."""

    id: UUID
    title: str
    roles: list[str]
    serves: str | None
    clearance: int
    order: int
    valid_from: date | None
    valid_until: date | None
    version: int
    holders: list[HolderOut]


class PostFull(PostOut):
    unit: UnitRef


class AliasOut(Output):
    """Another name of a unit; `source`: seeded, learnt or hand."""

    id: int
    alias: str
    source: str


class UnitFull(UnitOut):
    has_accounts: bool
    successor: UUID | None
    body: UUID | None
    former_names: list[str]
    aliases: list[AliasOut]
    posts: list[PostOut]
    children: list[UnitRef]
    groups: list[str]
    linkages: list[str]


class LinkageOut(Output):
    id: UUID
    code: str
    name: str
    kind: str
    office_unit: UnitRef
    region: str
    members: list[UnitRef]
    valid_until: date | None
    version: int


class GroupOut(Output):
    """A group name of papers (各县市区人民政府) and the units that it stands for in one region."""

    id: UUID
    name: str
    region: str
    members: list[UnitRef]
    version: int


class Resolved(Output):
    """What a name stands for: `unit`, `candidates`, `group` or `unknown`."""

    name: str
    state: str
    reason: str
    unit: UnitRef | None
    candidates: list[UnitRef]
    members: list[UnitRef]


class ResolvedNames(Output):
    items: list[Resolved]


class Names(Input):
    """Names as papers write them; `prefix`: the place word that elided names inherit."""

    names: Annotated[list[Annotated[str, line(120)]], Field(min_length=1, max_length=NAMES_MOST)]
    region: Annotated[str, line(12)]
    prefix: Annotated[str, Field(max_length=20)] = ""


class UnitQuery(Page):
    region: Annotated[str, Field(max_length=12)] = ""
    search: Short = ""


class RegionQuery(Page):
    search: Short = ""


def region_out(row: Region) -> RegionOut:
    return plain(RegionOut, row, parent=row.parent_id)


def unit_ref(row: Unit) -> UnitRef:
    return UnitRef(id=row.pk, name=row.name, short_name=row.short_name)


def unit_out(row: Unit, depth: int = 0) -> UnitOut:
    return plain(UnitOut, row, region=row.region_id, parent=row.parent_id, depth=depth)


def holder_out(row: Tenure) -> HolderOut:
    return plain(HolderOut, row, tenure=row.pk, person=row.person_id, name=row.person.name)


def _post(row: Post) -> dict[str, Any]:
    return {
        "roles": list(row.roles),
        "serves": row.serves.code if row.serves else None,
        "holders": [holder_out(one) for one in getattr(row, "holders", ())],
    }


def post_out(row: Post) -> PostOut:
    return plain(PostOut, row, **_post(row))


def post_full(row: Post) -> PostFull:
    return plain(PostFull, row, **_post(row), unit=unit_ref(row.unit))


def alias_out(row: UnitAlias) -> AliasOut:
    return AliasOut(id=row.pk, alias=row.alias, source=row.source)


def unit_full(found: UnitDetail) -> UnitFull:
    unit = found.unit
    return plain(
        UnitFull,
        unit,
        region=unit.region_id,
        parent=unit.parent_id,
        successor=unit.successor_id,
        body=unit.body_id,
        former_names=[row.name for row in found.former],
        depth=0,
        aliases=[alias_out(row) for row in found.aliases],
        posts=[post_out(row) for row in found.posts],
        children=[unit_ref(row) for row in found.children],
        groups=[row.name for row in found.groups],
        linkages=[row.code for row in found.linkages],
    )


def group_out(row: UnitGroup) -> GroupOut:
    members = [unit_ref(unit) for unit in row.members.all()]
    return plain(GroupOut, row, region=row.region_id, members=members)


def linkage_out(row: Linkage) -> LinkageOut:
    return LinkageOut(
        id=row.pk,
        code=row.code,
        name=row.name,
        kind=row.kind,
        office_unit=unit_ref(row.office_unit),
        region=row.region_id,
        members=[unit_ref(unit) for unit in row.members.all()],
        valid_until=row.valid_until,
        version=row.version,
    )


def resolved(found: Resolution) -> Resolved:
    return Resolved(
        name=found.asked,
        state=found.state,
        reason=str(found.reason),
        unit=unit_ref(found.unit) if found.unit else None,
        candidates=[unit_ref(one.unit) for one in found.candidates],
        members=[unit_ref(one) for one in found.members],
    )

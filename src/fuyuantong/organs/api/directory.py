"""Who calls; regions, units, groups, linkages; what a name stands for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from fuyuantong.common.api import Listed, Page, Query, sliced, tagged, viewer
from fuyuantong.common.api.door import Entrant
from fuyuantong.organs import queries
from fuyuantong.organs.api.base import room
from fuyuantong.organs.schemas import (
    GroupOut,
    LinkageOut,
    Me,
    Names,
    RegionOut,
    RegionQuery,
    ResolvedNames,
    UnitFull,
    UnitOut,
    UnitQuery,
    group_out,
    linkage_out,
    region_out,
    resolved,
    unit_full,
    unit_out,
)


@room.reads("/me", Me, scope="*")
def me(request: HttpRequest) -> Me:
    """本次调用以哪个岗位办理."""
    entrant: Entrant = request.auth  # type: ignore[attr-defined]
    actor = entrant.actor
    return Me(
        name=actor.name,
        unit=actor.unit,
        unit_name=actor.unit_name,
        post=actor.post,
        post_name=actor.post_name,
        region=actor.region,
        roles=sorted(actor.roles),
        offices=sorted(actor.offices),
        scopes=None if entrant.scopes is None else sorted(entrant.scopes),
    )


@room.reads("/regions", Listed[RegionOut])
def regions(request: HttpRequest, query: Query[RegionQuery]) -> Any:  # noqa: ARG001 - ninja hands it in
    """行政区域；不给 search 时为有机构的区域."""
    return sliced(queries.regions_found(query.search), query, region_out)


@room.reads("/regions/{slug:code}", RegionOut)
def region(request: HttpRequest, code: str) -> Any:  # noqa: ARG001 - ninja hands it in
    """一个行政区域；ETag 为其版本."""
    row = queries.region_of(code)
    return tagged(region_out(row), row.version)


@room.reads("/units", Listed[UnitOut])
def units(request: HttpRequest, query: Query[UnitQuery]) -> Any:  # noqa: ARG001 - ninja hands it in
    """机构树，按礼仪顺序；search 时保留命中者及其上级."""
    lines = queries.unit_tree(query.region, query.search)
    return sliced(lines, query, lambda line: unit_out(line[1], line[0]), key=lambda line: line[1].pk)


@room.reads("/units/{uuid:key}", UnitFull)
def unit(request: HttpRequest, key: UUID) -> Any:
    """一个机构及其别名、岗位、下级；ETag 为其版本."""
    shown = unit_full(queries.unit_detail(viewer(request), key))
    return tagged(shown, shown.version)


@room.asks("/units/resolve", ResolvedNames)
def resolve(request: HttpRequest, body: Names) -> Any:  # noqa: ARG001 - ninja hands it in
    """文件中的名称对应哪个机构."""
    found = queries.resolve_units(body.names, body.region, body.prefix)
    return {"items": [resolved(found[name]) for name in body.names]}


@room.reads("/linkages", Listed[LinkageOut])
def linkages(request: HttpRequest, query: Query[Page]) -> Any:  # noqa: ARG001 - ninja hands it in
    """联动机制及其联席会议办公室."""
    return sliced(queries.linkages(), query, linkage_out)


@room.reads("/linkages/{uuid:key}", LinkageOut)
def linkage(request: HttpRequest, key: UUID) -> Any:  # noqa: ARG001 - ninja hands it in
    """一个联动机制；ETag 为其版本."""
    row = queries.linkage_of(key)
    return tagged(linkage_out(row), row.version)


@room.reads("/groups", Listed[GroupOut])
def groups(request: HttpRequest, query: Query[Page]) -> Any:  # noqa: ARG001 - ninja hands it in
    """来文中的统称及其成员单位."""
    return sliced(queries.groups(), query, group_out)


@room.reads("/groups/{uuid:key}", GroupOut)
def group(request: HttpRequest, key: UUID) -> Any:  # noqa: ARG001 - ninja hands it in
    """一个组；ETag 为其版本."""
    row = queries.group_of(key)
    return tagged(group_out(row), row.version)

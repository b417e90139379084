"""Keeping the directory: units and their names, groups, linkage mechanisms, regions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Receipt, carry_out, expected, tagged
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.organs import actions
from fuyuantong.organs.api.base import check_confirmed, keep, room, told
from fuyuantong.organs.schemas import RegionOut, inputs, region_out


@room.writes("/units", status=201, keyed=True)
def create_unit(request: HttpRequest, body: inputs.NewUnit) -> HttpResponse:
    """新增机构."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.create_unit(uow, **body.values()))

    return keep(request, "unit.change", work, status=201)


@room.writes("/units/{uuid:key}", method="PATCH", versioned=True)
def change_unit(request: HttpRequest, key: UUID, body: inputs.ChangeUnit) -> HttpResponse:
    """修改机构；改名后旧名自动成为别名."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.change_unit(uow, key, expected(request), **body.values()))

    return keep(request, "unit.change", work)


@room.writes("/units/{uuid:key}/retire", versioned=True)
def retire_unit(request: HttpRequest, key: UUID, body: inputs.RetireUnit) -> HttpResponse:
    """撤销机构，可指明承继机构."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.retire_unit(uow, key, version=expected(request), **body.values()))

    return keep(request, "unit.change", work)


@room.writes("/units/{uuid:key}/aliases", status=201, keyed=True)
def add_alias(request: HttpRequest, key: UUID, body: inputs.NewAlias) -> HttpResponse:
    """添加别名."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.add_alias(uow, key, body.alias).unit)

    return keep(request, "alias.change", work, status=201)


@room.writes("/units/{uuid:key}/aliases/{int:alias}", method="DELETE", body=False)
def drop_alias(request: HttpRequest, key: UUID, alias: int) -> HttpResponse:
    """删除别名."""

    def work(uow: UnitOfWork) -> Receipt:
        actions.drop_alias(uow, key, alias)
        return Receipt(id=key, kind="unit")

    return keep(request, "alias.change", work)


@room.writes("/groups", status=201, keyed=True)
def create_group(request: HttpRequest, body: inputs.NewGroup) -> HttpResponse:
    """新增组."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.create_group(uow, **body.values()))

    return keep(request, "group.change", work, status=201)


@room.writes("/groups/{uuid:key}", method="PATCH", versioned=True)
def change_group(request: HttpRequest, key: UUID, body: inputs.ChangeGroup) -> HttpResponse:
    """修改组的名称或成员."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.change_group(uow, key, version=expected(request), **body.values()))

    return keep(request, "group.change", work)


@room.writes("/linkages", status=201, keyed=True)
def create_linkage(request: HttpRequest, body: inputs.NewLinkage) -> HttpResponse:
    """新增联动机制."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.create_linkage(uow, **body.values()))

    return keep(request, "linkage.change", work, status=201)


@room.writes("/linkages/{uuid:key}", method="PATCH", versioned=True)
def change_linkage(request: HttpRequest, key: UUID, body: inputs.ChangeLinkage) -> HttpResponse:
    """修改联动机制."""

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.change_linkage(uow, key, version=expected(request), **body.values()))

    return keep(request, "linkage.change", work)


@room.writes("/regions", answer=RegionOut, status=201)
def create_region(request: HttpRequest, body: inputs.NewRegion) -> Any:
    """新增区域；同一代码只能录入一次，所以不用幂等键."""
    check_confirmed(request)
    row = carry_out(request, lambda uow: actions.create_region(uow, **body.values()))
    return tagged(region_out(row), row.version, status=201)


@room.writes("/regions/{slug:code}", answer=RegionOut, method="PATCH", versioned=True)
def change_region(request: HttpRequest, code: str, body: inputs.ChangeRegion) -> Any:
    """修改区域."""
    check_confirmed(request)
    version = expected(request)
    row = carry_out(request, lambda uow: actions.change_region(uow, code, version, **body.values()))
    return tagged(region_out(row), row.version)

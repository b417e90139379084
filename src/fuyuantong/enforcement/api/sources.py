"""Agreements and coverage through the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Listed, Page, Query, expected, paged, perform, plain, tagged, viewer
from fuyuantong.enforcement import actions, queries
from fuyuantong.enforcement import schemas as shapes
from fuyuantong.enforcement.api.base import again, room, told
from fuyuantong.enforcement.api.inquiries import call_out
from fuyuantong.enforcement.models import Source


def _source(actor: Actor, row: Source) -> shapes.AssetSourceOut:
    return plain(
        shapes.AssetSourceOut,
        row,
        court=row.court_id,
        unit=row.unit_id,
        broken_until=row.open_until,
        counts=dict(queries.rates_of(actor, row)),
    )


@room.reads("/asset-sources", Listed[shapes.AssetSourceOut])
def asset_sources(request: HttpRequest, query: Query[Page]) -> Any:
    """本单位作为执行法院或协助单位的查控协议."""
    who = viewer(request)
    return paged(queries.sources_of(who), queries.NEWEST, query, lambda row: _source(who, row))


@room.writes("/asset-sources", keyed=True, status=201)
def propose_source(request: HttpRequest, body: shapes.AssetSourceIn) -> HttpResponse:
    """商请一个单位接入查控，待其同意."""
    data = body.model_dump()
    return perform(request, lambda uow: told(actions.propose_source(uow, **data)), again=again, status=201)


@room.reads("/asset-sources/{uuid:key}", shapes.AssetSourceOut)
def asset_source(request: HttpRequest, key: UUID) -> Any:
    """一份查控协议；ETag 为其版本."""
    who = viewer(request)
    row = queries.source_of(who, key)
    return tagged(_source(who, row), row.version)


@room.reads("/asset-sources/{uuid:key}/calls", Listed[shapes.CallOut])
def asset_calls(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """一份协议下的请求，最新在前."""
    who = viewer(request)
    rows = queries.calls_of(who, queries.source_of(who, key)).prefetch_related("assets")
    return paged(rows, queries.NEWEST, query, call_out)


@room.writes("/asset-sources/{uuid:key}/decide", versioned=True)
def decide_source(request: HttpRequest, key: UUID, body: shapes.AssetSourceAnswer) -> HttpResponse:
    """协助单位同意接入，或不同意并写明理由."""
    data = body.model_dump()
    return perform(
        request, lambda uow: told(actions.decide_source(uow, key, expected=expected(request), **data))
    )


@room.writes("/asset-sources/{uuid:key}/end", versioned=True)
def end_source(request: HttpRequest, key: UUID, body: shapes.AssetSourceEnd) -> HttpResponse:
    """停用查控协议."""
    return perform(
        request,
        lambda uow: told(actions.end_source(uow, key, remark=body.remark, expected=expected(request))),
    )


@room.reads("/asset-coverage", shapes.CoverageOut)
def asset_coverage(request: HttpRequest) -> Any:
    """各类财产由哪些来源提供."""
    columns, rows = queries.coverage_of(viewer(request))
    return shapes.CoverageOut(
        items=[
            shapes.CoverageRow(
                klass=row.asset.code,
                name=row.asset.name,
                sources=[s.pk for s, there in zip(columns, row.cells, strict=True) if there],
                controls=row.controls,
            )
            for row in rows
        ]
    )

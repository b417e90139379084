"""Rounds: opening, seeing, urging, ending; series; papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from fuyuantong.common.api import (
    Listed,
    Page,
    Query,
    Receipt,
    expected,
    paged,
    perform,
    plain,
    tagged,
    viewer,
)
from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.serving import download_response
from fuyuantong.rounds import actions, queries
from fuyuantong.rounds import schemas as shapes
from fuyuantong.rounds.api.base import again, room, told
from fuyuantong.rounds.kinds import PaperKind
from fuyuantong.rounds.models import Paper, Round, Series

PAPER_ORDER = ("-at", "-id")


def _row(row: Round) -> shapes.RoundRow:
    return plain(shapes.RoundRow, row)


def _paper(row: Paper) -> shapes.RoundPaper:
    name, size = (row.file.name, row.file.size) if row.file else ("", 0)
    return plain(shapes.RoundPaper, row, name=name, size=size)


def _series(row: Series) -> shapes.SeriesRow:
    return plain(shapes.SeriesRow, row)


@room.reads("/rounds", Listed[shapes.RoundRow])
def rounds(request: HttpRequest, query: Query[shapes.RoundQuery]) -> Any:
    """可见的进展调度，最新在前."""
    return paged(queries.rounds_of(viewer(request)), queries.ROUND_ORDER, query, _row)


@room.writes("/rounds", keyed=True, status=201)
def open_round(request: HttpRequest, body: shapes.RoundIn) -> HttpResponse:
    """开启一轮调度，通知有未办结任务的单位."""
    data = body.model_dump(exclude={"scope"})
    scope = body.scope.scope()
    return perform(
        request, lambda uow: told(actions.open_round(uow, scope=scope, **data)), again=again, status=201
    )


@room.reads("/rounds/{uuid:key}", shapes.RoundRow)
def round_(request: HttpRequest, key: UUID) -> Any:
    """一轮调度；ETag 为其版本."""
    row = queries.round_of(viewer(request), key)
    return tagged(_row(row), row.version)


@room.writes("/rounds/{uuid:key}/urge", body=False, versioned=True)
def urge_round(request: HttpRequest, key: UUID) -> HttpResponse:
    """催报（对法院、检察院等为函询）所有未报单位."""

    def work(uow: Any) -> Receipt:
        actions.urge(uow, key, expected=expected(request))
        return told(queries.round_of(uow.actor, key))

    return perform(request, work)


@room.writes("/rounds/{uuid:key}/close", body=False, versioned=True)
def close_round(request: HttpRequest, key: UUID) -> HttpResponse:
    """结束填报."""
    return perform(request, lambda uow: told(actions.close(uow, key, expected=expected(request))))


@room.writes("/rounds/{uuid:key}/cancel", versioned=True)
def cancel_round(request: HttpRequest, key: UUID, body: shapes.RoundReason) -> HttpResponse:
    """取消误开的调度."""
    return perform(
        request, lambda uow: told(actions.cancel(uow, key, reason=body.reason, expected=expected(request)))
    )


@room.reads("/rounds/{uuid:key}/papers", Listed[shapes.RoundPaper])
def round_papers(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """一轮调度生成的汇总、专报和台账."""
    return paged(queries.papers_of(viewer(request), key), PAPER_ORDER, query, _paper)


@room.writes("/rounds/{uuid:key}/papers", keyed=True, status=201)
def make_round_paper(request: HttpRequest, key: UUID, body: shapes.PaperIn) -> HttpResponse:
    """生成一份材料；由后台完成，完成后可下载."""
    return perform(
        request,
        lambda uow: told(actions.want_paper(uow, key, PaperKind(body.kind))),
        again=again,
        status=201,
    )


@room.downloads(
    "/round-papers/{uuid:key}/content",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
def round_paper_content(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """下载一份材料."""
    row = queries.paper_of(viewer(request), key)
    if row.file is None:
        raise NotFound
    return download_response(row.file)


@room.reads("/round-series", Listed[shapes.SeriesRow])
def round_series(request: HttpRequest, query: Query[Page]) -> Any:
    """每期自动开启的调度."""
    return paged(queries.series_of(viewer(request)), ("-created_at", "-id"), query, _series)


@room.writes("/round-series", keyed=True, status=201)
def start_round_series(request: HttpRequest, body: shapes.SeriesIn) -> HttpResponse:
    """设置每期自动开启."""
    data = body.model_dump(exclude={"scope"})
    scope = body.scope.scope()
    return perform(
        request, lambda uow: told(actions.start_series(uow, scope=scope, **data)), again=again, status=201
    )


@room.writes("/round-series/{uuid:key}/stop", body=False, versioned=True)
def stop_round_series(request: HttpRequest, key: UUID) -> HttpResponse:
    """不再自动开启."""
    return perform(request, lambda uow: told(actions.stop_series(uow, key, expected=expected(request))))

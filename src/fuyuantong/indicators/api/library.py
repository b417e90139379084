"""The definitions: all, one, checking and publishing a text."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Query, perform, sliced, viewer
from fuyuantong.indicators import actions, queries
from fuyuantong.indicators.api.base import may_publish, of_version, room
from fuyuantong.indicators.schemas import (
    IndicatorChecked,
    IndicatorFull,
    IndicatorProblem,
    IndicatorQuery,
    IndicatorRow,
    IndicatorSource,
    row_out,
)


@room.reads("/indicators", Listed[IndicatorRow])
def indicators(request: HttpRequest, query: Query[IndicatorQuery]) -> Any:  # noqa: ARG001 - ninja hands it in
    """指标库：每个指标的现行版本."""
    found = [row for row in queries.library() if not query.group or row.group == query.group]
    return sliced(found, query, row_out, key=attrgetter("code"))


@room.reads("/indicators/{slug:code}", IndicatorFull)
def indicator(request: HttpRequest, code: str) -> Any:  # noqa: ARG001
    """一个指标的口径、公式和定义原文."""
    row = queries.latest(code)
    told = queries.told(row)
    return IndicatorFull(
        **row_out(row).model_dump(),
        rule=told.rule,
        formula=told.formula,
        unit=told.measure,
        groups=[one.key for one in told.groupings],
        versions=[one.version for one in queries.versions(code)],
        source=row.source,
    )


@room.asks("/indicator-definitions/check", IndicatorChecked, scope="")
def check_indicator(request: HttpRequest, body: IndicatorSource) -> Any:
    """检查一份指标文本，不保存."""
    found, problems = queries.review(viewer(request), body.source)
    lines = [IndicatorProblem(line=p.line, code=p.code, message=p.sentence, hint=p.hint) for p in problems]
    return IndicatorChecked(sound=found is not None and not problems, problems=lines)


@room.writes("/indicator-definitions", status=201, keyed=True, scope="")
def publish_indicator(request: HttpRequest, body: IndicatorSource) -> HttpResponse:
    """发布一个指标的新版本."""
    return perform(
        request,
        lambda uow: of_version(actions.publish_indicator(uow, body.source)),
        again=may_publish,
        status=201,
    )

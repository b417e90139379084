"""Figures: value, trend, rows behind it, as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Query, paged, viewer
from fuyuantong.common.api.acting import carry_out
from fuyuantong.documents.serving import bytes_response
from fuyuantong.indicators import actions, queries
from fuyuantong.indicators.api.base import room
from fuyuantong.indicators.figures import exact
from fuyuantong.indicators.kinds import Part
from fuyuantong.indicators.periods import read_span, run_up
from fuyuantong.indicators.queries.telling import read_groups
from fuyuantong.indicators.schemas import (
    FigureExportQuery,
    FigureListExportQuery,
    FigureQuery,
    FigureRow,
    FigureRowExportQuery,
    FigureRowQuery,
    IndicatorFigure,
    IndicatorTrend,
    TrendPoint,
    TrendQuery,
    figure_out,
)


@room.reads("/indicators/{slug:code}/value", IndicatorFigure)
def indicator_value(request: HttpRequest, code: str, query: Query[FigureQuery]) -> Any:
    """一个指标在一个期间的数：值、定义版本、分组、提示；期间写作 2026、2026H1、2026Q3、2026-03."""
    span = read_span(query.period)
    return figure_out(queries.value(viewer(request), code, span, by=query.by, version=query.version))


@room.reads("/indicators/{slug:code}/trend", IndicatorTrend)
def indicator_trend(request: HttpRequest, code: str, query: Query[TrendQuery]) -> Any:
    """到这个期间为止的各期."""
    points = queries.series(viewer(request), code, run_up(read_span(query.period), query.count))
    return IndicatorTrend(
        points=[
            TrendPoint(
                period=one.span.text,
                value=exact(one.value),
                numerator=str(exact(one.numerator)),
                denominator=exact(one.denominator),
            )
            for one in points
        ]
    )


@room.reads("/indicators/{slug:code}/rows", Listed[FigureRow])
def indicator_rows(request: HttpRequest, code: str, query: Query[FigureRowQuery]) -> Any:
    """得出这个数的行；看不到其中每一行的，拒绝."""
    groups = read_groups(query.group)
    found = queries.rows(
        viewer(request),
        code,
        read_span(query.period),
        part=Part(query.part),
        groups=groups,
        excluded=query.excluded,
        version=query.version,
    )
    return paged(found.queryset, ("-id",), query, lambda one: FigureRow(id=one.pk, title=one.title))


FILES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/csv",
)


@room.downloads("/indicators/{slug:code}/export", *FILES)
def export_indicator(request: HttpRequest, code: str, query: Query[FigureExportQuery]) -> HttpResponse:
    """导出一个指标的数和分组（xlsx、csv、docx），导出记入审计."""
    span = read_span(query.period)
    content, name = carry_out(
        request, lambda uow: actions.export_figure(uow, code, span, query.by, query.format)
    )
    return bytes_response(content, name, query.format)


@room.downloads("/indicators/{slug:code}/rows/export", *FILES)
def export_indicator_rows(
    request: HttpRequest, code: str, query: Query[FigureRowExportQuery]
) -> HttpResponse:
    """导出得出这个数的行（xlsx、csv、docx），看不到其中每一行的拒绝；导出记入审计."""
    span, part = read_span(query.period), Part(query.part)
    groups = read_groups(query.group)
    content, name = carry_out(
        request,
        lambda uow: actions.export_rows(
            uow, code, span, query.format, part=part, groups=groups, excluded=query.excluded
        ),
    )
    return bytes_response(content, name, query.format)


@room.downloads("/indicator-figures/export", *FILES)
def export_indicator_figures(request: HttpRequest, query: Query[FigureListExportQuery]) -> HttpResponse:
    """导出一组指标在一个期间的数（xlsx、csv、docx），导出记入审计."""
    span = read_span(query.period)
    content, name = carry_out(request, lambda uow: actions.export_list(uow, query.group, span, query.format))
    return bytes_response(content, name, query.format)

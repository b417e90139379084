"""败诉原因分析 for those who see every case, and each defendant's own page; both as files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.charts import Point, Series, stacked_bar
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import unit_of_work
from fuyuantong.documents.serving import bytes_response
from fuyuantong.indicators import actions
from fuyuantong.indicators.figures import Figure, show
from fuyuantong.indicators.forms import SpanForm
from fuyuantong.indicators.losses import Losses, Risk, causes, losses, own
from fuyuantong.indicators.pages.figures import crumb, drill, moved, offered
from fuyuantong.indicators.periods import Span, read_span

TONES = ("over", "soon", "run", "late", "review", "standing", "paused", "note", "done")
COLUMNS = ("案号", "审级", "案由", "管理领域", "结案日期", "裁判结论", "败诉原因类别")


def _span(request: HttpRequest) -> Span:
    day = today()
    text = request.GET.get("period", "")
    return read_span(text) if text else Span(day.replace(month=1, day=1), day.month)


@require_GET
def show_losses(request: HttpRequest) -> HttpResponse:
    """The whole picture for those who see it all, and one's own cases for everybody."""
    viewer, span = viewer_of(request), _span(request)
    mine = own(viewer, span)
    try:
        found = losses(viewer, span)
    except (Forbidden, NotFound):  # the indicators may not be published here
        found = None
    context: dict[str, Any] = {
        "trail": [crumb(), Crumb(_("败诉原因分析"))],
        "span": span,
        "form": SpanForm(initial={"period": span.text}, spans=offered()),
        "query": urlencode({"period": span.text}),
        "columns": COLUMNS,
        "own": mine,
        "cautions": [(one, _cells(one.rows)) for one in mine.cautions],
        "own_rows": _cells(mine.rows),
        "found": found,
        "causes": causes().values(),
    }
    if found is not None:
        context |= _whole(found)
    return render(request, "indicators/losses.html", context)


def _whole(found: Losses) -> dict[str, Any]:
    return {
        "by_cause": [
            (
                line.names[0],
                show(found.count.indicator, line.value),
                drill(found.count, "numerator", line.keys),
            )
            for line in found.count.lines
        ],
        "rate": show(found.rate.indicator, found.rate.value),
        "rate_href": drill(found.rate),
        "growth": moved(found.rate.indicator, found.rate.growth),
        "fields": _risks(found.fields, found.risky_fields),
        "units": _risks(found.units, found.risky_units),
        "small": [line.names[0] for line in (*found.fields.lines, *found.units.lines) if line.small],
        "trend": _chart(found),
        "alike": [(one, _cells(one.rows)) for one in found.alike],
        "flags": found.rate.flags,
    }


def _risks(figure: Figure, risks: tuple[Risk, ...]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "value": show(figure.indicator, one.value),
            "parts": f"{one.numerator:,.0f} / {one.denominator:,.0f}",
            "href": drill(figure, "numerator", (one.key,)),
        }
        for one in risks
    ]


def _chart(found: Losses) -> Any:
    if not found.trend:
        return None
    names = list(found.trend)
    base = reverse("indicators:figure", args=[found.count.indicator.code])
    points = [
        Point(
            span.text,
            name or _("（未填）"),
            found.trend[name][place],
            f"{base}?{urlencode({'period': span.text})}",
        )
        for place, span in enumerate(found.spans)
        for name in names
        if found.trend[name][place] or name == names[0]  # a period without any keeps its place
    ]
    series = [Series(name or _("（未填）"), TONES[n % len(TONES)]) for n, name in enumerate(names)]
    return stacked_bar(_("各季度败诉案件的原因"), points, series, width=620, height=220)


def _cells(rows: Any) -> list[dict[str, Any]]:
    return [
        {
            "href": reverse("registers:row", args=[row.pk]),
            "cells": [row.cells.get(name) or "" for name in COLUMNS],
        }
        for row in rows[:100]
    ]


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """What the page shows, as a file."""
    span = _span(request)
    with unit_of_work(viewer_of(request), request_id=getattr(request, "request_id", "")) as uow:
        content, name = actions.export_losses(uow, span, kind)
    return bytes_response(content, name, kind)

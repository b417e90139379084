"""Figures: the list by group, one indicator, the rows behind it, files, signing a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.charts import Point, Series, line
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb, Empty, Kpi, Tab
from fuyuantong.common.refusals import BadInput, NotFound, Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.documents.serving import bytes_response
from fuyuantong.indicators import actions, policy, queries
from fuyuantong.indicators.figures import Figure, Line, rounded, show
from fuyuantong.indicators.forms import CorrectForm, FigureForm, SignForm, SpanForm
from fuyuantong.indicators.kinds import Indicator, Shape
from fuyuantong.indicators.models import IndicatorVersion
from fuyuantong.indicators.periods import YEAR, Span, read_span, run_up, span_of

TREND = 8
BARS = 100
MOST_SHOWN = 300
LEAST_POINTS = 2


def crumb() -> Crumb:
    return Crumb(_("指标"), reverse("indicators:index"))


def offered(indicator: Indicator | None = None) -> list[Span]:
    """Periods to choose from: years, halves, quarters, months; the indicator's own kind first."""
    day = today()
    year = Span(day.replace(month=1, day=1), YEAR)
    so_far = Span(year.start, day.month)
    found = [so_far, year, year.previous]
    for months, count in ((6, 4), (3, 8), (1, 13)):
        start = day.replace(month=(day.month - 1) // months * months + 1, day=1)
        found += run_up(Span(start, months), count)[::-1]
    if indicator is not None:
        found.insert(0, span_of(indicator.every, day))
    return list(dict.fromkeys(found))


def _asked(request: HttpRequest, usual: Span) -> Span:
    text = request.GET.get("period", "")
    return read_span(text) if text else usual


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The figures of one group of indicators in one period, counting rules side by side."""
    viewer = viewer_of(request)
    policy.check_look(viewer)
    library = queries.library()
    groups = list(dict.fromkeys(row.group for row in library))
    group = request.GET.get("group", "")
    group = group if group in groups else next(iter(groups), "")
    span = _asked(request, Span(today().replace(month=1, day=1), YEAR))
    kept = {"period": span.text}
    context = {
        "trail": [Crumb(_("指标"))],
        "tabs": [
            Tab(
                one or _("其他"),
                f"?{urlencode(kept | {'group': one})}",
                sum(row.group == one for row in library),
                current=one == group,
            )
            for one in groups
        ],
        "form": SpanForm(initial=kept, spans=offered()),
        "group": group,
        "query": urlencode(kept | {"group": group}),
        "span": span,
        "rows": [_row(figure, span) for figure in _figures(viewer, library, group, span)],
        "may_publish": policy.may_publish(viewer),
        "nothing": Empty(_("没有可以看的指标"), _("请换一组，或者由定义管理员发布。"), icon="chart"),
    }
    return render(request, "indicators/index.html", context)


def _figures(viewer: Any, library: Sequence[IndicatorVersion], group: str, span: Span) -> list[Figure]:
    return queries.values(viewer, [row.code for row in library if row.group == group], span, drill=False)


def _row(figure: Figure, span: Span) -> dict[str, Any]:
    one = figure.indicator
    return {
        "figure": figure,
        "href": f"{reverse('indicators:figure', args=[one.code])}?{urlencode({'period': span.text})}",
        "parts": _parts(figure),
        "growth": moved(one, figure.growth),
        "doubts": [flag for flag in figure.flags if flag.kind != "unranked"],
    }


def _parts(figure: Figure) -> str:
    if figure.denominator is None:
        return ""
    return f"{figure.numerator:,.0f} / {figure.denominator:,.0f}"


def moved(indicator: Indicator, value: Any) -> str:
    """+3.10 个百分点, −12.00%, or a dash."""
    if value is None:
        return "—"
    return f"{rounded(value):+}{points_of(indicator)}"


def points_of(indicator: Indicator) -> str:
    """In what a change is told."""
    return _("个百分点") if indicator.shape in {Shape.RATE, Shape.GROWTH} else "%"


@require_GET
def show_figure(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, code)


def _page(
    request: HttpRequest, code: str, refused: Any = None, span: Span | None = None, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    row = queries.latest(code)
    indicator = queries.told(row)
    span = span or _asked(request, span_of(indicator.every, today()).previous)
    by = [name for name in request.GET.getlist("by") if name]
    policy.check_look(viewer)
    groups = queries.groups_for(viewer, code, span)
    if not by and groups and "by" not in request.GET:
        by = [groups[0]]
    figure = queries.value(viewer, code, span, by=by)
    kept = {"period": span.text, "by": by}
    context = {
        "trail": [crumb(), Crumb(row.name)],
        "row": row,
        "figure": figure,
        "indicator": figure.indicator,
        "span": span,
        "form": FigureForm(initial=kept, spans=offered(indicator), groups=groups),
        "query": urlencode(kept, doseq=True),
        "kpis": _kpis(figure),
        "corrections": _corrections(figure),
        "excluded": [(name, n, drill(figure, excluded=name)) for name, n in figure.excluded],
        "family": _family(viewer, row, span),
        "beside": queries.values(viewer, figure.indicator.beside, span, drill=False),
        "trend": _trend(viewer, figure),
        "lines": [_line(figure, one) for one in _in_order(request, figure)],
        "more_lines": len(figure.lines) > MOST_SHOWN,
        "sorted": request.GET.get("sort") == "value" and figure.ranked,
        "may_publish": policy.may_publish(viewer),
        "may_freeze": policy.may_freeze(viewer) and span.end <= today(),
        "sign": refused if isinstance(refused, SignForm) else SignForm(initial={"period": span.text}),
        "correct": refused
        if isinstance(refused, CorrectForm)
        else CorrectForm(initial={"period": span.text}),
        "refused": refused,
    }
    return render(request, "indicators/figure.html", context, status=status)


def _corrections(figure: Figure) -> list[tuple[int, str, str]]:
    """(number, reason, the figure before) of a signed figure that was corrected."""
    found = figure.frozen.corrections if figure.frozen else ()
    return [
        (number, reason, "—" if before == "—" else show(figure.indicator, Decimal(before)))
        for number, reason, before in found
    ]


def drill(figure: Figure, part: str = "denominator", keys: Sequence[str] = (), excluded: str = "") -> str:
    """The address of exactly these rows."""
    asked: list[tuple[str, str]] = [("period", figure.span.text), ("part", part)]
    asked += [("g", f"{name}={key}") for name, key in zip(figure.groups, keys, strict=bool(keys))]
    if excluded:
        asked.append(("excluded", excluded))
    return f"{reverse('indicators:rows', args=[figure.indicator.code])}?{urlencode(asked)}"


def _kpis(figure: Figure) -> list[Kpi]:
    one = figure.indicator
    tone = {True: "done", False: "over", None: "run"}[figure.goal.met if figure.goal else None]
    goal = f"{_('目标')} {figure.goal.words}" if figure.goal else one.rule
    found = [Kpi(figure.span.label, figure.shown, drill(figure, "numerator"), tone, goal)]
    found.append(Kpi(one.numerator.key, f"{figure.numerator:,.0f}", drill(figure, "numerator"), "run"))
    if figure.denominator is not None and one.denominator is not None:
        found.append(Kpi(one.denominator.key, f"{figure.denominator:,.0f}", drill(figure), "run"))
    base = reverse("indicators:figure", args=[one.code])
    compared = [(_("同比"), figure.growth, figure.span.year_ago, figure.year_ago)]
    if figure.span.previous != figure.span.year_ago:
        compared.append((_("环比"), figure.change, figure.span.previous, figure.previous))
    for word, value, span, before in compared:
        href = f"{base}?{urlencode({'period': span.text})}"
        shown, unit = ("—", "") if value is None else (f"{rounded(value):+}", points_of(one))
        found.append(Kpi(word, shown, href, "run", f"{span.label} {_said(one, before)}", unit=unit))
    return found


def _said(one: Indicator, before: Any) -> str:
    if one.shape is Shape.GROWTH:
        return "—" if before is None else f"{before:,.0f}{one.unit}"
    return show(one, before)


def _family(viewer: Any, row: IndicatorVersion, span: Span) -> list[dict[str, Any]]:
    rows = queries.family_of(row)
    if len(rows) < 2:  # noqa: PLR2004 - nothing beside it
        return []
    found = queries.values(viewer, [one.code for one in rows], span, drill=False)
    return [_row(figure, span) | {"here": figure.indicator.code == row.code} for figure in found]


def _trend(viewer: Any, figure: Figure) -> Any:
    one = figure.indicator
    try:
        points = queries.series(viewer, one.code, run_up(figure.span, TREND))
    except NotFound:
        return None
    base = reverse("indicators:figure", args=[one.code])
    series = [Series(one.name, "run")]
    shown = [
        Point(
            p.span.text,
            one.name,
            None if p.value is None else float(rounded(p.value) or 0),
            f"{base}?{urlencode({'period': p.span.text})}",
        )
        for p in points
    ]
    if sum(point.value is not None for point in shown) < LEAST_POINTS:
        return None
    return line(_("近期走势"), shown, series, width=620, height=200)


def _in_order(request: HttpRequest, figure: Figure) -> Sequence[Line]:
    """By name; by value when asked and the rules of courts allow it, small denominators last."""
    lines = list(figure.lines)
    if request.GET.get("sort") == "value" and figure.ranked:
        down = figure.indicator.direction in {"at_most", "down"}
        lines.sort(key=lambda one: (one.small, one.value is None, (1 if down else -1) * (one.value or 0)))
    return lines[:MOST_SHOWN]


def _line(figure: Figure, one: Line) -> dict[str, Any]:
    return {
        "names": one.names,
        "value": show(figure.indicator, one.value),
        "share": float(one.value) if one.value is not None and figure.indicator.shape is Shape.RATE else None,
        "numerator": f"{one.numerator:,.0f}",
        "denominator": f"{one.denominator:,.0f}" if one.denominator is not None else "",
        "year_ago": _said(figure.indicator, one.year_ago),
        "small": one.small,
        "above": drill(figure, "numerator", one.keys),
        "below": drill(figure, "denominator", one.keys),
    }


@require_GET
def export_list(request: HttpRequest, kind: str) -> HttpResponse:
    """The figures of one group as a file."""
    span = _asked(request, Span(today().replace(month=1, day=1), YEAR))
    with unit_of_work(viewer_of(request), request_id=getattr(request, "request_id", "")) as uow:
        content, name = actions.export_list(uow, request.GET.get("group", "")[:60], span, kind)
    return bytes_response(content, name, kind)


@require_GET
def export(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The figure and its groups as a file."""
    span = _asked(request, span_of(queries.told(queries.latest(code)).every, today()).previous)
    with unit_of_work(viewer_of(request), request_id=getattr(request, "request_id", "")) as uow:
        content, name = actions.export_figure(uow, code, span, request.GET.getlist("by"), kind)
    return bytes_response(content, name, kind)


@require_POST
def sign(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Freeze this indicator's period (`freeze`), or sign it anew with a reason (`correct`)."""
    kinds: Mapping[str, type[SignForm]] = {"freeze": SignForm, "correct": CorrectForm}
    if step not in kinds:
        raise NotFound
    form = kinds[step](request.POST)
    if not form.is_valid():
        return _page(request, code, form, _span(request), status=400)
    data = form.cleaned_data
    span = read_span(data["period"])

    def work(uow: Any) -> str:
        if step == "freeze":
            actions.freeze(uow, span, [code], signed_by=data["signed_by"])
        else:
            actions.correct(uow, code, span, reason=data["reason"], signed_by=data["signed_by"])
        return f"{reverse('indicators:figure', args=[code])}?{urlencode({'period': span.text})}"

    try:
        return do_once(request, f"indicator.{step}", work, _("已签定。"))
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        add_to_form(form, refusal)
        return _page(request, code, form, span, status=refusal.status)


def _span(request: HttpRequest) -> Span | None:
    try:
        return read_span(request.POST.get("period", ""))
    except BadInput:
        return None

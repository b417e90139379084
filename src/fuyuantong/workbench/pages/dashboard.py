"""领导驾驶舱: figures that drill down to the ledger, charts, lamps with word and shape, deadlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.charts import Point, Series, donut, line, stacked_bar
from fuyuantong.common.now import day_of, read_clock
from fuyuantong.common.parts import Crumb, Day, Kpi, Mark, Month, Tab
from fuyuantong.matters.forms.ledger import EVERY, UNFINISHED
from fuyuantong.matters.queries.choices import Choices, choices
from fuyuantong.matters.queries.ledger import Lamp
from fuyuantong.workbench.forms import month_of
from fuyuantong.workbench.pages.days import neighbours
from fuyuantong.workbench.queries import Board, Line, board
from fuyuantong.workbench.queries.board import LETTERS
from fuyuantong.workbench.queries.months import kinds_of, weeks_of

BARS, MECHANISMS, LINES = 8, 5, 30
TONES = {
    Lamp.DONE: "done",
    Lamp.LATE: "late",
    Lamp.RUNNING: "run",
    Lamp.SOON: "soon",
    Lamp.OVERDUE: "over",
    Lamp.HELD: "paused",
    Lamp.STANDING: "standing",
    Lamp.REVIEW: "review",
    Lamp.HISTORY: "note",
    Lamp.NONE: "wait",
}


@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the board (`?linkage=`, `?by=unit|area`, `?month=`, `?wall=1` for a wall screen)."""
    viewer, now = viewer_of(request), read_clock()
    today = day_of(now)
    names = choices()
    linkage = request.GET.get("linkage", "")
    linkage = linkage if linkage in names.linkages else ""
    month = month_of(request.GET.get("month", ""), today)
    found = board(viewer, today, month, linkage)
    by = request.GET.get("by", "")
    by = by if by in {"unit", "area"} else "area" if len(found.areas) > 1 else "unit"
    kept = {key: value for key, value in (("linkage", linkage), ("by", by)) if value}
    shown = found.areas if by == "area" else [one for one in found.lines if not one.gentle]
    context = {
        "trail": [Crumb(_("领导驾驶舱"))],
        "now": now,
        "heading": names.linkages.get(linkage) or _("府院联动运行态势"),
        "kpis": _kpis(found, linkage),
        "linkages": _linkages(names, linkage),
        "groups": _groups(by, linkage),
        "by": by,
        "bars_title": _("各县（市、区）办理情况") if by == "area" else _("各单位办理情况"),
        "bars": _bars(found.areas if by == "area" else found.lines, by, linkage),
        "trend": _trend(found, linkage) if found.total else None,
        "ring": _ring(found, linkage),
        "mechanisms": [names.mechanisms.get(code, code) for code in found.mechanisms[:MECHANISMS]],
        "lamps": [lamp_row(one, found.mechanisms[:MECHANISMS], by, linkage) for one in shown[:LINES]],
        "more_lines": len(shown) > LINES,
        "month": dues_month(found, month, today, linkage, kept),
        "ledger": ledger_href(linkage=linkage, state=EVERY),
        "wall": request.GET.get("wall") == "1",
        "here": f"?{urlencode(kept | {'month': f'{month:%Y-%m}'})}",
    }
    return render(request, "workbench/dashboard.html", context)


def ledger_href(**filters: object) -> str:
    """The rows behind a figure."""
    given = {name: str(value) for name, value in filters.items() if value}
    return f"{reverse('matters:ledger')}{'?' if given else ''}{urlencode(given)}"


def _words(lamp: str) -> str:
    return {
        Lamp.DONE: _("办结"),
        Lamp.LATE: _("逾期办结"),
        Lamp.RUNNING: _("办理中"),
        Lamp.SOON: _("临期"),
        Lamp.OVERDUE: _("超期"),
        Lamp.HELD: _("暂缓"),
        Lamp.STANDING: _("持续推进"),
        Lamp.REVIEW: _("待复核"),
        Lamp.HISTORY: _("补录"),
        Lamp.NONE: _("不评灯"),
    }[Lamp(lamp)]


def _kpis(found: Board, linkage: str) -> list[Kpi]:
    rate, letters = found.on_time, found.letters
    return [
        Kpi(_("联动任务总数"), found.total, ledger_href(linkage=linkage, state=EVERY), "run"),
        Kpi(
            _("按期办结率"),
            rate.percent,
            ledger_href(linkage=linkage, lamp=Lamp.DONE),
            "ok",
            f"{rate.part}/{rate.whole}" if rate.whole else "",
            unit="%" if rate.whole else "",
        ),
        Kpi(
            _("临期任务"),
            found.lamps[Lamp.SOON],
            ledger_href(linkage=linkage, lamp=Lamp.SOON),
            "soon",
            _("涉及 %d 个单位") % found.units_soon if found.units_soon else "",
        ),
        Kpi(
            _("超期任务"),
            found.lamps[Lamp.OVERDUE],
            ledger_href(linkage=linkage, lamp=Lamp.OVERDUE),
            "over",
            _("另有补录 %d，不计入") % found.lamps[Lamp.HISTORY] if found.lamps[Lamp.HISTORY] else "",
        ),
        Kpi(
            _("持续推进"),
            found.lamps[Lamp.STANDING] + found.lamps[Lamp.REVIEW],
            ledger_href(linkage=linkage, lamp=Lamp.REVIEW if found.lamps[Lamp.REVIEW] else Lamp.STANDING),
            "review" if found.lamps[Lamp.REVIEW] else "standing",
            _("其中待复核 %d") % found.lamps[Lamp.REVIEW] if found.lamps[Lamp.REVIEW] else "",
        ),
        Kpi(_("待核验"), found.verifying, ledger_href(linkage=linkage, state="verifying"), "late"),
        Kpi(
            _("司法建议回复率"),
            letters.percent,
            ledger_href(linkage=linkage, mechanism=LETTERS)
            if letters.whole
            else ledger_href(linkage=linkage, state=EVERY),
            "run",
            _("待回复 %d 件") % (letters.whole - letters.part) if letters.whole else _("暂无司法建议"),
            unit="%" if letters.whole else "",
        ),
    ]


def _linkages(names: Choices, chosen: str) -> list[Tab]:
    if len(names.linkages) < 2:  # noqa: PLR2004 - nothing to choose from
        return []
    tabs = [Tab(_("全部机制"), reverse("workbench:dashboard"), current=not chosen)]
    return tabs + [
        Tab(name, f"?{urlencode({'linkage': code})}", current=code == chosen)
        for code, name in names.linkages.items()
    ]


def _groups(by: str, linkage: str) -> list[Tab]:
    def href(value: str) -> str:
        return f"?{urlencode({'linkage': linkage, 'by': value} if linkage else {'by': value})}"

    return [
        Tab(_("按区域"), href("area"), current=by == "area"),
        Tab(_("按单位"), href("unit"), current=by == "unit"),
    ]


def _of(group: Line, by: str) -> dict[str, str]:
    return {"area" if by == "area" else "unit": group.key}


def _bars(groups: Sequence[Line], by: str, linkage: str) -> SafeString | None:
    """The biggest groups in protocol order; organs without lamps have no late part by definition."""
    biggest = sorted(groups, key=lambda one: -sum(one.lamps[lamp] for lamp in TONES))[:BARS]
    shown = [one for one in groups if one in biggest]
    points = [
        Point(
            one.name, _words(lamp), one.lamps[lamp], ledger_href(linkage=linkage, lamp=lamp, **_of(one, by))
        )
        for one in shown
        for lamp in TONES
        if one.lamps[lamp]
    ]
    if not points:
        return None
    used = {point.series for point in points}
    series = [Series(_words(lamp), tone) for lamp, tone in TONES.items() if _words(lamp) in used]
    return stacked_bar(_("各单位办理情况"), points, series, width=max(400, 74 * len(shown)), height=220)


def _trend(found: Board, linkage: str) -> SafeString:
    series = [Series(_("交办"), "run"), Series(_("办结"), "done")]
    points = []
    for first in found.months:
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        label = date_format(first, _("n月"))
        for one, counts, name in (
            (series[0], found.issued, "issued"),
            (series[1], found.finished, "finished"),
        ):
            span = {f"{name}_from": first.isoformat(), f"{name}_until": last.isoformat()}
            points.append(Point(label, one.name, counts.get(first, 0), ledger_href(linkage=linkage, **span)))
    return line(_("近六个月交办与办结"), points, series, height=220)


def _ring(found: Board, linkage: str) -> SafeString | None:
    points = [
        Point(_words(lamp), _words(lamp), found.lamps[lamp], ledger_href(linkage=linkage, lamp=lamp))
        for lamp in TONES
        if found.lamps[lamp]
    ]
    series = [Series(_words(lamp), tone) for lamp, tone in TONES.items() if found.lamps[lamp]]
    return donut(_("任务状态分布"), points, series, caption=_("任务总数")) if points else None


def lamp_row(one: Line, mechanisms: Sequence[str], by: str, linkage: str) -> dict[str, Any]:
    """One row of lamps: by mechanism, and all together."""
    cells = [
        _lamp(one.by_mechanism.get(code, {}), {"mechanism": code, **_of(one, by)}, linkage)
        for code in mechanisms
    ]
    return {"name": one.name, "cells": [*cells, _lamp(one.lamps, _of(one, by), linkage)]}


def _lamp(lamps: Mapping[str, int], of: Mapping[str, str], linkage: str) -> dict[str, str] | None:
    """Red where something is overdue, yellow where something is due soon, green where work is on time."""
    if not any(lamps.get(lamp, 0) for lamp in TONES):
        return None
    for lamp, colour in ((Lamp.OVERDUE, "red"), (Lamp.SOON, "yellow")):
        if n := lamps.get(lamp, 0):
            return {
                "colour": colour,
                "word": f"{_words(lamp)} {n}",
                "href": ledger_href(linkage=linkage, lamp=lamp, **of),
            }
    return {"colour": "green", "word": "", "href": ledger_href(linkage=linkage, **of)}


def dues_month(found: Board, first: date, today: date, linkage: str, kept: Mapping[str, str]) -> Month:
    weeks = weeks_of(first)
    kinds = kinds_of([day for week in weeks for day in week])

    def day_of_board(day: date) -> Day:
        counted = found.dues.get(day)
        marks = []
        if counted:
            tone = "over" if counted["over"] else "soon" if counted["soon"] else "run"
            href = ledger_href(linkage=linkage, state=UNFINISHED, due_from=day, due_until=day)
            marks.append(Mark(_("%d 项") % counted["n"], href, tone))
        return Day(day, day.month == first.month, day == today, kinds[day].kind, kinds[day].name[:4], marks)

    before, after = neighbours(first)
    return Month(
        _("%(year)d年%(month)d月") % {"year": first.year, "month": first.month},
        [[day_of_board(day) for day in week] for week in weeks],
        f"?{urlencode({**kept, 'month': f'{before:%Y-%m}'})}#month",
        f"?{urlencode({**kept, 'month': f'{after:%Y-%m}'})}#month",
    )

"""会议与日程: meetings, and what the viewer's unit owes or is owed, by month, week or as a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.now import today as clock_today
from fuyuantong.common.parts import Crumb, Empty, Tab
from fuyuantong.matters.pages.rows import rows_of, standing
from fuyuantong.matters.queries.choices import choices
from fuyuantong.matters.queries.columns import Saying, chosen
from fuyuantong.workbench.forms import day_of, month_of
from fuyuantong.workbench.pages import days
from fuyuantong.workbench.queries import (
    feed_of,
    month_of_dues,
    planned,
    planned_between,
    week_of_dues,
)

COLUMNS = ("title", "mechanism", "unit", "duty", "state", "due", "lamp")
VIEWS = {"month": gettext_lazy("月"), "week": gettext_lazy("周"), "list": gettext_lazy("列表")}


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a month (`?month=2026-11`), a week (`?view=week&day=2026-11-23`) or a list (`?view=list`), and the
    rows of one day (`?on=2026-11-21`) below it."""
    today = clock_today()
    on = day_of(request.GET.get("on", ""))
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "month"
    day = day_of(request.GET.get("day", "")) or on
    first = month_of(request.GET.get("month", ""), day or today)
    around = day or (today if first == today.replace(day=1) else first)
    context = {
        "trail": [Crumb(_("会议与日程"))],
        "view": view,
        "views": [_tab(name, view, around) for name in VIEWS],
        "now": _href(view),
        "on": on,
        "feed": feed_of(viewer_of(request)),
        **(_week(request, around, today) if view == "week" else _month(request, view, first, on, today)),
    }
    return render(request, "workbench/calendar.html", context)


def _month(request: HttpRequest, view: str, first: date, on: date | None, today: date) -> dict[str, object]:
    viewer = viewer_of(request)
    found, plans = month_of_dues(viewer, first), planned(viewer, first)
    rows = found.rows.get(on, []) if on else []
    columns = chosen(COLUMNS)
    before, after = days.neighbours(first)
    label = _("%(year)d年%(month)d月") % {"year": first.year, "month": first.month}
    head = days.Head(label, _href(view, month=f"{before:%Y-%m}"), _href(view, month=f"{after:%Y-%m}"))
    listed = days.sheets(found, plans, today) if view == "list" else []
    return {
        "month": days.month(found, plans, head, first, today),
        "head": head,
        "days": [one for one in listed if one.slots and one.on.month == first.month],
        "heads": [{"key": c.key, "label": c.label} for c in standing(columns)],
        "rows": rows_of(viewer, rows, columns, Saying(today, choices().mechanisms if rows else {})),
        "planned": plans,
        "day_empty": Empty(_("这一天没有到期的任务"), icon="calendar"),
        "list_empty": Empty(_("这个月没有会议和到期的任务"), icon="calendar"),
    }


def _week(request: HttpRequest, around: date, today: date) -> dict[str, object]:
    viewer = viewer_of(request)
    found = week_of_dues(viewer, around)
    monday, sunday = found.weeks[0][0], found.weeks[0][-1]
    plans = planned_between(viewer, monday, sunday)
    label = _("%(since)s 至 %(until)s") % {"since": monday, "until": sunday}
    step = timedelta(days=7)
    head = days.Head(label, _href("week", day=f"{monday - step}"), _href("week", day=f"{monday + step}"))
    return {"head": head, "days": days.sheets(found, plans, today), "planned": plans}


def _tab(name: str, current: str, around: date) -> Tab:
    where = {"day": f"{around}"} if name == "week" else {"month": f"{around:%Y-%m}"}
    return Tab(VIEWS[name], _href(name, **where), current=name == current)


def _href(view: str, **where: str) -> str:
    told: Sequence[tuple[str, str]] = [*([("view", view)] if view != "month" else []), *where.items()]
    return reverse("workbench:calendar") + (f"?{urlencode(told)}" if told else "")

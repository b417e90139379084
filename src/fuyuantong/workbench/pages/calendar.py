"""期限日历: a month of what the viewer's unit owes or is owed, with holidays and moved working days."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.now import today as clock_today
from fuyuantong.common.parts import Crumb, Day, Empty, Mark, Month
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.pages.rows import LAMP_TONES, rows_of, standing
from fuyuantong.matters.queries import lamp_of
from fuyuantong.matters.queries.choices import choices
from fuyuantong.matters.queries.columns import Saying, chosen
from fuyuantong.matters.telling import obligation_url
from fuyuantong.workbench.forms import day_of, month_of
from fuyuantong.workbench.queries import MonthOfDues, feed_of, month_of_dues, planned

MARKS = 3
COLUMNS = ("title", "mechanism", "unit", "duty", "state", "due", "lamp")


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a month (`?month=2026-11`), and the rows of one day (`?on=2026-11-21`) below it."""
    viewer, today = viewer_of(request), clock_today()
    on = day_of(request.GET.get("on", ""))
    first = month_of(request.GET.get("month", ""), on or today)
    found = month_of_dues(viewer, first)
    columns = chosen(COLUMNS)
    shown = found.rows.get(on, []) if on else []
    context = {
        "trail": [Crumb(_("会议与日程"))],
        "month": sheet(found, first, today),
        "on": on,
        "heads": [{"key": c.key, "label": c.label} for c in standing(columns)],
        "rows": rows_of(viewer, shown, columns, Saying(today, choices().mechanisms if shown else {})),
        "planned": planned(viewer, first),
        "feed": feed_of(viewer),
        "day_empty": Empty(_("这一天没有到期的任务"), icon="calendar"),
    }
    return render(request, "workbench/calendar.html", context)


def neighbours(first: date) -> tuple[date, date]:
    """The first days of the month before and the month after."""
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)


def sheet(found: MonthOfDues, first: date, today: date) -> Month:
    before, after = neighbours(first)
    base = reverse("workbench:calendar")
    weeks = [[_day(found, day, first, today) for day in week] for week in found.weeks]
    label = _("%(year)d年%(month)d月") % {"year": first.year, "month": first.month}
    return Month(label, weeks, f"{base}?month={before:%Y-%m}", f"{base}?month={after:%Y-%m}")


def _day(found: MonthOfDues, day: date, first: date, today: date) -> Day:
    rows, count = found.rows.get(day, []), found.counts.get(day, 0)
    marks = [Mark(row.title, obligation_url(row), _tone(row, today)) for row in rows[:MARKS]]
    if count > len(marks):
        href = f"{reverse('workbench:calendar')}?on={day.isoformat()}#day"
        marks.append(Mark(_("共 %d 项") % count, href, "wait"))
    kind = found.kinds[day]
    return Day(day, day.month == first.month, day == today, kind.kind, kind.name[:4], marks)


def _tone(row: Obligation, today: date) -> str:
    return LAMP_TONES.get(lamp_of(row, today), "run")

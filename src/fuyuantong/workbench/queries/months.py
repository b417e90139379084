"""Days with deadlines: the strip of the workbench and the calendar's month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from fuyuantong.clocks.calendar import WorkCalendar
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.common.actors import Actor
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.queries.worklists import concerning

ROWS_MOST = 400
WEEK = 7


@dataclass(frozen=True, slots=True)
class DayKind:
    """How the decreed calendar has a day: 休 of a holiday, 班 of a moved working day, or neither."""

    kind: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class MonthOfDues:
    """The weeks of a month or of less (Monday first), the first rows of each day, and how many each has."""

    weeks: list[list[date]]
    rows: dict[date, list[Obligation]]
    counts: dict[date, int]
    kinds: dict[date, DayKind]


def weeks_of(first: date) -> list[list[date]]:
    """Whole weeks that cover the month beginning on `first`."""
    start = first - timedelta(days=first.weekday())
    following = (first + timedelta(days=32)).replace(day=1)
    weeks = []
    while start < following:
        weeks.append([start + timedelta(days=n) for n in range(WEEK)])
        start += timedelta(days=WEEK)
    return weeks


def kind_of(calendar: WorkCalendar, day: date) -> DayKind:
    """Holidays and moved working days by name; plain weekends have no mark."""
    if calendar.is_moved_workday(day):
        return DayKind("work")
    name = calendar.name_of(day)
    return DayKind("rest", name) if name and name != "周末" else DayKind()


def kinds_of(days: list[date]) -> dict[date, DayKind]:
    calendar = current_calendar()
    return {day: kind_of(calendar, day) for day in days}


def month_of_dues(viewer: Actor, first: date) -> MonthOfDues:
    """What the viewer's unit owes or is owed in a month, by day; at most `ROWS_MOST` rows are named."""
    return _dues(viewer, weeks_of(first))


def week_of_dues(viewer: Actor, day: date) -> MonthOfDues:
    """The same of the one week that `day` lies in."""
    monday = day - timedelta(days=day.weekday())
    return _dues(viewer, [[monday + timedelta(days=n) for n in range(WEEK)]])


def _dues(viewer: Actor, weeks: list[list[date]]) -> MonthOfDues:
    days = [day for week in weeks for day in week]
    rows = concerning(viewer).filter(due_on__gte=days[0], due_on__lte=days[-1])
    named: dict[date, list[Obligation]] = defaultdict(list)
    for row in rows.order_by("due_on", "id")[:ROWS_MOST]:
        if row.due_on is not None:
            named[row.due_on].append(row)
    return MonthOfDues(weeks, dict(named), _counts(rows), kinds_of(days))


def coming(viewer: Actor, today: date, days: int = 14) -> list[tuple[date, DayKind, int]]:
    """The next days, each with its kind and how many deadlines of the viewer's unit fall on it."""
    span = [today + timedelta(days=n) for n in range(days)]
    counts = _counts(concerning(viewer).filter(due_on__gte=span[0], due_on__lte=span[-1]))
    kinds = kinds_of(span)
    return [(day, kinds[day], counts.get(day, 0)) for day in span]


def _counts(rows: object) -> dict[date, int]:
    grouped = rows.order_by().values("due_on").annotate(n=Count("pk"))  # type: ignore[attr-defined]
    return {line["due_on"]: line["n"] for line in grouped}

"""Moving along the calendar: n days, working days, months, years, hours. Pure arithmetic, no rules of law."""

from __future__ import annotations

import calendar as months
from datetime import date, datetime, timedelta
from typing import NamedTuple

from fuyuantong.clocks.calendar import ONE_DAY, WorkCalendar
from fuyuantong.clocks.terms import Term, Unit

MONTHS_PER_YEAR = 12


class Reached(NamedTuple):
    """Where a walk ended, which rest days it passed, and whether it relied on an undecreed year."""

    day: date
    skipped: tuple[date, ...] = ()
    provisional: bool = False


def add_months(day: date, n: int) -> date:
    """Return the corresponding day n months on, or the month's last day where there is none (民法典 §202)."""
    index = day.year * MONTHS_PER_YEAR + day.month - 1 + n
    year, month = divmod(index, MONTHS_PER_YEAR)
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def add_natural(day: date, term: Term) -> date:
    """Return the nominal last day of a term in days, months or years that began on `day`."""
    if term.unit is Unit.DAY:
        return day + timedelta(days=term.n)
    return add_months(day, term.n * (MONTHS_PER_YEAR if term.unit is Unit.YEAR else 1))


def add_workdays(day: date, n: int, calendar: WorkCalendar) -> Reached:
    """Return the n-th working day after `day`."""
    skipped: list[date] = []
    provisional = False
    while n:
        day += ONE_DAY
        provisional = provisional or calendar.is_provisional(day)
        if calendar.is_rest(day):
            skipped.append(day)
        else:
            n -= 1
    return Reached(day, tuple(skipped), provisional)


def roll_on(day: date, calendar: WorkCalendar) -> Reached:
    """Return the day itself if it is a working day, else the first working day after it."""
    skipped: list[date] = []
    provisional = calendar.is_provisional(day)
    while calendar.is_rest(day):
        skipped.append(day)
        day += ONE_DAY
        provisional = provisional or calendar.is_provisional(day)
    return Reached(day, tuple(skipped), provisional)


def add_hours(moment: datetime, n: int) -> datetime:
    """Return the moment n hours on (in a fixed zone, so no summer time can bend it)."""
    return moment + timedelta(hours=n)

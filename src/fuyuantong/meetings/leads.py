"""How long before a meeting something has to be done: counted back on the calendar of working days."""

from __future__ import annotations

from datetime import date, timedelta

from fuyuantong.clocks.calendar import WorkCalendar
from fuyuantong.clocks.due import compute_due
from fuyuantong.clocks.terms import Term

MOST = 400
"""No term before a meeting is longer than a year."""


def days_before(day: date, term: Term, calendar: WorkCalendar) -> date:
    """The last working day that lies `term` before a meeting: 会前 2 个工作日 of a Tuesday is the Friday.

    Law: `is_in_time(days_before(d, t), d, t)`, and on no later working day.
    """
    for back in range(1, MOST):
        start = day - timedelta(days=back)
        if not calendar.is_rest(start) and is_in_time(start, day, term, calendar):
            return start
    return day - timedelta(days=MOST)


def is_in_time(
    start: date, day: date, term: Term, calendar: WorkCalendar, *, statutory: bool = False
) -> bool:
    """Whether a notice on `start` is `term` ahead of `day`. A statutory term (五日前) must be over before the
    day itself: the day of the notice and the day of the meeting do not count."""
    due = compute_due(start, term, calendar, roll=False).due
    return due < day if statutory else due <= day

"""How long before a meeting something has to be done: counted back on the calendar of working days."""

from __future__ import annotations

from datetime import date, timedelta

from fuyuantong.clocks.calendar import WorkCalendar
from fuyuantong.clocks.due import compute_due
from fuyuantong.clocks.terms import Term

MOST = 400
"""No term before a meeting is longer than a year."""


def days_before(day: date, term: Term, calendar: WorkCalendar) -> date:
    """The last day on which a term can begin so that it is over before `day` (`N 日前`: N whole days
    between).

    Law: `compute_due(days_before(d, t), t) < d`, and one day later it is not.
    """
    for back in range(1, MOST):
        start = day - timedelta(days=back)
        if is_in_time(start, day, term, calendar):
            return start
    return day - timedelta(days=MOST)


def is_in_time(start: date, day: date, term: Term, calendar: WorkCalendar) -> bool:
    """Whether a notice on `start` leaves the whole term before `day`."""
    return compute_due(start, term, calendar, roll=False).due < day

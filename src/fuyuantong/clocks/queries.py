"""Reads of the room: the calendar in force, and the terms."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q

from fuyuantong.clocks.calendar import Decree, WorkCalendar, build_calendar
from fuyuantong.clocks.calendar_library import library_calendar, load_fixed
from fuyuantong.clocks.due import Due, compute_due
from fuyuantong.clocks.models import CalendarDay, CalendarYear, TermRow
from fuyuantong.clocks.moments import parse_start
from fuyuantong.clocks.terms import parse_term
from fuyuantong.common.batches import remember
from fuyuantong.common.fixed import Fixed

_years = Fixed(lambda: CalendarYear.objects.order_by().only("pk"))
_cached: tuple[frozenset[UUID], WorkCalendar] | None = None


def current_calendar() -> WorkCalendar:
    """Return the calendar in force: one small query per call, the days only when a version has come in.

    Rows are only ever added, but not in the order of any number, so the whole set of versions is compared:
    a version seen inside a transaction that was undone must not linger. Before the library has been loaded
    the delivered calendar counts.
    """
    global _cached  # noqa: PLW0603 - the one cache of the process, replaced as a whole
    present = remember(("calendar years",), lambda: frozenset(year.pk for year in _years()))
    if not present:
        return library_calendar()
    if _cached is None or _cached[0] != present:
        _cached = (present, _read(present))
    return _cached[1]


def due_date(start: str, term: str, *, roll: bool = True) -> Due:
    """Compute one due date on the calendar in force, from the words of a question; see `compute_due`."""
    return compute_due(parse_start(start), parse_term(term), current_calendar(), roll=roll)


def calendar_years() -> list[CalendarYear]:
    """Return the versions in force with their days, newest year first."""
    days = Prefetch("days", CalendarDay.objects.order_by("day"))
    rows = CalendarYear.objects.in_force().prefetch_related(days)
    return sorted(rows, key=lambda row: -row.year)


def terms(*, on: date | None = None, category: str = "") -> list[TermRow]:
    """Return the terms in force on a day (all without one), optionally of one category."""
    rows = TermRow.objects.all()
    if on is not None:
        rows = rows.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        )
    return list(rows.filter(category=category) if category else rows)


def find_term(code: str) -> TermRow | None:
    """Return one term as in force here, or None."""
    return TermRow.objects.filter(pk=code).first()


def _read(present: frozenset[UUID]) -> WorkCalendar:
    rows = calendar_years()
    decrees = [
        Decree(
            row.year,
            row.title,
            row.number,
            row.published_on,
            {day.day: day.name for day in row.days.all() if day.rests},
            {day.day: day.name for day in row.days.all() if not day.rests},
            row.change,
            row.source,
        )
        for row in rows
    ]
    digest = hashlib.sha256("".join(sorted(map(str, present))).encode()).hexdigest()
    years = f"{rows[-1].year}—{rows[0].year}"
    return build_calendar(
        decrees, load_fixed(), version=f"db-{digest[:12]}", source=f"国务院办公厅放假安排通知（{years}年）"
    )

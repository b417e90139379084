"""The calendar in force."""

from __future__ import annotations

from fuyuantong.clocks.calendar import WorkCalendar
from fuyuantong.clocks.calendar_library import library_calendar


def current_calendar() -> WorkCalendar:
    """The calendar by which dates are counted now."""
    return library_calendar()

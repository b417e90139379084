"""The clock, read in one place. Actions get the moment as `uow.now`; only edges call this."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def read_clock() -> datetime:
    """Return the present moment, aware, shifted only in demonstrations (`FYT_CLOCK_SHIFT`)."""
    return timezone.now() + timedelta(seconds=settings.CLOCK_SHIFT_SECONDS)


def day_of(moment: datetime) -> date:
    """Return the date in Shanghai: all terms of law are counted there."""
    return moment.astimezone(SHANGHAI).date()


def today() -> date:
    return day_of(read_clock())

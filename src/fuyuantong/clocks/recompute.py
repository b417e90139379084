"""What must be computed again when a year's notice arrives or changes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DECEMBER_REACH = 25
"""Notices have reached back to 29 December of the year before; a few days more are taken for safety."""


@dataclass(frozen=True, slots=True)
class RecomputeSpan:
    """Days whose nature may change. A clock is touched when its run from start to due meets the span.

    As a query: `start_on__lte=span.last, due_on__gte=span.first`, on open clocks.
    """

    first: date
    last: date

    def touches(self, start_on: date, due_on: date) -> bool:
        return start_on <= self.last and due_on >= self.first


@dataclass(frozen=True, slots=True)
class CalendarDecreed:
    """Event: a year has a new version, in this transaction; clocks that touch `span` are to be recomputed."""

    year: int
    version: int
    span: RecomputeSpan


def recompute_needed(year: int) -> RecomputeSpan:
    """Return the span of days that the notice of a year may change."""
    return RecomputeSpan(date(year - 1, 12, DECEMBER_REACH), date(year, 12, 31))

"""Periods that figures are of: years, halves, quarters, months, and months added up. Written as text."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import BadInput
from fuyuantong.definitions.kinds import Every

YEAR, HALF, QUARTER = 12, 6, 3
MONTHS = {Every.MONTH: 1, Every.QUARTER: QUARTER, Every.HALF_YEAR: HALF, Every.YEAR: YEAR}
_TEXT = re.compile(r"(\d{4})(?:H([12])|Q([1-4])|-(\d{2})(?:~(\d{4})-(\d{2}))?)?", re.ASCII)
_FIRST, _LAST = 1900, 2199
MOST_MONTHS = 120


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Whole months: `start` is the first day of the first, `months` how many."""

    start: date
    months: int

    @property
    def first(self) -> date:
        return self.start

    @property
    def end(self) -> date:
        """The first day after it."""
        return shifted(self.start, self.months)

    @property
    def last(self) -> date:
        month = shifted(self.start, self.months - 1)
        return month.replace(day=monthrange(month.year, month.month)[1])

    @property
    def year_ago(self) -> Span:
        return Span(shifted(self.start, -YEAR), self.months)

    @property
    def previous(self) -> Span:
        """The period of the same length right before (环比)."""
        return Span(shifted(self.start, -self.months), self.months)

    @property
    def following(self) -> Span:
        return Span(self.end, self.months)

    @property
    def text(self) -> str:
        """As it is written in addresses: 2026, 2026H1, 2026Q3, 2026-03, 2026-01~2026-08."""
        year, place = self.start.year, self.start.month - 1
        if self.months == YEAR and place == 0:
            return f"{year}"
        if self.months == HALF and place % HALF == 0:
            return f"{year}H{place // HALF + 1}"
        if self.months == QUARTER and place % QUARTER == 0:
            return f"{year}Q{place // QUARTER + 1}"
        if self.months == 1:
            return f"{self.start:%Y-%m}"
        return f"{self.start:%Y-%m}~{self.last:%Y-%m}"

    @property
    def label(self) -> str:
        """As people say it."""
        year, place = self.start.year, self.start.month - 1
        if self.months == YEAR and place == 0:
            return _("%d年") % year
        if self.months == HALF and place % HALF == 0:
            return (_("%d年上半年"), _("%d年下半年"))[place // HALF] % year
        if self.months == QUARTER and place % QUARTER == 0:
            return _("%(year)d年第%(n)d季度") % {"year": year, "n": place // QUARTER + 1}
        if self.months == 1:
            return _("%(year)d年%(month)d月") % {"year": year, "month": place + 1}
        return _("%(since)s至%(until)s") % {"since": f"{self.start:%Y-%m}", "until": f"{self.last:%Y-%m}"}


def shifted(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    number = first.year * YEAR + first.month - 1 + months
    return date(number // YEAR, number % YEAR + 1, 1)


def read_span(text: str) -> Span:
    """Read what `Span.text` writes; BadInput for anything else."""
    match = _TEXT.fullmatch(text.strip())
    if match and _FIRST < int(match[1]) < _LAST:
        year = int(match[1])
        if match[2]:
            return Span(date(year, HALF * (int(match[2]) - 1) + 1, 1), HALF)
        if match[3]:
            return Span(date(year, QUARTER * (int(match[3]) - 1) + 1, 1), QUARTER)
        if not match[4]:
            return Span(date(year, 1, 1), YEAR)
        since, until = (year, int(match[4])), (int(match[5] or year), int(match[6] or match[4]))
        months = (until[0] - since[0]) * YEAR + until[1] - since[1] + 1
        if 1 <= since[1] <= YEAR and 1 <= until[1] <= YEAR and 1 <= months <= MOST_MONTHS:
            return Span(date(*since, 1), months)
    raise BadInput(
        "E-PERIOD",
        _("看不懂期间“%s”。") % text[:40],
        hint=_("请写成 2026、2026H1、2026Q3、2026-03 或 2026-01~2026-08。"),
    )


def span_of(every: Every, day: date) -> Span:
    """The calendar period that a day lies in; weeks count as months here."""
    months = MONTHS.get(every, 1)
    return Span(date(day.year, (day.month - 1) // months * months + 1, 1), months)


def run_up(span: Span, count: int) -> list[Span]:
    """The last `count` periods of this length, oldest first, this one last."""
    found = [span]
    while len(found) < count:
        found.append(found[-1].previous)
    return found[::-1]

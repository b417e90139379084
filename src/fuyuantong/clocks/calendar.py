"""The working-day calendar (工作日历): which days are rest days, and how sure that is.

Pure and immutable. Its rows come from `library/calendar` or from the database; a year without a notice of
the State Council's General Office is *provisional*: weekends rest, the holidays with a fixed date are
expected, and everything else (春节, 清明, 端午, 中秋, all 调休) is not guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class FixedHoliday:
    """A statutory holiday with a fixed date, valid from one year to another (inclusive, open at the end)."""

    name: str
    month: int
    day: int
    from_year: int
    to_year: int | None = None

    def date_in(self, year: int) -> date | None:
        if year < self.from_year or (self.to_year is not None and year > self.to_year):
            return None
        return date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Decree:
    """One year's notice (放假安排): named rest days and working weekend days (调休).

    The days may lie in the last days of the year before (元旦 of 2019 began on 2018-12-30).
    """

    year: int
    title: str
    number: str
    published_on: date | None
    rest: Mapping[date, str]
    work: Mapping[date, str]
    change: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Rest days and working days as known at one `version` of the rows.

    `rest` and `work` map days to the holiday's name; `decreed` holds the years with an official notice.
    """

    version: str
    source: str
    decreed: frozenset[int]
    rest: Mapping[date, str]
    work: Mapping[date, str]
    fixed: tuple[FixedHoliday, ...] = ()
    _expected: dict[int, Mapping[date, str]] = field(default_factory=dict, compare=False, repr=False)

    def is_provisional(self, day: date) -> bool:
        """Tell whether no official notice covers the day's year."""
        return day.year not in self.decreed

    def is_rest(self, day: date) -> bool:
        """Tell whether the day is a 法定休假日: a decreed or expected holiday or an unmoved weekend day."""
        if day in self.work:
            return False
        return day.weekday() >= SATURDAY or day in self.rest or day in self._expected_in(day.year)

    def is_moved_workday(self, day: date) -> bool:
        """Tell whether the day is a weekend day on which people work (调休上班日)."""
        return day in self.work

    def name_of(self, day: date) -> str:
        """Name why the day rests (国庆节, 周末, 元旦（预计）); empty on a working day."""
        if not self.is_rest(day):
            return ""
        if name := self.rest.get(day):
            return name
        if name := self._expected_in(day.year).get(day):
            return f"{name}（预计）"
        return "周末"

    def next_workday(self, day: date) -> date:
        """Return the day itself if it is a working day, else the first one after it."""
        while self.is_rest(day):
            day += ONE_DAY
        return day

    def workdays_between(self, after: date, until: date) -> int:
        """Count the working days d with after < d ≤ until; 0 when the span is empty."""
        days = (after + timedelta(days=i) for i in range(1, (until - after).days + 1))
        return sum(not self.is_rest(day) for day in days)

    def _expected_in(self, year: int) -> Mapping[date, str]:
        """Return the fixed holidays of an undecreed year; remembered, because loops ask for every day."""
        if year in self.decreed:
            return _NONE
        found = self._expected.get(year)
        if found is None:
            days = ((holiday.date_in(year), holiday.name) for holiday in self.fixed)
            found = MappingProxyType({day: name for day, name in days if day is not None})
            self._expected[year] = found
        return found


_NONE: Mapping[date, str] = MappingProxyType({})


def build_calendar(
    decrees: Iterable[Decree], fixed: Iterable[FixedHoliday], *, version: str, source: str
) -> WorkCalendar:
    """Join the yearly notices into one calendar; a later notice wins on a day that two of them name."""
    rest: dict[date, str] = {}
    work: dict[date, str] = {}
    years: set[int] = set()
    for decree in sorted(decrees, key=lambda d: d.year):
        years.add(decree.year)
        for day in decree.work:
            rest.pop(day, None)
        for day in decree.rest:
            work.pop(day, None)
        rest.update(decree.rest)
        work.update(decree.work)
    return WorkCalendar(
        version=version,
        source=source,
        decreed=frozenset(years),
        rest=MappingProxyType(rest),
        work=MappingProxyType(work),
        fixed=tuple(fixed),
    )

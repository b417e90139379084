"""A second, independent way to the same dates: walk day by day and look at what each day is.

Shares nothing with the product: it reads the calendar files with plain PyYAML and knows no shortcuts.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

import fuyuantong

FOLDER = Path(fuyuantong.__file__).parent / "library" / "calendar"
DAY = timedelta(days=1)


@cache
def known_days() -> tuple[set[int], set[date], set[date]]:
    """Years with a notice, decreed rest days, weekend days worked."""
    years, off, on = set(), set(), set()
    for path in FOLDER.glob("2*.yaml"):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        years.add(data["年度"])
        for span in data["放假"]:
            day = span["自"]
            while day <= span["至"]:
                off.add(day)
                day += DAY
        on.update(row["日期"] for row in data["上班"])
    return years, off, on


def people_rest(day: date) -> bool:
    years, off, on = known_days()
    if day in on:
        return False
    if day in off or day.isoweekday() in {6, 7}:
        return True
    if day.year in years:
        return False
    may_second = day.year >= 2025 and (day.month, day.day) == (5, 2)
    return may_second or (day.month, day.day) in {(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)}


def naive_due(start: date, n: int, unit: str, *, roll: bool = True) -> tuple[date, bool]:
    """Return the due date and whether it relies on a year without notice."""
    years = known_days()[0]
    day, guessed = start, False
    if unit == "W":
        while n:
            day += DAY
            guessed |= day.year not in years
            n -= not people_rest(day)
        return day, guessed
    if unit == "D":
        for _ in range(n):
            day += DAY
    else:
        months = n if unit == "M" else 12 * n
        while months:  # one month on: the first day from which the month differs, then to the wanted day
            day = _same_day_next_month(day, start.day)
            months -= 1
    if roll:
        guessed = day.year not in years
        while people_rest(day):
            day += DAY
            guessed |= day.year not in years
    return day, guessed


def _same_day_next_month(day: date, wanted: int) -> date:
    month = day.month
    while day.month == month:
        day += DAY
    month = day.month
    while day.day != wanted and (day + DAY).month == month:
        day += DAY
    return day


def all_terms(start: date) -> dict[tuple[int, str], date]:
    """Every due date of {1…365 D, 1…60 W, 1…12 M} from one start, found on one walk."""
    found: dict[tuple[int, str], date] = {}
    nominal: list[tuple[tuple[int, str], date]] = []
    day, worked = start, 0
    for n in range(1, 366):
        day += DAY
        nominal.append(((n, "D"), day))
        if worked < 60 and not people_rest(day):
            worked += 1
            found[worked, "W"] = day
    nominal.extend(((n, "M"), naive_due(start, n, "M", roll=False)[0]) for n in range(1, 13))
    for key, end in nominal:
        moved = end
        while people_rest(moved):
            moved += DAY
        found[key] = moved
    return found

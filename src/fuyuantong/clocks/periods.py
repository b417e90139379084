"""Recurring obligations: the next period (每周, 每月, 每季度, 每半年, 每年, 每 N 日) and its due date."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from fuyuantong.clocks.calendar import ONE_DAY, WorkCalendar
from fuyuantong.clocks.counting import add_months
from fuyuantong.clocks.due import Due, compute_due
from fuyuantong.clocks.proof import Step
from fuyuantong.clocks.terms import LIMITS, Term, Unit
from fuyuantong.common.refusals import Refusal

WEEK = 7
_DIGITS = "一二三四"
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_NAMES = {"周": "week", "星期": "week", "月": "month", "月度": "month", "季": "quarter", "季度": "quarter",
          "半年": "half-year", "半年度": "half-year", "年": "year", "年度": "year"}  # fmt: skip
_CHINESE = re.compile(r"[每按](?:个)?(周|星期|月度?|季度?|半年度?|年度?)(?:度)?")
_DAYS = re.compile(r"每?\s*([0-9]{1,6})\s*(?:日|天|days?)")


@dataclass(frozen=True, slots=True)
class Every:
    """How often: `kind` is week, month, quarter, half-year, year or days (`n` of them)."""

    kind: str
    n: int = 1

    def __post_init__(self) -> None:
        limit = LIMITS[Unit.DAY] if self.kind == "days" else 1
        if not 1 <= self.n <= limit:
            raise Refusal("E-TERM-RANGE", f"间隔 {self.n} 超出范围。", hint=f"请填写 1 至 {limit:,}。")


@dataclass(frozen=True, slots=True)
class Period:
    """One period, both days inclusive, with the words people use for it (2026年第三季度)."""

    every: Every
    starts_on: date
    ends_on: date
    label: str
    proof: tuple[Step, ...]


def parse_every(text: str) -> Every:
    """Read 每季度, 每 10 日, quarter, half-year, 10 days; E-TERM-FORMAT when it is none of them."""
    words = unicodedata.normalize("NFKC", text).strip()
    if words in _MONTHS or words == "week":
        return Every(words)
    if match := _CHINESE.fullmatch(words):
        return Every(_NAMES[match[1]])
    if match := _DAYS.fullmatch(words):
        return Every("days", int(match[1]))
    raise Refusal(
        "E-TERM-FORMAT",
        f"看不懂周期“{text[:40]}”。",
        hint="请写成每周、每月、每季度、每半年、每年，或“每 10 日”。",
    )


def next_period(every: Every, after: date) -> Period:
    """Return the first period that ends after `after`.

    Asked with a period's own end it gives the period that follows. Weeks begin on Monday; months and
    longer ones follow the calendar year; every N days begins on the day after `after`.
    """
    starts_on, ends_on = _bounds(every, after + ONE_DAY)
    label = _label(every, starts_on, ends_on)
    step = Step(f"{label}自 {starts_on} 至 {ends_on}，以最后一日为周期届满日", "公历周期", starts_on, ends_on)
    return Period(every, starts_on, ends_on, label, (step,))


def period_due(
    period: Period, calendar: WorkCalendar, *, within: Term | None = None, roll: bool = True
) -> Due:
    """Return when the work of a period is due: at its end, or `within` a term after its end."""
    if within is not None:
        answer = compute_due(period.ends_on, within, calendar, roll=roll)
        steps = (*period.proof, *answer.proof)
    else:
        # The period's last day is the due date itself: one day counted from the day before it.
        answer = compute_due(period.ends_on - ONE_DAY, Term(1, Unit.DAY), calendar, roll=roll)
        steps = (*period.proof, *answer.proof[2:])
    return Due(answer.due, answer.provisional, steps, answer.nominal, answer.start, answer.term, roll)


def _bounds(every: Every, day: date) -> tuple[date, date]:
    if every.kind == "days":
        return day, day + timedelta(days=every.n - 1)
    if every.kind == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=WEEK - 1)
    size = _MONTHS[every.kind]
    first = date(day.year, (day.month - 1) // size * size + 1, 1)
    return first, add_months(first, size) - ONE_DAY


def _label(every: Every, first: date, last: date) -> str:
    match every.kind:
        case "month":
            return f"{first.year}年{first.month}月"
        case "quarter":
            return f"{first.year}年第{_DIGITS[(first.month - 1) // 3]}季度"
        case "half-year":
            return f"{first.year}年{'上' if first.month == 1 else '下'}半年"
        case "year":
            return f"{first.year}年度"
        case "week":
            year, week, _ = first.isocalendar()
            return f"{year}年第{week}周"
        case _:
            return f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"

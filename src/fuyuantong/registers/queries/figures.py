"""How far activities are towards their targets: numbers, each with exactly the rows behind it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fuyuantong.common.actors import Actor
from fuyuantong.definitions.expressions import holds
from fuyuantong.definitions.kinds import Every
from fuyuantong.registers.cells import facts_of
from fuyuantong.registers.kinds import Goal, Register
from fuyuantong.registers.models import Row
from fuyuantong.registers.queries.rows import Filters, rows

_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Figure:
    """What a goal has come to in one period; `ids` are the rows counted."""

    goal: Goal
    since: date
    until: date
    value: Decimal
    ids: Sequence[object]

    @property
    def reached(self) -> bool | None:
        return None if self.goal.least is None else self.value >= self.goal.least

    @property
    def share(self) -> int:
        return min(100, int(100 * self.value / self.goal.least)) if self.goal.least else 0


def period_of(every: Every, day: date) -> tuple[date, date]:
    """First and last day of the calendar period that a day lies in (weeks count as months here)."""
    months = _MONTHS.get(every, 1)
    first = (day.month - 1) // months * months + 1
    last = first + months - 1
    return date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1])


def figures(viewer: Actor, register: Register, day: date, today: date) -> list[Figure]:
    """Every goal of an activity register in the period of `day`: only what was held counts."""
    found = []
    for goal in register.goals:
        since, until = period_of(goal.every, day)
        listed = rows(viewer, register, Filters(progress="done", since=since, until=until), today)
        counted = [row for row in listed if holds(goal.where, facts_of(register, row.cells))]
        found.append(Figure(goal, since, until, _value(goal, counted), [row.pk for row in counted]))
    return found


def _value(goal: Goal, counted: Sequence[Row]) -> Decimal:
    if goal.total:
        return sum((Decimal(str(row.cells.get(goal.total, 0))) for row in counted), Decimal(0))
    if goal.different:
        values: set[str] = set()
        for row in counted:
            value = row.cells.get(goal.different)
            values |= (
                {str(part) for part in value} if isinstance(value, list) else {str(value)} if value else set()
            )
        return Decimal(len(values))
    return Decimal(len(counted))

"""What one row adds to an indicator, by the definition alone: conditions by `holds`, terms by dates."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fuyuantong.clocks.terms import Term, Unit
from fuyuantong.definitions.expressions import Facts, holds
from fuyuantong.indicators.compiling.cells import OWNER
from fuyuantong.indicators.kinds import Counting, Grouping, Indicator, Leg, Trait, Within
from fuyuantong.indicators.recounting.reading import Cells, Export, Told

_TRAITS = {Trait.REGION: "region", Trait.LEVEL: "level", Trait.KIND: "kind"}
YEAR = 12


@dataclass(frozen=True, slots=True)
class Added:
    """One side of one row: `side` n, d, x0, x1 …; `item` what is counted once, or nothing; `groups` the
    values it stands under, by breakdown."""

    side: str
    day: date | None
    amount: Decimal
    item: str
    groups: dict[str, tuple[str, ...]]


def added(one: Indicator, export: Export) -> Iterator[Added]:
    """Everything that the rows of an export add to an indicator."""
    below, above = one.denominator, one.numerator
    main = below or above
    data = main.data or one.data
    source = export.source(data)
    day = main.day or (one.day if data == one.data else "") or source.day
    other = (above.data or data) if below else data
    for row in source.rows:
        if not _within(main, row):
            continue
        when, groups = _date(row.get(day)), _groups(one, row, source, export)
        shut = [n for n, part in enumerate(one.exclusions) if _holds(part.where, row)]
        item = _amount(one, main, row)[1]
        yield from (Added(f"x{n}", when, Decimal(1), item, groups) for n in shut)
        if shut:
            continue
        if below:
            yield Added("d", when, *_amount(one, below, row), groups)
        if not below or (other == data and _within(above, row)):
            yield Added("n", when, *_amount(one, above, row), groups)
    if other != data:
        yield from _elsewhere(one, above, other, export)


def _elsewhere(one: Indicator, above: Leg, data: str, export: Export) -> Iterator[Added]:
    """A numerator over other data: all its rows, by that data's own date."""
    source = export.source(data)
    day = above.day or (one.day if data == one.data else "") or source.day
    for row in source.rows:
        if _within(above, row):
            groups = _groups(one, row, source, export, own=True)
            yield Added("n", _date(row.get(day)), *_amount(one, above, row), groups)


def _holds(where: str, row: Cells) -> bool:
    return holds(where, Facts(row))


def _within(leg: Leg, row: Cells) -> bool:
    return _holds(leg.where, row) and all(_kept(rule, row) for rule in leg.within)


def _kept(rule: Within, row: Cells) -> bool:
    since, until = _date(row.get(rule.since)), _date(row.get(rule.until))
    return since is not None and until is not None and until <= later(since, rule.most)


def later(day: date, term: Term) -> date:
    """So many natural days, months or years later; a month that is too short ends it."""
    if term.unit is Unit.DAY:
        return day + timedelta(days=term.n)
    months = day.year * YEAR + day.month - 1 + term.n * (YEAR if term.unit is Unit.YEAR else 1)
    year, month = months // YEAR, months % YEAR + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _date(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _amount(one: Indicator, leg: Leg, row: Cells) -> tuple[Decimal, str]:
    counting, columns = leg.counting or one.counting, leg.columns or one.columns
    if counting is Counting.SUM:
        return sum((Decimal(str(row.get(name) or 0)) for name in columns), Decimal(0)), ""
    if counting is Counting.DIFFERENT:
        return Decimal(1), "\n".join(
            "" if row.get(name) is None else str(row[name]) for name in columns
        ) or "\n"
    return Decimal(1), ""


def _groups(
    one: Indicator, row: Cells, source: Told, export: Export, *, own: bool = False
) -> dict[str, tuple[str, ...]]:
    return {group.key: _values(group, row, source, export, own=own) for group in one.groupings}


def _values(group: Grouping, row: Cells, source: Told, export: Export, *, own: bool) -> tuple[str, ...]:
    name = (group.numerator if own else "") or group.column or OWNER
    value = row.get(name)
    found = [_text(part) for part in (value if isinstance(value, list) else [value])]
    if group.trait is not Trait.ITSELF:
        units = export.units if name in source.ids else export.named
        found = [str(units.get(part, {}).get(_TRAITS[group.trait]) or "") for part in found]
    return tuple(dict.fromkeys(found)) or ("",)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)

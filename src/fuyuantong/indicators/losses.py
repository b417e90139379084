"""Why administrative organs lose: by cause, field and unit, the trend, similar cases, early warnings.

Figures come from the indicators (`loss-count`, `loss-rate-by-judgments-partial`), so they are the official
ones; rows are those of the register of administrative cases (行政诉讼案件台账).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fuyuantong import library
from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden
from fuyuantong.common.yaml_text import read_yaml
from fuyuantong.indicators import policy
from fuyuantong.indicators import queries as figures
from fuyuantong.indicators.figures import Figure, Line, Sums
from fuyuantong.indicators.periods import Span, run_up
from fuyuantong.indicators.planning import plan_of_version
from fuyuantong.indicators.queries.counting import rolled_up, sums
from fuyuantong.organs.models import Unit
from fuyuantong.registers.models import Row
from fuyuantong.registers.queries import kind_of

BOOK, COUNT, RATE = "litigation-cases", "loss-count", "loss-rate-by-judgments-partial"
CAUSE, FIELD, UNIT = "败诉原因", "领域", "被告机关"
LOST = ("行政机关败诉", "行政机关部分败诉")
QUARTERS, POINTS, FEWEST = 8, Decimal(10), 2
MOST_ROWS, MOST_GROUPS = 2000, 30
_CAUSES = Path(next(iter(library.__path__))) / "losses" / "causes.yaml"


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause of the taxonomy: what it means, and what an organ should look at."""

    name: str
    meaning: str
    advice: str


@dataclass(frozen=True, slots=True)
class Risk:
    """A field or unit whose rate lies far above the whole, of enough judgments to say so."""

    name: str
    key: str
    value: Decimal
    numerator: Decimal
    denominator: Decimal


@dataclass(frozen=True, slots=True)
class Alike:
    """Lost cases of the same cause, field and subject."""

    cause: str
    field: str
    subject: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Losses:
    """The whole picture of a period. `trend` is {cause: number in each of `spans`}."""

    span: Span
    count: Figure
    rate: Figure
    fields: Figure
    units: Figure
    risky_fields: tuple[Risk, ...]
    risky_units: tuple[Risk, ...]
    spans: tuple[Span, ...]
    trend: Mapping[str, tuple[int, ...]]
    alike: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that a defendant should look at, with the rows that say so."""

    cause: str
    advice: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """What concerns one defendant: its own lost cases, and the warnings they give."""

    unit: str
    rows: tuple[Row, ...]
    cautions: tuple[Caution, ...]


@cache
def causes() -> Mapping[str, Cause]:
    """The taxonomy, by its words, in its order."""
    told = read_yaml(_CAUSES.read_text("utf-8"))
    return {row["原因"]: Cause(row["原因"], row["说明"], row["要点"]) for row in told}


def losses(viewer: Actor, span: Span) -> Losses:
    """The analysis, for those who see every case; Forbidden for others, who have their own (`own`)."""
    policy.check_look(viewer)
    rate = figures.value(viewer, RATE, span)
    if not rate.drillable:
        raise Forbidden(_("败诉原因的全貌给能看全部案件的单位；您可以看本单位的。"))
    fields = figures.value(viewer, RATE, span, by=[FIELD])
    units = figures.value(viewer, RATE, span, by=[UNIT])
    spans, trend = _trend(span)
    return Losses(
        span=span,
        count=figures.value(viewer, COUNT, span, by=[CAUSE]),
        rate=rate,
        fields=fields,
        units=units,
        risky_fields=_risky(rate, fields),
        risky_units=_risky(rate, units),
        spans=tuple(spans),
        trend=trend,
        alike=_alike(_lost(Row.objects.visible_to(viewer, kind_of(viewer)), span)),
    )


def _risky(whole: Figure, parts: Figure) -> tuple[Risk, ...]:
    """By name, never as a ranking: well above the whole, more than one loss, no small denominator."""
    found = []
    for line in parts.lines:
        if _stands_out(whole, line) and line.value is not None:
            below = line.denominator or Decimal(0)
            found.append(Risk(line.names[0], line.keys[0], line.value, line.numerator, below))
    return tuple(found)


def _stands_out(whole: Figure, line: Line) -> bool:
    if line.small or line.value is None or whole.value is None or line.numerator < FEWEST:
        return False
    return line.value >= whole.value + POINTS


def _trend(span: Span) -> tuple[list[Span], dict[str, tuple[int, ...]]]:
    """Losses by cause in the quarters up to the period's end, in one statement."""
    last = Span(span.last.replace(month=(span.last.month - 1) // 3 * 3 + 1, day=1), 3)
    spans = run_up(last, QUARTERS)
    version = figures.latest(COUNT)
    counted = sums(plan_of_version(version), spans, [CAUSE], rolled=rolled_up(version))
    names = dict.fromkeys([*causes(), *(keys[0] for found in counted.values() for keys in found)])
    places = range(len(spans))
    nothing = Sums()
    trend = {
        name: tuple(int(counted.get(place, {}).get((name,), nothing).n) for place in places) for name in names
    }
    return spans, {name: numbers for name, numbers in trend.items() if any(numbers)}


def _lost(rows: Any, span: Span) -> list[Row]:
    """Lost cases closed in the period, among these rows; newest first."""
    found = rows.filter(book_id=BOOK, state="current", sealed=False, barred=False, cells__裁判结论__in=LOST)
    within = {"cells__结案日期__gte": span.first.isoformat(), "cells__结案日期__lt": span.end.isoformat()}
    return list(
        found.filter(**within).select_related("owner").order_by("-cells__结案日期", "-id")[:MOST_ROWS]
    )


def _alike(rows: Sequence[Row]) -> tuple[Alike, ...]:
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        key = tuple(str(row.cells.get(name) or "") for name in ("败诉原因类别", "管理领域", "案由"))
        if all(key):
            groups[key[0], key[1], key[2]].append(row)
    found = [Alike(*key, tuple(rows)) for key, rows in groups.items() if len(rows) >= FEWEST]
    return tuple(sorted(found, key=lambda one: (-len(one.rows), one.cause, one.field)))[:MOST_GROUPS]


def own(viewer: Actor, span: Span) -> Own:
    """A defendant's own lost cases of the twelve months up to the period's end, with its warnings.

    A party knows its own cases: these rows alone are shown to it, without the names of other parties.
    """
    policy.check_look(viewer)
    name = Unit.objects.filter(pk=viewer.unit_key).values_list("name", flat=True).first() or ""
    year = Span(span.end.replace(year=span.end.year - 1), 12)
    rows = _lost(Row.objects.filter(cells__contains={UNIT: [name]}), year)
    by_cause: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_cause[str(row.cells.get("败诉原因类别") or "")].append(row)
    cautions = [
        Caution(cause, causes()[cause].advice if cause in causes() else "", tuple(found))
        for cause, found in sorted(by_cause.items())
        if cause and len(found) >= FEWEST
    ]
    return Own(name, tuple(rows), tuple(cautions))


def cautions_of(viewer: Actor, day: date) -> tuple[Caution, ...]:
    """What the viewer's unit should look at now, for its desk; nothing for those who see no papers."""
    if not policy.may_look(viewer) or viewer.unit is None:
        return ()
    return own(viewer, Span(day.replace(month=1, day=1), day.month)).cautions

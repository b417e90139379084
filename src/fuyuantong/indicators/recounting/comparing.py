"""The product's figures against the recount, of one moment: every indicator, period and breakdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from fuyuantong.indicators.kinds import LETTERS, MEETINGS, OBLIGATIONS, Indicator
from fuyuantong.indicators.models import IndicatorVersion
from fuyuantong.indicators.periods import Span
from fuyuantong.indicators.planning import plan_of_version
from fuyuantong.indicators.queries.counting import rolled_up, sums
from fuyuantong.indicators.queries.library import library, told
from fuyuantong.indicators.recounting.adding import Adder
from fuyuantong.indicators.recounting.exporting import export
from fuyuantong.indicators.recounting.judging import added
from fuyuantong.indicators.recounting.reading import Export


@dataclass(frozen=True, slots=True)
class Agreement:
    """One indicator: how many sums were compared, and what differs, in words."""

    code: str
    version: int
    compared: int
    different: tuple[str, ...]


@contextmanager
def frozen_moment() -> Iterator[None]:
    """One snapshot for the export and for the product's answers, whatever is written meanwhile."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def recount_all(folder: Path, spans: Sequence[Span], codes: Sequence[str] = ()) -> list[Agreement]:
    """Export what is counted to a folder, count it anew, compare. Call it within `frozen_moment`."""
    rows = [row for row in library() if not codes or row.code in codes]
    export(folder, {book for row in rows for book in books_of(told(row))})
    read = Export(folder)
    return [_compare(row, read, spans) for row in rows]


def books_of(one: Indicator) -> set[str]:
    """The registers that an indicator counts."""
    legs = [one.numerator.data, one.denominator.data if one.denominator else ""]
    return {one.data, *legs} - {"", OBLIGATIONS, LETTERS, MEETINGS}


def _compare(row: IndicatorVersion, read: Export, spans: Sequence[Span]) -> Agreement:
    one, plan = told(row), plan_of_version(row)
    adder = Adder(read.con, added(one, read))
    compared, different = 0, []
    for group in ("", *(part.key for part in one.groupings)):
        by = [group] if group else []
        here, there = sums(plan, spans, by, rolled=rolled_up(row)), adder.sums(spans, group)
        for place in sorted({*here, *there}):
            when = spans[place].text if place >= 0 else "没有日期"
            for keys in sorted({*here.get(place, {}), *there.get(place, {})}):
                compared += 1
                a, b = here.get(place, {}).get(keys), there.get(place, {}).get(keys)
                if a != b:
                    different.append(f"{when} {group} {'、'.join(keys)}: {a} / {b}")
    return Agreement(row.code, row.version, compared, tuple(different))

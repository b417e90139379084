"""Asking the database: sums by period and breakdown, from the rollup when there is one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db import connection

from fuyuantong.indicators.compiling.lines import Plan
from fuyuantong.indicators.compiling.reading_sql import figure_sql
from fuyuantong.indicators.figures import Sums
from fuyuantong.indicators.memo import recall
from fuyuantong.indicators.models import IndicatorVersion, Rolled
from fuyuantong.indicators.periods import Span
from fuyuantong.indicators.planning import plan_of_version

Keyed = dict[tuple[str, ...], Sums]
UNDATED = -1
MOST_LINES = 5000
"""So many groups are read of one breakdown."""


def sums(
    plan: Plan, spans: Sequence[Span], groups: Sequence[str] = (), *, rolled: UUID | None = None,
    frozen: UUID | None = None,
) -> dict[int, Keyed]:  # fmt: skip
    """{place of the period, or UNDATED: {keys of the groups: sums}}."""
    sql = figure_sql(plan, spans, groups, rolled=rolled, frozen=frozen)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {MOST_LINES * (len(spans) + 1)}", [])
        found: dict[int, Keyed] = {}
        width = len(groups)
        for row in cursor.fetchall():
            keys = tuple(str(key) for key in row[1 : 1 + width])
            d, n, *x = (_plain(Decimal(part or 0)) for part in row[1 + width :])
            counted = Sums(d, n, (x[0], x[1], x[2]))
            if not counted.nothing:  # what came and went again is no group
                found.setdefault(row[0], {})[keys] = counted
    return found


def _plain(number: Decimal) -> Decimal:
    """Without the zeros that the rollup keeps behind the point: files and pages say 3, not 3.000000."""
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


def rolled_up(version: IndicatorVersion) -> UUID | None:
    """The version's id when a rollup of it is kept."""
    return version.pk if version.pk in recall("rolled", _rolled) else None


def _rolled() -> frozenset[UUID]:
    return frozenset(Rolled.objects.values_list("version_id", flat=True))


def recount(version: IndicatorVersion, spans: Sequence[Span], groups: Sequence[str] = ()) -> dict[int, Keyed]:
    """The same sums from all rows, without the rollup: what it must equal."""
    return sums(plan_of_version(version), spans, groups)

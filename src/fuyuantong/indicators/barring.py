"""Keeping rows out of the figures, and counting them: what a rule bars is never left out silently."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from fuyuantong.indicators.compiling.lines import Plan, Track, barred_sql
from fuyuantong.indicators.kinds import DifferenceState
from fuyuantong.indicators.memo import recall
from fuyuantong.indicators.models import RuleVersion
from fuyuantong.indicators.periods import Span
from fuyuantong.indicators.reconciling import told
from fuyuantong.registers.models import Row

BARRING = (DifferenceState.OPEN, DifferenceState.EXPLAINED, DifferenceState.MATTER)
_BAR = """
UPDATE registers_row r SET barred = b.now FROM (
  SELECT o.id, EXISTS (SELECT 1 FROM indicators_difference d
    WHERE d.row_id = o.id AND d.code = ANY(%s) AND d.state = ANY(%s)) AS now
  FROM registers_row o WHERE o.id = ANY(%s::uuid[])) b
WHERE r.id = b.id AND r.barred <> b.now
"""


def barring_rules() -> list[RuleVersion]:
    """The rules, each in its newest version, whose rows are kept out."""
    rows = RuleVersion.objects.order_by("code", "-version").distinct("code")
    return [row for row in rows if told(row).barring]


def bar(keys: Sequence[UUID]) -> None:
    """Set of these rows whether any rule keeps them out now; each change leaves its images for the rollup."""
    if keys:
        codes = [row.code for row in barring_rules()]
        with connection.cursor() as cursor:
            cursor.execute(_BAR, [codes, [str(state) for state in BARRING], list(keys)])


def barred_tracks(plan: Plan) -> list[Track]:
    """The readings of the plan whose register holds rows that are kept out."""
    books = recall("barred", _books)
    return [track for track in plan.tracks if track.source.code in books]


def _books() -> frozenset[str]:
    return frozenset(Row.objects.filter(barred=True).order_by().values_list("book_id", flat=True).distinct())


def barred_ids(plan: Plan, span: Span) -> tuple[str, list[date]]:
    """(SQL, parameters): the ids of rows that a figure of this period leaves out; ("", []) for none."""
    tracks = barred_tracks(plan)
    times = [day for _track in tracks for day in (span.first, span.end)]
    return " UNION ".join(barred_sql(track) for track in tracks), times


def count_barred(plan: Plan, span: Span) -> int:
    """How many rows a figure of this period leaves out because a rule keeps them out."""
    sql, times = barred_ids(plan, span)
    if not sql:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) i", times)  # noqa: S608 - compiled
        return int(cursor.fetchone()[0])

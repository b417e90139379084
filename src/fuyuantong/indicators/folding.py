"""Keeping the rollup: images of changed rows are added to it; figures are right before, during and after.

Whoever takes images away (folding, or counting a version for the first time) holds the register's advisory
lock to the end of the transaction, and does it in one statement: what is taken is what is counted, and a
version that is just being counted never misses an image that another process folds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing

from django.db import connection, transaction

from fuyuantong.indicators.compiling.lines import COLUMNS, Plan, summed_sql
from fuyuantong.indicators.models import IndicatorVersion, Rolled, Tally
from fuyuantong.indicators.planning import plan_of_version

_NAMES = ", ".join(COLUMNS)
_SUMS = ", ".join(f"sum({name})" for name in COLUMNS[3:])
_INTO = f"INSERT INTO indicators_tally (version_id, grain, track, {_NAMES})"
_SOME = " OR ".join(f"sum({name}) <> 0" for name in COLUMNS[3:])
_BARE = "month, '{}'::text[], item"
CROWDED = 20_000
"""So many lines of one version are added up now and then."""


def lock(books: Iterable[str]) -> None:
    """One at a time takes images of a register away; always in the same order."""
    with connection.cursor() as cursor:
        for book in sorted(set(books)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"indicators:{book}"])


def fold(book: str) -> int:
    """Add the images of a register to every rollup that counts it; returns how many there were."""
    with transaction.atomic():
        lock([book])
        plans = [(row, plan_of_version(row)) for row in _counting([book])]
        parts = [_select(row, plan, book, "taken", weighted=True) for row, plan in plans]
        return _take([book], [part for part in parts if part])


def first_count(version: IndicatorVersion) -> None:
    """Count a new version's rollup from all rows; in the caller's transaction."""
    plan = plan_of_version(version)
    if not plan.rolled:
        return
    books = sorted({track.source.code for track in plan.tracks})
    lock(books)
    others = [(row, plan_of_version(row)) for row in _counting(books)]
    older = IndicatorVersion.objects.filter(code=version.code, rolled__isnull=False)
    stale = {row.pk for row in older}
    parts = [
        _select(row, kept, book, "taken", weighted=True) for row, kept in others if row.pk not in stale
        for book in books
    ]  # fmt: skip
    parts += [_select(version, plan, book, "registers_row", weighted=False) for book in books]
    _take(books, [part for part in parts if part])
    Tally.objects.filter(version__in=stale).delete()
    Rolled.objects.filter(version__in=stale).delete()
    Rolled.objects.create(version=version, books=books)


def _counting(books: Sequence[str]) -> list[IndicatorVersion]:
    return list(IndicatorVersion.objects.filter(rolled__books__overlap=list(books)).order_by("code"))


def _select(version: IndicatorVersion, plan: Plan, book: str, relation: str, *, weighted: bool) -> str:
    """The lines of one version over a relation, of the tracks that count this register: with their keys, and
    added up without. The rows are read once."""
    found = [
        f"(WITH k AS MATERIALIZED ({summed_sql(track, relation, weighted=weighted)})"
        f" SELECT '{version.pk}'::uuid, 1, {track.place}, {_NAMES} FROM k UNION ALL"
        f" SELECT '{version.pk}'::uuid, 0, {track.place}, {_BARE}, {_SUMS} FROM k GROUP BY month, item"
        f" HAVING {_SOME})"
        for track in plan.tracks
        if track.source.code == book
    ]
    return " UNION ALL ".join(found)


def _take(books: Sequence[str], selects: Sequence[str]) -> int:
    """Take the images away and put these lines in, in one statement; returns how many images there were."""
    put = f", put AS ({_INTO} {' UNION ALL '.join(selects)})" if selects else ""
    with closing(connection.cursor()) as cursor:
        cursor.execute(
            f"WITH taken AS (DELETE FROM indicators_image WHERE book_id = ANY(%s) RETURNING *){put}"
            " SELECT count(*) FROM taken",
            [list(books)],
        )
        return int(cursor.fetchone()[0])


def add_up(version: IndicatorVersion) -> None:
    """Make one line of many under the same keys; a reader sees the lines before or after, never both."""
    with transaction.atomic(), connection.cursor() as cursor:
        lock(version.rolled.books)
        cursor.execute(
            f"WITH old AS (DELETE FROM indicators_tally WHERE version_id = %s"
            f" RETURNING grain, track, {_NAMES}),"
            f" summed AS (SELECT grain, track, month, keys, item, {_SUMS} FROM old"
            " GROUP BY grain, track, month, keys, item)"
            f" {_INTO} SELECT %s, s.* FROM summed s",
            [version.pk, version.pk],
        )
        Rolled.objects.filter(version=version).update(lines=Tally.objects.filter(version=version).count())

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
from fuyuantong.indicators.kinds import OBLIGATIONS
from fuyuantong.indicators.models import IndicatorVersion, Rolled, Tally
from fuyuantong.indicators.planning import plan_of_version

_NAMES = ", ".join(COLUMNS)
_SUMS = ", ".join(f"sum({name})" for name in COLUMNS[3:])
_INTO = f"INSERT INTO indicators_tally (version_id, grain, lapsed, track, {_NAMES})"
_SOME = " OR ".join(f"sum({name}) <> 0" for name in COLUMNS[3:])
_STATES = (("NULL::boolean", ""), ("TRUE", "infinity"), ("FALSE", "-infinity"))
"""What depends on today is counted as if its day had come, and as if not; all else once."""
_BARE = "'{}'::text[]"
OF_ROWS, OF_TASKS = "indicators_image", "indicators_taskimage"
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
    table = plan.tracks[0].source.table
    parts += [_select(version, plan, book, table, weighted=False) for book in books]
    _take(books, [part for part in parts if part])
    Tally.objects.filter(version__in=stale).delete()
    Rolled.objects.filter(version__in=stale).delete()
    Rolled.objects.create(version=version, books=books)


def _counting(books: Sequence[str]) -> list[IndicatorVersion]:
    return list(IndicatorVersion.objects.filter(rolled__books__overlap=list(books)).order_by("code"))


def _images(books: Sequence[str]) -> str:
    """Where the images of these stand."""
    return OF_TASKS if OBLIGATIONS in books else OF_ROWS


def _select(version: IndicatorVersion, plan: Plan, book: str, relation: str, *, weighted: bool) -> str:
    """The lines of one version over a relation, of the tracks that count this register: with their keys, and
    added up without. The rows are read once, those of what depends on today twice."""
    month = "date_trunc('month', month)::date" if plan.dated else "month"
    found = [
        f"(WITH k AS MATERIALIZED"
        f" ({summed_sql(track, relation, weighted=weighted, on=day, daily=plan.dated)})"
        f" {_summed(version, 1, lapsed, track.place, month, 'keys')} UNION ALL"
        f" {_summed(version, 0, lapsed, track.place, 'month', _BARE)})"
        for track in plan.tracks
        if track.source.code == book
        for lapsed, day in (_STATES[1:] if plan.dated else _STATES[:1])
    ]
    return " UNION ALL ".join(found)


def _summed(version: IndicatorVersion, grain: int, lapsed: str, track: int, month: str, keys: str) -> str:
    return (
        f"SELECT '{version.pk}'::uuid, {grain}, {lapsed}, {track}, {month}, {keys}, item, {_SUMS} FROM k"
        f" GROUP BY {month}, item{', keys' if grain else ''} HAVING {_SOME}"
    )


def _take(books: Sequence[str], selects: Sequence[str]) -> int:
    """Take the images away and put these lines in, in one statement; returns how many images there were."""
    images = _images(books)
    put = f", put AS ({_INTO} {' UNION ALL '.join(selects)})" if selects else ""
    where, told = ("WHERE book_id = ANY(%s)", [list(books)]) if images == OF_ROWS else ("", [])
    with closing(connection.cursor()) as cursor:
        cursor.execute(
            f"WITH taken AS (DELETE FROM {images} {where} RETURNING *){put} SELECT count(*) FROM taken", told
        )
        return int(cursor.fetchone()[0])


def add_up(version: IndicatorVersion) -> None:
    """Make one line of many under the same keys; a reader sees the lines before or after, never both."""
    with transaction.atomic(), connection.cursor() as cursor:
        lock(version.rolled.books)
        cursor.execute(
            f"WITH old AS (DELETE FROM indicators_tally WHERE version_id = %s"
            f" RETURNING grain, lapsed, track, {_NAMES}),"
            f" summed AS (SELECT grain, lapsed, track, month, keys, item, {_SUMS} FROM old"
            " GROUP BY grain, lapsed, track, month, keys, item)"
            f" {_INTO} SELECT %s, s.* FROM summed s",
            [version.pk, version.pk],
        )
        Rolled.objects.filter(version=version).update(lines=Tally.objects.filter(version=version).count())

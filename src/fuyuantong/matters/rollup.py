"""Folding the counts: fresh lines are added to the folded ones. Counts are right before, during and after.

No table of totals is updated by an act (that would be a row for which everybody waits); a duty folds.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from fuyuantong.common.jobs import duty
from fuyuantong.matters.models.rollup import KEY

LOCK = 0x66797402  # advisory lock: one process folds at a time
BATCH = 20_000

_COLUMNS = ", ".join(KEY)
_FOLD = f"""
WITH gone AS (
  DELETE FROM matters_rollup WHERE id IN (
    SELECT id FROM matters_rollup WHERE NOT folded ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
  RETURNING {_COLUMNS}, n),
summed AS (SELECT {_COLUMNS}, sum(n)::int AS n FROM gone GROUP BY {_COLUMNS}),
kept AS (
  INSERT INTO matters_rollup (id, folded, {_COLUMNS}, n)
  SELECT gen_random_uuid(), true, {_COLUMNS}, n FROM summed WHERE n <> 0
  ON CONFLICT ({_COLUMNS}) WHERE folded DO UPDATE SET n = matters_rollup.n + excluded.n)
SELECT count(*) FROM gone
"""  # noqa: S608 - names of our own columns


def fold() -> int:
    """Fold one batch of fresh lines; returns how many. Call until it returns 0."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_FOLD, [BATCH])
        folded = int(cursor.fetchone()[0])
        cursor.execute("DELETE FROM matters_rollup WHERE folded AND n = 0")
    return folded


@duty("matters.fold", 60)
def fold_all(_now: datetime) -> None:
    """Fold until nothing is fresh."""
    while fold():
        pass

"""Indicators over a million obligations: how long one figure takes, and a board of six with breakdowns.

Beside the best hand-written SQL for the same on-time rate. Rows: the first argument. One JSON line for each.
"""

from __future__ import annotations

import os
import sys

import ground as base
from bench_indicators import processor, timed

MOST, QUICK = 2, 300
CODES = ("on-time-rate", "on-time-rate-original", "extended-share", "overdue-rate", "write-off-rate",
         "resolution-completion-rate")  # fmt: skip
BY_HAND = """
SELECT o.owner_id, date_part('year', o.due_on), count(*),
  count(*) FILTER (WHERE o.state IN ('done', 'written_off') AND o.finished_on <= o.due_on)
FROM matters_obligation o JOIN organs_unit u ON u.id = o.owner_id
WHERE o.due_on >= '2024-01-01' AND o.due_on < '2027-01-01' AND o.due_on < date '2026-11-20' AND NOT o.standing
  AND NOT o.held AND NOT o.backfilled
  AND o.state NOT IN ('withdrawn', 'declined', 'cancelled', 'merged', 'draft')
  AND u.kind NOT IN ('party', 'congress', 'supervision', 'court', 'procuratorate')
GROUP BY 1, 2
"""


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with base.ground(durable=False) as addresses:
        import million
        import time_machine
        from bench_ledger import people

        with time_machine.travel("2026-11-20T10:00:00+08:00", tick=True):
            cast, viewers = people()
            owner = addresses["DATABASE_OWNER_URL"]
            million.fill(owner, viewers["linkages"], viewers["units"], viewers["definition"], rows)
            measure(cast, rows)


def measure(cast, rows) -> None:
    from django.db import connection
    from tests import make

    from fuyuantong.common.actors import SYSTEM
    from fuyuantong.indicators import queries
    from fuyuantong.indicators.actions.publishing import load_indicators
    from fuyuantong.indicators.periods import read_span
    from fuyuantong.registers.actions import load_registers

    make.do(SYSTEM, load_registers)
    make.do(SYSTEM, load_indicators)
    span = read_span("2026")

    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BY_HAND)
            cursor.fetchall()

    def tell(what, work, goal) -> None:
        spent = processor()
        took = timed({"work": work})["work"]
        each = 1000 * (processor() - spent) / 6
        base.tell(
            what, ratio=took / hand, goal=goal, ok=each <= QUICK, rows=rows, ms=round(1000 * took),
            processor_ms=round(each), load=round(os.getloadavg()[0], 1),
        )  # fmt: skip

    hand = timed({"by hand": by_hand})["by hand"]
    print(f"by hand {round(1000 * hand)} ms", file=sys.stderr)
    for code in CODES:
        tell(
            f"{code} of a year", lambda code=code: queries.value(cast["office"], code, span), f"≤ {QUICK} ms"
        )
    tell("six of them on a board", lambda: queries.values(cast["office"], CODES, span), f"≤ {QUICK} ms")


if __name__ == "__main__":
    main()

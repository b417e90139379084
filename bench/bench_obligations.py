"""Indicators over a million obligations: how long one figure takes, and a board of six, one by unit.

All of them were issued from June 2025 to March 2026 and are due in 2026, so that the year that is asked holds
most of them. Beside the best hand-written SQL for the same on-time rate. Rows: the first argument. One JSON
line for each.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime, timedelta

import ground as base
from bench_indicators import processor, timed

MOST, QUICK = 2, 300
CODES = ("on-time-rate", "on-time-rate-original", "extended-share", "overdue-rate", "write-off-rate",
         "campaign-completion-rate")  # fmt: skip
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
CLOCKS = """
INSERT INTO matters_clock (id, matter_id, obligation_id, key, main, statutory, term, basis, verified,
  start_on, due_on, provisional, proof, state, extensions, version)
SELECT id, matter_id, id, '办理期限', true, false, '', '', true, issued_on, due_on, false, '[]', 'running',
  CASE WHEN ascii(right(title, 2)) % 10 = 1 THEN 1 ELSE 0 END, 1 FROM matters_obligation
"""
MOVES = """
INSERT INTO matters_clockmove (id, clock_id, kind, due_before, due_after, occurred_on, reason, basis, proof,
  by_name, at)
SELECT gen_random_uuid(), id, 'extended', due_on - 30, due_on, due_on - 40, '', '', '[]', '', now()
FROM matters_clock WHERE extensions > 0
"""

MOVED = """
INSERT INTO indicators_moved (obligation_id, first_due_on, extended)
SELECT c.obligation_id, m.due_before, true FROM matters_clock c JOIN matters_clockmove m ON m.clock_id = c.id
"""


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with base.ground(durable=False) as addresses:
        import million
        import time_machine
        from bench_ledger import people

        from fuyuantong.common.now import SHANGHAI

        million.BIRTH = datetime(2025, 6, 1, 9, tzinfo=SHANGHAI)
        million.STEP = timedelta(minutes=1)
        with time_machine.travel("2026-11-20T10:00:00+08:00", tick=True):
            seats, viewers = people()
            owner = addresses["DATABASE_OWNER_URL"]
            million.fill(owner, viewers["linkages"], viewers["units"], viewers["definition"], rows)
            lay(owner)
            publish()
            measure(seats, rows)


def lay(owner: str) -> None:
    """Clocks of all obligations, some of them extended once."""
    import psycopg

    tables = ("matters_clock", "matters_clockmove")
    with psycopg.connect(owner, autocommit=True) as db:
        for table in tables:  # row by row over tables without statistics the triggers would take very long
            db.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in (CLOCKS, MOVES, MOVED):
            db.execute(statement)
        for table in tables:
            db.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        db.execute("VACUUM ANALYZE")


def board():
    """Six numbers, and one of them once more by unit."""
    from fuyuantong.boards.kinds import Style, Tile
    from fuyuantong.boards.models import Board
    from fuyuantong.boards.reading import stored

    tiles = [Tile(code, indicator=code) for code in CODES[1:]]
    tiles.append(Tile("by unit", style=Style.GROUPS, indicator=CODES[0], group="承办单位"))
    return Board(name="b", tiles=stored(tiles))


def publish() -> None:
    """The library, each indicator counted for the first time."""
    from tests import make

    from fuyuantong.common.actors import SYSTEM
    from fuyuantong.indicators.actions.publishing import load_indicators
    from fuyuantong.registers.actions import load_registers

    make.do(SYSTEM, load_registers)
    start = time.perf_counter()
    make.do(SYSTEM, load_indicators)
    print(f"the library counted for the first time in {time.perf_counter() - start:.0f} s", file=sys.stderr)


def measure(seats, rows) -> None:
    from django.db import connection

    from fuyuantong.boards.queries import shown
    from fuyuantong.common.now import today
    from fuyuantong.indicators import queries
    from fuyuantong.indicators.periods import read_span

    span, six = read_span("2026"), board()

    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BY_HAND)
            cursor.fetchall()

    def tell(what, work) -> None:
        spent = processor()
        took = timed({"work": work})["work"]
        each = 1000 * (processor() - spent) / 6
        base.tell(
            what, ratio=took / hand, goal=f"≤ {QUICK} ms", ok=each <= QUICK, rows=rows, ms=round(1000 * took),
            processor_ms=round(each), load=round(os.getloadavg()[0], 1),
        )  # fmt: skip

    hand = timed({"by hand": by_hand})["by hand"]
    print(f"by hand {round(1000 * hand)} ms", file=sys.stderr)
    for code in CODES:
        tell(f"{code} of a year", lambda code=code: queries.value(seats["office"], code, span))
    for who in ("office", "quiet unit"):
        tell(f"a board of six, one by unit, for {who}", lambda who=who: shown(seats[who], six, today()))


if __name__ == "__main__":
    main()

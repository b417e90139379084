"""An indicator over many hearings, four ways broken down and with 同比, against the best hand-written SQL.

Both in turns in one run: from the rollup as the product answers, by a full recount of the rows, and by hand.
Then a dashboard of twelve indicators, warm, while changes wait to be folded. Rows: the first argument
(10,000,000 of the goal; 1,000,000 when none is given). One JSON line for each.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

import ground as base

ROUNDS, MOST, QUICK = 5, 2, 300
BOOK = "court-appearances"
CODES = (
    "appearance-rate-by-hearing", "appearance-rate-excused-out", "appearance-rate-by-agency",
    "appearance-rate-first-instance", "appearance-rate-second-instance", "absence-excused-rate",
    "speaking-rate", "performance-score", "loss-rate-by-judgments", "loss-rate-by-closings",
    "settlement-rate", "appeal-rate",
)  # fmt: skip
UNREAD = {"registers_row_grams", "registers_row_cells"}
"""Indexes for searching, which no figure reads."""
GROUPS = ("被诉机关", "地区", "审级", "法院")
FILL = """
INSERT INTO registers_row (id, book_id, version, revision, owner_id, region, linkage, title, cells, text,
  grams, counted_on, state, progress, sealed, source, entered_at, changed_at)
SELECT gen_random_uuid(), 'court-appearances', 3, 1, %(owner)s, '990100', 'linjiang-court', 't',
  jsonb_build_object('案号', '（2026）临99行初' || (n / 10) || '号', '庭次', n %% 10, '开庭日期', d::text,
    '被诉机关', u.name, '应出庭', n %% 20 <> 0, '职务',
    CASE WHEN n %% 3 = 0 THEN '未出庭' ELSE '副职负责人' END, '审理法院', '临江市第' || (n %% 8) || '法院',
    '审级', CASE WHEN n %% 4 = 0 THEN '二审' ELSE '一审' END, '是否出声', n %% 5 = 0,
    '理由审查', CASE WHEN n %% 9 = 0 THEN '正当' ELSE '不正当' END),
  '', '{}', d, 'current', '', false, '', now(), now()
FROM (SELECT n, date '2023-01-01' + (n * 7 %% 1430)::int AS d FROM generate_series(1, %(rows)s) n) g
JOIN LATERAL (SELECT (%(units)s::text[])[1 + n %% cardinality(%(units)s::text[])] AS name) u ON true
"""
CASES = """
INSERT INTO registers_row (id, book_id, version, revision, owner_id, region, linkage, title, cells, text,
  grams, counted_on, state, progress, sealed, source, entered_at, changed_at)
SELECT gen_random_uuid(), 'litigation-cases', 2, 1, %(owner)s, '990100', 'linjiang-court', 't',
  jsonb_build_object('案号', '（2026）临99行初' || n || '号', '审级', '一审', '被告机关',
    jsonb_build_array(u.name), '结案日期', d::text, '上诉', n %% 7 = 0, '结案方式',
    CASE WHEN n %% 3 = 0 THEN '准予撤诉' ELSE '判决' END,
    '裁判结论', CASE WHEN n %% 5 = 0 THEN '行政机关败诉' ELSE '行政机关胜诉' END),
  '', '{}', d, 'current', '', false, '', now(), now()
FROM (SELECT n, date '2023-01-01' + (n * 7 %% 1430)::int AS d FROM generate_series(1, %(rows)s / 10) n) g
JOIN LATERAL (SELECT (%(units)s::text[])[1 + n %% cardinality(%(units)s::text[])] AS name) u ON true
"""
BY_HAND = """
SELECT cells->>'被诉机关', u.region_id, cells->>'审级', cells->>'审理法院',
  count(*) FILTER (WHERE counted_on >= '2026-01-01'),
  count(*) FILTER (WHERE counted_on >= '2026-01-01'
    AND cells->>'职务' IN ('正职负责人','副职负责人','参与分管的负责人')),
  count(*) FILTER (WHERE counted_on < '2026-01-01'),
  count(*) FILTER (WHERE counted_on < '2026-01-01'
    AND cells->>'职务' IN ('正职负责人','副职负责人','参与分管的负责人'))
FROM registers_row r JOIN organs_unit u ON u.name = cells->>'被诉机关'
WHERE book_id = 'court-appearances' AND state = 'current' AND NOT sealed AND NOT barred
  AND counted_on >= '2025-01-01' AND counted_on < '2027-01-01' AND (cells->>'应出庭')::boolean
GROUP BY 1, 2, 3, 4
"""


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with base.ground(durable=False) as addresses:
        cast, units = people()
        fill(addresses["DATABASE_OWNER_URL"], cast, units, rows)
        measure(cast, rows)


def people():
    """The city, forty bureaus, the registers."""
    from tests import make

    from fuyuantong.common.actors import SYSTEM
    from fuyuantong.registers.actions import load_registers

    cast = base.city()
    units = [make.unit() for _ in range(40)]
    make.do(SYSTEM, load_registers)
    return cast, units


def fill(address, cast, units, rows) -> None:
    """As the owner, without images, the indexes afterwards."""
    import psycopg

    start = time.perf_counter()
    with psycopg.connect(address, autocommit=True) as connection:
        indexes = connection.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid"
            " WHERE i.indrelid = 'registers_row'::regclass AND c.oid IS NULL"
        ).fetchall()
        for name, _definition in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("ALTER TABLE registers_row DISABLE TRIGGER USER")
        told = {"owner": cast.court.pk, "rows": rows, "units": [unit.name for unit in units]}
        connection.execute(FILL, told)
        connection.execute(CASES, told)
        connection.execute("ALTER TABLE registers_row ENABLE TRIGGER USER")
        connection.execute("SET maintenance_work_mem = '1GB'")
        for name, definition in indexes:
            if name not in UNREAD:
                connection.execute(definition)
        connection.execute("VACUUM ANALYZE registers_row")
    print(f"{rows} hearings loaded in {time.perf_counter() - start:.0f} s", file=sys.stderr)


def measure(cast, rows) -> None:
    from django.db import connection
    from tests import make

    from fuyuantong.common.actors import SYSTEM
    from fuyuantong.indicators import queries
    from fuyuantong.indicators.actions import publish_indicator
    from fuyuantong.indicators.models import Image
    from fuyuantong.indicators.periods import read_span
    from fuyuantong.indicators.shelf import INDICATORS
    from fuyuantong.registers.models import Row

    start = time.perf_counter()
    for code in CODES:
        make.do(SYSTEM, publish_indicator, (INDICATORS / f"{code}.yaml").read_text("utf-8"))
    first = round(time.perf_counter() - start, 1)
    print(f"twelve indicators counted for the first time in {first} s", file=sys.stderr)
    span = read_span("2026")
    version = queries.latest(CODES[0])

    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BY_HAND)
            cursor.fetchall()

    def product() -> None:
        queries.value(cast.office, CODES[0], span, by=GROUPS)

    def recount() -> None:
        queries.recount(version, [span, span.year_ago], GROUPS)

    def dashboard() -> None:
        queries.values(cast.office, CODES, span)

    check(cast, span)
    figures = timed({"by hand": by_hand, "product": product, "recount": recount})
    told = {f"{name.replace(' ', '_')}_ms": round(1000 * seconds) for name, seconds in figures.items()}
    for name in ("product", "recount"):
        ratio = figures[name] / figures["by hand"]
        base.tell(
            f"indicator, four ways, with 同比: {name}", ratio=ratio, goal="≤ 2 × by hand", ok=ratio <= MOST,
            rows=rows, first_count_s=first, load=round(os.getloadavg()[0], 1), **told,
        )  # fmt: skip
    _tell_dashboard("dashboard of 12 indicators, warm", dashboard, figures["by hand"], rows)
    keys = list(Row.objects.filter(book_id=BOOK).values_list("pk", flat=True)[:500])
    Row.objects.filter(pk__in=keys).update(state="void")
    waiting = Image.objects.count()
    _tell_dashboard(f"the same, {waiting} images not folded", dashboard, figures["by hand"], rows)


def _tell_dashboard(what, dashboard, by_hand, rows) -> None:
    """`ratio` is to one hand-written scan of the hearings. Judged by processor time (this process and its
    database process), which other work on the machine does not lengthen; `ms` is by the clock."""
    spent = processor()
    took = timed({"dashboard": dashboard})["dashboard"]
    each = (processor() - spent) / (ROUNDS + 1)
    base.tell(
        what, ratio=took / by_hand, goal=f"≤ {QUICK} ms", ok=1000 * each <= QUICK, rows=rows,
        ms=round(1000 * took), processor_ms=round(1000 * each), load=round(os.getloadavg()[0], 1),
    )  # fmt: skip


def processor() -> float:
    """Seconds of processor time that this process and its database process have had."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def check(cast, span) -> None:
    """The product's answer is the hand-written one."""
    from django.db import connection

    from fuyuantong.indicators import queries

    figure = queries.value(cast.office, CODES[0], span, by=GROUPS)
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND)
        found = {row[:4]: row[4:6] for row in cursor.fetchall() if row[4]}
    told = {line.keys: (line.denominator, line.numerator) for line in figure.lines if line.denominator}
    assert told == found, "the figures differ"


def timed(works) -> dict[str, float]:
    """Median seconds of each, in turns, after one round that does not count."""
    seen: dict[str, list[float]] = {name: [] for name in works}
    for number in range(ROUNDS + 1):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            if number:
                seen[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in seen.items()}


if __name__ == "__main__":
    main()

"""Single checks against the compiled file of a list, in this process: no database, no network.

`bench_checks.py [LIST [CHECKS]]`, 50,000 records and 10,000 checks by default, made-up data. One JSON line: seconds to
compile the file from the list's records, its size, milliseconds to open it and to hold it against its digest, microseconds of a check (reading the row included; nothing remembered from before), and checks for each
second of the processor, one by one and a hundred at a time; the same of the twenty commonest names of the list (also in processor time, which
other work on the machine does not stretch), and of the number alone. Goals: at 8,500,000 records compile ≤ 20 s, ≤ 600 MiB;
open ≤ 500 ms; p99 ≤ 2000 µs, ≥ 2,000 a second; the number alone p99 ≤ 50 µs, ≥ 100,000 a second.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("FYT_SECRET_KEY", "only-for-a-benchmark-without-a-database-or-a-network")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fuyuantong.config.settings")
DAY = date(2026, 11, 22)


def main() -> None:
    asked = [int(word) for word in sys.argv[1:3]]
    listed, checks = (asked + [50_000, 10_000][len(asked) :])[:2]
    import django

    django.setup()
    from tests.screening import people

    from fuyuantong.screening.compiled.listed import ListFile
    from fuyuantong.screening.compiled.live import Live, Since

    with tempfile.TemporaryDirectory(prefix="fyt-checks-") as name:
        folder = Path(name)
        people.write(folder, listed=listed, rows=checks, hits=checks // 50, hard=checks // 100)
        figures: dict[str, object] = {"bench": "checks", "list": listed}
        wall, cpu = spent(lambda: people.compiled(folder, folder / "a.list"))
        figures |= {"compile_seconds": round(wall, 1), "compile_cpu": round(cpu, 1)}
        figures["file_mib"] = round((folder / "a.list").stat().st_size / 2**20, 1)
        figures["open_ms"] = round(spent(lambda: ListFile(folder / "a.list"))[0] * 1e3, 2)
        file = ListFile(folder / "a.list")
        figures["digest_ms"] = round(spent(file.check)[0] * 1e3, 1)
        sql = f"SELECT kind, name, id_no, birth::VARCHAR, sex, province FROM '{folder}/dept.parquet' ORDER BY row_id"
        rows = duckdb.connect().execute(sql).fetchall()
        figures |= singles(Live(file, Since(), 1), rows, commonest(folder)) | batches(
            Live(file, Since(), 1), rows
        )
    print(json.dumps(figures, ensure_ascii=False))


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of one call."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu


def forget() -> None:
    from fuyuantong.screening.matching import names, numbers

    names.name_key.cache_clear()
    numbers.read_number.cache_clear()


def singles(live: Any, rows: list[Any], common: list[Any]) -> dict[str, object]:
    """One row in each call; the same of the commonest names; of whole numbers the look-up of the number alone."""
    from fuyuantong.screening.bulk.running import row_subject
    from fuyuantong.screening.compiled.marks import number_mark
    from fuyuantong.screening.matching.numbers import read_number

    def check(row: Any) -> None:
        live.find([row_subject(*row)], DAY)

    def exact(row: Any) -> None:
        live.file.with_number(number_mark(read_number(row[2])))

    figures: dict[str, object] = {}
    whole = [row for row in rows if read_number(row[2]).key]
    for word, one, some in (("", check, rows), ("common_", check, common), ("exact_", exact, whole)):
        forget()
        wall, own = [], []
        for row in some:
            began, cpu = time.perf_counter(), time.thread_time()
            one(row)
            own.append((time.thread_time() - cpu) * 1e6)
            wall.append((time.perf_counter() - began) * 1e6)
        figures[f"{word}single_per_core"] = round(len(some) / sum(own) * 1e6)
        wall.sort()
        own.sort()
        middle, late = len(some) // 2, int(len(some) * 0.99)
        figures |= {f"{word}p50_us": round(wall[middle], 1), f"{word}p99_us": round(wall[late], 1)}
        figures[f"{word}p99_cpu_us"] = round(own[late], 1)
    return figures


def commonest(folder: Path) -> list[Any]:
    """Rows with the twenty commonest names of the list: the number missing, hidden in part, with a slip, or whole."""
    listed = f"'{folder}/list.parquet'"
    names = f"SELECT name FROM {listed} WHERE kind = 'P' GROUP BY 1 ORDER BY count(*) DESC LIMIT 20"
    sql = f"""SELECT kind, name, CASE list_id % 4 WHEN 0 THEN '' WHEN 1 THEN substr(id_no, 1, 10) || '****' || substr(id_no, 15)
        WHEN 2 THEN substr(id_no, 1, 4) || '0' || substr(id_no, 6) ELSE id_no END,
        CASE WHEN list_id % 5 > 1 THEN substr(id_no, 7, 4) || '-' || substr(id_no, 11, 2) || '-' || substr(id_no, 13, 2) END, NULL, province
        FROM {listed} WHERE name IN ({names}) AND regexp_full_match(id_no, '[0-9]{{17}}[0-9X]') ORDER BY hash(list_id) LIMIT 3000"""
    return duckdb.connect().execute(sql).fetchall()


def batches(live: Any, rows: list[Any]) -> dict[str, object]:
    """A hundred rows in each call."""
    from fuyuantong.screening.bulk.running import row_subject

    forget()
    cpu, hits = time.process_time(), 0
    for start in range(0, len(rows), 100):
        found = live.find([row_subject(*row) for row in rows[start : start + 100]], DAY)
        hits += sum(bool(one) for one in found)
    return {
        "batch_per_core": round(len(rows) / (time.process_time() - cpu)),
        "checks": len(rows),
        "met": hits,
    }


if __name__ == "__main__":
    main()

"""Single checks against the compiled file of a list, in this process: no database, no network.

`bench_checks.py [LIST [CHECKS]]`, 50,000 records and 10,000 checks by default, made-up data. One JSON line: seconds to
compile the file from the list's records, its size, milliseconds to open it and to hold it against its digest, microseconds of a check (reading the row included; nothing remembered from before), and checks for each
second of the processor, one by one and a hundred at a time; the same of the number alone. Goals: at 8,500,000 records compile ≤ 20 s, ≤ 600 MiB;
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
        figures |= singles(Live(file, Since(), 1), rows) | batches(Live(file, Since(), 1), rows)
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


def singles(live: Any, rows: list[Any]) -> dict[str, object]:
    """One row in each call; then, of those with a whole number, the look-up of the number alone."""
    from fuyuantong.screening.bulk.running import row_subject
    from fuyuantong.screening.compiled.marks import number_mark
    from fuyuantong.screening.matching.numbers import read_number

    def check(row: Any) -> None:
        live.find([row_subject(*row)], DAY)

    def exact(row: Any) -> None:
        live.file.with_number(number_mark(read_number(row[2])))

    figures: dict[str, object] = {}
    for word, one, some in (
        ("", check, rows),
        ("exact_", exact, [row for row in rows if read_number(row[2]).key]),
    ):
        forget()
        times, cpu = [], time.process_time()
        for row in some:
            began = time.perf_counter()
            one(row)
            times.append((time.perf_counter() - began) * 1e6)
        figures[f"{word}single_per_core"] = round(len(some) / (time.process_time() - cpu))
        times.sort()
        figures |= {
            f"{word}p50_us": round(times[len(times) // 2], 1),
            f"{word}p99_us": round(times[int(len(times) * 0.99)], 1),
        }
    return figures


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

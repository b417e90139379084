"""Single checks against the compiled file of a list, in this process: no database, no network.

`bench_checks.py [LIST [CHECKS]]`, 50,000 records and 10,000 checks by default, made-up data. One JSON line: seconds to spell
and to write the file (in the product the keys are in the tables already), its size, milliseconds to open it and to hold it
against its digest, microseconds of a check (reading the row included; nothing remembered from before), and checks for each
second of the processor, one by one and a hundred at a time. Goals: open ≤ 500 ms, p99 ≤ 2000 µs, ≥ 2,000 a second.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import uuid
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

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
    from fuyuantong.screening.bulk.running import row_subject
    from fuyuantong.screening.compiled.file import ListFile
    from fuyuantong.screening.compiled.live import Live, Since
    from fuyuantong.screening.matching import names, numbers

    def forget() -> None:
        names.name_key.cache_clear()
        numbers.read_number.cache_clear()

    from tests.screening import people

    with tempfile.TemporaryDirectory(prefix="fyt-checks-") as name:
        folder = Path(name)
        people.write(folder, listed=listed, rows=checks, hits=checks // 50, hard=checks // 100)
        figures: dict[str, object] = {"bench": "checks", "list": listed} | made(folder)
        began = time.perf_counter()
        file = ListFile(folder / "a.list")
        figures["open_ms"] = round((time.perf_counter() - began) * 1e3, 2)
        began = time.perf_counter()
        assert file.check()
        figures["digest_ms"] = round((time.perf_counter() - began) * 1e3, 1)
        live = Live(file, Since(), 1)
        rows = duckdb.sql(
            f"SELECT kind, name, id_no, birth::VARCHAR, sex, province FROM '{folder}/dept.parquet' ORDER BY row_id"
        ).fetchall()
        forget()
        spent, cpu = [], time.process_time()
        for row in rows:
            began = time.perf_counter()
            live.find([row_subject(*row)], DAY)
            spent.append((time.perf_counter() - began) * 1e6)
        figures["single_per_core"] = round(len(rows) / (time.process_time() - cpu))
        spent.sort()
        figures |= {"p50_us": round(spent[len(spent) // 2]), "p99_us": round(spent[int(len(spent) * 0.99)])}
        forget()
        cpu = time.process_time()
        hits = 0
        for start in range(0, len(rows), 100):
            found = live.find([row_subject(*row) for row in rows[start : start + 100]], DAY)
            hits += sum(bool(one) for one in found)
        figures["batch_per_core"] = round(len(rows) / (time.process_time() - cpu))
        figures |= {"checks": len(rows), "met": hits}
    print(json.dumps(figures, ensure_ascii=False))


def made(folder: Path) -> dict[str, object]:
    """Write the file of the made list."""
    from fuyuantong.screening.bulk.running import list_subject
    from fuyuantong.screening.compiled.file import Entry, write_file
    from fuyuantong.screening.matching.lookup import hashed, record_keys

    began = time.perf_counter()
    entries, keys, owners = [], [], []
    sql = f"SELECT list_id, kind, name, id_no, birth_year, sex, province FROM '{folder}/list.parquet' ORDER BY list_id"
    for place, *columns in duckdb.sql(sql).fetchall():
        kind, name, number, year, sex, province = columns
        side = list_subject(*columns, rare=True)
        key = uuid.UUID(int=place + 1)
        entries.append(
            Entry(
                key, kind, name, number or "", year or 0, sex or "", province or "", 0, (*side.names, "")[0]
            )
        )
        for one in record_keys(side):
            keys.append(hashed(one))
            owners.append(key.bytes)
    spelled = time.perf_counter()
    about = {"version": 1, "list_digest": "0" * 64}
    write_file(
        folder / "a.list", about, entries, np.array(keys, dtype=np.int64), np.array(owners, dtype="V16")
    )
    return {
        "spell_seconds": round(spelled - began, 1), "write_seconds": round(time.perf_counter() - spelled, 1),
        "file_mib": round((folder / "a.list").stat().st_size / 2**20, 1),
    }  # fmt: skip


if __name__ == "__main__":
    main()

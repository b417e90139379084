"""A department's whole file against a whole list, beside the plain equality join of the same files in the same run.

`bench_screening.py [LIST [ROWS]]`, 300,000 each by default; 8500000 10000000 is the full size. Made-up data
(`tests/screening/people.py`; FYT_BENCH_DATA names a folder where they are kept), two hundredths of the rows listed. One JSON
line: seconds and processor seconds of the plain join, of ours, and of ours with the list kept ready, in turns (median), their
ratios, peak memory, and the quality; where FYT_DATA names a folder with the open set, its quality too. There
the namesakes made to be told by nothing are eight for each true hit (at full size they are one for two): `precision_weighed`
says what the same rules give in that proportion.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
ROUNDS = 3
RAW = """
import duckdb, sys
con = duckdb.connect()
con.execute(f'''COPY (SELECT d.row_id, l.list_id FROM '{sys.argv[1]}/dept.parquet' d JOIN '{sys.argv[1]}/list.parquet' l USING (id_no)
    WHERE length(id_no) = 18 AND id_no <> '000000000000000000') TO '{sys.argv[1]}/raw.parquet' (FORMAT parquet)''')
"""


def main() -> None:
    asked = [int(word) for word in sys.argv[1:3]]
    listed, rows = (asked + [300_000, 300_000][len(asked) :])[:2]
    from tests.screening import people

    with tempfile.TemporaryDirectory(prefix="fyt-screening-") as name:
        folder = Path(os.environ.get("FYT_BENCH_DATA") or name)
        if not (folder / "dept.parquet").exists():
            people.write(folder, listed=listed, rows=rows, hits=rows // 50, hard=rows // 100)
        raw = [sys.executable, "-c", RAW, str(folder)]
        ours = [sys.executable, "-m", "fuyuantong.config.cli", "screen", "--list", f"{folder}/list.parquet",
                "--input", f"{folder}/dept.parquet", "--output", f"{folder}/out.parquet", "--json"]  # fmt: skip
        kept = Path(name) / "kept"
        kept.mkdir()
        ready = [*ours, "--ready", str(kept)]
        took(ready)  # writes the list's prepared form
        runs = [(took(raw), took(ours), took(ready)) for _ in range(ROUNDS)]
        said = json.loads(subprocess.run(ours, check=True, capture_output=True, cwd=ROOT / "src").stdout)
        figures: dict[str, object] = {
            "bench": "screening",
            "list": listed,
            "rows": said["rows"],
            "load": os.getloadavg()[0],
        }
        middle = {
            word: [statistics.median(run[side][unit] for run in runs) for unit in (0, 1)]
            for side, word in enumerate(("raw", "cascade", "ready"))
        }
        for word, (wall, cpu) in middle.items():
            figures |= {f"{word}_seconds": round(wall, 2), f"{word}_cpu": round(cpu, 2)}
        for word in ("cascade", "ready"):
            for unit, called in ((0, "ratio"), (1, "ratio_cpu")):
                figures[f"{word}_{called}"] = round(middle[word][unit] / middle["raw"][unit], 1)
        figures |= {
            "goal": "≤ 12 × raw at full size",
            "peak_mib": said["peak_mib"],
            "parts": said["seconds"],
            **quality(folder),
        }
        figures["splink"] = beside(folder)
        if (data := Path(os.environ.get("FYT_DATA", "/nowhere")) / "screening").is_dir():
            figures["open_set"] = of_open_set(data, Path(name))
    print(json.dumps(figures, ensure_ascii=False))


def beside(folder: Path) -> object:
    """Splink on the same files, where SPLINK_PYTHON names a Python that has it."""
    python = os.environ.get("SPLINK_PYTHON")
    if not python:
        return "not installed"
    script = str(Path(__file__).with_name("splink_beside.py"))
    said = subprocess.run([python, script, str(folder)], check=False, capture_output=True, text=True)
    return json.loads(said.stdout.splitlines()[-1]) if said.returncode == 0 else said.stderr[-300:]


def of_open_set(data: Path, folder: Path) -> dict[str, object]:
    """The quality on the open set, from a folder of its own."""
    from fuyuantong.screening.bulk.running import screen_files

    here = folder / "open"
    here.mkdir()
    for name in ("list", "dept", "truth", "list_truth", "hardneg"):
        (here / f"{name}.parquet").symlink_to(data / f"{name}.parquet")
    screen_files(here / "list.parquet", here / "dept.parquet", here / "out.parquet")
    return quality(here)


def took(command: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds of one run of a program, its start included."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT / "src")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, cpu


def quality(folder: Path) -> dict[str, object]:
    import duckdb

    con = duckdb.connect()
    con.execute(f"""CREATE VIEW judged AS SELECT o.*, t.row_id IS NOT NULL AS good FROM '{folder}/out.parquet' o
        LEFT JOIN '{folder}/list_truth.parquet' l USING (list_id)
        LEFT JOIN '{folder}/truth.parquet' t ON t.row_id = o.row_id AND t.subject_id = l.subject_id""")
    figures: dict[str, object] = {}
    ((all_, hard),) = con.execute(
        f"SELECT (SELECT count(*) FROM '{folder}/truth.parquet'), (SELECT count(*) FROM '{folder}/hardneg.parquet')"
    ).fetchall()
    for word, where in (("block", "decision = 'block'"), ("both", "decision <> 'pass'")):
        ((said, good),) = con.execute(
            f"SELECT count(*), count(*) FILTER (good) FROM judged WHERE {where}"
        ).fetchall()
        weighed = good / (good + (said - good) * min(1.0, all_ / 2 / max(1, hard)))
        figures |= {
            f"{word}_precision": round(good / said, 5), f"{word}_precision_weighed": round(weighed, 5),
            f"{word}_recall": round(good / all_, 4),
        }  # fmt: skip
    ((share,),) = con.execute("SELECT avg((decision = 'review')::INT) FROM judged").fetchall()
    figures["review_share"] = round(share, 5)
    by_class = con.execute(f"""SELECT t.evidence, count(*), count(*) FILTER (decision = 'block' AND good),
        count(*) FILTER (decision = 'review' AND good) FROM '{folder}/truth.parquet' t JOIN judged j USING (row_id) GROUP BY 1 ORDER BY 1""")
    figures["class: all, blocked, reviewed"] = {row[0]: list(row[1:]) for row in by_class.fetchall()}
    # Equal numbers that did not block: cut to 17 places, or without a check character (passports): reviews by rule.
    left = con.execute(f"""SELECT coalesce(band, 'none'), count(*) FROM '{folder}/truth.parquet' t JOIN judged j USING (row_id)
        WHERE t.evidence IN ('exact', 'normal') AND decision <> 'block' GROUP BY 1 ORDER BY 1""")
    figures["equal numbers not blocked, by band"] = dict(left.fetchall())
    return figures


if __name__ == "__main__":
    main()

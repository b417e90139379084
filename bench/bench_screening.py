"""A department's whole file against a whole list, beside the plain equality join of the same files in the same run.

`bench_screening.py [LIST [ROWS [LONG]]]`, 300,000 each by default (FYT_BENCH_SCREENING says the same for `make bench`);
8500000 10000000 is the full size, and a third number (100000000) has the cascade run over that many rows too, the rows
repeated with numbers of their own, in a file of its own. Made-up data (`tests/screening/people.py`; FYT_BENCH_DATA names a
folder where they are kept), two hundredths of the rows listed. One JSON line: seconds and processor seconds, in turns
(median), of

- `raw`: the plain join;
- `cascade`: ours; `ready`: ours with the list kept ready;
- `clean`: clean rows (every number and name as it should be) against the list kept ready, by their numbers alone
  (`--numbers-only`), hits alone written, as the plain join does; `raw_clean`: the plain join of these;
- `clean_running`, `raw_running`: the same two, in turns, in a program that runs already, as a worker does: without the start;
- `long`: the cascade over LONG rows; `long_per_row`: its cost for a row over that of the cascade;
- `splink`: Splink on the same files, in an environment of its own (`requirements/bench.txt`, made where it is missing);

their ratios, peak memory, and the quality; where FYT_DATA names a folder with the open set, its quality too. There the
namesakes made to be told by nothing are eight for each true hit (at full size they are one for two): `precision_weighed`
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
SOURCE = ROOT / "src"
ROUNDS = int(os.environ.get("FYT_BENCH_ROUNDS", "3"))
RAW = """
import duckdb, sys
con = duckdb.connect()
con.execute(f'''COPY (SELECT d.row_id, l.list_id FROM '{sys.argv[1]}/{sys.argv[2]}.parquet' d JOIN '{sys.argv[1]}/list.parquet' l USING (id_no)
    WHERE length(id_no) = 18 AND id_no <> '000000000000000000') TO '{sys.argv[1]}/raw.parquet' (FORMAT parquet)''')
"""
RUNNING = """
import contextlib, io, json, statistics, sys, time
from fuyuantong.screening import screen_command
rounds, raw, folder, *words = sys.argv[1:]
def ours():
    with contextlib.redirect_stdout(io.StringIO()):
        assert screen_command.main(words) == 0
def plain():
    sys.argv = ["", folder, "clean"]
    exec(raw, {})
took = {"raw_running": [], "clean_running": []}
for _ in range(int(rounds) + 1):
    for name, run in (("raw_running", plain), ("clean_running", ours)):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        took[name].append((time.perf_counter() - wall, time.process_time() - cpu))
print(json.dumps({name: [statistics.median(one[unit] for one in each[1:]) for unit in (0, 1)] for name, each in took.items()}))
"""
#: What is set beside what.
RATIOS = {
    "cascade": "raw",
    "ready": "raw",
    "clean": "raw_clean",
    "clean_running": "raw_running",
    "splink": "cascade",
}


def main() -> None:
    asked = [int(word) for word in sys.argv[1:] or os.environ.get("FYT_BENCH_SCREENING", "").split()]
    listed, rows, long = (asked + [300_000, 300_000, 0][len(asked) :])[:3]
    from tests.screening import people

    with tempfile.TemporaryDirectory(prefix="fyt-screening-") as name:
        folder = Path(os.environ.get("FYT_BENCH_DATA") or name)
        if not (folder / "clean.parquet").exists():
            people.write(folder, listed=listed, rows=rows, hits=rows // 50, hard=rows // 100, clean=True)
        kept = Path(name) / "kept"
        kept.mkdir()
        ready = ["--ready", str(kept)]
        sides = {
            "raw": [sys.executable, "-c", RAW, str(folder), "dept"],
            "cascade": ours(folder, "dept"),
            "ready": [*ours(folder, "dept", "with-ready"), *ready],
            "raw_clean": [sys.executable, "-c", RAW, str(folder), "clean"],
            "clean": [*ours(folder, "clean"), *ready, "--numbers-only", "--hits-only"],
        }
        took(sides["ready"])  # writes the list's prepared form
        runs = [{word: took(command) for word, command in sides.items()} for _ in range(ROUNDS)]
        said = json.loads(
            subprocess.run(sides["cascade"], check=True, capture_output=True, cwd=SOURCE).stdout
        )
        figures: dict[str, object] = {
            "bench": "screening",
            "list": listed,
            "rows": said["rows"],
            "load": os.getloadavg()[0],
        }
        middle = {
            word: tuple(statistics.median(run[word][unit] for run in runs) for unit in (0, 1))
            for word in sides
        }
        command = [sys.executable, "-c", RUNNING, str(ROUNDS), RAW, str(folder), *sides["clean"][4:]]
        running = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=SOURCE).stdout)
        middle |= {word: (wall, cpu) for word, (wall, cpu) in running.items()}
        beside(folder, figures, middle)
        if long:
            figures |= long_run(folder, Path(name), long, said["rows"], middle)
        for word, (wall, cpu) in middle.items():
            figures |= {f"{word}_seconds": round(wall, 2), f"{word}_cpu": round(cpu, 2)}
        for word, base in RATIOS.items():
            for unit, called in ((0, "ratio"), (1, "ratio_cpu")):
                if word in middle:
                    figures[f"{word}_{called}"] = round(middle[word][unit] / middle[base][unit], 1)
        figures |= {
            "goals": "at full size: cascade ≤ 12 × raw, clean ≤ 1.3 × raw, splink ≥ 10 × cascade, long_per_row ≤ 1.15",
            "peak_mib": said["peak_mib"], "parts": said["seconds"], **quality(folder),
        }  # fmt: skip
        if (data := Path(os.environ.get("FYT_DATA", "/nowhere")) / "screening").is_dir():
            figures["open_set"] = of_open_set(data, Path(name))
    print(json.dumps(figures, ensure_ascii=False))


def ours(folder: Path, rows: str, output: str = "out") -> list[str]:
    return [sys.executable, "-m", "fuyuantong.config.cli", "screen", "--list", f"{folder}/list.parquet",
            "--input", f"{folder}/{rows}.parquet", "--output", f"{folder}/{output if rows == 'dept' else rows + '-out'}.parquet", "--json"]  # fmt: skip


def long_run(
    folder: Path, target: Path, long: int, rows: int, middle: dict[str, tuple[float, ...]]
) -> dict[str, object]:
    """The cascade over the same rows again and again, each time with numbers of their own."""
    times = -(-long // rows)
    copy = f"""COPY (SELECT (row_id + again * 1000000000)::BIGINT AS row_id, * EXCLUDE (row_id)
        FROM range({times}) a(again), '{folder}/dept.parquet') TO '{target}/long.parquet' (FORMAT parquet)"""
    # By a process of its own: a program's peak of memory counts from that of the process that starts it.
    subprocess.run([sys.executable, "-c", f"import duckdb; duckdb.connect().execute({copy!r})"], check=True)
    command = ours(folder, "dept")
    command[command.index("--input") + 1], command[command.index("--output") + 1] = (
        f"{target}/long.parquet",
        f"{target}/long-out.parquet",
    )
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    said = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=SOURCE).stdout)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    middle["long"] = (wall, cpu)
    share = rows / said["rows"]
    return {
        "long_rows": said["rows"], "long_peak_mib": said["peak_mib"], "long_parts": said["seconds"],
        "long_per_row": round(wall * share / middle["cascade"][0], 2), "long_per_row_cpu": round(cpu * share / middle["cascade"][1], 2),
    }  # fmt: skip


def beside(folder: Path, figures: dict[str, object], middle: dict[str, tuple[float, ...]]) -> None:
    """Splink on the same files, once."""
    try:
        python = splinks_python()
    except (OSError, subprocess.CalledProcessError) as error:
        figures["splink"] = f"not installed: {error}"
        return
    script = str(Path(__file__).with_name("splink_beside.py"))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run([python, script, str(folder)], check=False, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if said.returncode:
        figures["splink"] = said.stderr[-300:]
        return
    figures["splink"] = told = json.loads(said.stdout.splitlines()[-1])
    middle["splink"] = (told["seconds"], after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def splinks_python() -> str:
    """The Python of the environment with exactly `requirements/bench.txt`; made where it is missing or of other versions."""
    locked, home = ROOT / "requirements" / "bench.txt", ROOT / "var" / "bench-splink"
    stamp = home / "stamp"
    if not stamp.exists() or stamp.read_text() != locked.read_text():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True, capture_output=True)
        pip = [
            str(home / "bin" / "python"),
            "-m",
            "pip",
            "--no-input",
            "--quiet",
            "install",
            "--require-hashes",
        ]
        subprocess.run([*pip, "--only-binary", ":all:", "-r", str(locked)], check=True, capture_output=True)
        stamp.write_text(locked.read_text())
    return str(home / "bin" / "python")


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
    subprocess.run(command, check=True, capture_output=True, cwd=SOURCE)
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

"""A whole file against a whole list: candidates in SQL, each pair decided by `matching.judge`.

Memory is bounded by `memory` and by the size of a chunk of rows, whatever the size of the input.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from fuyuantong.screening.bulk.preparing import prepare, tokens
from fuyuantong.screening.matching.judging import PASS, Judgement, Subject, judge, subject

CHUNK_ROWS = 10_000_000
_BATCH = 20_000
_PERSON, _COMPANY = "a.kind = 'P' AND b.kind = 'P'", "a.kind = 'O' AND b.kind = 'O'"
#: Every pair that `judge` could call anything but PASS is in one of these (tests hold it): (what joins,
#: when).
#: `few_*` are the rows without a key, `met_*` those whose name the other side's few have too.
_JOINS = (
    ("row_ a JOIN list_ b ON a.k = b.k", "TRUE"),
    ("few_row a JOIN met_list b ON a.np = b.np", f"{_PERSON} AND a.state = 'u'"),
    ("few_row a JOIN met_list b ON a.ns = b.ns", f"{_PERSON} AND a.state = 'u'"),
    ("met_row a JOIN few_list b ON a.np = b.np", f"{_PERSON} AND b.state = 'u'"),
    ("met_row a JOIN few_list b ON a.ns = b.ns", f"{_PERSON} AND b.state = 'u'"),
    ("few_row a JOIN met_list b ON a.nb = b.nb", f"{_PERSON} AND a.blank"),
    ("met_row a JOIN few_list b ON a.nb = b.nb", f"{_PERSON} AND b.blank"),
    ("met_row a JOIN few_list b ON a.ny = b.ny", f"{_PERSON} AND b.blank AND b.n IN (FROM rare)"),
    ("few_row a JOIN met_list b ON a.ny = b.ny", f"{_PERSON} AND a.blank AND b.n IN (FROM rare)"),
    ("few_row a JOIN met_list b ON a.n = b.n", _COMPANY),
    ("met_row a JOIN few_list b ON a.n = b.n", _COMPANY),
)
#: Numbers that say too little to speak for or against: what `lookup` calls blank.
_FEW = "SELECT *, state IS NULL OR partial AS blank FROM ({tokens}) WHERE k IS NULL"


@dataclass(slots=True)
class Summary:
    """What a run found. Seconds by part; rows by decision and by band."""

    rows: int = 0
    records: int = 0
    pairs: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    bands: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows, "records": self.records, "pairs": self.pairs,
            "decisions": dict(sorted(self.decisions.items())), "bands": dict(sorted(self.bands.items())),
            "seconds": {part: round(spent, 2) for part, spent in self.seconds.items()},
        }  # fmt: skip


def screen_files(
    listed: Path, rows: Path, output: Path, *, memory: str = "3GB", chunk: int = CHUNK_ROWS,
    hits_only: bool = False, progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Summary:  # fmt: skip
    """Compare every row of `rows` with the list and write one line for each (row_id, decision, list_id,
    band, reasons,
    others) to `output`. `list_id` is the strongest record, `others` the further ones of the same decision.

    The files must have been looked at by `bulk.files.refuse_bad`. The output appears whole or not at all.
    """
    summary = Summary()
    with tempfile.TemporaryDirectory(dir=output.parent) as folder:
        con = connect(memory, Path(folder))
        list_source, row_source = source(listed), source(rows)
        with _timed(summary, "list"):
            _prepare_list(con, list_source)
        summary.records = _count(con, f"SELECT count(*) FROM {list_source}")
        summary.rows = _count(con, f"SELECT count(*) FROM {row_source}")
        con.execute(
            "CREATE TEMP TABLE found (no BIGINT, decision VARCHAR, rec BIGINT, band VARCHAR, reasons VARCHAR[], "
            "others BIGINT[])"
        )
        for start in range(0, summary.rows, chunk):
            progress(start, summary.rows)
            _chunk(con, summary, list_source, row_source, (start, start + chunk - 1))
        with _timed(summary, "write"):
            _write(con, list_source, row_source, output, hits_only=hits_only)
        con.close()
    summary.decisions[PASS] = summary.rows - sum(summary.decisions.values())
    progress(summary.rows, summary.rows)
    return summary


def connect(memory: str, folder: Path) -> duckdb.DuckDBPyConnection:
    """A private DuckDB that spills into `folder` and reaches nothing outside the machine's files."""
    con = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )
    con.execute("SET memory_limit = ?", [memory])
    con.execute("SET temp_directory = ?", [str(folder)])
    con.execute("SET preserve_insertion_order = false")
    return con


def source(path: Path) -> str:
    """The FROM of a parquet file, with the number of each row."""
    return "read_parquet('" + str(path).replace("'", "''") + "', file_row_number = true)"


def _prepare_list(con: duckdb.DuckDBPyConnection, list_source: str) -> None:
    prepare(con, "list_", list_source, birth="birth_year")
    con.execute(f"CREATE TEMP TABLE few_list AS {_FEW.format(tokens=tokens('list_', 'list_'))}")
    con.execute(f"CREATE TEMP TABLE rare AS {RARE.format(table='list_')}")


#: Names of a list that one subject alone bears, among those with a record without number.
RARE = """
  SELECT n FROM (SELECT n, coalesce(k, hash(born[1:4], province)) AS who FROM {table}
                 WHERE kind = 'P' AND n IN (SELECT n FROM {table} WHERE kind = 'P' AND k IS NULL))
  GROUP BY n HAVING count(DISTINCT who) = 1"""


def _chunk(
    con: duckdb.DuckDBPyConnection, summary: Summary, list_source: str, row_source: str, part: tuple[int, int]
) -> None:
    with _timed(summary, "rows"):
        prepare(
            con, "row_", row_source, birth="birth", where=f"file_row_number BETWEEN {part[0]} AND {part[1]}"
        )
        con.execute(f"CREATE OR REPLACE TEMP TABLE few_row AS {_FEW.format(tokens=tokens('row_', 'list_'))}")
        con.execute(f"CREATE OR REPLACE TEMP TABLE met_row AS {tokens('row_', 'few_list')}")
        con.execute(f"CREATE OR REPLACE TEMP TABLE met_list AS {tokens('list_', 'few_row')}")
    with _timed(summary, "join"):
        union = " UNION ".join(f"SELECT a.no AS row_no, b.no AS rec_no FROM {j} WHERE {w}" for j, w in _JOINS)
        con.execute(f"CREATE OR REPLACE TEMP TABLE pairs AS {union}")
        con.execute(f"""CREATE OR REPLACE TEMP TABLE sides AS
          SELECT p.row_no, p.rec_no, a.kind, a.name, a.id_no, a.birth::VARCHAR, a.sex, a.province,
                 b.kind, b.name, b.id_no, b.birth_year, b.sex, b.province,
                 p.rec_no IN (SELECT no FROM list_ WHERE n IN (FROM rare)) AS rare
          FROM pairs p JOIN {row_source} a ON a.file_row_number = p.row_no
                       JOIN {list_source} b ON b.file_row_number = p.rec_no""")
    with _timed(summary, "judge"):
        _judge_all(con, summary)


def _judge_all(con: duckdb.DuckDBPyConnection, summary: Summary) -> None:
    best: dict[int, tuple[Judgement, int, list[int]]] = {}
    for row_no, rec_no, judged in _judged(con.execute("SELECT * FROM sides")):
        summary.pairs += 1
        if judged.decision == PASS:
            continue
        held = best.get(row_no)
        if held is None or (judged.rank, rec_no) < (held[0].rank, held[1]):
            others = [] if held is None or held[0].decision != judged.decision else [*held[2], held[1]]
            best[row_no] = (judged, rec_no, others)
        elif held[0].decision == judged.decision:
            held[2].append(rec_no)
    lines = []
    for row_no, (judged, rec_no, others) in best.items():
        summary.decisions[judged.decision] += 1
        summary.bands[judged.band] += 1
        reasons = [f"{r.feature}:{r.rule}" for r in judged.reasons]
        lines.append((row_no, judged.decision, rec_no, judged.band, reasons, sorted(others)))
    _insert(con, lines)


def _judged(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int, Judgement]]:
    while batch := cursor.fetchmany(_BATCH):
        for row_no, rec_no, *sides in batch:
            yield row_no, rec_no, judge(row_subject(*sides[:6]), list_subject(*sides[6:]))


def row_subject(
    kind: str | None, name: str | None, number: str | None, birth: str | None, sex: str | None, province: str | None
) -> Subject:  # fmt: skip
    """A row of a department's file, as its columns are."""
    return subject(kind, name, number, birth=birth, sex=sex, province=province)


def list_subject(
    kind: str | None, name: str | None, number: str | None, year: int | None, sex: str | None, province: str | None,
    rare: bool = False,  # noqa: FBT001, FBT002 - the last column of a row
) -> Subject:  # fmt: skip
    """A record of a list's file, as its columns are; `rare` is reckoned over the whole list."""
    return subject(kind, name, number, year=year, sex=sex, province=province, rare=rare)


def _insert(con: duckdb.DuckDBPyConnection, lines: list[tuple[Any, ...]]) -> None:
    import numpy as np

    if not lines:
        return
    columns = {
        "no": np.array([line[0] for line in lines], dtype=np.int64),
        "decision": np.array([line[1] for line in lines], dtype=object),
        "rec": np.array([line[2] for line in lines], dtype=np.int64),
        "band": np.array([line[3] for line in lines], dtype=object),
        "reasons": np.array([";".join(line[4]) for line in lines], dtype=object),
        "others": np.array([",".join(map(str, line[5])) for line in lines], dtype=object),
    }
    con.register("columns_", columns)
    con.execute("""INSERT INTO found SELECT no, decision, rec, band, string_split(reasons, ';'),
        CASE WHEN others = '' THEN [] ELSE string_split(others, ',')::BIGINT[] END FROM columns_""")
    con.unregister("columns_")


def _write(
    con: duckdb.DuckDBPyConnection, list_source: str, row_source: str, output: Path, *, hits_only: bool
) -> None:
    con.execute(f"""CREATE TEMP TABLE named AS
      SELECT f.no, f.decision, l.list_id, f.band, f.reasons, coalesce(o.others, []) AS others
      FROM found f JOIN {list_source} l ON l.file_row_number = f.rec
      LEFT JOIN (SELECT u.no, list(m.list_id ORDER BY m.list_id) AS others
                 FROM (SELECT no, unnest(others) AS rec FROM found) u
                 JOIN {list_source} m ON m.file_row_number = u.rec GROUP BY u.no) o ON o.no = f.no""")
    partial = output.with_name(f".{output.name}.part")
    con.execute(f"""COPY (
      SELECT r.row_id, coalesce(n.decision, '{PASS}') AS decision, n.list_id, n.band, n.reasons, n.others
      FROM {row_source} r {"JOIN" if hits_only else "LEFT JOIN"} named n ON n.no = r.file_row_number
      ) TO '{str(partial).replace("'", "''")}' (FORMAT parquet)""")
    partial.replace(output)


def write_list(path: Path, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write (list_id, kind, name, id_no, sex, birth_year, province) as a list's file."""
    con = duckdb.connect()
    con.execute("""CREATE TABLE l (list_id BIGINT, kind VARCHAR, name VARCHAR, id_no VARCHAR, sex VARCHAR,
        birth_year SMALLINT, province VARCHAR)""")
    if told := list(rows):
        con.executemany("INSERT INTO l VALUES (?, ?, ?, ?, ?, ?, ?)", told)
    con.execute(f"COPY l TO '{_quoted(path)}' (FORMAT parquet)")
    con.close()


def hits_of(rows: Path, output: Path) -> list[tuple[dict[str, str], list[int], str, list[str]]]:
    """The rows of a run's output that are hits: the row's words, its records' list_ids, the band, the reasons."""
    con = duckdb.connect()
    found = con.execute(f"""SELECT r.row_id::VARCHAR, r.name, r.id_no, r.kind, r.birth::VARCHAR, r.sex, r.province,
          o.list_id, o.others, o.band, o.reasons
        FROM '{_quoted(output)}' o JOIN '{_quoted(rows)}' r USING (row_id) WHERE o.decision <> 'pass' ORDER BY 1""").fetchall()
    con.close()
    names = ("row_id", "name", "number", "kind", "birth", "sex", "province")
    return [
        ({n: v or "" for n, v in zip(names, row[:7], strict=True)}, [row[7], *row[8]], row[9], row[10])
        for row in found
    ]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _count(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row else 0


class _timed:  # noqa: N801 - read as a word
    """Add the seconds of a block to the summary."""

    def __init__(self, summary: Summary, part: str) -> None:
        self._summary, self._part = summary, part

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        spent = time.perf_counter() - self._began
        self._summary.seconds[self._part] = self._summary.seconds.get(self._part, 0.0) + spent

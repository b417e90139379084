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
import numpy as np
import numpy.typing as npt

from fuyuantong.screening.bulk.arrow import Batch, batches
from fuyuantong.screening.bulk.listed import Listed, read_list
from fuyuantong.screening.bulk.native.marks import keys_met
from fuyuantong.screening.bulk.native.shape import SPELLED
from fuyuantong.screening.bulk.ready import keep, use
from fuyuantong.screening.bulk.said import Said, read_said
from fuyuantong.screening.bulk.spelling import LIST, ROWS, Entries, Kind, side_by_side, spelled
from fuyuantong.screening.matching.judging import BLOCK, PASS, Judgement, Reason, Subject, judge, subject

CHUNK_ROWS = 10_000_000
_BATCH = 20_000
_PERSON, _COMPANY = "a.person AND b.person", "NOT a.person AND NOT b.person"
#: `listed.Listed` and the rows that may meet it as tables; `few_*` are those without a key.
_TABLE = """
  SELECT no, flags & 1 = 1 AS person, flags & 2 = 2 AS old, flags & 4 = 4 AS blank, flags & 8 = 8 AS told, nullif(name, 0) AS n,
         nullif(key, 0) AS k, whole AS t, nullif(head, -1) AS head, nullif(tail, -1) AS tail, nullif(born, 0) AS born,
         nullif(year, 0) AS year, nullif(place, 0) AS prov FROM columns_"""
#: Every pair that `judge` could call anything but PASS, but for equal keys, is in one of these (tests hold it): (what
#: joins, when). Equal keys: `_EQUAL_KEYS`.
_JOINS = (
    ("few_row_ a JOIN list_ b ON a.n = b.n AND a.head = b.head", f"{_PERSON} AND a.told"),
    ("few_row_ a JOIN list_ b ON a.n = b.n AND a.tail = b.tail", f"{_PERSON} AND a.told"),
    ("row_ a JOIN few_list_ b ON a.n = b.n AND a.head = b.head", f"{_PERSON} AND b.told"),
    ("row_ a JOIN few_list_ b ON a.n = b.n AND a.tail = b.tail", f"{_PERSON} AND b.told"),
    (
        "few_row_ a JOIN list_ b ON a.n = b.n AND a.born = b.born AND a.prov = b.prov",
        f"{_PERSON} AND a.blank",
    ),
    (
        "row_ a JOIN few_list_ b ON a.n = b.n AND a.born = b.born AND a.prov = b.prov",
        f"{_PERSON} AND b.blank",
    ),
    ("row_ a JOIN few_rare b ON a.n = b.n AND a.year = b.year AND a.prov = b.prov", f"{_PERSON} AND b.blank"),
    (
        "few_row_ a JOIN few_rare b ON a.n = b.n AND a.year = b.year AND a.prov = b.prov",
        f"{_PERSON} AND a.blank",
    ),
    ("few_row_ a JOIN list_ b ON a.n = b.n", _COMPANY),
    ("row_ a JOIN few_list_ b ON a.n = b.n", _COMPANY),
)
#: Pairs of equal keys, each once: whether a name agrees, whether one number was of 15 digits, whether the texts are
#: equal.
_EQUAL_KEYS = """
  SELECT a.no AS row_no, b.no AS rec_no,
         coalesce(bool_or(a.n = b.n), FALSE) AS named, bool_or(a.old OR b.old) AS old, bool_or(a.t = b.t) AS same
  FROM row_ a JOIN list_ b ON a.k = b.k AND a.person = b.person GROUP BY 1, 2"""
_NAMED = Reason("name", "equal")
#: What `judge` says of two equal keys under an equal name: nothing has to be looked at again (a test holds it).
_CERTAIN = (
    Judgement(BLOCK, "number", (Reason("number", "equal"), _NAMED)),
    Judgement(BLOCK, "number-body", (Reason("number", "same-organisation"), _NAMED)),
    Judgement(BLOCK, "number-old", (Reason("number", "equal-after-15-18"), _NAMED)),
)


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
    hits_only: bool = False, ready: Path | None = None, whole: bool = False, numbers_only: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Summary:  # fmt: skip
    """Compare every row of `rows` with the list and write one line for each (row_id, decision, list_id,
    band, reasons,
    others) to `output`. `list_id` is the strongest record, `others` the further ones of the same decision.

    `ready` (of `ready.file_for`) is where the list's prepared form is kept: read if it is there, else written.
    With `numbers_only` only rows are looked at whose number stands as it should be and is on the list: these get the
    answer that they would get anyway, all others pass.
    The files must have been looked at by `bulk.files.refuse_bad_list` and `refuse_bad_rows`; if that was without their
    texts, `whole` raises `spelling.Faulty` where one is bad. The output appears whole or not at all.
    """
    summary = Summary()
    with tempfile.TemporaryDirectory(dir=output.parent) as folder:
        con = connect(memory, Path(folder))
        list_source, row_source = source(listed), source(rows)
        with _timed(summary, "list"):
            kept = _list(con, list_source, ready, whole=whole)
        summary.records = _count(con, f"SELECT count(*) FROM {list_source}")
        summary.rows = _count(con, f"SELECT count(*) FROM {row_source}")
        con.execute(f"""CREATE TEMP TABLE met AS SELECT 0::BIGINT AS row_no, 0::BIGINT AS rec_no, r.row_id, l.list_id, 0 AS verdict
            FROM {row_source} r, {list_source} l LIMIT 0""")
        verdicts = dict(zip(_CERTAIN, range(len(_CERTAIN)), strict=True))
        for start in range(0, summary.rows, chunk):
            progress(start, summary.rows)
            within = (
                f"file_row_number BETWEEN {start} AND {start + chunk - 1}" if summary.rows > chunk else "TRUE"
            )
            with _timed(summary, "rows"):
                texts = row_source
                if numbers_only:
                    texts, within = _numbers_met(con, row_source, within, kept), "TRUE"
                found = list(spelled(con, texts, ROWS, where=within, whole=whole, then=kept.keep_rows))
            with _timed(summary, "join"):
                _lay_out(con, kept, found)
                del found
                _join(con)
            with _timed(summary, "judge"):
                _judge_all(con, summary, verdicts, texts, kept.said or list_source)
        with _timed(summary, "write"):
            _settle(con, summary, verdicts)
            _write(con, row_source, output, hits_only=hits_only)
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


def _list(con: duckdb.DuckDBPyConnection, source: str, ready: Path | None, *, whole: bool) -> Listed:
    listed = use(ready) if ready is not None else None
    if listed is None:
        listed = read_list(con, source, whole=whole)
        if ready is not None:
            keep(listed, read_said(con, source), ready)
    return listed


def _numbers_met(con: duckdb.DuckDBPyConnection, row_source: str, within: str, listed: Listed) -> str:
    """A table of the rows that may have a number of the list: most of the file is not read but for its numbers."""

    def of_batch(batch: Batch) -> tuple[npt.NDArray[np.int64], list[str]]:
        rows, found = batch.whole_numbers(0), np.empty(batch.rows, np.int64)
        found = found[: keys_met(batch.texts(1), batch.rows, listed.marks, found)]
        return rows[found], batch.texts(1).several(found)

    sql = f"SELECT file_row_number, id_no::VARCHAR FROM {row_source} WHERE {within}"
    met = list(side_by_side(batches(con, sql), of_batch))
    columns = {
        "no": np.concatenate([np.empty(0, np.int64), *(rows for rows, _ in met)]),
        "id_no": np.array([number for _, numbers in met for number in numbers], object),
    }
    others = f"""SELECT file_row_number, row_id, kind, name, c.id_no, birth, sex, province
        FROM {row_source} r JOIN columns_ c ON file_row_number = no"""
    _table(con, "numbers_met", others, columns)
    return "numbers_met"


def _lay_out(con: duckdb.DuckDBPyConnection, listed: Listed, rows: list[Entries]) -> None:
    records = listed.met_by(rows)
    for table, entries in (("row_", np.concatenate([np.empty(0, SPELLED), *rows])), ("list_", records)):
        columns = {name: np.ascontiguousarray(entries[name]) for name in SPELLED.fields or ()}
        _table(con, table, _TABLE, columns)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE few_{table} AS FROM {table} WHERE k IS NULL AND n IS NOT NULL"
        )
    bearers, who = listed.bearers(records)
    _table(con, "rare", RARE, {"n": bearers, "who": who})
    con.execute("CREATE OR REPLACE TEMP TABLE few_rare AS FROM few_list_ WHERE person AND n IN (FROM rare)")


#: Names of a list that one subject alone bears.
RARE = "SELECT n FROM columns_ GROUP BY n HAVING min(who) = max(who)"


def _table(
    con: duckdb.DuckDBPyConnection, table: str, made: str, columns: dict[str, npt.NDArray[Any]]
) -> None:
    """A table made of columns that lie in memory, which are called `columns_` there."""
    con.register("columns_", columns)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {made}")
    con.unregister("columns_")


def _join(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE equal_keys AS {_EQUAL_KEYS}")
    con.execute("CREATE OR REPLACE TEMP TABLE pairs AS SELECT row_no, rec_no FROM equal_keys WHERE NOT named")
    for join, when in _JOINS:
        con.execute(f"INSERT INTO pairs SELECT a.no, b.no FROM {join} WHERE {when}")


def _judge_all(
    con: duckdb.DuckDBPyConnection,
    summary: Summary,
    verdicts: dict[Judgement, int],
    row_source: str,
    records: Said | str,
) -> None:
    _read_again(con, "row", "row_id", ROWS, row_source)
    if isinstance(records, Said):
        _take_out(con, records)
    else:
        _read_again(con, "rec", "list_id", LIST, records)
    con.execute("""INSERT INTO met SELECT row_no, rec_no, row_id, list_id, CASE WHEN old THEN 2 WHEN same THEN 0 ELSE 1 END
        FROM equal_keys JOIN row_ids USING (row_no) JOIN rec_ids USING (rec_no) WHERE named""")
    told: tuple[list[int], list[int], list[int]] = ([], [], [])
    for row_no, rec_no, judged in _judged(con.execute(_SIDES)):
        summary.pairs += 1
        if judged.decision != PASS:
            for column, value in zip(
                told, (row_no, rec_no, verdicts.setdefault(judged, len(verdicts))), strict=True
            ):
                column.append(value)
    judgements = {
        name: np.array(column, dtype=np.int64)
        for name, column in zip(("row_no", "rec_no", "verdict"), told, strict=True)
    }
    _table(con, "judged", "FROM columns_", judgements)
    con.execute("""INSERT INTO met SELECT row_no, rec_no, row_id, list_id, verdict
        FROM judged JOIN row_ids USING (row_no) JOIN rec_ids USING (rec_no)""")
    summary.pairs += _count(con, "SELECT count(*) FROM equal_keys WHERE named")


_SIDES = """
  SELECT row_no, rec_no, a.* EXCLUDE (row_no), b.* EXCLUDE (rec_no), rec_no IN (SELECT no FROM few_rare) AS rare
  FROM (SELECT DISTINCT * FROM pairs) JOIN row_texts a USING (row_no) JOIN rec_texts b USING (rec_no)"""


def _read_again(con: duckdb.DuckDBPyConnection, side: str, key: str, kind: Kind, source: str) -> None:
    """Read a file once more, for the few rows or records that met."""
    texts = ", ".join(f"{made}::VARCHAR AS {name}" for name, made in kind.texts.items())
    con.execute(f"""CREATE OR REPLACE TEMP TABLE of_{side} AS SELECT file_row_number AS {side}_no, {key}, {texts} FROM {source}
        WHERE file_row_number IN (SELECT {side}_no FROM pairs UNION ALL SELECT {side}_no FROM equal_keys)""")
    con.execute(f"CREATE OR REPLACE TEMP VIEW {side}_ids AS SELECT {side}_no, {key} FROM of_{side}")
    con.execute(f"CREATE OR REPLACE TEMP VIEW {side}_texts AS SELECT * EXCLUDE ({key}) FROM of_{side}")


def _take_out(con: duckdb.DuckDBPyConnection, said: Said) -> None:
    """The same of records where they are kept; most of them met in a way that nothing has to be read for."""
    met = con.execute("SELECT rec_no FROM pairs UNION SELECT rec_no FROM equal_keys").fetchnumpy()
    records = np.sort(met["rec_no"])
    _table(con, "rec_ids", "FROM columns_", {"rec_no": records, "list_id": said.ids(records)})
    records = np.sort(con.execute("SELECT DISTINCT rec_no FROM pairs").fetchnumpy()["rec_no"])
    texts = {column: said.texts(column, records) for column in LIST.texts}
    _table(con, "rec_texts", "FROM columns_", {"rec_no": records, **texts})


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


def _settle(con: duckdb.DuckDBPyConnection, summary: Summary, verdicts: dict[Judgement, int]) -> None:
    """Of each row's hits the strongest, and beside it the others of the same decision; count them."""
    con.execute(
        "CREATE TEMP TABLE said (verdict INT, decision VARCHAR, band VARCHAR, rank INT, reasons VARCHAR[])"
    )
    lines = [
        (code, j.decision, j.band, j.rank, [f"{r.feature}:{r.rule}" for r in j.reasons])
        for j, code in verdicts.items()
    ]
    con.executemany("INSERT INTO said VALUES (?, ?, ?, ?, ?)", lines)
    # Most rows met one record. Of several the strongest, and of these the first of the file.
    con.execute("CREATE TEMP TABLE several AS SELECT row_no FROM met GROUP BY row_no HAVING count(*) > 1")
    con.execute("""CREATE TEMP TABLE ranked AS
      SELECT m.*, s.decision, row_number() OVER (PARTITION BY m.row_no ORDER BY s.rank, m.rec_no) AS place
      FROM met m JOIN said s USING (verdict) WHERE row_no IN (FROM several)""")
    con.execute("""CREATE TEMP TABLE named AS
      SELECT row_no, row_id, list_id, verdict, NULL AS others FROM met WHERE row_no NOT IN (FROM several)
      UNION ALL
      SELECT r.row_no, r.row_id, r.list_id, r.verdict, o.others
      FROM ranked r LEFT JOIN (
        SELECT x.row_no, list(x.list_id ORDER BY x.list_id) AS others FROM ranked x JOIN ranked f
          ON f.row_no = x.row_no AND f.place = 1 AND f.decision = x.decision WHERE x.place > 1 GROUP BY x.row_no) o USING (row_no)
      WHERE r.place = 1""")
    many = "SELECT decision, band, count(*) FROM named JOIN said USING (verdict) GROUP BY ALL"
    for decision, band, rows in con.execute(many).fetchall():
        summary.decisions[decision] += rows
        summary.bands[band] += rows


def _write(con: duckdb.DuckDBPyConnection, row_source: str, output: Path, *, hits_only: bool) -> None:
    partial = output.with_name(f".{output.name}.part")
    others = f"""UNION ALL SELECT row_id, '{PASS}', NULL, NULL, NULL, NULL FROM {row_source}
        WHERE file_row_number NOT IN (SELECT row_no FROM named)"""
    con.execute(f"""COPY (SELECT row_id, decision, list_id, band, reasons, coalesce(others, []) AS others FROM named JOIN said USING (verdict)
        {"" if hits_only else others}) TO '{_quoted(partial)}' (FORMAT parquet)""")
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
    ((many,),) = con.execute(sql).fetchall()  # all of it: DuckDB starts nothing else before an answer's end
    return int(many)


class _timed:  # noqa: N801 - read as a word
    """Add the seconds of a block to the summary."""

    def __init__(self, summary: Summary, part: str) -> None:
        self._summary, self._part = summary, part

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        spent = time.perf_counter() - self._began
        self._summary.seconds[self._part] = self._summary.seconds.get(self._part, 0.0) + spent

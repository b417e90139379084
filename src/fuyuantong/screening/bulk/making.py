"""The columns of a list's file, made from the list's records by DuckDB and numpy: no Python object for each record.

Spelling is that of the comparison of whole files (`bulk.preparing`), so a record stands under the same number and names
in both. Records without a number that is a key (`few`) and those with one (`full`) lie apart, each by names.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from fuyuantong.screening.bulk.preparing import NO_NAMES, prepare
from fuyuantong.screening.bulk.running import connect
from fuyuantong.screening.compiled.file import Column, lay_down
from fuyuantong.screening.compiled.marks import FIELD, FORMER, TOLD
from fuyuantong.screening.matching.names import PERSON, all_keys

EPOCH = "DATE '2000-01-01'"
_SEVERAL = "(contains(name, '(') OR contains(name, '（') OR former <> '')"


def make_file_of_csv(path: Path, about: Mapping[str, Any], copied: Path, memory: str = "3GB") -> str:
    """The same from a CSV file without a head (id, kind, name, id_no, birth_year, sex, province, expires_on, former)."""
    with connect(memory, copied.parent) as con:
        con.execute(f"""CREATE TABLE given AS
            SELECT row_number() OVER () - 1 AS file_row_number, * REPLACE (coalesce(former, '') AS former)
            FROM read_csv('{str(copied).replace("'", "''")}', header = false, columns = {_SHAPE}, quote = '"', escape = '"', delim = ',')""")
        return make_file(path, about, con, "given")


_SHAPE = """{'id': 'UUID', 'kind': 'VARCHAR', 'name': 'VARCHAR', 'id_no': 'VARCHAR', 'birth_year': 'SMALLINT', 'sex': 'VARCHAR',
    'province': 'VARCHAR', 'expires_on': 'DATE', 'former': 'VARCHAR'}"""


def make_file(path: Path, about: Mapping[str, Any], con: duckdb.DuckDBPyConnection, source: str) -> str:
    """Write the file of the records that `source` (what stands behind FROM) gives: file_row_number (0, 1, 2 … each
    once), id (UUID), kind, name, id_no, birth_year, sex, province, expires_on (a day or null), former (names between
    `FORMER`, or empty). Returns the digest; needs about 300 bytes of memory a record beside DuckDB's own."""
    con.execute(f"CREATE OR REPLACE TEMP VIEW listed AS SELECT * FROM {source}")
    named = f"""(SELECT file_row_number, kind, name, id_no, birth_year, province FROM listed UNION ALL
        SELECT file_row_number, kind, unnest(string_split(former, '{FORMER}')), id_no, birth_year, province
        FROM listed WHERE former <> '')"""
    prepare(con, "list_", named, birth="birth_year", words=True)
    _firsts(con)
    provinces = [
        p
        for (p,) in con.execute(
            "SELECT DISTINCT prov FROM list_ WHERE prov IS NOT NULL ORDER BY 1"
        ).fetchall()
    ]
    con.execute("CREATE OR REPLACE TEMP TABLE places AS SELECT unnest(?::VARCHAR[]) AS prov, unnest(range(1, ? + 1)) AS at",
                [provinces, len(provinces)])  # fmt: skip
    several = _Records(con)
    columns: dict[str, Column] = {}
    for part, sql in (("few", _FEW), ("full", _FULL)):
        columns |= _part(con, part, sql, several)
    columns["words"] = several.words
    order = np.argsort(columns["full_k"]).astype("<u4")
    columns |= {"order": order, "keys": columns["full_k"][order]}
    told = {**about, "records_count": several.many, "provinces": ["", *provinces]}
    return lay_down(path, told, columns)


def _firsts(con: duckdb.DuckDBPyConnection) -> None:
    """Today's name of the persons with several: only that makes one a bearer of it."""
    con.execute("CREATE OR REPLACE TEMP TABLE firsts (no BIGINT, first VARCHAR)")
    found = con.execute(
        f"SELECT file_row_number, name FROM listed WHERE kind = 'P' AND {_SEVERAL}"
    ).fetchnumpy()
    if len(found["name"]):
        keys = np.array([(*all_keys(PERSON, name), "")[0] for name in found["name"]], dtype=object)
        con.register("columns_", {"no": np.asarray(found["file_row_number"]), "first": keys})
        con.execute("INSERT INTO firsts SELECT no, first FROM columns_")
        con.unregister("columns_")


_NONE = f"l.n IS NULL OR l.n IN ({NO_NAMES})"
_ASIDE = "CASE WHEN f.first IS NOT NULL AND f.first <> l.s THEN 2 ELSE 0 END"
_END = """CASE WHEN {end} = '' OR contains({end}, '*') THEN -1 WHEN regexp_full_match({end}, '[0-9]+') THEN {end}::INT
    ELSE (md5_number_lower({end}) % 1000000007)::INT END"""
#: The columns of the records without a key.
_FEW = f"""
  SELECT l.no, l.n, (CASE WHEN l.person THEN 0 ELSE 4 END + CASE WHEN l.blank THEN 8 ELSE 0 END + 16 + {_ASIDE})::UTINYINT AS flags,
         coalesce(p.at, 0)::USMALLINT AS prov, coalesce(l.year, 0)::USMALLINT AS year,
         {_END.format(end="coalesce(substr(l.text, 1, 6), '')")} AS head, {_END.format(end="coalesce(substr(l.text, -4, 4), '')")} AS tail
  FROM few_list_ l LEFT JOIN places p ON p.prov = l.prov LEFT JOIN firsts f ON f.no = l.no"""
#: The columns of the others. Persons of one name need no words: the number and the name's key say all.
_FULL = f"""
  SELECT l.no, CASE WHEN {_NONE} THEN 0 ELSE l.n END AS n,
         CASE WHEN l.code IS NOT NULL THEN -(md5_number_lower(l.code) >> 1)::BIGINT - 1 ELSE l.k END AS k,
         (CASE WHEN l.old THEN 1 ELSE 0 END + CASE WHEN l.person THEN 0 ELSE 4 END
          + CASE WHEN NOT l.person OR l.code IS NOT NULL OR f.no IS NOT NULL THEN 16 ELSE 0 END + {_ASIDE})::UTINYINT AS flags,
         coalesce(p.at, 0)::USMALLINT AS prov
  FROM list_ l LEFT JOIN places p ON p.prov = l.prov LEFT JOIN firsts f ON f.no = l.no WHERE l.k IS NOT NULL"""
#: The names of a part, each once: its hash in DuckDB, the mark that is asked for, and its key.
_NAMES = """
  SELECT n, {s} AS s, md5_number_lower(CASE WHEN person THEN 'P|' ELSE 'O|' END || s) AS mark
  FROM (SELECT n, any_value(s) AS s, bool_or(person) AS person FROM (SELECT person, CASE WHEN {none} THEN 0 ELSE l.n END AS n, CASE WHEN {none} THEN '' ELSE l.s END AS s
        FROM {table} l WHERE {where}) GROUP BY n)"""
#: Of the part `full` the names of people are kept, of the others their words.
_KEPT_NAMES = {"few": "NULL", "full": "CASE WHEN person THEN s ELSE '' END"}


class _Records:
    """What every record has once, by its number in the source."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        rows = con.execute(f"""SELECT file_row_number AS no, (id::UUID::UHUGEINT >> 64)::UBIGINT AS high,
            (id::UUID::UHUGEINT & 18446744073709551615)::UBIGINT AS low,
            CASE WHEN expires_on IS NULL THEN 0 ELSE greatest(1, least(65535, expires_on - {EPOCH} + 1)) END::USMALLINT AS over
            FROM listed""").fetchnumpy()  # fmt: skip
        self.many = len(rows["no"])
        self.ids, self.over = np.empty((self.many, 2), dtype=">u8"), np.empty(self.many, dtype="<u2")
        self.ids[rows["no"], 0], self.ids[rows["no"], 1] = rows["high"], rows["low"]
        self.over[rows["no"]] = rows["over"]
        words = con.execute(f"""SELECT file_row_number AS no,
            translate(concat_ws('{FIELD}', kind, coalesce(name, ''), coalesce(id_no, ''), coalesce(birth_year::VARCHAR, ''),
                coalesce(sex, ''), coalesce(province::VARCHAR, ''), former), '\n\r', '  ') AS line FROM listed
            WHERE kind <> 'P' OR {_SEVERAL} OR file_row_number IN (SELECT no FROM few_list_)
               OR file_row_number IN (SELECT no FROM list_ WHERE code IS NOT NULL)""").fetchnumpy()  # fmt: skip
        self.words, starts = _joined(words["line"])
        self.line = np.zeros(self.many, dtype="<u4")
        self.line[words["no"]] = starts


def _joined(lines: npt.NDArray[Any]) -> tuple[Column, Column]:
    """All texts as one, and where each begins."""
    text = np.frombuffer(("\n".join([*lines, ""])).encode(), dtype="u1")
    ends = np.flatnonzero(text == ord("\n"))
    starts = np.zeros(len(ends), dtype="<u4")
    starts[1:] = ends[:-1] + 1
    return text, starts


def _part(con: duckdb.DuckDBPyConnection, part: str, sql: str, records: _Records) -> dict[str, Column]:
    """The columns of one part, in the order of the names."""
    rows = {name: np.asarray(column) for name, column in con.execute(sql).fetchnumpy().items()}
    sorting = np.argsort(rows["n"])
    n, no = rows.pop("n")[sorting], rows.pop("no")[sorting]
    rows = {name: column[sorting] for name, column in rows.items()}
    told = np.flatnonzero(rows["flags"] & TOLD)
    table, where = {"few": ("few_list_", "TRUE"), "full": ("list_", "l.k IS NOT NULL")}[part]
    names = con.execute(_NAMES.format(table=table, where=where, none=_NONE, s=_KEPT_NAMES[part])).fetchnumpy()
    by_hash = np.argsort(names["n"])
    begins = np.searchsorted(n, np.asarray(names["n"])[by_hash])
    marks = np.asarray(names["mark"])[by_hash]
    sorted_marks = np.argsort(marks)
    mine = {
        "ids": records.ids[no].view("u1").reshape(-1), "over": records.over[no], **rows,
        "told": told.astype("<u4"), "line": records.line[no[told]],
        "begins": np.append(begins, len(n)).astype("<u4"),
        "marks": marks[sorted_marks], "groups": sorted_marks.astype("<u4"),
    }  # fmt: skip
    if part == "full":
        mine["names"], mine["name_at"] = _joined(np.asarray(names["s"])[by_hash])
    return {f"{part}_{name}": np.ascontiguousarray(column) for name, column in mine.items()}

"""SQL that writes the rows of a file in the one spelling of `matching`: what is plain inside DuckDB, what
is odd (each
distinct text once) through the very functions that the counter uses, so both give the same answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise

import duckdb
import numpy as np
import numpy.typing as npt

from fuyuantong.screening.matching import names, numbers
from fuyuantong.screening.matching.judging import birth_digits, subject

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FA5
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


@cache
def plain_name() -> str:
    """A regular expression of the names in which no character has another form."""
    odd = sorted(c for c in names.variants() if _FIRST_HAN <= c <= _LAST_HAN)
    edges = [_FIRST_HAN - 1, *odd, _LAST_HAN + 1]
    ranges = [(a + 1, b - 1) for a, b in pairwise(edges) if b - a > 1]
    return "[" + "".join(chr(a) if a == b else f"{chr(a)}-{chr(b)}" for a, b in ranges) + "]+"


def form_of(column: str) -> str:
    """`names.company_form` of a plain name, in SQL."""
    for long, short in names.FORMS:
        column = f"replace({column}, '{long}', '{short}')"
    tails = " OR ".join(f"ends_with({column}, '{tail}')" for tail in names.CUT_FORMS)
    return f"CASE WHEN {tails} THEN {column} || '司' ELSE {column} END"


def prepare(
    con: duckdb.DuckDBPyConnection, table: str, source: str, *, birth: str, where: str = "TRUE"
) -> None:
    """Create `table` (no, kind, n, k, state, partial, text, born, province) of the rows of `source`.

    `n` hashes the name's key, `k` the number's key; `state` is v (a key), u (some other number), null
    (none); `text` is the
    number's one spelling, `born` the birth (YYYYMMDD, or YYYY). `birth` names the column of the birth
    date or year.
    A row with a former name stands there once for each name.
    """
    con.execute(f"CREATE OR REPLACE TEMP TABLE raw_ AS {_read(source, birth, where)}")
    _births(con)
    _odd_numbers(con)
    _odd_names(con)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {_SPELLED}")
    for done in ("raw_", "births", "odd_numbers", "odd_names"):
        con.execute(f"DROP TABLE {done}")


def tokens(table: str, having: str) -> str:
    """The rows of a prepared table whose name is also in `having`, with what candidates are joined on:
    the name with the
    number's first six places (np), its last four (ns), birth date and province (nb), birth year and
    province (ny)."""
    return f"""
      SELECT *, CASE WHEN NOT contains(text[1:6], '*') THEN hash(n, text[1:6]) END AS np,
             CASE WHEN NOT contains(text[-4:], '*') THEN hash(n, text[-4:]) END AS ns,
             CASE WHEN length(born) = 8 AND NOT contains(born, '*') AND province <> '' THEN hash(n, born,
             province) END AS nb,
             CASE WHEN NOT contains(born[1:4], '*') AND province <> '' THEN hash(n, born[1:4], province)
             END AS ny
      FROM {table} WHERE n IN (SELECT n FROM {having} WHERE n IS NOT NULL)"""


def _read(source: str, birth: str, where: str) -> str:
    """The plain numbers are told here: 17 digits and a check that holds, or 15 digits with a day in them,
    after taking away
    blanks and dashes and making wide characters narrow. Two small integers are quick to take apart for
    the check."""
    total = " + ".join(f"(front // {10 ** (8 - i)} % 10) * {w}" for i, w in enumerate(_WEIGHTS[:9]))
    total += "".join(f" + (back // {10 ** (7 - i)} % 10) * {w}" for i, w in enumerate(_WEIGHTS[9:]))
    narrow = "upper(translate(regexp_replace(id_no, '[ \\t\\r\\n　-]+', '', 'g'), '０１２３４５６７８９Ｘｘ', '0123456789XX'))"
    dated = "whole[7:10] || '-' || whole[11:12] || '-' || whole[13:14]"
    return f"""
      SELECT no, kind, name, id_no, province, birth, plain_name, dated,
             dated AND (old OR last = whole[18]) AS good, CASE WHEN old THEN whole || last ELSE whole END
             AS number
      FROM (SELECT *, coalesce(front IS NOT NULL AND back // 100000 % 100 BETWEEN 1 AND 12
                 AND (back // 1000 % 100 BETWEEN 1 AND 28 OR try_cast({dated} AS DATE) IS NOT NULL),
                 FALSE) AS dated,
               ('10X98765432')[({total}) % 11 + 1] AS last
        FROM (SELECT *, try_cast(whole[1:9] AS INT) AS front, try_cast(whole[10:17] AS INT) AS back
          FROM (SELECT *, coalesce(regexp_full_match(narrow, '[0-9]{{15}}') AND replace(narrow, narrow[1],
          '') <> '', FALSE)
                       AS old,
                     CASE WHEN regexp_full_match(narrow, '[0-9]{{6}}(19|20)[0-9]{{9}}[0-9X]') THEN narrow
                          WHEN old THEN narrow[1:6] || '19' || narrow[7:15] END AS whole
            FROM (SELECT file_row_number AS no, kind, name, id_no, trim(coalesce(province::VARCHAR,
            ''))[1:2] AS province,
                         {birth}::VARCHAR AS birth, coalesce(regexp_full_match(name, '{plain_name()}'),
                         FALSE) AS plain_name,
                         CASE WHEN regexp_full_match(id_no, '[0-9]{{17}}[0-9X]') THEN id_no ELSE {narrow}
                         END AS narrow
                  FROM {source} WHERE {where}))))"""


#: A company's code needs no check here: a damaged one is met by its name, and `judge` looks at every pair.
_COMPANY = (
    "kind = 'O' AND regexp_full_match(id_no, '9[0-9A-HJ-NP-RTUW-Y]{7}[0-9A-Z]{8}[0-9X][0-9A-HJ-NP-RTUW-Y]')"
)
#: A person's whole number whose check fails, with a day in it: damaged, whatever it is.
_SLIPPED = "kind = 'P' AND dated AND NOT good AND NOT starts_with(number, '9') AND replace(number, number[1], '') <> ''"


def _births(con: duckdb.DuckDBPyConnection) -> None:
    sql = (
        f"SELECT DISTINCT birth FROM raw_ WHERE birth IS NOT NULL AND NOT regexp_full_match(birth, '{_DAY}')"
    )
    found = con.execute(sql).fetchnumpy()["birth"]
    digits = [text if len(text) == 4 else birth_digits(text) or None for text in found]  # noqa: PLR2004 - a year
    _keep(
        con, "births", {"birth": _column(found), "digits": _column(digits)}, "birth VARCHAR, digits VARCHAR"
    )


def _odd_numbers(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(f"""ALTER TABLE raw_ ADD COLUMN way VARCHAR;
        UPDATE raw_ SET way = CASE WHEN good THEN 'good' WHEN {_COMPANY} THEN 'company' WHEN {_SLIPPED}
        THEN 'slipped'
                                   WHEN id_no IS NOT NULL AND length(id_no) > 3 THEN 'odd' END""")
    found = con.execute("SELECT DISTINCT id_no FROM raw_ WHERE way = 'odd'").fetchnumpy()["id_no"]
    read = [numbers.read_number(text) for text in found]
    odd_rows = {
        "id_no": _column(found),
        "key": _column([n.key or None for n in read]),
        "text": _column([n.text or None for n in read]),
        "partial": np.array([n.shape == numbers.PARTIAL for n in read], dtype=bool),
        "birth": _column([n.birth or None for n in read]),
    }
    _keep(
        con,
        "odd_numbers",
        odd_rows,
        "id_no VARCHAR, key VARCHAR, text VARCHAR, partial BOOLEAN, birth VARCHAR",
    )


def _odd_names(con: duckdb.DuckDBPyConnection) -> None:
    unknown = con.execute(
        "SELECT DISTINCT name, id_no FROM raw_ WHERE kind IS NULL OR kind NOT IN ('P', 'O')"
    ).fetchall()
    if unknown:
        kinds = {
            "name": _column([name for name, _ in unknown]),
            "id_no": _column([number for _, number in unknown]),
            "kind": _column([subject(None, name, number).kind for name, number in unknown]),
        }
        _keep(con, "kinds", kinds, "name VARCHAR, id_no VARCHAR, kind VARCHAR")
        con.execute("""UPDATE raw_ SET kind = kinds.kind FROM kinds WHERE (raw_.kind IS NULL OR raw_.kind NOT IN ('P', 'O'))
            AND raw_.name IS NOT DISTINCT FROM kinds.name AND raw_.id_no IS NOT DISTINCT FROM
            kinds.id_no""")
    found = con.execute(
        "SELECT DISTINCT kind, name FROM raw_ WHERE name IS NOT NULL AND NOT plain_name"
    ).fetchnumpy()
    pairs = zip(found["kind"], found["name"], strict=True)
    # A former name in brackets gives its row a second time, under that name.
    spelled = [(kind, name, key) for kind, name in pairs for key in names.all_keys(kind, name) or (None,)]
    odd_rows = {
        column: _column([row[place] for row in spelled])
        for place, column in enumerate(("kind", "name", "key"))
    }
    _keep(con, "odd_names", odd_rows, "kind VARCHAR, name VARCHAR, key VARCHAR")


def _column(values: object) -> npt.NDArray[np.object_]:
    return np.array(values, dtype=object)


def _keep(
    con: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, npt.NDArray[np.generic]], shape: str
) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({shape})")
    if len(next(iter(columns.values()))):
        con.register("columns_", columns)
        con.execute(f"INSERT INTO {table} SELECT {', '.join(columns)} FROM columns_")
        con.unregister("columns_")


_NO_NAME = ", ".join(f"'{name}'" for name in sorted(names.NO_NAME))
_SPELLED = f"""
  SELECT no, kind, CASE WHEN spelled NOT IN ({_NO_NAME}) THEN hash(kind, spelled) END AS n,
         CASE WHEN key IS NOT NULL THEN hash(key) END AS k,
         CASE WHEN key IS NOT NULL THEN 'v' WHEN text IS NOT NULL THEN 'u' END AS state, partial, text,
         born, province
  FROM (SELECT r.no, r.kind, r.province, coalesce(o.partial, FALSE) AS partial,
               CASE r.way WHEN 'odd' THEN o.text WHEN 'company' THEN r.id_no ELSE r.number END AS text,
               CASE r.way WHEN 'good' THEN r.number WHEN 'company' THEN r.id_no[9:17] WHEN 'odd' THEN
               o.key END AS key,
               CASE WHEN r.way IN ('good', 'slipped') THEN r.number[7:14] WHEN o.birth IS NOT NULL THEN
               o.birth
                    WHEN b.digits IS NOT NULL THEN b.digits ELSE replace(r.birth, '-', '') END AS born,
               CASE WHEN NOT r.plain_name THEN m.key WHEN r.kind = 'O' THEN {form_of("r.name")} ELSE
               r.name END AS spelled
        FROM raw_ r LEFT JOIN odd_numbers o ON r.way = 'odd' AND o.id_no = r.id_no
                    LEFT JOIN births b ON b.birth = r.birth
                    LEFT JOIN odd_names m ON NOT r.plain_name AND m.name = r.name AND m.kind = r.kind)"""

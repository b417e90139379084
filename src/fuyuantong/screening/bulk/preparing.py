"""SQL that writes the rows of a file in the one spelling of `matching`: what is plain inside DuckDB in one pass, what
is odd (each distinct text once) through the very functions that the counter uses, so both give the same answer."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np
import numpy.typing as npt

from fuyuantong.screening.bulk.digits import (
    CHECK,
    DAYS,
    PLAIN_ORGANISATION,
    SINCE,
    SPOT,
    THIRDS,
    UNTIL,
    USUAL_DAYS,
    WHOLE,
    code_holds,
    hashed,
    organisation,
)
from fuyuantong.screening.matching import names, numbers
from fuyuantong.screening.matching.judging import birth_digits, subject

#: Places hidden in the middle of a whole number; anything less usual goes to `numbers.read_number`.
_MASKED = "[0-9]{6,14}[*]{2,12}[0-9]{0,3}[0-9X]?|9[123][0-9A-Z]{4,12}[*]{2,12}[0-9A-Z]{0,10}"
_WIDE = "".join(chr(0xFF21 + i) for i in range(26)) + "".join(chr(0xFF41 + i) for i in range(26))
#: Behind a bracket in a company's name: what is no part of the name (`names.all_keys`).
_ASIDE = "[(（](?:原|曾用名|又名|别名|化名|身份证|已故|死亡|男|女|本人|法人|法定代表人|负责人|户主|未成年|退休|重名)"
_DROPPED = "[\\s\\x{200b}-\\x{200f}\\x{2060}\\x{feff}\\x{ad}\\x{3000}\\x{a0}·•．.・‧∙⋅●。,，、*_/-]+"


#: What remains when Chinese was read in the wrong encoding: the replacement character, and words that only arise so.
GARBLED = "\\x{FFFD}|锟斤拷|烫烫烫|屯屯屯|[ÃÂÐÑ][\\x{80}-\\x{BF}]|[À-ÿ]{4}"


class Faulty(ValueError):
    """A file with a row that `bulk.files` refuses."""


def garbled(column: str) -> str:
    """Whether a text is; what is written in ASCII alone, as numbers are, is not."""
    return f"CASE WHEN strlen({column}::VARCHAR) > length({column}::VARCHAR) THEN regexp_matches({column}::VARCHAR, '{GARBLED}') END"


#: Faults of a row of any file, and of a list (`prepare`).
FAULT = f"coalesce({garbled('name')}, FALSE) OR coalesce({garbled('id_no')}, FALSE)"
LIST_FAULT = f"{FAULT} OR person IS NULL OR trim(coalesce(name, '')) = ''"


def form_of(column: str) -> str:
    """`names.company_form` of a plain name, in SQL; most names need none of it, most others one replacement."""
    full = column
    for long, short in names.FORMS:
        full = f"replace({full}, '{long}', '{short}')"
    tails = " OR ".join(f"ends_with({full}, '{tail}')" for tail in names.CUT_FORMS)
    usual, *others = [long for long, _ in names.FORMS]
    rare = "|".join(others + [f"{tail}$" for tail in names.CUT_FORMS])
    return f"""CASE WHEN NOT regexp_matches({column}, '{usual}|{rare}') THEN {column}
        WHEN NOT regexp_matches({column}, '{rare}') THEN replace({column}, '{usual}', '{names.FORMS[0][1]}')
        WHEN {tails} THEN {full} || '司' ELSE {full} END"""


def prepare(
    con: duckdb.DuckDBPyConnection,
    table: str,
    source: str,
    *,
    birth: str,
    where: str = "TRUE",
    words: bool = False,
    texts: bool = False,
    keep: tuple[str, str, str] | None = None,
    fault: str = "",
) -> None:
    """Create the view `table` and the table `few_{table}` of the rows of `source`, and `table`'s own tables.

    Columns: `no`; `person`; `n` hash of the name's key; `k` the number's key (17 digits of a person, a negative hash
    of an organisation's); `old` from 15 digits; `t` hash of an organisation's whole text; `head` and `tail`, `born`,
    `year`, `prov`: what candidates are joined on. `few_` has the rows without a key, with `blank`: the number says too
    little to speak for or against. `birth` names the column of the birth date or year. A row with a former name stands
    there once for each name. With `words` also `s`, the name's key itself, and `code`, the nine characters of an
    organisation whose number is a key; with `texts` `{table}first` has the file's own words.

    `keep`: rows are laid down that meet its first condition, or both others, the third over `CLEAN_ENDS` too. `fault`
    (such as `GARBLED`) raises `Faulty` where a row that could not be read at once meets it.
    """
    con.execute(f"CREATE TEMP TABLE IF NOT EXISTS days AS {DAYS}")
    con.execute(f"CREATE TEMP TABLE IF NOT EXISTS usual_days AS {USUAL_DAYS}")
    first = _first(source, birth, where, words=words, texts=texts)
    if keep:
        first = f"""SELECT * EXCLUDE (met, head, tail, born, year) FROM (SELECT *, {CLEAN_ENDS}
            FROM (FROM (SELECT *, {keep[0]} AS met FROM ({first})) WHERE met OR {keep[1]})) WHERE met OR {keep[2]}"""
    # As written: with the table of days on the side that is looked up, however few the rows may be.
    con.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table}first AS {first}")
    con.execute("RESET disabled_optimizers")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE odd_ AS {_odd(f'{table}first', words=words, fault=fault or 'FALSE')}"
    )
    if fault and con.execute("SELECT 1 FROM odd_ WHERE fault LIMIT 1").fetchone():
        raise Faulty
    _kinds(con)
    _births(con)
    _odd_numbers(con)
    _odd_names(con)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table}rest AS {_spelled(words=words)}")
    for done in ("odd_", "births", "odd_numbers", "odd_names"):
        con.execute(f"DROP TABLE {done}")
    as_one(con, table, words=words)
    con.execute(f"""CREATE OR REPLACE TEMP TABLE few_{table} AS
        SELECT * FROM {table}rest WHERE k IS NULL AND n IS NOT NULL AND n NOT IN ({NO_NAMES})""")


def as_one(con: duckdb.DuckDBPyConnection, table: str, *, words: bool = False) -> None:
    """The view of all rows over the two tables of `prepare`."""
    con.execute(f"""CREATE OR REPLACE TEMP VIEW {table} AS {_clean(table, words=words)}
        UNION ALL SELECT no, person, n, k, old, t, head, tail, born, year, prov{", s, code" * words} FROM {table}rest""")


#: What the words that stand for no name at all are hashed to: no pair is brought by them.
NO_NAMES = " UNION ALL ".join(
    f"SELECT hash({person}, '{name}')" for name in sorted(names.NO_NAME) for person in ("TRUE", "FALSE")
)


#: Words of a company's form that are in no name that `_usual_name` takes, but for the first, which is replaced.
_LONG, _SHORT = names.FORMS[0]


def _usual_name() -> str:
    """A regular expression of the plain names whose company form is written in the one way but for `_LONG`, and in
    which no character of a garbled word (`GARBLED`) stands."""
    return f"(?:{names.plain_name('公社责锟烫屯')}|有限公司|分公司)+(?:{_LONG})?"


def _first(source: str, birth: str, where: str, *, words: bool, texts: bool) -> str:
    """One pass over the file. Rows with a usual name (`n`) and a whole number that holds (`k`) are done; the texts of
    the others are read again. `x` is what the check character stands for, or the hash of an organisation's text.

    A text that the engine takes for as many digits as it has places is made of them, unless it has a power of ten in it,
    and then it ends in zeros."""
    name = "name" if words or texts else "CASE WHEN plain AND k IS NOT NULL THEN NULL ELSE name END"
    if texts:
        own = "id_no, birth::VARCHAR AS birth, kind, sex, province"
    else:
        own = "CASE WHEN k IS NULL THEN id_no END AS id_no, CASE WHEN k IS NULL THEN birth::VARCHAR END AS birth"
    code = ", CASE WHEN k < 0 THEN substr(id_no, 9, 9) END AS code" * words
    province = "trim(province::VARCHAR, ' \t\r\n　')"
    body = hashed("substr(id_no, 9, 9)")
    tens = "read % 10 = 0 AND regexp_matches(id_no, '[eE]')"
    spelled = f"CASE WHEN person OR NOT ends_with(name, '{_LONG}') THEN name ELSE replace(name, '{_LONG}', '{_SHORT}') END"
    return f"""
      SELECT no, person, plain AND k IS NOT NULL AS done, k,
             CASE WHEN strlen(province::VARCHAR) = 2 AND NOT contains(province::VARCHAR, ' ') THEN province::VARCHAR
                  ELSE nullif(substr({province}, 1, 2), '') END AS prov,
             CASE WHEN plain THEN hash(person, {spelled}) END AS n,
             CASE WHEN k >= 0 THEN said WHEN k < 0 THEN (hash(id_no) >> 1)::BIGINT END AS x,
             {name} AS name, {own}{code}
      FROM (SELECT *, CASE WHEN whole IS NULL THEN CASE WHEN long AND NOT person AND {organisation("id_no")} THEN {body} END
                           WHEN {tens} THEN NULL
                           WHEN person THEN CASE WHEN said = {CHECK} THEN whole END
                           WHEN {PLAIN_ORGANISATION} THEN {body} END AS k
        FROM (SELECT *, CASE WHEN born BETWEEN {SINCE} AND {UNTIL} THEN born - {SINCE} ELSE 0 END AS day
          FROM (SELECT *, {THIRDS}
            FROM (SELECT *, CASE WHEN read >= 100000000000000000 THEN read // 10 WHEN read >= 10000000000000000 THEN read
                              WHEN NOT person AND read >= 1000000000000000 THEN read * 10 END AS whole,
                         CASE WHEN read >= 100000000000000000 THEN read % 10 ELSE 10 END AS said
              FROM (SELECT *, CASE WHEN long THEN try_cast(CASE WHEN NOT person THEN substr(id_no, 1, 16) WHEN ends_with(id_no, 'X')
                                                                THEN substr(id_no, 1, 17) ELSE id_no END AS BIGINT) END AS read
                FROM (SELECT *, regexp_full_match(name, '{_usual_name()}') AND person IS NOT NULL AS plain,
                             strlen(id_no) = 18 AND id_no >= '1' AND person IS NOT NULL AS long
                  FROM (SELECT file_row_number AS no, name, id_no, {birth} AS birth, province{", kind, sex" * texts},
                               CASE kind WHEN 'P' THEN TRUE WHEN 'O' THEN FALSE END AS person
                        FROM {source} WHERE {where})))))) JOIN usual_days USING (day))"""


#: What is taken out of a whole number.
CLEAN_ENDS = """CASE WHEN person THEN (k // 100000000000)::INT END AS head,
         CASE WHEN person THEN (k % 1000 * 11 + x)::INT END AS tail,
         CASE WHEN person THEN (k // 1000 % 100000000)::INT END AS born,
         CASE WHEN person THEN (k // 10000000 % 10000)::INT END AS year"""


def _clean(table: str, *, words: bool) -> str:
    """The columns that `prepare` promises, of the rows that are done: what joins need is taken out of the number."""
    told = f", CASE WHEN person THEN name ELSE {form_of('name')} END AS s, code" * words
    return f"""
  SELECT no, person, n, k, FALSE AS old, CASE WHEN k < 0 THEN x END AS t, {CLEAN_ENDS}, prov{told}
  FROM {table}first WHERE done"""


def _odd(first: str, *, words: bool, fault: str) -> str:
    """The other rows: what can be told of their numbers after taking away blanks and dashes and making wide characters
    narrow. `way`: good, company, code, slipped (a day in it, the check fails), damaged (a credit code's check fails),
    cut (the last place is missing), masked, odd (to be read); null where `k` is known or there is nothing. `text` is the
    one spelling, `name`, `id_no` are left where they are read again."""
    close = "regexp_replace(id_no, '[ \\t\\r\\n　-]+', '', 'g')"
    digits = f"translate({close}, '０１２３４５６７８９Ｘｘ', '0123456789XX')"
    letters = "".join(chr(ord("A") + i) for i in range(26))
    narrow = f"""CASE WHEN strlen(id_no) = length(id_no) THEN upper({close}) WHEN NOT regexp_matches(id_no, '[{_WIDE}]')
        THEN upper({digits}) ELSE upper(translate({digits}, '{_WIDE}', '{letters * 2}')) END"""
    said = "CASE WHEN ends_with(written, 'X') THEN 10 ELSE ascii(substr(written, 18, 1)) - 48 END"
    code = ", code" * words
    dropped = f"regexp_replace(name, '{_DROPPED}', '', 'g')"
    name = "name" if words else "CASE WHEN person IS NULL OR (n IS NULL AND bare IS NULL) THEN name END"
    ended = "written || CASE WHEN last = 10 THEN 'X' ELSE last::VARCHAR END"
    return f"""
      SELECT no, person, birth, prov{code}, n, k, x, old, born, dated, way, bare, fault, {name} AS name,
             CASE WHEN way = 'odd' OR person IS NULL THEN id_no END AS id_no,
             CASE WHEN way = 'good' AND old THEN {ended} WHEN way = 'cut' THEN narrow || '*' WHEN way <> 'odd' THEN narrow END AS text
      FROM (SELECT *,
             CASE WHEN narrow IS NULL THEN NULL
                  WHEN dated AND (old OR said = last) THEN 'good'
                  WHEN dated AND strlen(narrow) = 17 THEN 'cut'
                  WHEN {organisation("narrow")} THEN 'company'
                  WHEN dated AND NOT starts_with(written, '9') THEN 'slipped'
                  WHEN contains(narrow, 'XXX') THEN 'odd'
                  WHEN strlen(narrow) = 18 AND regexp_full_match(narrow, '{_MASKED}') THEN 'masked'
                  WHEN {code_holds("narrow")} THEN 'code'
                  WHEN regexp_full_match(narrow, '9[0-9A-Z]{{17}}') AND narrow <> '999999999999999999' THEN 'damaged'
                  ELSE 'odd' END AS way,
             CASE WHEN regexp_full_match(close, '{names.plain_name()}') THEN close END AS bare
      FROM (SELECT *, {CHECK} AS last, CASE WHEN NOT old THEN {said} END AS said, share IS NOT NULL AS dated
        FROM (SELECT *, {SPOT} FROM (SELECT *, {THIRDS}
          FROM (SELECT *, try_cast(substr(written, 1, 17) AS BIGINT) AS whole
            FROM (SELECT *, CASE WHEN regexp_full_match(narrow, '{WHOLE}|[0-9]{{17}}') THEN narrow
                                 WHEN old THEN substr(narrow, 1, 6) || '19' || substr(narrow, 7) END AS written
              FROM (SELECT *, coalesce(strlen(narrow) = 15 AND regexp_full_match(narrow, '[0-9]{{15}}') AND
                              narrow <> '110110110110110' AND replace(narrow, substr(narrow, 1, 1), '') <> '', FALSE) AS old,
                           CASE WHEN NOT person AND regexp_matches(dropped, '[(（]') AND NOT regexp_matches(dropped, '{_ASIDE}')
                                THEN regexp_replace(dropped, '[()（）]', '', 'g') ELSE dropped END AS close
                FROM (SELECT *, CASE WHEN regexp_full_match(id_no, '[0-9A-Z*]{{4,}}') THEN id_no WHEN length(id_no) > 3 THEN {narrow} END AS narrow,
                             CASE WHEN n IS NULL THEN {dropped} END AS dropped, {fault} AS fault
                      FROM (SELECT no, person, name, prov{code}, n, k, x, CASE WHEN k IS NULL THEN id_no END AS id_no,
                                   CASE WHEN k IS NULL THEN birth END AS birth
                            FROM {first} WHERE NOT coalesce(done, FALSE)))))))) JOIN days USING (spot)))"""


def _kinds(con: duckdb.DuckDBPyConnection) -> None:
    """Where a file does not say P or O, it is told from number and name."""
    unknown = con.execute("SELECT DISTINCT name, id_no FROM odd_ WHERE person IS NULL").fetchall()
    if not unknown:
        return
    told = {
        "name": _column([name for name, _ in unknown]),
        "id_no": _column([number for _, number in unknown]),
        "kind": _column([subject(None, name, number).kind for name, number in unknown]),
    }
    _keep(con, "kinds", told, "name VARCHAR, id_no VARCHAR, kind VARCHAR")
    con.execute("""UPDATE odd_ SET person = kinds.kind = 'P' FROM kinds WHERE person IS NULL
        AND odd_.name IS NOT DISTINCT FROM kinds.name AND odd_.id_no IS NOT DISTINCT FROM kinds.id_no""")


def _births(con: duckdb.DuckDBPyConnection) -> None:
    usual = "regexp_full_match(birth, '[0-9]{4}(-[0-9]{2}-[0-9]{2})?')"
    sql = f"SELECT DISTINCT birth FROM odd_ WHERE birth IS NOT NULL AND NOT {usual}"
    found = con.execute(sql).fetchnumpy()["birth"]
    digits = [birth_digits(text) or None for text in found]
    _keep(
        con, "births", {"birth": _column(found), "digits": _column(digits)}, "birth VARCHAR, digits VARCHAR"
    )


def _odd_numbers(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute("SELECT DISTINCT id_no FROM odd_ WHERE way = 'odd'").fetchnumpy()["id_no"]
    read = [numbers.read_number(text) for text in found]
    columns = {
        "id_no": _column(found),
        "key": _column([n.key or None for n in read]),
        "text": _column([n.text or None for n in read]),
        "partial": np.array([n.shape == numbers.PARTIAL for n in read], dtype=bool),
        "aged": np.array([n.shape == numbers.OLD for n in read], dtype=bool),
        "birth": _column([n.birth or None for n in read]),
    }
    shape = "id_no VARCHAR, key VARCHAR, text VARCHAR, partial BOOLEAN, aged BOOLEAN, birth VARCHAR"
    _keep(con, "odd_numbers", columns, shape)


def _odd_names(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "SELECT DISTINCT person, name FROM odd_ WHERE name IS NOT NULL AND bare IS NULL AND n IS NULL"
    ).fetchnumpy()
    pairs = zip(found["person"], found["name"], strict=True)
    # A former name in brackets gives its row a second time, under that name.
    spelled = [
        (person, name, key)
        for person, name in pairs
        for key in names.all_keys(names.PERSON if person else names.ORGANISATION, name) or (None,)
    ]
    columns = {
        column: np.array([row[place] for row in spelled], dtype=kind)
        for place, (column, kind) in enumerate((("person", bool), ("name", object), ("key", object)))
    }
    _keep(con, "odd_names", columns, "person BOOLEAN, name VARCHAR, key VARCHAR")


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


def _end(text: str, tail: str = "") -> str:
    """An end of a number as a small integer, the same for digits as in `_first`."""
    value = f"substr({text}, 1, 3)::INT * 11 + {tail}" if tail else f"{text}::INT"
    digits = "[0-9]{3}[0-9X]" if tail else "[0-9]{6}"
    return f"""CASE WHEN {text} IS NULL OR contains({text}, '*') THEN NULL WHEN regexp_full_match({text}, '{digits}') THEN {value}
        ELSE (hash({text}) % 1000000007)::INT END"""


def _spelled(*, words: bool) -> str:
    digits = "lpad(born::VARCHAR, 8, '0')"
    tail = "CASE WHEN ends_with(text, 'X') THEN 10 ELSE substr(text, -1, 1)::INT END"
    masked = (
        "CASE WHEN substr(r.text, 1, 2) NOT IN ('91', '92', '93') "
        "THEN nullif(substr(r.text, 7, 8), '********') END"
    )
    taken = {
        "head": "k // 100000000000", "tail": "k % 1000 * 11 + x", "born": "k // 1000 % 100000000", "year": "k // 10000000 % 10000",
    }  # fmt: skip
    read = {
        "head": _end("substr(text, 1, 6)"),
        "tail": _end("substr(text, -4, 4)", tail),
        "born": "try_cast(coalesce(CASE WHEN NOT contains(own, '*') THEN own END, given) AS INT)",
        "year": """try_cast(coalesce(CASE WHEN NOT contains(substr(own, 1, 4), '*') THEN substr(own, 1, 4) END,
                   substr(given, 1, 4), year_alone) AS INT)""",
    }
    ends = ", ".join(
        f"CASE WHEN NOT person THEN NULL WHEN k > 0 THEN ({taken[c]})::INT ELSE {read[c]} END AS {c}"
        for c in read
    )
    code = ", coalesce(code, CASE WHEN strlen(key) = 9 THEN key END) AS code" * words
    own = f"WHEN r.n IS NOT NULL THEN CASE WHEN r.person THEN r.name ELSE {form_of('r.name')} END" * words
    return f"""
      SELECT no, person, prov{", spelled AS s" * words}{code}, coalesce(key IS NOT NULL AND aged, FALSE) AS old,
             CASE WHEN n IS NOT NULL THEN n WHEN spelled IS NOT NULL THEN hash(person, spelled) END AS n,
             CASE WHEN k IS NOT NULL THEN k WHEN strlen(key) = 18 THEN try_cast(substr(key, 1, 17) AS BIGINT)
                  WHEN key IS NOT NULL THEN {hashed("key")} END AS k,
             CASE WHEN k < 0 THEN x WHEN strlen(key) < 18 THEN (hash(text) >> 1)::BIGINT END AS t,
             {ends}, text, text IS NULL OR partial AS blank
      FROM (SELECT r.no, r.person, r.prov{", r.code" * words}, r.n, r.k, r.x, coalesce(o.partial, r.way IN ('masked', 'cut'), FALSE) AS partial,
                   coalesce(o.aged, r.way = 'good' AND r.old, FALSE) AS aged,
                   CASE r.way WHEN 'odd' THEN o.text ELSE r.text END AS text,
                   CASE r.way WHEN 'good' THEN r.text WHEN 'company' THEN substr(r.text, 9, 9) WHEN 'code' THEN r.text WHEN 'odd' THEN o.key END AS key,
                   CASE WHEN r.way IN ('good', 'slipped', 'cut') OR (r.way = 'damaged' AND r.dated) THEN {digits} WHEN r.way = 'odd' THEN o.birth
                        WHEN r.way = 'masked' THEN {masked} END AS own,
                   CASE WHEN strlen(r.birth) = 4 THEN NULL WHEN b.birth IS NOT NULL THEN b.digits
                        ELSE replace(r.birth, '-', '') END AS given,
                   CASE WHEN strlen(r.birth) = 4 THEN r.birth END AS year_alone,
                   CASE {own} WHEN r.bare IS NULL THEN m.key WHEN r.person THEN r.bare ELSE {form_of("r.bare")} END AS spelled
            FROM odd_ r LEFT JOIN odd_numbers o ON o.id_no = r.id_no
                        LEFT JOIN births b ON b.birth = r.birth
                        LEFT JOIN odd_names m ON m.name = r.name AND m.person = r.person AND r.bare IS NULL)"""

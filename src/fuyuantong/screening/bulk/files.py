"""What a file of a list or of a department must be before it is compared: refused with row and reason, or
good whole."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Sequence
from pathlib import Path

import duckdb

from fuyuantong.common.refusals import FieldError, Refusal
from fuyuantong.screening.bulk.arrow import batches
from fuyuantong.screening.bulk.native.ids import nothing_ticked, tick
from fuyuantong.screening.bulk.running import source
from fuyuantong.screening.bulk.spelling import GARBLED
from fuyuantong.screening.bulk.texts import LIST_COLUMNS, ROW_COLUMNS, WHOLE_NUMBERS, decoded

_MOST_SHOWN = 20
_TEXTS = ("name", "id_no")
#: What `str.strip` takes off.
_BLANK = "[\\t-\\r\\x1c-\\x1f\\x85\\p{Z}]"


def garbled(column: str) -> str:
    """Whether a text is; what is written in ASCII alone, as numbers are, is not."""
    return f"CASE WHEN strlen({column}::VARCHAR) > length({column}::VARCHAR) THEN regexp_matches({column}::VARCHAR, '{GARBLED}') END"


def refuse_bad_list(path: Path, lines: Sequence[int] = (), *, texts: bool = True) -> None:
    """Refuse a list with E-LIST-FILE, E-LIST-COLUMNS or E-LIST-ROWS; `errors` names row and reason.

    Rows count from 1; of what was a CSV file `lines` says in which line of it each row stands (`from_csv`).
    Without `texts` nobody looks at kinds, names and numbers: `spelling.spelled` does (`Faulty`).
    """
    _refuse_bad(path, LIST_COLUMNS, "list_id", whole=True, texts=texts, lines=lines)


def refuse_bad_rows(path: Path, called: str = "", lines: Sequence[int] = (), *, texts: bool = True) -> None:
    """Refuse a department's file (`called` as its owner knows it); rows without a usable number or name are no fault there, they only
    match nothing."""
    _refuse_bad(path, ROW_COLUMNS, "row_id", whole=False, texts=texts, called=called, lines=lines)


def _refuse_bad(
    path: Path,
    columns: tuple[str, ...],
    key: str,
    *,
    whole: bool,
    texts: bool,
    called: str = "",
    lines: Sequence[int] = (),
) -> None:
    con = duckdb.connect()
    try:
        shape = con.execute(f"DESCRIBE SELECT * FROM {source(path)}").fetchall()
        types = {str(row[0]): str(row[1]) for row in shape}
        _refuse_columns(columns, types)
        faults = _faults(con, source(path), key, types, whole=whole, texts=texts, lines=lines)
    except duckdb.Error as error:
        message = f"文件“{path.name}”读不出来，应为完整的 Parquet 文件。"
        raise Refusal("E-LIST-FILE", message, hint="请重新导出后再试。") from error
    finally:
        con.close()
    if faults:
        errors = tuple(FieldError("E-LIST-ROW", reason, row=row) for row, reason in faults[:_MOST_SHOWN])
        shown = "；".join(f"第 {row} 行：{reason}" for row, reason in faults[:3])
        raise Refusal(
            "E-LIST-ROWS", f"文件“{called or path.name}”有不合格的行，整份不予采用。{shown}。", errors=errors,
            hint="请按所列行号更正后重新提交；原有名单不受影响。",
        )  # fmt: skip


def _refuse_columns(columns: tuple[str, ...], types: dict[str, str]) -> None:
    missing = [name for name in columns if name not in types]
    wrong = [
        n
        for n in columns
        if n in types and ("[]" in types[n] or types[n].startswith(("STRUCT", "MAP", "BLOB")))
    ]
    if missing or wrong:
        parts = [f"缺少列 {'、'.join(missing)}"] if missing else []
        parts += [f"列 {'、'.join(wrong)} 的类型不对"] if wrong else []
        raise Refusal(
            "E-LIST-COLUMNS", f"文件的列不对：{'；'.join(parts)}。", hint=f"应有列：{'、'.join(columns)}。"
        )


def _faults(
    con: duckdb.DuckDBPyConnection,
    rows: str,
    key: str,
    types: dict[str, str],
    *,
    whole: bool,
    texts: bool,
    lines: Sequence[int],
) -> list[tuple[int, str]]:
    empty = "" if types[key] in WHOLE_NUMBERS else f" OR {key}::VARCHAR = ''"
    checks = [(f"{key} IS NULL{empty}", f"编号（{key}）为空")]
    if texts:
        checks.append((" OR ".join(garbled(column) for column in _TEXTS), "文字编码混乱，出现乱码"))
    if whole and texts:
        checks += [
            ("kind IS NULL OR kind NOT IN ('P', 'O')", "类别（kind）应为 P（自然人）或 O（组织）"),
            (
                f"CASE WHEN name >= '\u3001' THEN FALSE ELSE regexp_full_match(coalesce(name, ''), '{_BLANK}*') END",
                "名称（name）为空",
            ),
        ]
    if whole:
        checks += [
            ("birth_year IS NOT NULL AND coalesce(try_cast(birth_year AS INT), 0) NOT BETWEEN 1900 AND 2100",
             "出生年（birth_year）不对"),
        ]  # fmt: skip
        if "published_on" in types:
            checks.append(
                ("published_on IS NOT NULL AND try_cast(published_on AS DATE) IS NULL", "发布日期不是日期")
            )
    if differ := types[key] in WHOLE_NUMBERS and _differ(con, rows, key):
        del checks[0]
    if not checks:
        return []
    told = [condition for condition, _ in checks]
    seen = con.execute(_one_look(rows, key, told, differ=differ)).fetchone()
    *counts, distinct, keyed = seen or ()
    found: list[tuple[int, str]] = []
    for (condition, reason), many in zip(checks, counts, strict=True):
        if many:
            sql = f"SELECT file_row_number + 1 FROM {rows} WHERE {condition} ORDER BY 1 LIMIT {_MOST_SHOWN}"
            found += [(_line(lines, row), reason) for (row,) in con.execute(sql).fetchall()]
    if distinct != keyed:
        found += _doubled(con, rows, key, lines)
    return sorted(found)


def _differ(con: duckdb.DuckDBPyConnection, rows: str, key: str) -> bool:
    """Whether whole numbers are all there and all different, as far as it is soon seen."""
    ((many,),) = con.execute(f"SELECT count(*) FROM {rows}").fetchall()
    ticked, good = nothing_ticked(many), True
    for batch in batches(
        con, f"SELECT {key}::BIGINT FROM {rows}"
    ):  # to the end: before it nothing else can be asked
        good = good and not batch.nulls(0) and tick(batch.whole_numbers(0), ticked)
    return good


def _one_look(rows: str, key: str, conditions: Sequence[str], *, differ: bool) -> str:
    """The whole file once: how many rows meet each condition, how many different keys there are and how many in all."""
    told = [f"count(*) FILTER (WHERE {condition})" for condition in conditions]
    distinct = f"count({key})" if differ else f"count(DISTINCT hash({key}))"
    return f"SELECT {', '.join(told)}, {distinct}, count({key}) FROM {rows}"


def _line(lines: Sequence[int], row: int) -> int:
    """A row as its owner finds it."""
    return lines[row - 1] if lines else int(row)


def _doubled(
    con: duckdb.DuckDBPyConnection, rows: str, key: str, lines: Sequence[int]
) -> list[tuple[int, str]]:
    sql = f"""SELECT arg_max(no, no) + 1, min(no) + 1, any_value(id)::VARCHAR FROM
        (SELECT {key} AS id, file_row_number AS no FROM {rows} WHERE {key} IS NOT NULL)
        GROUP BY id HAVING count(*) > 1 ORDER BY 1 LIMIT {_MOST_SHOWN}"""
    return [
        (_line(lines, last), f"编号 {text} 与第 {_line(lines, first)} 行重复")
        for last, first, text in con.execute(sql).fetchall()
    ]


def from_csv(path: Path, target: Path, *, shown: str = "") -> Sequence[int]:
    """Write a CSV file as Parquet, every column as text. Codes: E-LIST-ENCODING with the line,
    E-LIST-ROWS for lines of
    another width, E-LIST-FILE when it is empty. Returns in which line of the file each row stands."""
    called = shown or path.name
    text = decoded(path.read_bytes(), called)
    reader = csv.reader(text.splitlines())
    rows, lines = [], array("L")
    for row in reader:
        if row:
            rows.append(row)
            lines.append(reader.line_num)
    if not rows:
        raise Refusal("E-LIST-FILE", f"文件“{called}”是空的。")
    width = len(rows[0])
    for line, row in zip(lines, rows, strict=True):
        if len(row) != width:
            reason = f"应有 {width} 列，现有 {len(row)} 列"
            raise Refusal(
                "E-LIST-ROWS", f"文件“{called}”第 {line} 行残缺：{reason}。",
                errors=(FieldError("E-LIST-ROW", reason, row=line),),
            )  # fmt: skip
    clean = target.with_suffix(".csv")
    with clean.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    try:
        con = duckdb.connect()
        read = f"read_csv('{_quoted(clean)}', header = true, all_varchar = true, delim = ',', quote = '\"')"
        con.execute(f"COPY (SELECT * FROM {read}) TO '{_quoted(target)}' (FORMAT parquet)")
        con.close()
    finally:
        clean.unlink()
    return lines[1:]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")

"""Tables for import: the cells of every sheet as they stand, nothing computed and nothing guessed.

Unlike `sheets`, which makes a text for people to read, this keeps rows and columns in their places, tells
formulas from texts, and names what is merged or hidden.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

from fuyuantong.documents.reading.kinds import FileRefused, Limits, Sheet
from fuyuantong.documents.reading.packages import Package
from fuyuantong.documents.reading.plain import decode
from fuyuantong.documents.reading.word_tables import read_word_tables

COLUMNS_MOST = 200
ROWS_MOST = 50_000
FIELD_MOST = 200_000
_MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_HIDDEN = re.compile(rb'<row [^>]*hidden="(?:1|true)"')
_ZIP = b"PK\x03\x04"


def read_table(path: Path, limits: Limits | None = None) -> list[Sheet]:
    """The sheets of an .xlsx, the tables of a .docx, or the one table of a .csv. Raises FileRefused with a
    stable code."""
    data = path.read_bytes()
    if path.suffix.lower() == ".csv":
        if data.startswith((_ZIP, b"\xd0\xcf\x11\xe0", b"%PDF")):
            raise FileRefused("E-FILE-TYPE", hint="请把扩展名改为实际的类型后上传。")
        return [_csv(path.stem, data)]
    if path.suffix.lower() == ".docx" and data.startswith(_ZIP):
        return read_word_tables(data, limits or Limits())
    if path.suffix.lower() != ".xlsx" or not data.startswith(_ZIP):
        raise FileRefused("E-FILE-TYPE", hint="可导入：xlsx、csv。")
    return _xlsx(data, limits or Limits())


def _xlsx(data: bytes, limits: Limits) -> list[Sheet]:
    package = Package(data, limits)
    package.guard()
    package.externals()
    if "xl/workbook.xml" not in package.names:
        raise FileRefused("E-FILE-TYPE", hint="可导入：xlsx、csv。")
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        return [_sheet(package, page) for page in book.worksheets]
    except FileRefused:
        raise
    except Exception as error:
        raise FileRefused("E-FILE-CORRUPT") from error


def _sheet(package: Package, page: Any) -> Sheet:
    raw = package.read(str(page._worksheet_path).lstrip("/"))  # noqa: SLF001 - where the part lies is kept nowhere else
    page.reset_dimensions()
    rows: list[Any] = []
    for number, cells in enumerate(page.iter_rows(), start=1):
        values = [_value(cell) for cell in cells]
        while values and values[-1] is None:
            values.pop()
        if not values:
            continue
        if len(values) > COLUMNS_MOST:
            raise FileRefused("E-IMP-DIM", f"工作表“{page.title}”第 {number} 行有 {len(values)} 列。")
        rows.append([number, values])
        if len(rows) > ROWS_MOST + 20:
            raise FileRefused("E-IMP-ROWS", f"工作表“{page.title}”超过 {ROWS_MOST:,} 行。")
    merged = [found.decode() for found in _MERGED.findall(raw)]
    hidden = page.sheet_state != "visible"
    return Sheet(page.title, rows, merged, hidden=hidden, hidden_rows=len(_HIDDEN.findall(raw)))


def _value(cell: Any) -> Any:
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "f":
        return {"formula": str(value)[:200]}
    if isinstance(value, dt.datetime):
        whole = (value.hour, value.minute, value.second) == (0, 0, 0)
        return {"day": value.date().isoformat()} if whole else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return str(value) if isinstance(value, dt.time | dt.timedelta) else value


def _csv(name: str, data: bytes) -> Sheet:
    text, _encoding = decode(data)
    if "\x00" in text:
        raise FileRefused("E-TEXT-CONTROL")
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t，", key=head.count) if head else ","
    csv.field_size_limit(FIELD_MOST)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    rows: list[Any] = []
    number, begun, expected = 0, 1, 0
    try:
        for fields in reader:
            number, line, begun = number + 1, begun, reader.line_num + 1
            values = [field if field.strip() else None for field in fields]
            if not any(value is not None for value in values):
                continue
            expected = expected or len(fields)
            if len(fields) > expected:
                raise FileRefused("E-CSV-COLUMNS", f"第 {line} 行有 {len(fields)} 栏，表头有 {expected} 栏。")
            if len(fields) > COLUMNS_MOST:
                raise FileRefused("E-IMP-DIM", f"有 {len(fields)} 列。")
            rows.append([number, values])
            if len(rows) > ROWS_MOST + 20:
                raise FileRefused("E-IMP-ROWS", f"超过 {ROWS_MOST:,} 行。")
    except csv.Error as error:
        raise FileRefused("E-CSV-QUOTE", f"从第 {begun} 行开始。") from error
    return Sheet(name, rows, [], separator={"\t": "TAB"}.get(separator, separator))

"""Tables of a .docx for import: every table as a sheet, its cells as they stand, what is merged by name.

Unlike `word`, which makes a text for people to read, this keeps rows and columns in their places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter

from fuyuantong.documents.reading.kinds import FileRefused, Limits, Sheet
from fuyuantong.documents.reading.packages import Package
from fuyuantong.documents.reading.word import W

if TYPE_CHECKING:
    from lxml.etree import _Element

COLUMNS_MOST = 63
"""Word's own limit of columns in a table."""
ROWS_MOST = 20_000
_DELETED = {W + "del", W + "moveFrom"}


def read_word_tables(data: bytes, limits: Limits) -> list[Sheet]:
    """The tables of a docx in their order, called 表1, 表2 …; tables within cells are left out."""
    package = Package(data, limits)
    package.guard()
    package.externals()
    root = package.xml("word/document.xml")
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise FileRefused("E-FILE-CORRUPT")
    tables = [one for one in body.iter(W + "tbl") if next(one.iterancestors(W + "tbl"), None) is None]
    return [_sheet(f"表{n}", table) for n, table in enumerate(tables, start=1)]


def _sheet(name: str, table: _Element) -> Sheet:
    rows: list[Any] = []
    merged: list[str] = []
    open_down: dict[int, int] = {}
    for number, tr in enumerate(table.findall(W + "tr"), start=1):
        if number > ROWS_MOST:
            raise FileRefused("E-IMP-ROWS", f"“{name}”超过 {ROWS_MOST:,} 行。")
        values: list[Any] = []
        for tc in tr.iter(W + "tc"):
            if next(tc.iterancestors(W + "tr"), None) is not tr:
                continue
            column, span = len(values) + 1, _span(tc)
            if span > 1:
                last = get_column_letter(column + span - 1)
                merged.append(f"{get_column_letter(column)}{number}:{last}{number}")
            _downwards(tc, column, number, open_down, merged)
            values += [_text(tc) or None, *[None] * (span - 1)]
            if len(values) > COLUMNS_MOST:
                raise FileRefused("E-IMP-DIM", f"“{name}”第 {number} 行的列太多。")
        while values and values[-1] is None:
            values.pop()
        if values:
            rows.append([number, values])
    return Sheet(name, rows, merged)


def _span(tc: _Element) -> int:
    told = tc.find(f"{W}tcPr/{W}gridSpan")
    text = told.get(W + "val", "1") if told is not None else "1"
    return min(max(int(text), 1), COLUMNS_MOST) if text.isdigit() else 1


def _downwards(tc: _Element, column: int, row: int, begun: dict[int, int], merged: list[str]) -> None:
    """Follow a cell merged downwards: `begun` knows in which row the one above began."""
    told = tc.find(f"{W}tcPr/{W}vMerge")
    if told is None or told.get(W + "val", "continue") == "restart":
        begun[column] = row
        return
    letter = get_column_letter(column)
    merged.append(f"{letter}{begun.get(column, row)}:{letter}{row}")


def _text(tc: _Element) -> str:
    own = [p for p in tc.iter(W + "p") if next(p.iterancestors(W + "tc"), None) is tc]
    return "\n".join("".join(_pieces(p)) for p in own).strip()


def _pieces(p: _Element) -> list[str]:
    found = []
    for node in p.iter(W + "t", W + "br", W + "cr", W + "tab"):
        if any(one.tag in _DELETED for one in node.iterancestors()):
            continue
        found.append(node.text or "" if node.tag == W + "t" else " " if node.tag == W + "tab" else "\n")
    return found

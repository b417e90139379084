"""Filling an office's own 台账: heads, foot, faces, borders and merged cells stay; rows are made to fit."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from fuyuantong.documents.simulated import mark
from fuyuantong.documents.tables import words
from fuyuantong.packs.kinds import CODE
from fuyuantong.packs.layouts import Layout

_ACTIVE = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
CODE_KEY = "code"


def fill(template: bytes, layout: Layout, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the workbook with a line for each of `rows` (key of a column → text or day).

    A row's `code`, where it has one, goes into a narrow column of its own at the right, outside what is
    printed: by it the row is known when it comes back.
    """
    book = openpyxl.load_workbook(io.BytesIO(template))
    page: Worksheet = book[layout.sheet]
    width = max(page.max_column, *(column_index_from_string(letter) for letter in layout.columns))
    have = _make_room(page, layout, len(rows))
    across = _across(page, layout)
    for number, row in enumerate(rows, start=layout.first_row):
        _line(page, layout, number, width, row)
        if number >= layout.first_row + have or number > layout.first_row:
            for left, right in across:
                page.merge_cells(start_row=number, end_row=number, start_column=left, end_column=right)
    if any(row.get(CODE_KEY) for row in rows):
        _codes(page, layout, width + 1, rows)
    _paper(page, layout, width, len(rows))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _make_room(page: Worksheet, layout: Layout, wanted: int) -> int:
    """Move the foot so that it stands right below the rows; returns how many rows the template had."""
    first, foot = layout.first_row, layout.foot_row
    end = foot - 1 if foot else max(page.max_row, first)
    have = max(end - first + 1, 1)
    for area in [one for one in page.merged_cells.ranges if one.min_row > first and one.max_row <= end]:
        page.unmerge_cells(str(area))
    shift = wanted - have
    if foot and shift:
        _move_foot(page, foot, shift)
    for number in range(first + 1, first + max(have, wanted)):
        if not foot or number < foot + shift or shift > 0:
            _clear(page, number)
    return have


def _move_foot(page: Worksheet, foot: int, shift: int) -> None:
    last = page.max_row
    areas = [copy(one) for one in page.merged_cells.ranges if one.min_row >= foot]
    for area in areas:
        page.unmerge_cells(str(area))
    heights = {n: page.row_dimensions[n].height for n in range(foot, last + 1)}
    page.move_range(f"A{foot}:{get_column_letter(page.max_column)}{last}", rows=shift)
    for n, height in heights.items():
        page.row_dimensions[n + shift].height = height
    for area in areas:
        moved = CellRange(area.coord)
        moved.shift(row_shift=shift)
        page.merge_cells(moved.coord)


def _clear(page: Worksheet, number: int) -> None:
    for cell in page[number]:
        if cell.__class__.__name__ != "MergedCell":
            cell.value = None


def _across(page: Worksheet, layout: Layout) -> list[tuple[int, int]]:
    """Columns that the template's first row joins, as (left, right)."""
    ranges = [one for one in page.merged_cells.ranges if one.min_row == one.max_row == layout.first_row]
    return [(one.min_col, one.max_col) for one in ranges]


def _line(page: Worksheet, layout: Layout, number: int, width: int, row: Mapping[str, Any]) -> None:
    keys = layout.keys()
    page.row_dimensions[number].height = None  # so that long words are seen
    for column in range(1, width + 1):
        model: Any = page.cell(layout.first_row, column)
        cell: Any = page.cell(number, column)
        if number != layout.first_row:
            cell._style = copy(model._style)  # noqa: SLF001 - openpyxl's own way of copying a format
        if cell.__class__.__name__ == "MergedCell":
            continue
        key = keys.get(get_column_letter(column), "")
        _put(cell, row.get(key) if key else None)


def _put(cell: Any, value: Any) -> None:
    if isinstance(value, date):
        cell.value = value
        if cell.number_format in {"General", "@"}:
            cell.number_format = "yyyy-mm-dd"
        return
    text = words(value)
    cell.value = text or None
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(_ACTIVE)
        cell.alignment = _wrapping(cell.alignment)


def _wrapping(alignment: Alignment) -> Alignment:
    made = copy(alignment)
    made.wrap_text = True
    return made


def _codes(page: Worksheet, layout: Layout, column: int, rows: Sequence[Mapping[str, Any]]) -> None:
    head = page.cell(layout.head_row, column, CODE)
    head.font = Font(name="黑体", size=9, color="666666")
    for number, row in enumerate(rows, start=layout.first_row):
        cell = page.cell(number, column, str(row.get(CODE_KEY, "")))
        cell.font = Font(name="仿宋_GB2312", size=8, color="666666")
    page.column_dimensions[get_column_letter(column)].width = 22


def _paper(page: Worksheet, layout: Layout, width: int, count: int) -> None:
    """A4; the whole width on the page; the heads on every page; the column of codes is not printed."""
    page.page_setup.paperSize = 9
    page.sheet_properties.pageSetUpPr = copy(page.sheet_properties.pageSetUpPr)
    if page.sheet_properties.pageSetUpPr is None:
        from openpyxl.worksheet.properties import PageSetupProperties

        page.sheet_properties.pageSetUpPr = PageSetupProperties()
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    last = max(page.max_row, layout.first_row + count - 1)
    page.print_area = f"A1:{get_column_letter(width)}{last}"
    if mark():
        page.oddHeader.right.text = mark()  # type: ignore[union-attr]
    if not page.print_title_rows:
        page.print_title_rows = f"{layout.head_row}:{layout.head_row}"

"""xlsx: every visible sheet as lines, cells divided by tabs."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from fuyuantong.documents.reading.kinds import FileRefused, Limits
from fuyuantong.documents.reading.packages import Package


def read_xlsx(data: bytes, limits: Limits) -> tuple[str, list[str]]:
    """The text of a workbook and notices about sheets left out."""
    package = Package(data, limits)
    package.guard()
    notices = package.externals()
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        metadata = book.sheets_metadata
    except Exception as error:
        raise FileRefused("E-FILE-CORRUPT") from error
    parts: list[str] = []
    rows = 0
    for meta in metadata:
        if str(meta.typ).rsplit(".", 1)[-1] != "WorkSheet":
            continue
        if str(meta.visible).rsplit(".", 1)[-1] != "Visible":
            notices.append(f"隐藏的工作表“{meta.name}”未读取。")
            continue
        lines = _sheet(book, meta.name, limits.rows - rows)
        rows += len(lines)
        parts += lines
    return "\n".join(parts), notices


def _sheet(book: Any, name: str, room: int) -> list[str]:
    try:
        sheet = book.get_sheet_by_name(name)
        height, width = sheet.total_height, sheet.total_width
    except Exception as error:
        raise FileRefused("E-FILE-CORRUPT") from error
    if height > room or height * max(1, width) > 5_000_000:
        raise FileRefused("E-DOC-LIMIT", f"工作表“{name}”行列过多。")
    try:
        merged = list(sheet.merged_cell_ranges or ())
        grid = sheet.to_python(skip_empty_area=False)
    except Exception as error:
        raise FileRefused("E-FILE-CORRUPT") from error
    for (top, left), (bottom, _right) in merged:
        for r in range(top + 1, min(bottom + 1, len(grid))):
            if top < len(grid) and left < len(grid[top]) and left < len(grid[r]):
                grid[r][left] = grid[top][left]
    lines = []
    for row in grid:
        cells = [_text(c) for c in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            lines.append("\t".join(cells))
    return lines


def _text(value: Any) -> str:
    """A cell as an official writes it: whole numbers without a point, dates as 2025年6月30日."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return " ".join(str(value).split())

"""From the sheets of a file to lines under a register's headings: where everything stands is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter, range_boundaries

from fuyuantong.common.refusals import FieldError, Refusal
from fuyuantong.documents.reading.kinds import Sheet
from fuyuantong.registers.cells import FROM, UNTIL
from fuyuantong.registers.kinds import Column, Register, RegisterKind

PROGRESS = "进度"
HEAD_WITHIN = 20
CELL_MOST = 20_000
_DRESS = re.compile(r"[*＊]|[(（](?:必填|选填)[)）]|\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its values by column, and where each stands."""

    sheet: str
    row: int
    values: dict[str, Any]
    letters: dict[str, str]

    def place(self, key: str) -> str:
        """`B（案号）`, or the heading alone when the file has no such column."""
        letter = self.letters.get(key, "")
        return f"{letter}（{key}）" if letter else key

    def error(self, code: str, message: str, key: str = "") -> FieldError:
        column = self.place(key) if key else None
        return FieldError(code, message, pointer=key, sheet=self.sheet, row=self.row, column=column)


@dataclass(slots=True)
class Grid:
    lines: list[Line] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def headings(register: Register) -> list[str]:
    """The heads of the template, in order."""
    names = [column.key for column in register.columns]
    names += [FROM, UNTIL] if register.validity else []
    return [*names, PROGRESS] if register.kind is RegisterKind.ACTIVITY else names


def read_lines(register: Register, sheets: Sequence[Sheet]) -> Grid:
    """Find the heading in the sheets and read what is below it. Refusal E-IMP-HEADER when none fits."""
    known = headings(register)
    best: tuple[int, Sheet, int] | None = None
    for sheet in sheets:
        for index, (_number, cells) in enumerate(sheet.rows[:HEAD_WITHIN]):
            hits = len({_head(cell) for cell in cells} & set(known))
            if hits and (best is None or hits > best[0]):
                best = (hits, sheet, index)
    if best is None:
        raise _no_header(register, [])
    _hits, sheet, index = best
    grid = Grid()
    columns = _columns(register, sheet, index, grid)
    if sheet.hidden or sheet.hidden_rows:
        words = _("工作表“%s”是隐藏的，已读取。") if sheet.hidden else _("工作表“%s”有隐藏的行，已一并读取。")
        grid.notes.append(words % sheet.name)
    if sheet.separator and sheet.separator != ",":
        grid.notes.append(_("CSV 的分隔符是“%s”。") % sheet.separator)
    others = [s.name for s in sheets if s is not sheet and s.rows]
    if others:
        grid.notes.append(
            _("只读取了工作表“%(one)s”，未读取：%(rest)s。") % {"one": sheet.name, "rest": "、".join(others)}
        )
    head_row = sheet.rows[index][0]
    _merged(sheet, head_row, grid)
    for number, cells in sheet.rows[index + 1 :]:
        _read_line(sheet, number, cells, columns, grid)
    return grid


def _head(cell: Any) -> str:
    return _DRESS.sub("", str(cell)) if isinstance(cell, str) else ""


def _columns(register: Register, sheet: Sheet, index: int, grid: Grid) -> dict[int, str]:
    """Place (from 0) → heading. Missing, doubled and unknown headings are refused or named."""
    known = set(headings(register))
    found: list[str] = []
    unknown: list[str] = []
    places: dict[int, str] = {}
    for place, cell in enumerate(sheet.rows[index][1]):
        name = _head(cell)
        if name in known and name in found:
            first = next(p for p, n in places.items() if n == name)
            letters = f"{get_column_letter(first + 1)}、{get_column_letter(place + 1)}"
            sentence = _("表头“%(name)s”出现两次（%(letters)s 列）。") % {"name": name, "letters": letters}
            raise Refusal("E-IMP-HEADER-DUP", sentence, hint=_("请删去或改名其中一列。"))
        if name in known:
            found.append(name)
            places[place] = name
        elif cell is not None:
            unknown.append(f"{get_column_letter(place + 1)} 列“{str(cell)[:20]}”")
    missing = [c.key for c in register.columns if _always(c) and c.key not in found]
    if missing:
        raise _no_header(register, found, missing)
    if unknown:
        grid.notes.append(_("不认识的列没有读取：%s。") % "、".join(unknown))
    return places


def _always(column: Column) -> bool:
    return column.required and column.due_at is None


def _no_header(register: Register, found: Sequence[str], missing: Sequence[str] = ()) -> Refusal:
    wanted = missing or [c.key for c in register.columns if _always(c)]
    said = _("找到的有：%s。") % "、".join(found) if found else _("没有找到表头。")
    return Refusal(
        "E-IMP-HEADER",
        _("表头缺少必填的列：%s。") % "、".join(wanted) + said,
        hint=_("请下载“%s”的模板，不要改动表头。") % register.name,
    )


def _merged(sheet: Sheet, head_row: int, grid: Grid) -> None:
    for area in sheet.merged:
        _left, top, _right, bottom = range_boundaries(area)
        if bottom and bottom > head_row:
            words = _("单元格 %s 是合并的，看不出下面的行该填什么。") % area
            grid.errors.append(FieldError("E-IMP-MERGED", words, sheet=sheet.name, row=top, column=area))


def _read_line(sheet: Sheet, number: int, cells: Sequence[Any], columns: dict[int, str], grid: Grid) -> None:
    line = Line(sheet.name, number, {}, {name: get_column_letter(p + 1) for p, name in columns.items()})
    for place, name in columns.items():
        value = cells[place] if place < len(cells) else None
        if isinstance(value, dict) and "formula" in value:
            words = _("%(cell)s 是公式“%(text)s”，不会代为计算。") % {
                "cell": f"{get_column_letter(place + 1)}{number}", "text": str(value["formula"])[:60],
            }  # fmt: skip
            grid.errors.append(line.error("E-IMP-FORMULA", words, name))
        elif isinstance(value, str) and len(value) > CELL_MOST:
            words = _("“%(name)s”最多 %(most)d 字。") % {"name": name, "most": CELL_MOST}
            grid.errors.append(line.error("E-TEXT-LENGTH", words, name))
        elif value is not None and not (isinstance(value, str) and not value.strip().strip("\u3000")):
            line.values[name] = date.fromisoformat(value["day"]) if isinstance(value, dict) else value
    if line.values:
        grid.lines.append(line)

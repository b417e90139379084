"""From the tables of a file that came back to lines: where everything stands is kept, nothing is guessed.

Columns are found by their heads, so they may have been moved; rows by their codes, so they may have been
sorted or deleted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter, range_boundaries

from fuyuantong.common.refusals import Refusal
from fuyuantong.documents.reading.kinds import Sheet
from fuyuantong.packs.kinds import CODE, FILLED, SHOWN, SYNONYMS

HEAD_WITHIN = 30
CODE_KEY = "code"
_DRESS = re.compile(r"[*＊:：]|[(（][^()（）]*[)）]|\s+")
_FOOT = re.compile(
    r"^(?:填表人|填报人|审核人|分管领导|负责人|单位[(（]?盖章|盖章|联系人|填报日期|填表日期|说明|注[:：])"
)
HEADS: Mapping[str, str] = (
    {head: key for key, head in {**FILLED, **SHOWN}.items()} | dict(SYNONYMS) | {CODE: CODE_KEY}
)


@dataclass(slots=True)
class Line:
    """One row of a file: its cells by key, in which row of which sheet, and what is wrong with it."""

    sheet: str
    row: int
    cells: dict[str, Any]
    letters: dict[str, str]
    faults: list[str] = field(default_factory=list)

    def place(self, key: str) -> str:
        """`F12`, as a spreadsheet names the cell."""
        return f"{self.letters.get(key, '')}{self.row}"


@dataclass(slots=True)
class Read:
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def head_of(cell: Any) -> str:
    """A head without its dress: stars, colons, what stands in brackets, spaces."""
    return _DRESS.sub("", str(cell)) if isinstance(cell, str) else ""


def read_lines(sheets: Sequence[Sheet], own: Mapping[str, str] | None = None) -> Read:
    """Find the table by its heads and read what is below it. Refusal E-PACK-HEADER when there is none.

    `own`: heads of an office's own form, which count before the usual ones.
    """
    heads = {**HEADS, **own} if own else HEADS
    best: tuple[int, Sheet, int] | None = None
    for sheet in sheets:
        for index in range(len(sheet.rows[:HEAD_WITHIN])):
            keys = {heads[name] for cell in _spread(sheet, index) if (name := head_of(cell)) in heads}
            if CODE_KEY in keys and (best is None or len(keys) > best[0]):
                best = (len(keys), sheet, index)
    if best is None:
        raise Refusal(
            "E-PACK-HEADER",
            _("没有找到“%s”一列，看不出各行是哪一项任务。") % CODE,
            hint=_("请在系统生成的任务包上填写，不要删去该列和表头。"),
        )
    _hits, sheet, index = best
    read = Read()
    places = _places(sheet, index, heads, read)
    if sheet.hidden or sheet.hidden_rows:
        read.notes.append(_("表中有隐藏的行或工作表，已一并读取。"))
    _rows(sheet, index, places, read)
    return read


def _spread(sheet: Sheet, index: int) -> list[Any]:
    """The cells of a row of heads; what is merged from above or from the left stands in each place."""
    number, cells = sheet.rows[index]
    if not sheet.merged:
        return list(cells)
    above = dict(sheet.rows[max(0, index - 3) : index + 1])
    found = list(cells)
    for area in sheet.merged:
        left, top, right, bottom = (n or 0 for n in range_boundaries(area))
        if top <= number <= bottom and len(above.get(top, ())) >= left:
            found += [None] * (right - len(found))
            for column in range(left - 1, right):
                found[column] = found[column] or above[top][left - 1]
    return found


def _places(sheet: Sheet, index: int, heads: Mapping[str, str], read: Read) -> dict[int, str]:
    """Place (from 0) → key. A doubled head is refused; missing and unknown ones are told."""
    places: dict[int, str] = {}
    unknown: list[str] = []
    for place, cell in enumerate(_spread(sheet, index)):
        key = heads.get(head_of(cell), "")
        if not key:
            unknown += [str(cell)[:20]] if cell is not None else []
        elif key in places.values():
            raise Refusal(
                "E-PACK-HEADER",
                _("表头“%s”出现两次，不知道以哪一列为准。") % str(cell)[:20],
                hint=_("请删去或改名其中一列后再上传。"),
            )
        else:
            places[place] = key
    missing = [head for key, head in FILLED.items() if key not in places.values()]
    if missing:
        read.notes.append(_("没有这些列，按未填处理：%s。") % "、".join(missing))
    if unknown:
        read.notes.append(_("不认识的列没有读取：%s。") % "、".join(unknown))
    return places


def _rows(sheet: Sheet, index: int, places: Mapping[int, str], read: Read) -> None:
    letters = {key: get_column_letter(place + 1) for place, key in places.items()}
    code_at = next(place for place, key in places.items() if key == CODE_KEY)
    merged = _merged_rows(sheet, places)
    for number, cells in sheet.rows[index + 1 :]:
        line = Line(sheet.name, number, {}, letters)
        coded = code_at < len(cells) and cells[code_at] is not None
        if not coded and is_foot(cells):
            continue
        for place, key in places.items():
            value = cells[place] if place < len(cells) else None
            if isinstance(value, dict) and "formula" in value:
                line.faults.append(
                    _("%(cell)s 是公式“%(text)s”，不会代为计算，请改为文字。")
                    % {"cell": line.place(key), "text": str(value["formula"])[:40]}
                )
            elif value is not None:
                line.cells[key] = value
        if number in merged:
            line.faults.append(
                _("单元格 %s 是合并的，看不出各行填了什么，请取消合并。") % "、".join(merged[number])
            )
        if line.cells or line.faults:
            read.lines.append(line)


def _merged_rows(sheet: Sheet, places: Mapping[int, str]) -> dict[int, list[str]]:
    """Row → areas that make it unclear what was said of which task, or in which column."""
    found: dict[int, list[str]] = {}
    for area in dict.fromkeys(sheet.merged):
        left, top, right, bottom = (n or 0 for n in range_boundaries(area))
        covered = sum(left <= place + 1 <= right for place in places)
        if not covered or (top == bottom and covered == 1):
            continue
        for row in range(top, bottom + 1):
            found.setdefault(row, []).append(area)
    return found


def is_foot(cells: Sequence[Any]) -> bool:
    """填表人, 审核人, 盖章 below the table."""
    said = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    return bool(said) and bool(_FOOT.match(said[0].strip()))

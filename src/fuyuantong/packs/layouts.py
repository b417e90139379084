"""An office's own 台账 as it lies in a spreadsheet: where its heads end, where its rows and its foot begin,
and which of its columns is which of the ledger's. Guessed by the heads' words, settled by a person once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries

from fuyuantong.documents.reading.kinds import Sheet
from fuyuantong.packs.reading import head_of, is_foot

HEADS: Mapping[str, Sequence[str]] = {
    "ordinal": ("序号", "编号"),
    "title": (
        "任务事项",
        "任务内容",
        "工作任务",
        "重点任务",
        "主要任务",
        "具体任务",
        "工作内容",
        "任务",
        "事项",
        "议定事项",
    ),
    "unit": ("承办单位", "牵头单位", "责任单位", "责任部门", "落实单位", "牵头部门"),
    "creditor": ("交办单位", "督办单位"),
    "mechanism": ("机制类别", "类别", "任务类别"),
    "duty": ("职责",),
    "number": ("文号", "文号或案号", "案号", "来文文号"),
    "source": ("来源", "来源文件", "依据", "任务来源"),
    "issued": ("下达日期", "交办日期", "交办时间", "下达时间"),
    "signed": ("签收日期", "签收时间"),
    "due": ("办理期限", "完成时限", "完成期限", "时限", "办理时限", "完成时间", "时限要求"),
    "state": ("状态", "目前状态", "办理状态", "进度"),
    "lamp": ("余期",),
    "urged": ("催办",),
    "text": ("进展情况", "进展", "办理情况", "落实情况", "工作进展", "目前进展", "办理进展", "推进情况"),
    "problems": ("存在问题", "存在的问题", "问题", "困难和问题", "主要问题"),
    "next_steps": ("下步措施", "下一步措施", "下步工作", "下一步工作", "下一步打算", "下步打算"),
    "done": ("是否办结", "是否完成", "完成情况"),
    "finished": ("办结日期", "办结时间", "完成日期"),
}
"""Key of the ledger's column → heads under which offices know it. `done` is asked, and not in the ledger."""
FILLED_BY: Mapping[str, str] = {
    "signed": "signed_on",
    "text": "progress",
    "problems": "problems",
    "next_steps": "next_steps",
    "done": "done",
    "finished": "finished_on",
    "title": "title",
    "due": "due",
    "ordinal": "place",
}
"""Key of the ledger's column → key of a pack, for those that are read back or compared."""
_WITHIN = 30
_KNOWN = {head: key for key, heads in HEADS.items() for head in heads}


@dataclass(frozen=True, slots=True)
class Layout:
    """`columns` are letter → (head, key or ""); rows count from 1; `foot_row` 0: there is no foot."""

    sheet: str
    head_row: int
    first_row: int
    foot_row: int
    columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        columns = {letter: list(pair) for letter, pair in self.columns.items()}
        return {
            "sheet": self.sheet, "head_row": self.head_row, "first_row": self.first_row,
            "foot_row": self.foot_row, "columns": columns,
        }  # fmt: skip

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Layout:
        columns = {letter: (head, key) for letter, (head, key) in told["columns"].items()}
        rows = (told["head_row"], told["first_row"], told["foot_row"])
        return cls(told["sheet"], *rows, columns)

    def keys(self) -> dict[str, str]:
        """Letter → key, of the columns that are settled."""
        return {letter: key for letter, (_head, key) in self.columns.items() if key}

    def heads(self) -> dict[str, str]:
        """Head → key of a pack, of the columns that are read back or compared."""
        pairs = ((head_of(head), FILLED_BY.get(key, "")) for head, key in self.columns.values())
        return {head: key for head, key in pairs if head and key}


def guess(sheets: Sequence[Sheet]) -> Layout | None:
    """The layout that the heads suggest, or None where no row looks like heads (at least three known)."""
    best: tuple[int, Layout] | None = None
    for sheet in sheets:
        spread = _spread(sheet)
        for row in sorted(spread)[:_WITHIN]:
            texts = {column: head_of(text) for column, text in spread[row].items()}
            known = {_KNOWN[text] for text in texts.values() if text in _KNOWN}
            if len(known) >= 3 and (best is None or len(known) >= best[0]):  # noqa: PLR2004 - a heading, not a sentence
                best = (len(known), _layout(sheet, row, spread[row]))
    return best[1] if best else None


def _layout(sheet: Sheet, head: int, texts: Mapping[int, str]) -> Layout:
    taken: set[str] = set()
    columns: dict[str, tuple[str, str]] = {}
    for column, text in sorted(texts.items()):
        key = _KNOWN.get(head_of(text), "")
        columns[get_column_letter(column)] = (text.strip(), "" if key in taken else key)
        taken.add(key)
    foot = next((n for n, cells in sheet.rows if n > head and is_foot(cells)), 0)
    return Layout(sheet.name, head, head + 1, foot, columns)


def _spread(sheet: Sheet) -> dict[int, dict[int, str]]:
    """Row → column → text, with what is merged repeated wherever it reaches."""
    grid: dict[int, dict[int, str]] = {}
    for number, cells in sheet.rows:
        for column, value in enumerate(cells, start=1):
            if isinstance(value, str) and value.strip():
                grid.setdefault(number, {})[column] = value
    for area in sheet.merged:
        left, top, right, bottom = (n or 0 for n in range_boundaries(area))
        text = grid.get(top, {}).get(left, "")
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if text:
                    grid.setdefault(row, {})[column] = text
    return grid

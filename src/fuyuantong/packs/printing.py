"""Forms on A4 for a unit that works on paper: 承办单 to be signed for, 反馈单 to be filled in by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from fuyuantong.documents.official import (
    Block,
    Break,
    Cell,
    Document,
    Grid,
    Layout,
    Paragraph,
    Table,
    said_day,
)
from fuyuantong.packs.codes import row_code
from fuyuantong.packs.models import Pack, PackRow

SHEETS_MOST = 60
"""From more tasks on, 反馈单 is one table instead of a page for each."""
_SIGN = "签字：　　　　年　　月　　日"


def assignment(pack: Pack, rows: Sequence[PackRow]) -> Document:
    """承办单: what is handed over, with the place to sign for it."""
    head = Grid(
        (2, 4, 2, 3),
        (
            _pair("承办单位", pack.unit.name, "任务包编号", pack.spoken_code),
            _pair("交办单位", pack.by_unit_name, "返回期限", said_day(pack.due_on)),
        ),
    )
    lines = tuple(
        (
            row.shown.get("place", ""),
            row.shown.get("title", ""),
            row.shown.get("due", "") or "—",
            row.shown.get("state", ""),
        )
        for row in rows
    )
    table = Table(("序号", "任务事项", "办理期限", "目前状态"), lines, (1, 7, 2, 2), centred=(0, 2, 3))
    foot = Grid(
        (2, 9),
        (
            (Cell("签收", label=True), Cell("", lines=2, foot=f"签收人（单位盖章）　{_SIGN}")),
            (Cell("拟办意见", label=True), Cell("", lines=2, foot=_SIGN)),
            (Cell("领导批示", label=True), Cell("", lines=2, foot=_SIGN)),
        ),
    )
    return _sheet(pack, "任务承办单", head, table, foot)


def reply(pack: Pack, rows: Sequence[PackRow]) -> Document:
    """反馈单: a page for each task with boxes to write in, signature and chop; one table for many."""
    if len(rows) > SHEETS_MOST:
        return _sheet(pack, "任务反馈单", *_one_table(pack, rows))
    blocks: list[Block] = []
    for n, row in enumerate(rows):
        blocks += ([Break()] if n else []) + [_form(pack, row)]
    return _sheet(pack, "任务反馈单", *blocks)


def _form(pack: Pack, row: PackRow) -> Grid:
    shown = row.shown

    def wide(label: str, text: str, lines: int, foot: str = "") -> tuple[Cell, ...]:
        return (Cell(label, label=True), Cell(text, span=3, lines=lines, foot=foot))

    return Grid(
        (2, 3.4, 2, 3.6),
        (
            _pair("承办单位", pack.unit.name, "任务编号", row_code(pack, row)),
            wide("任务事项", shown.get("title", ""), 1),
            _pair("办理期限", shown.get("due", "") or "—", "目前状态", shown.get("state", "")),
            wide("上次报送", shown.get("last", "")[:200], 1),
            wide("进展情况（办理结果）", "", 5),
            wide("存在问题", "", 2),
            wide("下步措施", "", 2),
            _pair("是否办结", "□是　　□否", "办结日期", "　　年　　月　　日"),
            _pair("填报人", "", "联系电话", ""),
            wide("审核人意见", "", 2, _SIGN),
            wide("分管领导意见", "", 2, f"（单位盖章）　{_SIGN}"),
        ),
    )


def _one_table(pack: Pack, rows: Sequence[PackRow]) -> tuple[Block, ...]:
    lines = tuple(
        (row.shown.get("place", ""), row.shown.get("title", ""), "", "", row_code(pack, row)) for row in rows
    )
    head = ("序号", "任务事项", "进展情况", "是否办结", "任务编号")
    table = Table(head, lines, (1, 5, 6, 1.5, 2), centred=(0,))
    return (
        table,
        Paragraph(f"填报人：　　　　审核人：　　　　分管领导（单位盖章）：　　　　{_SIGN[3:]}", plain=True),
    )


def _pair(label: str, text: str, other: str, more: str) -> tuple[Cell, ...]:
    return (Cell(label, label=True), Cell(text), Cell(other, label=True), Cell(more))


def _sheet(pack: Pack, title: str, *blocks: Block) -> Document:
    return Document(Layout.SHEET, title, (pack.by_unit_name,), body=blocks, signed=False)


PAPERS: Mapping[str, tuple[str, Callable[[Pack, Sequence[PackRow]], Document]]] = {
    "assignment": ("承办单", assignment),
    "reply": ("反馈单", reply),
}
"""Code → name and maker."""

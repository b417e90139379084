"""The 呈批单 on A4: what a secretary lays before a leader, and the same sheet with what was written."""

from __future__ import annotations

from fuyuantong.documents.official import Cell, Document, Grid, Layout, said_day
from fuyuantong.instructions.kinds import Urgency
from fuyuantong.instructions.queries import SubmissionView

SIGN = "签字：　　　　年　　月　　日"
_URGENCY = {Urgency.NONE: "平件", Urgency.URGENT: "加急", Urgency.MOST_URGENT: "特急"}


def sheet(view: SubmissionView, watermark: tuple[str, ...] = ()) -> Document:
    """公文呈批单; boxes that nobody has filled yet are left high enough for handwriting."""
    row = view.row
    wrote = [
        f"{one.position}{one.leader_name}（{said_day(one.given_on)}）：{one.words}"
        for one, _items in view.instructions
    ]
    made = [item for _one, items in view.instructions for item in items]
    asked = [
        f"{n}. {one.item.text}（{one.units or '——'}；{said_day(one.due_on) or '未定期限'}）"
        for n, one in enumerate(made, 1)
    ]
    recorded = "；".join(
        dict.fromkeys(
            f"{one.by_unit_name}{one.by_name}于{said_day(one.at.date())}代为登记"
            for one, _i in view.instructions
        )
    )
    rows = (
        (_label("来文单位"), Cell(row.source), _label("来文文号"), Cell(row.source_number)),
        (
            _label("收文日期"),
            Cell(said_day(row.received_on)),
            _label("紧急程度"),
            Cell(_URGENCY[Urgency(row.urgency)]),
        ),
        (_label("文件标题"), Cell(row.title, span=3, lines=2)),
        (
            _label("拟办意见"),
            Cell(row.proposal, span=3, lines=4, foot=f"{row.by_name}　{said_day(row.at.date())}"),
        ),
        (_label("领导批示"), Cell("\n".join(wrote), span=3, lines=7, foot=recorded if wrote else SIGN)),
        (_label("任务分解"), Cell("\n".join(asked), span=3, lines=3)),
        (_label("办理结果"), Cell("", span=3, lines=3)),
    )
    return Document(
        Layout.SHEET, "公文呈批单", (view.linkage.name if row.by_office else row.unit.name,),
        body=(Grid((2, 4, 2, 4), rows),), signed=False, watermark=watermark,
    )  # fmt: skip


def _label(text: str) -> Cell:
    return Cell(text, label=True)

"""Forms on A4: 议题申请表, 签到表, 座次表, 呈批单, 议程."""

from __future__ import annotations

from collections.abc import Sequence

from fuyuantong.documents.official import Block, Cell, Document, Grid, Layout, Paragraph, Table, said_day
from fuyuantong.meetings.kinds import ReplyState
from fuyuantong.meetings.models import Remark
from fuyuantong.meetings.printing.letters import issuer, when
from fuyuantong.meetings.queries import MeetingView, TopicView

ROW_MOST = 9
"""Seats in one row of the plan."""


def application(view: TopicView) -> Document:
    """议题申请表 (reference §8.4): what was asked for, who signed, the views of office and conveners."""
    row = view.topic
    attending = "、".join(str(unit) for unit in view.attending)
    signed = f"主要负责人（签字）：{row.signed_by}　{said_day(row.signed_on)}"

    def wide(label: str, text: str, lines: int, foot: str = "") -> tuple[Cell, ...]:
        return (Cell(label, label=True), Cell(text, span=3, lines=lines, foot=foot))

    rows = (
        wide("议题", row.title, 1),
        (
            Cell("提报单位", label=True),
            Cell(str(row.unit.name)),
            Cell("汇报人", label=True),
            Cell(row.reporter),
        ),
        wide("建议列席单位", attending, 1),
        wide("背景与依据", row.background, 3),
        wide("前期协调\n情况和分歧", row.coordination, 2),
        wide("拟请研究\n事项", row.asks, 3, signed),
        wide("分管领导意见", row.leader_view, 2, "签字：　　　　年　　月　　日"),
        wide("办公室初审意见", row.office_view, 2, "签字：　　　　年　　月　　日"),
        wide("第一召集人\n（召集人）\n审批意见", "", 3, "签字：　　　　年　　月　　日"),
    )
    return _sheet("议题申请表", str(row.host.name), Grid((2, 3, 2, 3), rows))


def sign_sheet(view: MeetingView) -> Document:
    """签到表: those who said they come are printed, with lines to sign and blank ones for others."""
    rows = [
        (str(n), str(guest.invitation.unit), one.name, one.rank, "")
        for n, (guest, one) in enumerate(((guest, one) for guest in view.guests for one in guest.people), 1)
    ]
    silent = [
        ("", str(guest.invitation.unit), "", "", "请假" if guest.invitation.reply == ReplyState.LEAVE else "")
        for guest in view.guests
        if not guest.people
    ]
    head = ("序号", "单位", "姓名", "职务", "签名")
    table = Table(head, (*rows, *silent, *([("",) * 5] * 3)), (1.2, 3, 2.4, 2.6, 3), centred=(0,), tall=True)
    return _sheet(f"{view.meeting.title}签到表", issuer(view), *_where(view), table)


def _where(view: MeetingView) -> list[Block]:
    """时间, 地点, 主持 each on a line, where they are fixed."""
    row = view.meeting
    told = (("时间", when(row)), ("地点", row.place), ("主持", row.chair))
    return [Paragraph(f"{name}：{text}", plain=True) for name, text in told if text]


def in_seats(people: Sequence[str]) -> list[str]:
    """One row as seen by the audience: the first in the middle, the second at the first's left hand (the
    viewer's right), the third at the right, and so on."""
    return [*reversed(people[2::2]), *people[:1], *people[1::2]]


def seating(view: MeetingView) -> Document:
    """座次表: whoever presides in the middle of the first row, then by capacity and in protocol order."""
    people = [
        f"{one.name}\n{guest.invitation.unit}"
        for guest in view.guests
        for one in guest.people
        if one.name != view.meeting.chair and one.came is not False
    ]
    ordered = [f"{view.meeting.chair}\n主持人", *people] if view.meeting.chair else people
    rows: list[Block] = []
    for start in range(0, len(ordered), ROW_MOST):
        part = in_seats(ordered[start : start + ROW_MOST])
        cells = tuple(Cell(text, lines=3, centred=True) for text in part)
        rows += [Paragraph(f"第{start // ROW_MOST + 1}排", plain=True), Grid((1,) * len(cells), (cells,))]
    return _sheet(f"{view.meeting.title}座次表", issuer(view), *rows, Paragraph("（以面向主席台方向为准）"))


def agenda(view: MeetingView) -> Document:
    head = ("序号", "议题", "提报单位", "汇报人")
    rows = tuple(
        (
            str(line.number),
            line.item.title,
            str(line.item.topic.unit) if line.item.topic else "",
            line.item.topic.reporter if line.item.topic else "",
        )
        for line in view.lines
    )
    table = Table(head, rows, (1.4, 6, 3, 2), centred=(0,))
    return _sheet(f"{view.meeting.title}议程", issuer(view), *_where(view), table)


def submission(view: MeetingView) -> Document:
    """呈批单: the meeting's papers put before a leader, with what leaders have written so far."""
    row = view.meeting
    words = "\n".join(_remark(one) for one in view.remarks)
    rows = (
        (Cell("呈批事项", label=True), Cell(f"{row.title}（{row.minutes_number or '未编号'}）", span=3)),
        (Cell("承办单位", label=True), Cell(issuer(view)), Cell("承办人", label=True), Cell(row.by_name)),
        (
            Cell("拟办意见", label=True),
            Cell(view.remarks[-1].proposal if view.remarks else "", span=3, lines=5),
        ),
        (Cell("领导批示", label=True), Cell(words, span=3, lines=8, foot="签字：　　　　年　　月　　日")),
        (Cell("办理情况", label=True), Cell("", span=3, lines=4)),
    )
    return _sheet("呈批单", issuer(view), Grid((2, 3, 2, 3), rows))


def _remark(row: Remark) -> str:
    return f"{row.leader}（{said_day(row.remarked_on)}）：{row.text}"


def _sheet(title: str, by: str, *blocks: Block) -> Document:
    return Document(Layout.SHEET, title, (by,), body=blocks, signed=False)

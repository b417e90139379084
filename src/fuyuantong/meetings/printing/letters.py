"""请示, 会议通知 with its 回执, 会议纪要."""

from __future__ import annotations

from collections.abc import Sequence

from fuyuantong.common.now import SHANGHAI
from fuyuantong.documents.letters.filling import ordinal
from fuyuantong.documents.official import (
    Annex,
    Attendance,
    Block,
    Cell,
    Document,
    Grid,
    Items,
    Layout,
    Paragraph,
    paragraphs,
    said_day,
)
from fuyuantong.meetings.kinds import InvitedAs, ReplyState
from fuyuantong.meetings.models import Meeting
from fuyuantong.meetings.queries import Guest, MeetingView

_SEATED = {InvitedAs.CONVENER, InvitedAs.MEMBER, InvitedAs.PANEL, InvitedAs.PARTY}


def when(row: Meeting) -> str:
    """2026年3月10日9时, or 9时30分; nothing while it is not fixed."""
    if row.starts_at is None:
        return ""
    moment = row.starts_at.astimezone(SHANGHAI)
    minutes = f"{moment.minute}分" if moment.minute else ""
    return f"{said_day(moment.date())}{moment.hour}时{minutes}"


def when_and_where(row: Meeting) -> str:
    """2026年3月10日9时在三楼会议室; what is not fixed yet is left out."""
    return "在".join(part for part in (when(row), row.place) if part)


def issuer(view: MeetingView) -> str:
    """Who signs: the office of the linkage, or the unit that holds the meeting."""
    if view.meeting.by_office and view.linkage is not None:
        return f"{view.linkage.name}联席会议办公室"
    return str(view.meeting.host.name)


def request(view: MeetingView) -> Document:
    """请示 to the conveners, with the topics and the first view of each."""
    row = view.meeting
    first = view.kind.conveners[0].holder if view.kind.conveners else ""
    topics = [
        f"{line.item.title}（{line.item.topic.unit}提报）" if line.item.topic else line.item.title
        for line in view.lines
    ]
    body: list[Block] = [
        Paragraph(f"拟于{when_and_where(row) or '近期'}召开{row.title}，建议由{row.chair or first}主持。"),
        Paragraph("一、拟提请研究的议题", 1),
        Items(tuple(topics)),
        Paragraph("二、初审意见", 1),
        *(
            Paragraph(f"{n}.{line.item.topic.office_view}")
            for n, line in enumerate(view.lines, 1)
            if line.item.topic and line.item.topic.office_view
        ),
        Paragraph("三、拟参会单位", 1),
        Paragraph(f"{'、'.join(str(one.invitation.unit) for one in view.guests) or '待定'}。"),
        Paragraph("妥否，请批示。"),
    ]
    return Document(
        Layout.FILE, f"关于召开{row.title}的请示", (issuer(view),), signers=(row.by_name,),
        addressees=(first,) if first else (), body=tuple(body), issued_on=row.asked_on,
        draft=row.asked_on is None,
    )  # fmt: skip


def notice(view: MeetingView) -> Document:
    """会议通知: when, where, who, topics, days for material and answer; the answer slip on its own page."""
    row = view.meeting
    topics = tuple(line.item.title for line in view.lines)
    asked = [
        f"请于{said_day(row.replies_due_on)}前报送回执。" if row.replies_due_on else "",
        f"请提报单位于{said_day(row.materials_due_on)}前报送汇报材料。" if row.materials_due_on else "",
        "因故不能参加的，请说明理由，并可委派熟悉情况的负责人参加。",
    ]
    body: list[Block] = [
        Paragraph(f"定于{when_and_where(row)}召开{row.title}，由{row.chair}主持。现将有关事项通知如下。"),
        Paragraph("一、议题", 1),
        Items(topics),
        Paragraph("二、参会人员", 1),
        *_called(view.guests),
        Paragraph("三、有关要求", 1),
        *(Paragraph(f"（{ordinal(n)}）{text}") for n, text in enumerate(filter(None, asked), 1)),
    ]
    return Document(
        Layout.FILE, f"关于召开{row.title}的通知", (issuer(view),),
        addressees=("各参会单位",), body=tuple(body), issued_on=row.notified_on,
        annexes=(Annex("会议回执", (_slip(),), label="回执", listed=False),), draft=row.notified_on is None,
    )  # fmt: skip


def _called(guests: Sequence[Guest]) -> list[Block]:
    """Who is called in which capacity, and of which rank where that was said."""
    said: dict[str, list[str]] = {}
    for one in guests:
        row = one.invitation
        rank = f"（{row.rank_wanted}）" if row.rank_wanted else ""
        said.setdefault(str(row.get_invited_as_display()), []).append(f"{row.unit}{rank}")
    every: list[Block] = [Paragraph(f"{word}：{'、'.join(units)}。") for word, units in said.items()]
    ranked = any(one.invitation.rank_wanted for one in guests)
    return every if ranked else [*every, Paragraph("请各参会单位主要负责人或者分管负责人参加。")]


def _slip() -> Grid:
    head = tuple(Cell(text, label=True) for text in ("单位", "姓名", "职务", "电话", "备注"))
    blank = (Cell(), Cell(), Cell(), Cell(), Cell())
    return Grid((3, 2, 2, 3, 2), (head, blank, blank, blank))


def minutes(view: MeetingView) -> Document:
    """会议纪要 in its own layout (GB/T 9704 9.3), with those present by capacity."""
    row = view.meeting
    lines = (
        Attendance("出席", _people(view.guests, seated=True)),
        Attendance("列席", _people(view.guests, seated=False)),
        Attendance("请假", "、".join(
            str(one.invitation.unit) for one in view.guests if one.invitation.reply == ReplyState.LEAVE
        )),
    )  # fmt: skip
    name = view.linkage.name if view.linkage and row.by_office else str(row.host.name)
    return Document(
        Layout.MINUTES, row.title, (issuer(view),), mark=f"{name}{view.kind.record}",
        number=row.minutes_number,
        attendance=tuple(line for line in lines if line.names), body=paragraphs(row.minutes),
        signed=False, issued_on=row.issued_on, copies=tuple(str(one.invitation.unit) for one in view.guests),
        printer=issuer(view), printed_on=row.issued_on, draft=row.issued_on is None,
    )  # fmt: skip


def _people(guests: Sequence[Guest], *, seated: bool) -> str:
    """Who came, by unit in protocol order."""
    found = [
        f"{one.name}（{guest.invitation.unit}{one.rank}）"
        for guest in guests
        if (guest.invitation.invited_as in _SEATED) == seated
        for one in guest.people
        if one.came
    ]
    return "、".join(found)

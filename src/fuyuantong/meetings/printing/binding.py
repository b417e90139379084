"""立卷: which papers a meeting has, in their order (`documents/binding.py` binds them)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from fuyuantong.documents.binding import Piece
from fuyuantong.documents.models import Attachment
from fuyuantong.documents.official import Document
from fuyuantong.meetings.printing import letters, sheets
from fuyuantong.meetings.queries import MeetingView, TopicView

Make = Callable[[MeetingView], Document]
PAPERS: Mapping[str, tuple[str, Make]] = {
    "request": ("请示", letters.request),
    "notice": ("会议通知", letters.notice),
    "agenda": ("会议议程", sheets.agenda),
    "sign-sheet": ("签到表", sheets.sign_sheet),
    "seating": ("座次表", sheets.seating),
    "minutes": ("会议纪要", letters.minutes),
    "submission": ("呈批单", sheets.submission),
}
"""Code → name and maker, in the order in which they are bound."""
FOR_INVITED = frozenset({"notice", "agenda"})
"""What units invited may print for themselves; the record once it is issued."""


def pieces(view: MeetingView, topics: Sequence[TopicView]) -> list[Piece]:
    """The papers of a meeting in the order of its course."""
    found = [Piece(f"议题申请表：{one.topic.title}", sheets.application(one)) for one in topics]
    for code, (name, make) in PAPERS.items():
        if wanted(code, view):
            found.append(Piece(f"{name}：{view.meeting.title}", make(view)))
    found += [Piece(_uploaded("议题材料", paper), file=paper) for line in view.lines for paper in line.papers]
    return [*found, *(Piece(_uploaded("会议材料", paper), file=paper) for paper in view.papers)]


def _uploaded(what: str, paper: Attachment) -> str:
    return f"{what}：{paper.label or paper.file.name}"


def wanted(code: str, view: MeetingView) -> bool:
    """Whether a meeting, as it stands, has such a paper."""
    row = view.meeting
    return {
        "request": view.kind.consent,
        "minutes": bool(row.minutes),
        "submission": bool(view.remarks),
        "seating": view.present > 0 or any(one.people for one in view.guests),
    }.get(code, True)

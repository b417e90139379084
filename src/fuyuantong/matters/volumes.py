"""立卷 of matters: what a matter's file holds, in the order of its course. Papers are Chinese whatever the
screen speaks; what is personal stays masked."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import translation

from fuyuantong.audit.models import Entry
from fuyuantong.audit.wording import say
from fuyuantong.common.now import SHANGHAI
from fuyuantong.documents.actions.files import forget
from fuyuantong.documents.binding import Piece
from fuyuantong.documents.models import Attachment
from fuyuantong.documents.official import Cell, Document, Grid, Layout, Paragraph, Table, said_day
from fuyuantong.matters.kinds import DraftState, ObligationState
from fuyuantong.matters.models import Draft, Feedback, Obligation, Remark
from fuyuantong.matters.models.draft import DraftVersion
from fuyuantong.matters.papers import document_of
from fuyuantong.matters.queries import MatterView, ObligationView

EVENTS_MOST = 200
ERASED = "（案卷已销毁）"


def pieces(view: MatterView) -> list[Piece]:
    """办理情况表, the letters that were signed, then the files of the matter and of its tasks."""
    with translation.override("zh-hans"):
        found = [Piece(f"事项办理情况表：{view.matter.title}", summary(view))]
    signed = [one for one in view.letters if one.state == DraftState.SIGNED]
    letters = sorted(signed, key=lambda one: (str(one.signed_on), str(one.pk)))
    found += [Piece(f"{one.genre}：{one.title}", document_of(one)) for one in letters]
    for paper in [*view.files, *(file for one in _walk(view.obligations) for file in one.files)]:
        found.append(Piece(f"材料：{paper.label or paper.file.name}", file=paper))
    return found


def erase(key: UUID) -> int:
    """Empty a matter whose volume is destroyed: uploads, letters, reports, remarks. The ledger's line and the
    trail stay. Returns how many uploads went; the caller has checked that it may."""
    owed = Obligation.objects.filter(matter=key)
    subjects = [key, *owed.values_list("pk", flat=True)]
    placed = Attachment.objects.filter(subject_type__in=("matter", "obligation"), subject_id__in=subjects)
    files = [row.file for row in placed.select_related("file")]
    placed.delete()
    Draft.objects.filter(matter=key).update(text=ERASED)
    DraftVersion.objects.filter(draft__matter=key).delete()
    Feedback.objects.filter(obligation__in=owed).update(text=ERASED, problems="", next_steps="")
    Remark.objects.filter(matter=key).update(text=ERASED)
    return sum(forget(file) for file in files)


def summary(view: MatterView) -> Document:
    """What the matter was, who owed what, and what happened: the first paper of its file."""
    matter = view.matter
    head = Grid(
        (2, 4, 2, 4),
        (
            (Cell("事项", label=True), Cell(matter.title, span=3)),
            _pair("机制", view.mechanism.name, "文号或案号", matter.number or "—"),
            _pair("发起单位", str(matter.started_by_unit), "发生日期", said_day(matter.occurred_on)),
            _pair("来源", matter.source or "—", "现状", matter.stage),
        ),
    )
    owed = Table(
        ("承办单位", "任务", "期限", "签收", "办结", "状态"),
        tuple(_owed(one) for one in _walk(view.obligations)),
        (3, 5, 2, 2, 2, 2),
    )
    happened = Table(
        ("时间", "事由", "单位和人员"),
        tuple(_event(entry) for entry in reversed(view.timeline[:EVENTS_MOST])),
        (3, 5, 5),
    )
    body = (head, Paragraph("一、承办任务", 1), owed, Paragraph("二、办理过程", 1), happened)
    return Document(Layout.SHEET, "事项办理情况表", (str(matter.started_by_unit),), body=body, signed=False)


def _walk(views: Iterable[ObligationView]) -> Iterable[ObligationView]:
    for one in views:
        yield one
        yield from _walk(one.parts)


def _owed(one: ObligationView) -> tuple[str, ...]:
    row = one.row
    days = [str(day) if day else "—" for day in (row.due_on, row.signed_on, row.finished_on)]
    return (str(row.owner), row.title, *days, str(ObligationState(row.state).label))


def _event(entry: Entry) -> tuple[str, str, str]:
    who = " ".join(dict.fromkeys(name for name in (entry.unit_name, entry.person_name) if name))
    mark = f"（{entry.acting_for}）" if entry.acting_for else ""
    owner = entry.data.get("owner", "")
    said = f"{say(entry.kind)}{'：' + str(owner) if owner else ''}"
    return (f"{entry.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", said, who + mark)


def _pair(label: str, text: str, other: str, more: str) -> tuple[Cell, ...]:
    return (Cell(label, label=True), Cell(text), Cell(other, label=True), Cell(more))

"""立卷 of a plan: the paper it came from, its tasks and how they stand, opinions, the steps of its gate."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation

from fuyuantong.common.actors import Actor
from fuyuantong.documents.binding import Piece
from fuyuantong.documents.models import Attachment
from fuyuantong.documents.official import Block, Document, Layout, Paragraph, Table, said_day
from fuyuantong.matters.kinds import ObligationState
from fuyuantong.matters.models import Obligation
from fuyuantong.plans.models import Import, PlanParty
from fuyuantong.plans.queries import PlanView


def pieces(viewer: Actor, view: PlanView) -> list[Piece]:
    """In the order of its course; the papers that were imported come first, as they came."""
    sources = [row.item.source_id for row in view.rows if row.item.source_id]
    papers = Import.objects.visible_to(viewer).filter(pk__in=sources).select_related("file").order_by("pk")
    with translation.override("zh-hans"):
        found = [
            Piece(f"来文：{one.title or one.file_name}", file=Attachment(file=one.file)) for one in papers
        ]
        found.append(Piece(f"任务分解表：{view.plan.title}", tasks(viewer, view)))
        if view.opinions:
            found.append(Piece("征求意见情况表", opinions(view)))
        if view.steps:
            found.append(Piece("审定印发经过", steps(view)))
    return found


def _sheet(view: PlanView, title: str, *body: Block) -> Document:
    """One form about the plan; who issues stands in the directory, so there is no signature."""
    issuer = str(view.linkage or view.plan.title)
    head = Paragraph(f"{view.plan.title}　{view.plan.number}".strip(), plain=True)
    return Document(Layout.SHEET, title, (issuer,), body=(head, *body), signed=False)


def tasks(viewer: Actor, view: PlanView) -> Document:
    """Every task with its units, its term and how it stands."""
    keys = [row.item.matter for row in view.rows if row.item.matter]
    owed = Obligation.objects.visible_to(viewer).filter(matter__in=keys, parent=None).order_by("pk")
    stands: dict[object, list[str]] = {}
    for one in owed:
        stands.setdefault(one.matter_id, []).append(str(ObligationState(one.state).label))
    rows = tuple(
        (str(row.number), row.item.title, _named([*row.leads, *row.responsible]) or "—",
         _named(row.partners) or "—", row.deadline,
         "、".join(dict.fromkeys(stands.get(row.item.matter, ()))) or "—")
        for row in view.rows
    )  # fmt: skip
    head = ("序号", "任务", "牵头、责任单位", "配合单位", "完成时限", "办理情况")
    return _sheet(view, "任务分解及办理情况表", Table(head, rows, (1, 4, 2.6, 2.4, 2, 1.8), centred=(0,)))


def opinions(view: PlanView) -> Document:
    rows = tuple(
        (str(one.unit), str(one.get_state_display()), one.text or "—", one.answer or "—")
        for one in view.opinions
    )
    return _sheet(view, "征求意见情况表", Table(("单位", "结果", "意见", "采纳情况"), rows, (3, 2, 5, 4)))


def steps(view: PlanView) -> Document:
    rows = tuple(
        (said_day(one.occurred_on), str(one.get_kind_display()), one.decided_by or "—",
         "　".join(part for part in (one.reference, one.text) if part) or "—")
        for one in view.steps
    )  # fmt: skip
    head = ("日期", "事由", "决定人或会议", "依据和说明")
    return _sheet(view, "审定印发经过", Table(head, rows, (3, 2, 3, 5), centred=(0, 1)))


def _named(parties: Sequence[PlanParty]) -> str:
    return "、".join(str(one.unit) for one in parties)

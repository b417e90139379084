"""One item for who may see it; and the right to see an old answer again."""

from __future__ import annotations

from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.plans import policy
from fuyuantong.plans.models import Damage, Import, Opinion, Plan, PlanItem


def item_of(viewer: Actor, key: UUID) -> PlanItem:
    """An item of a paper under the viewer's review, or of a plan that the viewer may see."""
    row = PlanItem.objects.filter(pk=key).first()
    if row is not None and row.plan_id is not None:
        seen = Plan.objects.visible_to(viewer).filter(pk=row.plan_id).exists()
    elif row is not None and row.source_id is not None:
        seen = Import.objects.visible_to(viewer).filter(pk=row.source_id).exists()
    else:
        seen = False
    if row is None or not seen:
        raise NotFound
    return row


def home_of_item(viewer: Actor, key: UUID) -> tuple[UUID | None, UUID | None]:
    """(paper, plan) in which the viewer finds an item; the plan when it stands in one."""
    row = item_of(viewer, key)
    return row.source_id, row.plan_id


def may_still_review(viewer: Actor, kind: str, key: UUID) -> None:
    """Raise unless the viewer still sees this row of the room and still does such business."""
    if kind == "plan_item":
        item_of(viewer, key)
        policy.check_import(viewer)
    elif kind == "opinion":
        opinion = Opinion.objects.filter(pk=key, plan__in=Plan.objects.visible_to(viewer)).first()
        if opinion is None:
            raise NotFound
        policy.check_answer(viewer, opinion)
    elif kind == "plan":
        plan = Plan.objects.visible_to(viewer).filter(pk=key).first()
        if plan is None:
            raise NotFound
        policy.check_run(viewer, plan)
    else:
        source = key if kind == "import" else Damage.objects.values_list("source_id", flat=True).get(pk=key)
        paper = Import.objects.visible_to(viewer).filter(pk=source).first()
        if paper is None:
            raise NotFound
        policy.check_import(viewer, paper.linkage)

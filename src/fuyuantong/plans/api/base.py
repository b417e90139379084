"""The room's router, and receipts of its acts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Receipt, Room
from fuyuantong.plans.models import Damage, Import, Opinion, Plan, PlanItem
from fuyuantong.plans.queries.rights import may_still_review

room = Room("plans", read="plans:read", write="plans:write")
KINDS = {Import: "import", Plan: "plan", PlanItem: "plan_item", Opinion: "opinion", Damage: "damage"}


def told(row: Import | Plan | PlanItem | Opinion | Damage, made: Sequence[UUID] = ()) -> Receipt:
    return Receipt(id=row.pk, kind=KINDS[type(row)], state=row.state, version=row.version, made=list(made))


def again(actor: Actor, receipt: Receipt) -> None:
    """An old answer is given again only to those who still may see and run what it is about."""
    may_still_review(actor, receipt.kind, receipt.id)

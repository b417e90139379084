"""Plans of a year as those who may see them see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.organs.models import Linkage, Unit
from fuyuantong.plans import policy
from fuyuantong.plans.guarding import COURT, COURT_WORD, Caution
from fuyuantong.plans.kinds import EDITABLE_STATES, ItemState, NameRole, OpinionState, PlanState
from fuyuantong.plans.models import Opinion, Plan, PlanItem, PlanParty, PlanStep
from fuyuantong.plans.queries.cards import deadline_words


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the table."""

    item: PlanItem
    number: int
    leads: Sequence[PlanParty]
    responsible: Sequence[PlanParty]
    partners: Sequence[PlanParty]
    deadline: str
    past: bool
    cautions: Sequence[Caution] = ()


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan page: rows, steps so far, opinions; `runs` says that the viewer's office moves it."""

    plan: Plan
    linkage: Linkage | None
    rows: Sequence[Row]
    steps: Sequence[PlanStep]
    opinions: Sequence[Opinion]
    runs: bool
    own_opinion: Opinion | None

    @property
    def editable(self) -> bool:
        return self.runs and self.plan.state in EDITABLE_STATES

    @property
    def waiting_opinions(self) -> int:
        return sum(o.state == OpinionState.WAITING for o in self.opinions)


def plans_of(viewer: Actor, *, year: int | None = None) -> QuerySet[Plan]:
    """Plans the viewer may see, newest year first, with `tasks` counted."""
    rows = Plan.objects.visible_to(viewer).annotate(
        tasks=Count("items", filter=Q(items__state=ItemState.CONFIRMED), distinct=True)
    )
    return rows.filter(year=year) if year else rows


def plan_view(viewer: Actor, key: UUID, today: date) -> PlanView:
    """A plan in six queries. Units asked for an opinion see the draft and their own opinion, no others."""
    plan = Plan.objects.visible_to(viewer).filter(pk=key).first()
    if plan is None:
        raise NotFound
    runs = policy.may_run(viewer, plan)
    office = plan.linkage in viewer.offices
    items = list(PlanItem.objects.filter(plan=plan, state=ItemState.CONFIRMED).order_by("ordinal", "pk"))
    parties: dict[UUID, list[PlanParty]] = {item.pk: [] for item in items}
    for party in PlanParty.objects.filter(item__in=items).select_related("unit"):
        parties[party.item_id].append(party)
    opinions = list(Opinion.objects.filter(plan=plan).select_related("unit"))
    own = next((o for o in opinions if o.unit_id == viewer.unit and not office), None)
    return PlanView(
        plan=plan,
        linkage=Linkage.objects.filter(code=plan.linkage).first(),
        rows=[_row(item, parties[item.pk], n, today) for n, item in enumerate(items, 1)],
        steps=list(PlanStep.objects.filter(plan=plan)) if office else [],
        opinions=opinions if office else [],
        runs=runs,
        own_opinion=own,
    )


def _row(item: PlanItem, parties: Sequence[PlanParty], n: int, today: date) -> Row:
    def of(role: NameRole) -> list[PlanParty]:
        return [party for party in parties if party.role == role]

    return Row(
        item=item,
        number=n,
        leads=of(NameRole.LEAD),
        responsible=of(NameRole.RESPONSIBLE),
        partners=of(NameRole.PARTNER),
        deadline=deadline_words(item),
        past=item.matter is None and item.is_past(today),
        cautions=item.cautions([_name(p) for p in parties if p.role in _IN_CHARGE]),
    )


_IN_CHARGE = {NameRole.LEAD, NameRole.RESPONSIBLE}


def _name(party: PlanParty) -> str:
    return COURT_WORD if party.unit.kind == COURT else party.unit.name


def consultable_units(viewer: Actor, key: UUID) -> list[Unit]:
    """Units to ask for an opinion: those that the plan names, in protocol order."""
    plan = Plan.objects.visible_to(viewer).filter(pk=key).first()
    if plan is None or plan.state not in {PlanState.DRAFT, PlanState.CONSULTING}:
        return []
    named = PlanParty.objects.filter(item__plan=plan).values("unit_id")
    return list(Unit.objects.filter(pk__in=named).in_protocol_order())

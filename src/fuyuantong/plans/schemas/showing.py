"""Rows of the room → what the API says of them."""

from __future__ import annotations

from typing import Any

from fuyuantong.common.api import plain
from fuyuantong.organs.schemas import unit_ref
from fuyuantong.plans.models import Damage, Import, Opinion, Plan, PlanItem, PlanParty
from fuyuantong.plans.queries import Card, OpenName, PlanView, Review
from fuyuantong.plans.queries.yearly import Row
from fuyuantong.plans.schemas import outputs as out


def import_row(row: Import) -> out.ImportRow:
    return plain(out.ImportRow, row, region=row.region_id)


def damage_out(row: Damage) -> out.DamageOut:
    return plain(out.DamageOut, row, item=row.item_id)


def item_out(row: PlanItem) -> out.ItemOut:
    return plain(out.ItemOut, row, parent=row.parent_id)


def card_out(card: Card) -> out.CardOut:
    faces = [
        out.NameOut(role=role, shown=face.shown, raw=face.raw, state=face.state, note=face.note)
        for role, found in card.roles
        for face in found
    ]
    return plain(
        out.CardOut,
        card.item,
        parent=card.item.parent_id,
        faces=faces,
        deadline=card.deadline,
        level=str(card.level),
        reasons=[out.ReasonOut(field=f, level=level, reason=why) for f, level, why in card.reasons],
        damages=[damage_out(row) for row in card.damages],
        duties=[dict(duty) for duty in card.duties],
        past=card.past,
        cautions=[plain(out.CautionOut, one) for one in card.cautions],
    )


def review_out(found: Review) -> out.ReviewOut:
    return plain(
        out.ReviewOut,
        found.paper,
        region=found.paper.region_id,
        items=[card_out(card) for card in found.cards],
        damages=[damage_out(row) for row in found.damages],
        settled_damages=[damage_out(row) for row in found.settled_damages],
        warnings=list(found.warnings),
        open_names=found.open_names,
        waiting=found.waiting,
        confirmed=found.confirmed,
        can_adopt=found.can_adopt,
    )


def open_name(found: OpenName) -> out.OpenNameOut:
    named = found.named
    return out.OpenNameOut(
        raw=named.raw,
        prefix=named.prefix,
        state=named.state,
        reason=str(named.reason),
        units=[unit_ref(unit) for unit in named.units],
        candidates=[unit_ref(one.unit) for one in named.candidates],
        times=found.times,
        suggested=found.suggested,
        kind=found.kind,
    )


def plan_row(row: Plan) -> out.PlanRow:
    return plain(out.PlanRow, row, region=row.region_id)


def opinion_out(row: Opinion) -> out.OpinionOut:
    return plain(out.OpinionOut, row, unit=unit_ref(row.unit))


def _party(row: PlanParty) -> out.PlanPartyOut:
    return plain(out.PlanPartyOut, row, unit=unit_ref(row.unit))


def _item(row: Row) -> out.PlanItemOut:
    parties = (*row.leads, *row.responsible, *row.partners)
    own: dict[str, Any] = {"parent": row.item.parent_id, "number": row.number, "deadline": row.deadline}
    return plain(out.PlanItemOut, row.item, **own, parties=[_party(p) for p in parties], past=row.past)


def plan_full(view: PlanView) -> out.PlanFull:
    return plain(
        out.PlanFull,
        view.plan,
        region=view.plan.region_id,
        items=[_item(row) for row in view.rows],
        steps=[plain(out.StepOut, step) for step in view.steps],
        opinions=[opinion_out(row) for row in view.opinions],
        own_opinion=opinion_out(view.own_opinion) if view.own_opinion else None,
        runs=view.runs,
        editable=view.editable,
    )

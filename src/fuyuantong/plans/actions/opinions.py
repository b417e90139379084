"""征求意见: the draft goes to units with a day to answer by; what they say and what came of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, FieldError, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject
from fuyuantong.organs.models import Unit
from fuyuantong.plans import policy
from fuyuantong.plans.actions.deciding import move_plan
from fuyuantong.plans.doors import stale, take_plan
from fuyuantong.plans.kinds import OpinionState, PlanState, StepKind
from fuyuantong.plans.models import Opinion, Plan
from fuyuantong.plans.trail import note


def consult(
    uow: UnitOfWork, key: UUID, units: Sequence[UUID], due_on: date, *, expected: int | None = None
) -> Plan:
    """Send the draft round. Units asked before are asked anew only with the new day."""
    row = take_plan(uow, key, {PlanState.DRAFT, PlanState.CONSULTING}, _("征求意见"), expected=expected)
    asked = list(Unit.objects.valid_on(uow.today).filter(pk__in=units))
    if not asked:
        words = _("请选择征求意见的单位。")
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="units")])
    if due_on < uow.today:
        words = _("反馈期限 %(on)s 早于今天。") % {"on": due_on}
        raise Refusal("E-RULE", words, errors=[FieldError("E-RULE", words, pointer="due_on")])
    Opinion.objects.bulk_create(
        [Opinion(plan=row, unit=unit, due_on=due_on, asked_at=uow.now) for unit in asked],
        update_conflicts=True,
        unique_fields=["plan", "unit"],
        update_fields=["due_on"],
    )
    move_plan(uow, row, PlanState.CONSULTING, StepKind.CONSULT, uow.today)
    tell(
        uow,
        to_units=[unit.pk for unit in asked],
        kind="plan.consult",
        title=_("征求意见：%(title)s（请于 %(due)s 前反馈）") % {"title": row.title, "due": due_on},
        url=reverse("plans:plan", args=[row.pk]),
        subject=Subject("plan", row.pk, row.linkage),
    )
    return row


def _take_opinion(uow: UnitOfWork, key: UUID, expected: int | None) -> Opinion:
    visible = Plan.objects.visible_to(uow.actor)
    row = (
        Opinion.objects.select_for_update(of=("self",))
        .select_related("plan", "unit")
        .filter(pk=key, plan__in=visible)
        .first()
    )
    if row is None:
        raise NotFound
    policy.check_answer(uow.actor, row)
    if expected is not None and expected != row.version:
        raise stale(str(row.unit))
    if row.plan.state != PlanState.CONSULTING:
        raise Conflict("E-STATE", _("这份草案现在不在征求意见。"))
    return row


def give_opinion(
    uow: UnitOfWork, key: UUID, *, text: str = "", agreed: bool = False, expected: int | None = None
) -> Opinion:
    """无意见 or an opinion; from another unit's post (the office) it is 代录 and marked so."""
    row = _take_opinion(uow, key, expected)
    if not agreed and not text.strip():
        words = _("请填写意见，或选择“无意见”。")
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="text")])
    row.state = OpinionState.AGREED if agreed else OpinionState.OPINION
    row.text, row.answer = text.strip(), ""
    row.recorded_for = uow.actor.unit != row.unit_id
    row.by_name, row.at = uow.actor.name, uow.now
    row.version += 1
    row.save()
    note(
        uow, "opinion_given", "plan", row.plan_id, region=row.plan.region_id,
        unit=str(row.unit_id), agreed=agreed, recorded_for=row.recorded_for,
    )  # fmt: skip
    return row


def settle_opinion(
    uow: UnitOfWork, key: UUID, *, adopted: bool, answer: str = "", expected: int | None = None
) -> Opinion:
    """采纳 or 不采纳 by the office; not adopting wants a reason."""
    row = _take_opinion(uow, key, expected)
    policy.check_run(uow.actor, row.plan)
    if row.state not in {OpinionState.OPINION, OpinionState.ADOPTED, OpinionState.DECLINED}:
        raise Conflict("E-STATE", _("该单位没有提出意见。"))
    if not adopted and not answer.strip():
        words = _("不采纳请说明理由。")
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="answer")])
    row.state = OpinionState.ADOPTED if adopted else OpinionState.DECLINED
    row.answer = answer.strip()
    row.version += 1
    row.save()
    note(
        uow, "opinion_settled", "plan", row.plan_id, region=row.plan.region_id,
        unit=str(row.unit_id), adopted=adopted,
    )  # fmt: skip
    return row

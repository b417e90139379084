"""The gate: 报审 → 同意 or 退回 → 印发. Leaders do not sign in: the office records who decided and when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import FieldError, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.plans.actions.guarding import check_targets
from fuyuantong.plans.doors import take_plan
from fuyuantong.plans.kinds import ItemState, OpinionState, PlanState, StepKind
from fuyuantong.plans.models import Plan, PlanStep
from fuyuantong.plans.trail import note


def submit_for_approval(uow: UnitOfWork, key: UUID, *, text: str = "", expected: int | None = None) -> Plan:
    """报审. A draft that was never sent round says why not (`text`); opinions must have been dealt with."""
    row = take_plan(uow, key, {PlanState.DRAFT, PlanState.CONSULTING}, _("报审"), expected=expected)
    if row.state == PlanState.DRAFT and not text.strip():
        raise _missing("text", _("没有征求意见就报审，请说明理由。"))
    undecided = row.opinions.filter(state=OpinionState.OPINION).count()
    if undecided:
        raise Refusal(
            "E-OPINIONS",
            _("还有 %(n)d 条意见没有处理。") % {"n": undecided},
            hint=_("请逐条注明采纳或不采纳。"),
        )
    if not row.items.exists():
        raise Refusal("E-REQUIRED", _("计划里没有任务。"))
    check_targets(row.items.filter(state=ItemState.CONFIRMED))
    return move_plan(uow, row, PlanState.SUBMITTED, StepKind.SUBMIT, uow.today, text=text)


def approve(
    uow: UnitOfWork,
    key: UUID,
    *,
    decided_by: str,
    decided_on: date,
    reference: str = "",
    text: str = "",
    expected: int | None = None,
) -> Plan:
    """Record that the leaders agreed: who or which meeting, when, under which 会议纪要 or 批示."""
    row = take_plan(uow, key, {PlanState.SUBMITTED}, _("登记同意"), expected=expected)
    if not decided_by.strip():
        raise _missing("decided_by", _("请填写同意的领导或会议。"))
    return move_plan(
        uow, row, PlanState.APPROVED, StepKind.APPROVE, decided_on,
        decided_by=decided_by, reference=reference, text=text,
    )  # fmt: skip


def send_back(
    uow: UnitOfWork,
    key: UUID,
    *,
    decided_by: str = "",
    decided_on: date,
    text: str,
    expected: int | None = None,
) -> Plan:
    """退回修改: the draft opens again."""
    row = take_plan(uow, key, {PlanState.SUBMITTED, PlanState.APPROVED}, _("退回修改"), expected=expected)
    if not text.strip():
        raise _missing("text", _("请填写退回修改的意见。"))
    return move_plan(
        uow, row, PlanState.DRAFT, StepKind.SEND_BACK, decided_on, decided_by=decided_by, text=text
    )


def print_out(
    uow: UnitOfWork, key: UUID, *, number: str, issued_on: date, title: str = "", expected: int | None = None
) -> Plan:
    """印发: the number and the date of the paper itself. Numbers of an OA system are entered as they are."""
    row = take_plan(uow, key, {PlanState.APPROVED}, _("印发"), expected=expected)
    if not number.strip():
        raise _missing("number", _("请填写文号。"))
    row.number, row.issued_on = number.strip()[:80], issued_on
    if title.strip():
        row.title = title.strip()[:300]
    return move_plan(uow, row, PlanState.PRINTED, StepKind.PRINT, issued_on, reference=row.number)


def void(uow: UnitOfWork, key: UUID, *, text: str, expected: int | None = None) -> Plan:
    """作废 before anything was handed out."""
    states = set(PlanState) - {PlanState.ISSUED, PlanState.VOID}
    row = take_plan(uow, key, states, _("作废"), expected=expected)
    if not text.strip():
        raise _missing("text", _("请填写作废理由。"))
    return move_plan(uow, row, PlanState.VOID, StepKind.VOID, uow.today, text=text)


def move_plan(
    uow: UnitOfWork,
    row: Plan,
    state: PlanState,
    kind: StepKind,
    occurred_on: date,
    *,
    decided_by: str = "",
    reference: str = "",
    text: str = "",
) -> Plan:
    """Write one step of a locked, checked plan. It may have happened earlier, never later."""
    if occurred_on > uow.today:
        words = _("日期 %(on)s 晚于今天。") % {"on": occurred_on}
        raise Refusal("E-RULE", words, hint=_("请填写实际发生的日期。"))
    before, row.state = row.state, state
    row.version += 1
    row.save()
    PlanStep.objects.create(
        plan=row,
        kind=kind,
        occurred_on=occurred_on,
        decided_by=decided_by.strip()[:120],
        reference=reference.strip()[:200],
        text=text.strip(),
        by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name,
        at=uow.now,
    )
    note(
        uow, str(kind), "plan", row.pk, region=row.region_id, version=row.version,
        before=str(before), after=str(state), occurred_on=occurred_on.isoformat(), reference=reference,
    )  # fmt: skip
    return row


def _missing(name: str, words: str) -> Refusal:
    return Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer=name)])

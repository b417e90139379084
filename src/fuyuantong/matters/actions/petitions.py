"""What an owing unit asks for and its creditor decides: 退办, 改派, 延期, 暂缓, 销号."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.kinds import Objection
from fuyuantong.matters import clocking
from fuyuantong.matters.actions.dates import extend_row, hold_row
from fuyuantong.matters.actions.handing import pass_on
from fuyuantong.matters.actions.hanging import part_with
from fuyuantong.matters.actions.life import follow_up, move_on, required, task_of
from fuyuantong.matters.desk import desk_of, kept_desk
from fuyuantong.matters.doors import check, take_obligation
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.kinds import FeedbackKind, FeedbackState, ObligationState, PetitionKind, PetitionState
from fuyuantong.matters.models import Feedback, Obligation, Petition
from fuyuantong.matters.telling import tell_creditor, tell_owner
from fuyuantong.matters.trail import digest, note_obligation
from fuyuantong.organs.models import Unit

_STATES = {
    PetitionKind.RETURN: {ObligationState.PENDING, ObligationState.WORKING},
    PetitionKind.REASSIGN: {ObligationState.PENDING, ObligationState.WORKING},
    PetitionKind.EXTENSION: {ObligationState.PENDING, ObligationState.WORKING, ObligationState.REVIEWING},
    PetitionKind.HOLD: {ObligationState.WORKING},
    PetitionKind.WRITE_OFF: {ObligationState.DONE},
}


def petition(
    uow: UnitOfWork,
    obligation_id: UUID,
    kind: PetitionKind,
    *,
    reason: str,
    wanted_due: date | None = None,
    wanted_unit: UUID | None = None,
    expected: int | None = None,
) -> Petition:
    """Ask. One open request of a kind at a time; an answer is owed by the creditor.

    A letter of a court or procuratorate is never 退回 or 转办: its addressee raises 异议 or 说明 instead.
    """
    row = take_obligation(uow, obligation_id, "petition", expected=expected)
    _check_kind(row, kind)
    if kind == PetitionKind.EXTENSION:
        _check_wanted_due(row, wanted_due)
    if wanted_unit is not None and not Unit.objects.filter(pk=wanted_unit, valid_until=None).exists():
        raise Refusal("E-RULE", "请选择在用的机构。")
    if _is_asked(row, kind):
        raise Conflict(
            "E-STATE",
            f"“{row.title}”已有一件待决定的{PetitionKind(kind).label}。",
            hint="请等待决定或先撤销。",
        )
    made = Petition(
        obligation=row,
        kind=kind,
        reason=required(reason, "申请理由"),
        wanted_due=wanted_due,
        wanted_unit_id=wanted_unit,
        at=uow.now,
        by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name,
    )
    desk_of(row.matter).put(made)
    move_on(uow, row, "petition", petition=str(made.pk), asked=str(kind), reason=digest(reason))
    tell_creditor(uow, row, str(PetitionKind(kind).label))
    return made


def _is_asked(row: Obligation, kind: PetitionKind) -> bool:
    desk = kept_desk(row.matter_id)
    if desk is None:
        return bool(row.petitions.filter(kind=kind, state=PetitionState.OPEN).exists())
    asked = [one for one in desk.of(Petition) if one.obligation_id == row.pk and one.kind == kind]
    return any(one.state == PetitionState.OPEN for one in asked)


def _check_kind(row: Obligation, kind: PetitionKind) -> None:
    label = PetitionKind(kind).label
    if row.state not in _STATES[kind]:
        raise Conflict("E-STATE", f"“{row.title}”现在是“{ObligationState(row.state).label}”，不能{label}。")
    task = task_of(mechanism_of(row.matter), row)
    letter = task is not None and task.objection is not Objection.RETURN
    if letter and kind in {PetitionKind.RETURN, PetitionKind.REASSIGN}:
        raise Refusal(
            "E-RULE", "司法建议、检察建议等文书不作退办或改派。", hint="如有不同意见，请提出异议或说明。"
        )
    if kind == PetitionKind.WRITE_OFF and not row.ledger_item:
        raise Refusal("E-RULE", f"“{row.title}”不是台账任务，办结即归档，不作销号。")


def _check_wanted_due(row: Obligation, wanted_due: date | None) -> None:
    if wanted_due is None:
        raise Refusal("E-REQUIRED", "请填写申请延期到哪一天。")
    if row.due_on is None:
        raise Refusal("E-RULE", "这项任务没有办理期限，不需要延期。")
    if wanted_due <= row.due_on:
        raise Refusal("E-RULE", f"申请的日期 {wanted_due} 应晚于现在的期限 {row.due_on}。")


def decide(
    uow: UnitOfWork, petition_id: UUID, *, granted: bool, remark: str = "", new_unit: UUID | None = None
) -> Petition:
    """Grant or refuse. Granting does the thing itself in the same transaction."""
    found = Petition.objects.filter(pk=petition_id).values_list("obligation_id", flat=True).first()
    if found is None:
        raise NotFound
    row = take_obligation(uow, found, "petition_decision", with_matter=True)
    asked = Petition.objects.select_for_update().get(pk=petition_id)
    if asked.state != PetitionState.OPEN:
        raise Conflict("E-STATE", f"这件申请已由{asked.decided_by}决定。")
    if not granted:
        required(remark, "不同意的理由")
    asked.state = PetitionState.GRANTED if granted else PetitionState.REFUSED
    asked.decided_at, asked.remark = uow.now, remark.strip()
    asked.decided_by = f"{uow.actor.unit_name} {uow.actor.name}"
    asked.save()
    note_obligation(uow, row, "decided", asked=asked.kind, granted=granted, petition=str(asked.pk))
    if granted:
        _carry_out(uow, row, asked, new_unit)
    tell_owner(uow, row, f"{'同意' if granted else '不同意'}{PetitionKind(asked.kind).label}")
    return asked


GRANTS = {
    PetitionKind.RETURN: "grant_return",
    PetitionKind.REASSIGN: "grant_reassign",
    PetitionKind.EXTENSION: "extend",
    PetitionKind.HOLD: "hold",
    PetitionKind.WRITE_OFF: "write_off",
}


def _carry_out(uow: UnitOfWork, row: Obligation, asked: Petition, new_unit: UUID | None) -> None:
    """Do what was asked, by the same table of moves: the obligation may have gone on since it was asked."""
    check(uow, row, GRANTS[PetitionKind(asked.kind)])
    match asked.kind:
        case PetitionKind.EXTENSION if asked.wanted_due is not None:
            extend_row(uow, row, asked.wanted_due, asked.reason)
        case PetitionKind.HOLD:
            hold_row(uow, row, asked.reason)
        case PetitionKind.RETURN:
            clocking.stop_clocks(uow, row)
            move_on(uow, row, "grant_return")
            part_with(uow, row)
            follow_up(uow, row, None, uow.today)
        case PetitionKind.REASSIGN:
            target = new_unit or asked.wanted_unit_id
            if target is None or not Unit.objects.filter(pk=target, valid_until=None).exists():
                raise Refusal("E-REQUIRED", "请选择改派给哪个单位。")
            pass_on(uow, row, target)
        case PetitionKind.WRITE_OFF:
            move_on(uow, row, "write_off")


def drop(uow: UnitOfWork, petition_id: UUID) -> Petition:
    """撤销 one's own open request."""
    found = Petition.objects.filter(pk=petition_id).values_list("obligation_id", flat=True).first()
    if found is None:
        raise NotFound
    row = take_obligation(uow, found, "petition")
    asked = Petition.objects.select_for_update().get(pk=petition_id)
    if asked.state != PetitionState.OPEN:
        raise Conflict("E-STATE", "这件申请已经有了决定，不能撤销。")
    asked.state = PetitionState.DROPPED
    asked.save(update_fields=["state"])
    note_obligation(uow, row, "dropped", asked=asked.kind, petition=str(asked.pk))
    return asked


def object_to(uow: UnitOfWork, obligation_id: UUID, *, text: str) -> Feedback:
    """异议或说明 to a letter: written down and told to its sender; the clock goes on."""
    row = take_obligation(uow, obligation_id, "report")
    task = task_of(mechanism_of(row.matter), row)
    if task is None or task.objection is not Objection.OBJECTION:
        raise Forbidden("这项任务不适用异议。", hint="不属于本单位职责的，请用“申请退办”。")
    feedback = Feedback.objects.create(
        obligation=row,
        kind=FeedbackKind.OBJECTION,
        state=FeedbackState.SENT,
        text=required(text, "异议或说明"),
        occurred_on=uow.today,
        at=uow.now,
        by_person=uow.actor.person,
        by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name,
    )
    note_obligation(uow, row, "objected", feedback=str(feedback.pk), text=digest(text))
    tell_creditor(uow, row, "提出异议或说明")
    return feedback

"""The common life: 下发, 签收, 退回补正, 反馈, 审签, 核验, 退改, 销号, 转派. One function for one verb."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.kinds import Mechanism, OriginKind, Task
from fuyuantong.definitions.machine import after_obligation
from fuyuantong.matters import clocking, events
from fuyuantong.matters.doors import take_obligation, take_obligations, words_for
from fuyuantong.matters.engine import Applying, mechanism_of, snapshot_of
from fuyuantong.matters.kinds import (
    ClockMoveKind,
    FeedbackKind,
    FeedbackState,
    ObligationState,
)
from fuyuantong.matters.models import Clock, Feedback, Obligation
from fuyuantong.matters.moves import MOVES
from fuyuantong.matters.telling import tell_creditor, tell_owner
from fuyuantong.matters.trail import digest, note_obligation, remark
from fuyuantong.organs.models import Post


def move_on(
    uow: UnitOfWork,
    obligation: Obligation,
    verb: str,
    *,
    occurred_on: date | None = None,
    words: str = "",
    **data: Any,
) -> None:
    """Take a checked obligation through a move of the table and write it down. The row is saved here.

    `words` (a reason, a finding) are kept as a `Remark`; `data` goes on the trail as it is.
    """
    move = MOVES[verb]
    before = obligation.state
    if move.target is not None:
        obligation.state = move.target
    obligation.version += 1
    obligation.save()
    if words:
        data |= remark(uow, obligation.matter, obligation, verb, words)
    note_obligation(uow, obligation, verb, occurred_on, before=before, after=str(obligation.state), **data)
    uow.publish(
        events.ObligationMoved(obligation.pk, obligation.matter_id, verb, before, str(obligation.state))
    )


def happened_on(uow: UnitOfWork, occurred_on: date | None) -> date:
    """The day it happened: today unless said otherwise, never in the future."""
    day = occurred_on or uow.today
    if day > uow.today:
        raise Refusal("E-RULE", f"发生日期 {day} 晚于今天。", hint="请填写实际发生的日期。")
    return day


def task_of(mechanism: Mechanism, obligation: Obligation) -> Task | None:
    return next((task for task in mechanism.tasks if task.key == obligation.task), None)


def sign(
    uow: UnitOfWork, obligation_id: UUID, *, occurred_on: date | None = None, expected: int | None = None
) -> Obligation:
    """签收. Clocks never wait for it, except those whose rule says that they run from signing."""
    return _sign(uow, take_obligation(uow, obligation_id, "sign", expected=expected), occurred_on)


def sign_many(uow: UnitOfWork, ids: Sequence[UUID], *, occurred_on: date | None = None) -> list[Obligation]:
    """批量签收: all or none."""
    return [_sign(uow, row, occurred_on) for row in take_obligations(uow, list(ids), "sign")]


def _sign(uow: UnitOfWork, obligation: Obligation, occurred_on: date | None) -> Obligation:
    day = happened_on(uow, occurred_on)
    obligation.signed_at, obligation.signed_on = uow.now, day
    move_on(uow, obligation, "sign", occurred_on=day)
    _after(uow, obligation, OriginKind.SIGNED, day)
    return obligation


def _after(uow: UnitOfWork, obligation: Obligation, moment: OriginKind, day: date) -> None:
    """Let the machine say what follows a moment of an obligation; skipped when nothing can follow."""
    mechanism = mechanism_of(obligation.matter)
    task = task_of(mechanism, obligation)
    if task is None or obligation.series_id is not None:
        return
    if moment is OriginKind.SIGNED and not starts_at(mechanism, task, moment):
        if task.sign_clock:
            clocking.stop_clocks(uow, obligation, task.sign_clock)
        return
    outcome = after_obligation(
        snapshot_of(obligation.matter), task.key, str(obligation.owner_id), moment, day
    )
    if outcome.effects:
        Applying(uow, obligation.matter).run(outcome)


def starts_at(mechanism: Mechanism, task: Task, moment: OriginKind) -> bool:
    """Whether any clock of the task runs from this moment."""
    keys = {*task.clocks, *(k for k in (task.sign_clock, task.verify_clock) if k)}
    rules = (mechanism.clock(key) for key in keys)
    return any(rule.origin is not None and rule.origin.kind is moment for rule in rules)


def issue_many(uow: UnitOfWork, ids: Sequence[UUID], *, occurred_on: date | None = None) -> list[Obligation]:
    """批量下发 of drafts."""
    rows = take_obligations(uow, list(ids), "issue")
    for row in rows:
        row.issued_at, row.issued_on = uow.now, happened_on(uow, occurred_on)
        move_on(uow, row, "issue", occurred_on=row.issued_on)
        tell_owner(uow, row, words_for("issue", row))
    return rows


def ask_correction(
    uow: UnitOfWork, obligation_id: UUID, *, reason: str, expected: int | None = None
) -> Obligation:
    """退回补正: the material is not enough to work on. Rule of the clocks: they stand still from today and,
    when the sender has supplied what is missing, go on with what was left."""
    row = take_obligation(uow, obligation_id, "ask_correction", expected=expected)
    for clock in Clock.objects.filter(obligation=row, state="running"):
        clocking.pause(uow, clock, ClockMoveKind.HOLD, reason="退回补正", basis="", on=uow.today)
    move_on(uow, row, "ask_correction", words=required(reason, "需补正的内容"))
    tell_creditor(uow, row, "退回补正")
    return row


def supply(uow: UnitOfWork, obligation_id: UUID, *, text: str, expected: int | None = None) -> Obligation:
    """补正后重新送达."""
    row = take_obligation(uow, obligation_id, "supply", expected=expected)
    rules = mechanism_of(row.matter).reminders
    for clock in Clock.objects.filter(obligation=row, state="held"):
        clocking.go_on(uow, clock, ClockMoveKind.UNHOLD, reason="已补正", on=uow.today, rules=rules)
        if clock.main:
            clocking.follow(row, clock)
    move_on(uow, row, "supply", words=required(text, "补正说明"))
    tell_owner(uow, row, "补正材料")
    return row


def report(
    uow: UnitOfWork,
    obligation_id: UUID,
    *,
    text: str,
    problems: str = "",
    next_steps: str = "",
    milestone: bool = False,
    occurred_on: date | None = None,
) -> Feedback:
    """报送进展 (阶段性完成 when `milestone`): the obligation goes on."""
    row = take_obligation(uow, obligation_id, "report")
    day = happened_on(uow, occurred_on)
    kind = FeedbackKind.MILESTONE if milestone else FeedbackKind.PROGRESS
    feedback = _feedback(
        uow, row, kind, FeedbackState.SENT, text, day, problems=problems, next_steps=next_steps
    )
    row.milestone = row.milestone or milestone
    move_on(uow, row, "report", occurred_on=day, feedback=str(feedback.pk), text=digest(text))
    tell_creditor(uow, row, "报送了进展")
    return feedback


def submit(
    uow: UnitOfWork,
    obligation_id: UUID,
    *,
    text: str,
    answers: Mapping[str, Any] | None = None,
    occurred_on: date | None = None,
    expected: int | None = None,
) -> Feedback:
    """反馈办理结果. Goes to the unit's own 审签 where the definition wants it and the unit has a reviewer
    who is somebody else; otherwise straight to 核验."""
    row = take_obligation(uow, obligation_id, "submit", expected=expected, with_matter=True)
    day = happened_on(uow, occurred_on)
    task = task_of(mechanism_of(row.matter), row)
    answers = _with_text(task, answers or {}, text)
    _check_answers(task, answers)
    _check_parts(task, row)
    reviewed = (task is None or task.unit_review) and _has_other_reviewer(uow, row)
    state = FeedbackState.IN_REVIEW if reviewed else FeedbackState.SENT
    feedback = _feedback(uow, row, FeedbackKind.COMPLETION, state, text, day, answers=answers)
    verb = "submit" if reviewed else "submit_unreviewed"
    move_on(uow, row, verb, occurred_on=day, feedback=str(feedback.pk), text=digest(text))
    if not reviewed:
        _after(uow, row, OriginKind.REPLIED, day)
        tell_creditor(uow, row, "反馈了办理结果")
    return feedback


def _with_text(task: Task | None, answers: Mapping[str, Any], text: str) -> dict[str, Any]:
    """The text of the reply is the answer to the first field that must be filled in."""
    first = task.reply_requires[0] if task and task.reply_requires else ""
    return {first: text, **answers} if first else dict(answers)


def _check_answers(task: Task | None, answers: Mapping[str, Any]) -> None:
    missing = [key for key in (task.reply_requires if task else ()) if not answers.get(key)]
    if missing:
        raise Refusal("E-REQUIRED", f"反馈还须填写：{'、'.join(missing)}。")


def _check_parts(task: Task | None, row: Obligation) -> None:
    if task is None or not task.waits_for_parts:
        return
    waiting = [str(part.owner) for part in row.parts.open().select_related("owner")]
    if waiting:
        raise Refusal(
            "E-RULE",
            f"配合单位尚未办结：{'、'.join(waiting[:5])}。",
            hint="请先核验配合单位的反馈，或终止其配合任务。",
        )


def _has_other_reviewer(uow: UnitOfWork, row: Obligation) -> bool:
    """A lone officer does not sign off on himself; the step is then left out and the timeline says so."""
    if uow.actor.roles & {"reviewer", "leader"}:
        return False
    posts = Post.objects.filter(unit_id=row.owner_id, roles__overlap=["reviewer", "leader"], valid_until=None)
    return posts.exclude(pk=uow.actor.post_key).filter(tenures__until_on=None, tenures__isnull=False).exists()


def approve(
    uow: UnitOfWork, obligation_id: UUID, *, remark: str = "", expected: int | None = None
) -> Obligation:
    """单位审签通过: the feedback goes out to the creditor."""
    row = take_obligation(uow, obligation_id, "approve", expected=expected, with_matter=True)
    feedback = _latest_completion(row)
    _decide(uow, feedback, FeedbackState.SENT, remark)
    move_on(uow, row, "approve", occurred_on=feedback.occurred_on, feedback=str(feedback.pk))
    _after(uow, row, OriginKind.REPLIED, feedback.occurred_on)
    tell_creditor(uow, row, "反馈了办理结果")
    return row


def disapprove(
    uow: UnitOfWork, obligation_id: UUID, *, reason: str, expected: int | None = None
) -> Obligation:
    """审签退改: back to the clerk inside the unit."""
    row = take_obligation(uow, obligation_id, "disapprove", expected=expected)
    _decide(uow, _latest_completion(row), FeedbackState.SENT_BACK, required(reason, "退改意见"))
    move_on(uow, row, "disapprove", words=reason)
    tell_owner(uow, row, "审签退改")
    return row


def accept(
    uow: UnitOfWork, obligation_id: UUID, *, remark: str = "", expected: int | None = None
) -> Obligation:
    """核验通过 → 已办结. It is finished on the day the owing unit finished it, not on the day of checking."""
    row = take_obligation(uow, obligation_id, "accept", expected=expected, with_matter=True)
    return _accept(uow, row, remark)


def accept_many(uow: UnitOfWork, ids: Sequence[UUID]) -> list[Obligation]:
    return [_accept(uow, row, "") for row in take_obligations(uow, list(ids), "accept")]


def _accept(uow: UnitOfWork, row: Obligation, remark: str) -> Obligation:
    feedback = _latest_completion(row)
    _decide(uow, feedback, FeedbackState.ACCEPTED, remark)
    row.finished_at, row.finished_on = uow.now, feedback.occurred_on
    move_on(
        uow, row, "accept", occurred_on=uow.today, feedback=str(feedback.pk), finished_on=str(row.finished_on)
    )
    clocking.stop_clocks(uow, row)
    _after(uow, row, OriginKind.REPLIED, uow.today)
    tell_owner(uow, row, "核验通过")
    return row


def send_back(
    uow: UnitOfWork, obligation_id: UUID, *, reason: str, expected: int | None = None
) -> Obligation:
    """退改 (商请补充 towards courts and procuratorates): the clock has run on all the time."""
    row = take_obligation(uow, obligation_id, "send_back", expected=expected, with_matter=True)
    words = words_for("send_back", row)
    _decide(uow, _latest_completion(row), FeedbackState.SENT_BACK, required(reason, "退改意见"))
    move_on(uow, row, "send_back", words=reason)
    tell_owner(uow, row, words)
    return row


def write_off_many(uow: UnitOfWork, ids: Sequence[UUID]) -> list[Obligation]:
    """销号: ledger items that are 已办结; letters and disputes end otherwise (practice §1)."""
    rows = take_obligations(uow, list(ids), "write_off")
    for row in rows:
        if not row.ledger_item:
            raise Refusal("E-RULE", f"“{row.title}”不是台账任务，办结即归档，不作销号。")
        row.petitions.filter(kind="write_off", state="open").update(
            state="granted", decided_at=uow.now, decided_by=f"{uow.actor.unit_name} {uow.actor.name}"
        )
        move_on(uow, row, "write_off")
    return rows


def transfer(uow: UnitOfWork, obligation_id: UUID, *, post: UUID, expected: int | None = None) -> Obligation:
    """转派 inside the unit: which post handles it."""
    row = take_obligation(uow, obligation_id, "transfer", expected=expected)
    target = Post.objects.filter(pk=post, unit_id=row.owner_id, valid_until=None).first()
    if target is None:
        raise Refusal("E-RULE", "只能转派给本单位在任的岗位。", hint="转给其他单位请用“申请改派”。")
    row.handler = target
    move_on(uow, row, "transfer", post=str(target.pk), title=target.title)
    tell_owner(uow, row, "转派给您的岗位", post=target.pk)
    return row


def required(text: str, what: str) -> str:
    """The text, when it says anything."""
    if not text.strip():
        raise Refusal("E-REQUIRED", f"请填写{what}。")
    return text.strip()


def _feedback(
    uow: UnitOfWork,
    row: Obligation,
    kind: FeedbackKind,
    state: FeedbackState,
    text: str,
    day: date,
    *,
    problems: str = "",
    next_steps: str = "",
    answers: Mapping[str, Any] | None = None,
) -> Feedback:
    return Feedback.objects.create(
        obligation=row,
        kind=kind,
        state=state,
        text=required(text, "办理情况"),
        problems=problems.strip(),
        next_steps=next_steps.strip(),
        answers=dict(answers or {}),
        occurred_on=day,
        at=uow.now,
        by_person=uow.actor.person,
        by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name,
    )


def _latest_completion(row: Obligation) -> Feedback:
    return row.feedback.filter(kind=FeedbackKind.COMPLETION).latest("at")


def _decide(uow: UnitOfWork, feedback: Feedback, state: FeedbackState, remark: str) -> None:
    feedback.state, feedback.remark = state, remark.strip()
    feedback.decided_by, feedback.decided_at = f"{uow.actor.unit_name} {uow.actor.name}", uow.now
    feedback.save()


__all__ = [
    "ObligationState",
    "accept",
    "accept_many",
    "approve",
    "ask_correction",
    "disapprove",
    "issue_many",
    "report",
    "send_back",
    "sign",
    "sign_many",
    "submit",
    "supply",
    "transfer",
    "write_off_many",
]

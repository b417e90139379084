"""The common life: 下发, 签收, 退回补正, 转派, 销号. One function for one verb (replies: `replying`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.kinds import Mechanism, OriginKind, Task
from fuyuantong.definitions.machine import after_obligation
from fuyuantong.matters import clocking, events
from fuyuantong.matters.actions.closing import close_account
from fuyuantong.matters.actions.hanging import settle_requests
from fuyuantong.matters.doors import Versions, take_obligation, take_obligations, words_for
from fuyuantong.matters.engine import Applying, mechanism_of, snapshot_of
from fuyuantong.matters.kinds import DROPPED_STATES, FINISHED_STATES, ClockMoveKind
from fuyuantong.matters.models import Clock, Obligation
from fuyuantong.matters.moves import MOVES
from fuyuantong.matters.telling import tell_creditor, tell_owner
from fuyuantong.matters.trail import note_obligation
from fuyuantong.matters.trail import remark as keep_words
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
    obligation.save_changed()
    if move.target in DROPPED_STATES | FINISHED_STATES:
        settle_requests(uow, obligation)
    if words:
        data |= keep_words(uow, obligation.matter, obligation, verb, words)
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


def as_recorded(recorded: str) -> dict[str, Any]:
    """What the trail says of an act that is recorded for a unit: that it is, and why."""
    return {"words": recorded, "recorded": True} if recorded else {}


def task_of(mechanism: Mechanism, obligation: Obligation) -> Task | None:
    return next((task for task in mechanism.tasks if task.key == obligation.task), None)


def sign(
    uow: UnitOfWork,
    obligation_id: UUID,
    *,
    occurred_on: date | None = None,
    expected: int | None = None,
    recorded: str = "",
) -> Obligation:
    """签收. Clocks never wait for it, except those whose rule says that they run from signing.

    `recorded`: why somebody else writes it down for the unit (代签收).
    """
    right = right_for(recorded)
    row = take_obligation(uow, obligation_id, "sign", expected=expected, with_matter=True, right=right)
    return sign_row(uow, row, occurred_on, recorded)


def right_for(recorded: str) -> str:
    """The line of `policy.MAY` for an act of the unit itself, or for one that is recorded for it (代录)."""
    return "record_for" if recorded else ""


def sign_many(uow: UnitOfWork, ids: Sequence[UUID], *, occurred_on: date | None = None) -> list[Obligation]:
    """批量签收: all or none."""
    return [sign_row(uow, row, occurred_on) for row in take_obligations(uow, list(ids), "sign")]


def sign_row(
    uow: UnitOfWork, obligation: Obligation, occurred_on: date | None, recorded: str = ""
) -> Obligation:
    """`sign` of a row that is locked and checked."""
    day = happened_on(uow, occurred_on)
    obligation.signed_at, obligation.signed_on = uow.now, day
    move_on(uow, obligation, "sign", occurred_on=day, **as_recorded(recorded))
    follow_up(uow, obligation, OriginKind.SIGNED, day)
    return obligation


def follow_up(uow: UnitOfWork, obligation: Obligation, moment: OriginKind | None, day: date) -> None:
    """Let the machine say what follows a moment of an obligation (None: it was dropped, which may complete a
    join of the others); skipped when nothing can follow. The matter must be locked."""
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


def issue_many(
    uow: UnitOfWork,
    ids: Sequence[UUID],
    *,
    occurred_on: date | None = None,
    versions: Versions | None = None,
) -> list[Obligation]:
    """批量下发 of drafts."""
    rows = take_obligations(uow, list(ids), "issue", versions=versions)
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
    row.held = True
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
    row.held = False
    move_on(uow, row, "supply", words=required(text, "补正说明"))
    tell_owner(uow, row, "补正材料")
    return row


def write_off_many(
    uow: UnitOfWork, ids: Sequence[UUID], *, remark: str = "", versions: Versions | None = None
) -> list[Obligation]:
    """销号: ledger items that are 已办结; letters and disputes end otherwise (practice §1).

    With the last one the matter's account is closed as well, where its definition says so (全部销号后自动).
    """
    rows = take_obligations(uow, list(ids), "write_off", versions=versions)
    for row in rows:
        if not row.ledger_item:
            raise Refusal("E-RULE", f"“{row.title}”不是台账任务，办结即归档，不作销号。")
        row.petitions.filter(kind="write_off", state="open").update(
            state="granted", decided_at=uow.now, decided_by=f"{uow.actor.unit_name} {uow.actor.name}"
        )
        move_on(uow, row, "write_off", words=remark.strip())
    for matter in {row.matter_id: row.matter for row in rows}.values():
        close_account(uow, matter, remark.strip())
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

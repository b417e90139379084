"""Moving dates: 延期, 暂缓/恢复办理, 中止/恢复 of statutory clocks, recomputation; a row says why."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from fuyuantong.clocks.counting import roll_on
from fuyuantong.clocks.due import compute_due
from fuyuantong.clocks.proof import Step
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.clocks.terms import parse_term
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.kinds import Extension, Mechanism
from fuyuantong.definitions.rehearsal import beside
from fuyuantong.matters import clocking
from fuyuantong.matters.actions.life import happened_on, move_on, required
from fuyuantong.matters.desk import kept_desk
from fuyuantong.matters.doors import take_matter, take_obligation, words_for
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.kinds import ClockMoveKind, ClockState, Level, MatterState
from fuyuantong.matters.models import Clock, Matter, Obligation, Party
from fuyuantong.matters.queries.detail import extension_of, may_extend
from fuyuantong.matters.telling import tell_creditor, tell_owner, tell_units
from fuyuantong.matters.trail import note_matter


def main_clock(obligation: Obligation, *states: str) -> Clock:
    """The clock that gives the obligation its due date, when it is in one of the states."""
    clock = _running_main(obligation)
    if clock is None:
        raise Refusal("E-RULE", "这项任务没有正在计算的办理期限。")
    if clock.state not in states:
        label = ClockState(clock.state).label
        raise Conflict(
            "E-STATE", f"期限现在是“{label}”，不能这样办理。", hint="请刷新页面查看期限的最新情况。"
        )
    return clock


def _running_main(obligation: Obligation) -> Clock | None:
    desk = kept_desk(obligation.matter_id)
    if desk is None:
        rows = Clock.objects.filter(obligation=obligation, main=True)
        return rows.exclude(state=ClockState.STOPPED).first()
    clocks = (clock for clock in desk.clocks_of(obligation) if clock.main)
    return next((clock for clock in clocks if clock.state != ClockState.STOPPED), None)


def extend(
    uow: UnitOfWork, obligation_id: UUID, *, due_on: date, reason: str, expected: int | None = None
) -> Obligation:
    """延期 by the creditor without a request. The definition says how often and by how much at most."""
    row = take_obligation(uow, obligation_id, "extend", expected=expected)
    extend_row(uow, row, due_on, reason)
    tell_owner(uow, row, f"同意延期至 {due_on}")
    return row


def extend_row(uow: UnitOfWork, row: Obligation, due_on: date, reason: str) -> None:
    """Move the main clock of a locked, checked obligation to `due_on`."""
    if row.standing:
        raise Refusal(
            "E-RULE", f"“{row.title}”持续推进，没有完成期限。", hint="请办理“复核”，确定下次复核日。"
        )
    clock = main_clock(row, ClockState.RUNNING)
    mechanism = mechanism_of(row.matter)
    _check_extension(mechanism, clock, due_on)
    step = Step(f"经同意延期至 {due_on}", "批准延长的决定", clock.due_on, due_on)
    clock.extensions += 1
    clock.provisional = current_calendar().is_provisional(due_on)
    clock.due_at = None
    before = clock.due_on
    clocking.move(
        uow,
        clock,
        ClockMoveKind.EXTENSION,
        due_after=due_on,
        reason=required(reason, "延期理由"),
        proof=[*clock.proof, step.as_json()],
        rules=mechanism.reminders,
    )
    clocking.follow(row, clock)
    move_on(uow, row, "extend", due_before=str(before), due_after=str(due_on))


def review(
    uow: UnitOfWork, obligation_id: UUID, *, due_on: date, reason: str, expected: int | None = None
) -> Obligation:
    """复核 of what is 持续推进: what was found, and the next review date. It is never 延期 and never 超期."""
    row = take_obligation(uow, obligation_id, "review", expected=expected)
    if not row.standing:
        raise Refusal("E-RULE", f"“{row.title}”有完成期限，不作复核。", hint="需要推迟的请办理“延期”。")
    found = required(reason, "复核情况")
    if due_on <= uow.today:
        raise Refusal("E-RULE", f"下次复核日 {due_on} 应晚于今天。")
    clock = _running_main(row)
    if clock is not None:
        if clock.state != ClockState.RUNNING:
            raise Conflict("E-STATE", f"“{row.title}”已暂缓，恢复办理后再复核。")
        step = Step(f"经复核，下次复核日为 {due_on}", "复核意见", clock.due_on, due_on)
        clock.provisional = current_calendar().is_provisional(due_on)
        clock.due_at = None
        clocking.move(
            uow, clock, ClockMoveKind.REVIEW, due_after=due_on, reason=found,
            proof=[*clock.proof, step.as_json()], rules=mechanism_of(row.matter).reminders,
        )  # fmt: skip
        clocking.follow(row, clock)
    row.due_on = row.review_on = due_on
    move_on(uow, row, "review", words=found, due_after=str(due_on))
    tell_owner(uow, row, f"{words_for('review', row)}，下次复核日 {due_on}")
    return row


def extend_matter_clock(
    uow: UnitOfWork,
    matter_id: UUID,
    clock_id: UUID,
    *,
    due_on: date,
    reason: str,
    expected: int | None = None,
) -> Matter:
    """延期 of a clock of the matter itself, by the party that its rule names under 批准.

    Where the rule names nobody, whoever may end the matter decides. Errors: NotFound for a clock of a task,
    E-FORBIDDEN, E-STATE, E-RULE when the rule allows no more or not that long.
    """
    matter = take_matter(uow, matter_id, expected=expected)
    clock = Clock.objects.select_for_update().filter(matter=matter, obligation=None, pk=clock_id).first()
    if clock is None:
        raise NotFound
    if not may_extend(uow.actor, matter, clock.key):
        by = extension_of(matter, clock.key).by or "发起单位或联席会议办公室"
        raise Forbidden(f"“{clock.key}”由{by}决定延长，您现在的岗位不能办理。")
    if clock.state != ClockState.RUNNING or matter.state != MatterState.OPEN:
        label = ClockState(clock.state).label
        raise Conflict("E-STATE", f"期限“{clock.key}”现在是“{label}”，不能延长。")
    mechanism = mechanism_of(matter)
    _check_extension(mechanism, clock, due_on)
    step = Step(f"经批准延长至 {due_on}", clock.basis or "批准延长的决定", clock.due_on, due_on)
    clock.extensions += 1
    clock.provisional = current_calendar().is_provisional(due_on)
    clock.due_at = None
    before = clock.due_on
    clocking.move(
        uow,
        clock,
        ClockMoveKind.EXTENSION,
        due_after=due_on,
        reason=required(reason, "延期理由"),
        proof=[*clock.proof, step.as_json()],
        rules=mechanism.reminders,
    )
    matter.version += 1
    matter.save(update_fields=["version"])
    note_matter(uow, matter, "clock_extended", clock=clock.key, due_before=str(before), due_after=str(due_on))
    units = Party.objects.filter(matter=matter, level=Level.FULL, office="").values_list("unit_id", flat=True)
    tell_units(uow, matter, list(units), f"将“{clock.key}”延长至 {due_on}")
    return matter


def _check_extension(mechanism: Mechanism, clock: Clock, due_on: date) -> None:
    rule = next((c.extension for c in mechanism.clocks if c.key == clock.key), Extension(times=99))
    if clock.extensions >= rule.times:
        raise Refusal(
            "E-RULE", f"“{clock.key}”按规则最多延期 {rule.times} 次，已用完。", hint=_basis_hint(clock)
        )
    if due_on <= clock.due_on:
        raise Refusal("E-RULE", f"新期限 {due_on} 应晚于原期限 {clock.due_on}。")
    if rule.most is not None:
        calendar = current_calendar()
        latest = roll_on(beside(clock.due_on, 1, rule.most, calendar), calendar).day
        if due_on > latest:
            raise Refusal("E-RULE", f"“{clock.key}”每次最多延长 {rule.most.words}，即不晚于 {latest}。")


def _basis_hint(clock: Clock) -> str:
    return f"依据：{clock.basis}。" if clock.basis else "可商议终止后重新交办。"


def hold(uow: UnitOfWork, obligation_id: UUID, *, reason: str, expected: int | None = None) -> Obligation:
    """暂缓办理 of a task: its clock stands still and it is in no overdue list until 恢复办理."""
    row = take_obligation(uow, obligation_id, "hold", expected=expected)
    hold_row(uow, row, reason)
    tell_owner(uow, row, "同意暂缓办理")
    return row


def hold_row(uow: UnitOfWork, row: Obligation, reason: str) -> None:
    if row.held:
        raise Conflict("E-STATE", f"“{row.title}”已在暂缓。")
    reason = required(reason, "暂缓理由")
    for clock in Clock.objects.filter(obligation=row, state=ClockState.RUNNING):
        clocking.pause(uow, clock, ClockMoveKind.HOLD, reason=reason, basis="", on=uow.today)
    row.held = True
    move_on(uow, row, "hold", words=reason)


def unhold(uow: UnitOfWork, obligation_id: UUID, *, reason: str, expected: int | None = None) -> Obligation:
    """恢复办理: the clock goes on with what was left."""
    row = take_obligation(uow, obligation_id, "unhold", expected=expected)
    if not row.held:
        raise Conflict("E-STATE", f"“{row.title}”没有暂缓，不需要恢复。")
    if Clock.objects.filter(obligation=row, main=True, state=ClockState.SUSPENDED).exists():
        raise Conflict("E-STATE", f"“{row.title}”的期限已依法中止，不是暂缓。", hint="请办理“恢复期限”。")
    _go_on(uow, row, ClockState.HELD, ClockMoveKind.UNHOLD, required(reason, "恢复理由"), uow.today)
    row.held = False
    move_on(uow, row, "unhold", due_after=str(row.due_on))
    tell_owner(uow, row, "恢复办理")
    return row


def suspend(
    uow: UnitOfWork,
    obligation_id: UUID,
    *,
    reason: str,
    basis: str,
    occurred_on: date | None = None,
    expected: int | None = None,
) -> Obligation:
    """中止 of a statutory clock: only where the definition allows it, and with the article that says so."""
    row = take_obligation(uow, obligation_id, "suspend", expected=expected)
    day = happened_on(uow, occurred_on)
    clock = main_clock(row, ClockState.RUNNING)
    rule = next((c for c in mechanism_of(row.matter).clocks if c.key == clock.key), None)
    if rule is None or not (rule.statutory and rule.suspendable):
        raise Refusal("E-RULE", f"“{clock.key}”不是可以中止的法定期限。", hint="工作任务请用“暂缓办理”。")
    if day < clock.start_on:
        raise Refusal("E-RULE", f"中止日 {day} 早于起算日 {clock.start_on}。")
    clocking.pause(
        uow,
        clock,
        ClockMoveKind.SUSPENSION,
        reason=required(reason, "中止理由"),
        basis=required(basis, "中止依据的条款"),
        on=day,
    )
    row.held = True
    move_on(uow, row, "suspend", occurred_on=day, words=reason, basis=basis)
    tell_creditor(uow, row, "中止了期限")
    return row


def resume(
    uow: UnitOfWork,
    obligation_id: UUID,
    *,
    reason: str,
    occurred_on: date | None = None,
    expected: int | None = None,
) -> Obligation:
    """恢复 of a statutory clock."""
    row = take_obligation(uow, obligation_id, "resume", expected=expected)
    day = happened_on(uow, occurred_on)
    main_clock(row, ClockState.SUSPENDED)
    _go_on(uow, row, ClockState.SUSPENDED, ClockMoveKind.RESUMPTION, required(reason, "恢复理由"), day)
    row.held = False
    move_on(uow, row, "resume", occurred_on=day, due_after=str(row.due_on))
    tell_creditor(uow, row, "恢复了期限")
    return row


def _go_on(
    uow: UnitOfWork, row: Obligation, state: ClockState, kind: ClockMoveKind, reason: str, day: date
) -> None:
    rules = mechanism_of(row.matter).reminders
    for clock in Clock.objects.filter(obligation=row, state=state):
        clocking.go_on(uow, clock, kind, reason=reason, on=day, rules=rules)
        if clock.main:
            clocking.follow(row, clock)


def recompute(uow: UnitOfWork, clock: Clock) -> bool:
    """Count a provisional clock again on the present calendar; returns whether its date moved.

    Only clocks that were counted and never moved: a date that a person agreed to stays.
    """
    if not clock.term or clock.moves.exists():
        return False
    rules = mechanism_of(clock.matter)
    rule = next((c for c in rules.clocks if c.key == clock.key), None)
    calendar = current_calendar()
    due = compute_due(clock.start_on, parse_term(clock.term), calendar, roll=rule.roll if rule else True)
    day = due.due if type(due.due) is date else clock.due_on
    clock.provisional = due.provisional
    if day == clock.due_on:
        clock.save(update_fields=["provisional"])
        return False
    proof = [step.as_json() for step in due.proof]
    clocking.move(
        uow,
        clock,
        ClockMoveKind.RECOMPUTATION,
        due_after=day,
        reason="放假安排公布，按新日历重新计算",
        proof=proof,
        rules=rules.reminders,
    )
    if clock.obligation is not None and clock.main:
        clocking.follow(clock.obligation, clock)
        clock.obligation.save(update_fields=["due_on", "due_at", "provisional"])
        tell_owner(uow, clock.obligation, f"期限按新日历重算为 {day}")
    return True

"""Starting, stopping and moving clocks, and laying out the moments at which they speak.

Dates come from the pure functions of `clocks`; rows here only keep them with their proof. Every move leaves a
`ClockMove` that says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from fuyuantong.clocks.calendar import WorkCalendar
from fuyuantong.clocks.counting import roll_on
from fuyuantong.clocks.due import Due, compute_due
from fuyuantong.clocks.proof import Step
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.clocks.terms import Term, Unit
from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.rows import add, change, tell
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.kinds import Clock as Rule
from fuyuantong.definitions.kinds import Mechanism
from fuyuantong.definitions.kinds import Reminder as ReminderRule
from fuyuantong.definitions.queries import mechanism_of_version
from fuyuantong.definitions.rehearsal import beside
from fuyuantong.matters.desk import desk_of, kept_desk
from fuyuantong.matters.kinds import ClockMoveKind, ClockState
from fuyuantong.matters.laddering import definition_source, name_of, rungs
from fuyuantong.matters.models import Clock, ClockMove, Matter, Obligation, Reminder

FOLLOWED = ["due_on", "due_at", "provisional", "standing", "review_on"]
"""What an obligation takes over from its main clock."""

_MOVED = (
    "due_on", "due_at", "provisional", "proof", "state", "paused_on", "extensions", "version",
)  # fmt: skip
"""What may differ once a clock has been moved."""

SPEAK_AT = time(9, 0)
"""Reminders that are counted in days speak at nine in the morning, Shanghai time."""


def given_due(day: date, calendar: WorkCalendar, why: str) -> tuple[bool, list[dict[str, Any]]]:
    """(provisional, proof) of a date that a paper itself names: it is not counted and not moved on."""
    return calendar.is_provisional(day), [Step(why, "文件载明", day, day).as_json()]


def start_clock(
    uow: UnitOfWork,
    mechanism: Mechanism,
    rule: Rule,
    matter: Matter,
    obligation: Obligation | None,
    *,
    origin_on: date,
    due_on: date | None = None,
    main: bool = False,
) -> Clock:
    """Start a clock of the definition; the obligation's `due_on` follows its main clock (not yet saved)."""
    calendar = current_calendar()
    clock = Clock(
        matter=matter,
        obligation=obligation,
        key=rule.key,
        main=main,
        statutory=rule.statutory,
        term=rule.term.code if rule.term else "",
        basis="；".join(map(str, rule.basis))[:200],
        verified=all(b.verified for b in rule.basis),
        start_on=origin_on,
    )
    if due_on is not None:
        clock.due_on = due_on
        clock.provisional, clock.proof = given_due(due_on, calendar, f"{rule.key}载明的日期")
        clock.proof += _over_ceiling(rule, origin_on, due_on, calendar)
    elif rule.term is not None:
        take_answer(
            clock, compute_due(_origin(uow, origin_on, rule.term), rule.term, calendar, roll=rule.roll)
        )
    desk_of(matter).put(clock)
    if obligation is not None and main:
        if rule.review:
            obligation.standing = True
        follow(obligation, clock)
    schedule(uow, clock, mechanism.reminders, calendar)
    return clock


def _over_ceiling(rule: Rule, origin_on: date, due_on: date, calendar: WorkCalendar) -> list[dict[str, Any]]:
    """A warning in the proof when the date that a letter names lies beyond what its rule says (上限)."""
    if rule.ceiling is None:
        return []
    latest = compute_due(origin_on, rule.ceiling, calendar, roll=rule.roll).due
    day = latest.astimezone(SHANGHAI).date() if isinstance(latest, datetime) else latest
    if due_on <= day:
        return []
    basis = "；".join(map(str, rule.basis))
    return [
        Step(
            f"载明的日期超过上限 {rule.ceiling.words}（{day}），请与发出单位核对", basis, day, due_on
        ).as_json()
    ]


def _origin(uow: UnitOfWork, origin_on: date, term: Term) -> date | datetime:
    """Hours run from the moment of the act; other terms from its day."""
    if term.unit is not Unit.HOUR:
        return origin_on
    return uow.now if origin_on == uow.today else datetime.combine(origin_on, time(0, 0), SHANGHAI)


def take_answer(clock: Clock, due: Due) -> None:
    clock.start_at = due.start if isinstance(due.start, datetime) else None
    clock.due_at = due.due if isinstance(due.due, datetime) else None
    clock.due_on = due.due.astimezone(SHANGHAI).date() if isinstance(due.due, datetime) else due.due
    clock.provisional = due.provisional
    clock.proof = [step.as_json() for step in due.proof]


def follow(obligation: Obligation, clock: Clock) -> None:
    obligation.due_on, obligation.due_at = clock.due_on, clock.due_at
    obligation.provisional = clock.provisional
    if obligation.standing:
        obligation.review_on = clock.due_on


def schedule(
    uow: UnitOfWork, clock: Clock, rules: Sequence[ReminderRule], calendar: WorkCalendar | None = None
) -> None:
    """Lay out the reminders of a clock's present version. Moments already past are left out: an act that is
    entered after the fact (补录) reminds nobody in retrospect."""
    calendar = calendar or current_calendar()
    laid: dict[str, Reminder] = {}
    source = definition_source(mechanism_of_version(clock.matter.definition_id)) if rules else ""
    for rule, origin in [*((rule, source) for rule in rules), *rungs(clock)]:
        if rule.clock != clock.key:
            continue
        fire_at = speaks_at(clock, rule, calendar)
        if fire_at > uow.now:
            name = name_of(rule)
            made = Reminder(
                clock=clock, rule=name, does=rule.do.value, version=clock.version, fire_at=fire_at
            )
            made.source = origin
            laid.setdefault(name, made)
    if laid:
        desk_of(clock.matter).put(*laid.values(), once=True)


def speaks_at(clock: Clock, rule: ReminderRule, calendar: WorkCalendar) -> datetime:
    """The moment of a reminder: so many days, working days, months or hours beside the due date."""
    term, sign = rule.when.term, rule.when.sign
    if term is not None and term.unit is Unit.HOUR:
        base = clock.due_at or datetime.combine(clock.due_on + timedelta(days=1), time(0, 0), SHANGHAI)
        return base + timedelta(hours=sign * term.n)
    day = beside(clock.due_on, sign, term, calendar)
    return datetime.combine(day, SPEAK_AT, SHANGHAI)


_STOP = """
UPDATE matters_clock SET state = %s, stopped_at = %s
WHERE obligation_id = %s AND state <> %s AND (%s::text IS NULL OR key = %s)
"""


def stop_clocks(uow: UnitOfWork, obligation: Obligation, key: str | None = None) -> None:
    """Stop one running clock of an obligation, or all of them."""
    desk = kept_desk(obligation.matter_id)
    if desk is not None:
        stop(uow, desk.clocks_of(obligation, key or ""))
        return
    tell(_STOP, [ClockState.STOPPED.value, uow.now, obligation.pk, ClockState.STOPPED.value, key, key])


def stop(uow: UnitOfWork, clocks: Iterable[Clock]) -> None:
    """Stop those of the clocks that have not stopped."""
    for clock in clocks:
        if clock.state != ClockState.STOPPED:
            clock.state, clock.stopped_at = ClockState.STOPPED, uow.now
            change(clock, "state", "stopped_at")


def _forget_reminders(clock: Clock) -> None:
    """What the clock has not said yet it will not say any more."""
    desk = kept_desk(clock.matter_id)
    if desk is None:
        Reminder.objects.filter(clock=clock, fired_at__isnull=True).delete()
    else:
        waiting = [r for r in desk.of(Reminder) if r.clock_id == clock.pk and r.fired_at is None]
        desk.take_away(waiting)


def move(
    uow: UnitOfWork,
    clock: Clock,
    kind: ClockMoveKind,
    *,
    due_after: date,
    reason: str,
    basis: str = "",
    occurred_on: date | None = None,
    proof: list[dict[str, Any]] | None = None,
    rules: Sequence[ReminderRule] = (),
) -> ClockMove:
    """Give a clock another due date and say why; the reminders of its old version are forgotten."""
    before, clock.due_on = clock.due_on, due_after
    clock.version += 1
    if proof is not None:
        clock.proof = proof
    change(clock, *_MOVED)
    _forget_reminders(clock)
    schedule(uow, clock, rules)
    return record(
        uow,
        clock,
        kind,
        before=before,
        reason=reason,
        basis=basis,
        occurred_on=occurred_on,
        proof=clock.proof,
    )


def record(
    uow: UnitOfWork,
    clock: Clock,
    kind: ClockMoveKind,
    *,
    before: date,
    reason: str,
    basis: str = "",
    occurred_on: date | None = None,
    proof: list[dict[str, Any]] | None = None,
) -> ClockMove:
    made = ClockMove(
        clock=clock,
        kind=kind,
        due_before=before,
        due_after=clock.due_on,
        occurred_on=occurred_on or uow.today,
        reason=reason,
        basis=basis,
        proof=proof or [],
        by_name=f"{uow.actor.unit_name} {uow.actor.name}",
        at=uow.now,
    )
    add([made])
    return made


def pause(uow: UnitOfWork, clock: Clock, kind: ClockMoveKind, *, reason: str, basis: str, on: date) -> None:
    """中止 or 暂缓: from this day the clock stands still."""
    clock.state = ClockState.SUSPENDED if kind == ClockMoveKind.SUSPENSION else ClockState.HELD
    clock.paused_on = on
    clock.version += 1
    change(clock, *_MOVED)
    _forget_reminders(clock)
    record(uow, clock, kind, before=clock.due_on, reason=reason, basis=basis, occurred_on=on)


def go_on(
    uow: UnitOfWork,
    clock: Clock,
    kind: ClockMoveKind,
    *,
    reason: str,
    on: date,
    rules: Sequence[ReminderRule],
) -> None:
    """恢复: what was left when the clock stopped is counted again from the next day; a rest day rolls on.

    Natural days left for terms in days and months, working days left for terms in working days.
    """
    calendar = current_calendar()
    paused = clock.paused_on or on
    due, step = resumed_due(clock.due_on, paused, on, workdays=clock.term.endswith("W"), calendar=calendar)
    clock.state, clock.paused_on = ClockState.RUNNING, None
    clock.provisional = calendar.is_provisional(due)
    move(
        uow,
        clock,
        kind,
        due_after=due,
        reason=reason,
        occurred_on=on,
        proof=[*clock.proof, step.as_json()],
        rules=rules,
    )


def resumed_due(
    due: date, paused: date, resumed: date, *, workdays: bool, calendar: WorkCalendar
) -> tuple[date, Step]:
    """Where a paused clock ends when it goes on. A clock already past its date keeps it.

    Pure. Law (Hypothesis): resuming on the day of the pause changes nothing; later resumption, later due.
    """
    if paused >= due or resumed <= paused:
        return due, Step("中止时期限已届满或当日恢复，届满日不变", "中止、恢复的决定", paused, due)
    gone = tuple(paused + timedelta(days=i) for i in range(1, (resumed - paused).days + 1))
    if workdays:
        left = calendar.workdays_between(paused, due)
        end, unit = beside(resumed, 1, Term(left, Unit.WORKDAY), calendar) if left else resumed, "个工作日"
    else:
        left = (due - paused).days
        end, unit = resumed + timedelta(days=left), "日"
    rolled = roll_on(end, calendar)
    rule = f"停止计算 {len(gone)} 日，剩余 {left} {unit}自恢复次日起继续计算"
    return rolled.day, Step(rule, "中止、恢复的决定", paused, rolled.day, gone)

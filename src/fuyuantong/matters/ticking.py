"""What happens because time passes: reminders, new periods, recomputation. Level-triggered, safe twice.

"Moment passed and not fired yet" is asked again and again; a reminder is claimed and its effect written in
the same transaction (SKIP LOCKED), so any number of workers may tick, and downtime loses nothing.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from fuyuantong.clocks.periods import next_period, parse_every, period_due
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.clocks.terms import parse_term
from fuyuantong.common import batches
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.rows import change, take
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.matters import events
from fuyuantong.matters.actions.dates import recompute
from fuyuantong.matters.actions.drafting_many import Tied
from fuyuantong.matters.actions.periods import open_period
from fuyuantong.matters.actions.speaking import (
    BUSY,
    kind_of,
    others_of,
    speak,
    tell_others,
    told_of,
    told_of_draft,
)
from fuyuantong.matters.actions.urging import urge_row
from fuyuantong.matters.desk import desk_of, kept_desk, units, use
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.kinds import OPEN_STATES, ClockState, Late, MatterState
from fuyuantong.matters.laddering import PLAIN, line_behind
from fuyuantong.matters.models import Clock, Cycle, Matter, Obligation, Party, Reminder
from fuyuantong.matters.trail import note_matter
from fuyuantong.notices.actions import tell_each

log = logging.getLogger(__name__)
BATCH = 200
REMINDERS = 500
"""So many are fired in one transaction."""
_FIRED = """
UPDATE matters_reminder r
SET outcome = n.outcome, fired_at = %s, told = n.told, late = n.late, quiet_since = n.quiet_since
FROM unnest(%s::uuid[], %s::text[], %s::jsonb[], %s::text[], %s::timestamptz[])
  AS n (id, outcome, told, late, quiet_since) WHERE r.id = n.id
"""
PUNCTUAL = timedelta(minutes=2)
"""Later than this a reminder says why."""
RETRY_AFTER = timedelta(minutes=15)
PROOF = ("told", "late", "quiet_since")
"""What a reminder that fired keeps as the proof of it, beside when and what became of it."""


def tick(now: datetime, last_run: datetime | None = None) -> int:
    """Fire every reminder whose moment has passed; returns how many were settled. Call until it returns 0.

    `last_run` is when reminders were looked at last: what fell due after it could not fire earlier.
    """
    with unit_of_work(SYSTEM, purpose="到期提醒", now=now) as uow:
        due = list(
            Reminder.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(fired_at__isnull=True, fire_at__lte=now)
            .order_by("fire_at", "pk")[:REMINDERS]
        )
        for reminder in due:
            explain(reminder, now, last_run)
        if len(due) > 1 and _settle_all(uow, due):
            return sum(reminder.outcome != BUSY for reminder in due)
        for reminder in due:
            _settle(uow, reminder)
            change(reminder, "outcome", "fired_at", "fire_at", "planned_at", *PROOF)
    return len(due)


def _settle_all(uow: UnitOfWork, due: list[Reminder]) -> bool:
    """Fire a whole batch in a few statements, or say that one cannot be fired and nothing was done."""
    noted = len(uow.notes)
    try:
        with transaction.atomic():
            for reminder, outcome in zip(due, speak(uow, due), strict=True):
                reminder.outcome = outcome
            spoken = [reminder for reminder in due if reminder.outcome != BUSY]
            with connection.cursor() as cursor:
                cursor.execute(_FIRED, [uow.now, *_columns(spoken)])
    except Exception:
        del uow.notes[noted:]
        log.exception("a batch of reminders could not be fired; they are fired one by one")
        return False
    return True


def _columns(spoken: list[Reminder]) -> list[Any]:
    told = [json.dumps(r.told, ensure_ascii=False) for r in spoken]
    proof = [told, [r.late for r in spoken], [r.quiet_since for r in spoken]]
    return [[r.pk for r in spoken], [r.outcome for r in spoken], *proof]


def explain(reminder: Reminder, now: datetime, last_run: datetime | None) -> None:
    """Say why a reminder that fires now did not fire at its moment: the service was down, somebody was at
    work on the row just then, or a fault put it off."""
    moment = reminder.planned_at or reminder.fire_at
    if now - moment <= PUNCTUAL:
        return
    if reminder.planned_at is not None:
        reminder.late = Late.FAULT
    elif last_run is None or last_run <= moment:
        reminder.late, reminder.quiet_since = Late.DOWNTIME, last_run
    else:
        reminder.late = Late.BUSY


def _settle(uow: UnitOfWork, reminder: Reminder) -> None:
    """Fire one; a row that cannot be fired is put off and logged, and does not stop the others."""
    noted = len(uow.notes)
    try:
        with transaction.atomic():
            reminder.outcome = _fire(uow, reminder)
        reminder.fired_at = uow.now
    except Exception:
        del uow.notes[noted:]
        log.exception("a reminder could not be fired", extra={"reminder": str(reminder.pk)})
        reminder.outcome, reminder.late, reminder.quiet_since = "error", "", None
        reminder.planned_at = reminder.planned_at or reminder.fire_at
        reminder.fire_at = uow.now + RETRY_AFTER


def _fire(uow: UnitOfWork, reminder: Reminder) -> str:
    """What became of a reminder: sent, drafted, or passed over because nothing is owed any more."""
    clock, row = _owed_on(reminder)
    if clock.state != ClockState.RUNNING or clock.version != reminder.version:
        return "stale"
    closed = row is None and clock.matter.state != MatterState.OPEN
    if closed or (row is not None and (row.state not in OPEN_STATES or row.held)):
        return "closed"
    if reminder.does not in PLAIN:
        owed = row.pk if row is not None else None
        uow.publish(
            events.DraftWanted(
                owed, clock.matter_id, reminder.does, clock.key, reminder.rule, reminder.source
            )
        )
        reminder.told = told_of_draft(row, clock)
        return "drafted"
    kind = kind_of(row, reminder.does)
    if row is None:
        note_matter(uow, clock.matter, "reminded", clock=clock.key, rule=reminder.rule)
    else:
        words = f"{clock.key}：{clock.due_on} 到期"
        urge_row(uow, row, words, hint=PLAIN[reminder.does], automatic=True, kind=kind)
    line = line_behind(mechanism_of(clock.matter), clock.key, reminder.rule, reminder.source)
    others = others_of(clock, row, _parties(clock.matter), line)
    tell_each(uow, tell_others(uow, clock, row, others))
    reminder.told = told_of(row, kind, others)
    return "sent"


def _parties(matter: Matter) -> list[Tied]:
    """The parties of a matter with their units."""
    rows = desk_of(matter).of(Party)
    known = units(row.unit_id for row in rows)
    return [Tied(row.key, known[row.unit_id]) for row in rows]


def _owed_on(reminder: Reminder) -> tuple[Clock, Obligation | None]:
    """The clock of a reminder and the locked obligation that it is about, if it is about one."""
    if batches.current() is not None and (desk := kept_desk(reminder.clock.matter_id)) is not None:
        use(desk.fresh())
        lying = next(clock for clock in desk.of(Clock) if clock.pk == reminder.clock_id)
        return lying, desk.obligation(lying.obligation_id) if lying.obligation_id else None
    clock = Clock.objects.get(pk=reminder.clock_id)
    matter = take(Matter, "r.id = %s", [clock.matter_id])  # in the order in which acts take their locks
    row = (
        take(Obligation, "r.id = %s", [clock.obligation_id], "owner", "creditor")
        if clock.obligation_id
        else None
    )
    if matter is None:
        raise NotFound
    clock.matter = matter
    if row is not None:
        row.matter = matter
    return clock, row


def settle(uow: UnitOfWork, reminder: Reminder) -> None:
    """Fire one reminder whose moment has come, in a unit of work of its own."""
    reminder.outcome, reminder.fired_at = _fire(uow, reminder), uow.now
    change(reminder, "outcome", "fired_at", *PROOF)


def open_periods(now: datetime) -> int:
    """Open the obligations of periods that have begun; a long downtime opens every period that was missed."""
    with unit_of_work(SYSTEM, purpose="周期任务", now=now) as uow:
        cycles = list(
            Cycle.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(stopped_at__isnull=True, next_on__lte=uow.today)
            .select_related("matter", "obligation")
            .order_by("next_on", "pk")[:BATCH]
        )
        for cycle in cycles:
            open_next(uow, cycle)
    return len(cycles)


def open_next(uow: UnitOfWork, cycle: Cycle) -> None:
    """Open the next period of a (locked) cycle, or stop it where nothing is owed any more."""
    ended = cycle.matter.state != MatterState.OPEN or (
        cycle.obligation is not None and cycle.obligation.state not in OPEN_STATES
    )
    every = parse_every(cycle.every)
    after = cycle.opened_until or cycle.since_on
    period = next_period(every, after)
    if ended or (cycle.until_on is not None and period.starts_on > cycle.until_on):
        cycle.stopped_at = uow.now
        change(cycle, "stopped_at")
        return
    grace = parse_term(cycle.grace) if cycle.grace else None
    due = period_due(period, current_calendar(), within=grace)
    open_period(uow, cycle, period, due)
    cycle.opened_until = period.ends_on
    cycle.next_on = next_period(every, period.ends_on).starts_on
    change(cycle, "opened_until", "next_on")


def recompute_provisional(uow: UnitOfWork) -> int:
    """Count the running provisional clocks again on the present calendar; returns how many dates moved."""
    rows = Clock.objects.select_for_update(of=("self",)).filter(state=ClockState.RUNNING, provisional=True)
    calendar = current_calendar()
    clocks = rows.select_related("matter", "obligation").order_by("pk")
    return sum(recompute(uow, clock) for clock in clocks if not calendar.is_provisional(clock.due_on))

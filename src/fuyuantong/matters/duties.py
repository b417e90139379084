"""What the heart does by the clock: reminders every 15 seconds, new periods every minute, recomputation."""

from __future__ import annotations

from datetime import datetime

from fuyuantong.clocks.recompute import CalendarDecreed
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import defer_once, duty, job, last_run
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.matters import ticking
from fuyuantong.matters.actions import urging

ROUNDS = 500
"""At most so many batches in one run: after a long downtime the next run goes on."""


@duty("matters.reminders", 15, vital=True)
def remind(now: datetime) -> None:
    """Fire what is due, also what a downtime left behind."""
    since = last_run("matters.reminders", now)
    for _round in range(ROUNDS):
        if not ticking.tick(now, since):
            return


@duty("matters.periods", 60)
def open_periods(now: datetime) -> None:
    """Open the obligations of periods that have begun."""
    for _round in range(ROUNDS):
        if not ticking.open_periods(now):
            return


@duty("matters.promises", 600)
def follow_promises(now: datetime) -> None:
    """What was promised on the telephone and has not been kept: the caller is told."""
    for _round in range(ROUNDS):
        with unit_of_work(SYSTEM, now=now) as uow:
            if not urging.follow_promises(uow):
                return


@job("matters.recompute", "按新日历重算期限")
def recompute(uow: UnitOfWork) -> None:
    """Count the provisional clocks again after a year's notice came in."""
    ticking.recompute_provisional(uow)


def on_calendar(uow: UnitOfWork, event: CalendarDecreed) -> None:
    """Subscriber: the recount is deferred in the transaction that brought the notice."""
    defer_once(uow, "matters.recompute", f"{event.year}:{event.version}", by_system=True)

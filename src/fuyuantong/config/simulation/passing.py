"""What time brings to the matters on the desks of a batch: the same functions that the worker calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time

from fuyuantong.common import batches
from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.desk import Desk
from fuyuantong.matters.models import Cycle, Reminder
from fuyuantong.matters.ticking import open_next, settle

PERIODS_BEGIN = time(8)


@dataclass(frozen=True, slots=True)
class Due:
    """Something whose moment has come."""

    at: datetime
    purpose: str
    settle: Callable[[UnitOfWork], None]


def first_due(until: datetime) -> Due | None:
    """The first reminder or period that has its moment by then and was not settled yet."""
    at_hand = batches.current()
    desks = at_hand.desks.values() if at_hand is not None else ()
    return min((due for desk in desks for due in _waiting(desk, until)), key=lambda due: due.at, default=None)


def _waiting(desk: Desk, until: datetime) -> Iterator[Due]:
    for reminder in desk.of(Reminder):
        if reminder.fired_at is None and reminder.fire_at <= until:
            yield _reminder(reminder)
    for cycle in desk.of(Cycle):
        begins = datetime.combine(cycle.next_on, PERIODS_BEGIN, SHANGHAI)
        if cycle.stopped_at is None and begins <= until:
            yield _period(cycle, begins)


def _reminder(reminder: Reminder) -> Due:
    return Due(reminder.fire_at, "到期提醒", lambda uow: settle(uow, reminder))


def _period(cycle: Cycle, begins: datetime) -> Due:
    return Due(begins, "周期任务", lambda uow: open_next(uow, cycle))

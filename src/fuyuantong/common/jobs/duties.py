"""Duties: what must be done again and again, by whichever worker is there.

A duty is level-triggered: it asks the tables what is due and does it, so that one late run makes up for any
downtime, and it may run twice without harm. It is due when its heartbeat is old; a session lock keeps two
schedulers apart and is gone the moment a killed worker's connection is. No queue stands between a deadline
and its reminder: a full queue delays no tick.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from fuyuantong.common.models import Heartbeat
from fuyuantong.common.now import read_clock

log = logging.getLogger(__name__)

SCHEDULER = "scheduler"
SILENT_AFTER = timedelta(seconds=120)
LOCK_SPACE = 0x667974  # first key of the advisory locks of duties


@dataclass(frozen=True, slots=True)
class Duty:
    """`run(now)` every `seconds`; a `vital` one that has long been silent is shown to all staff."""

    name: str
    seconds: int
    run: Callable[[datetime], object]
    vital: bool = False


_duties: dict[str, Duty] = {}


def duty(
    name: str, seconds: int, *, vital: bool = False
) -> Callable[[Callable[[datetime], object]], Callable[[datetime], object]]:
    """Register `run(now)` as a duty. It must be idempotent, bounded in time, and find its work by query."""

    def register(run: Callable[[datetime], object]) -> Callable[[datetime], object]:
        _duties[name] = Duty(name, seconds, run, vital)
        return run

    return register


def all_duties() -> tuple[Duty, ...]:
    return tuple(_duties.values())


def beat(clock: Callable[[], datetime] = timezone.now) -> list[str]:
    """Run the duties that are due, write the scheduler's heartbeat; returns the names of those that ran.

    Intervals go by the real clock; a duty is handed the product's (`read_clock`, shifted in demonstrations).
    """
    _write(SCHEDULER, clock())
    last = dict(Heartbeat.objects.values_list("duty", "at"))
    ran = []
    for each in all_duties():
        if _due(each, last.get(each.name), clock()) and _run(each, clock):
            ran.append(each.name)
            _write(SCHEDULER, clock())
    return ran


def _due(each: Duty, last: datetime | None, now: datetime) -> bool:
    # A heartbeat from the future means that the clock was set back: waiting for it would be silence.
    return last is None or last > now or now - last >= timedelta(seconds=each.seconds)


def _run(each: Duty, clock: Callable[[], datetime]) -> bool:
    with _alone(each.name) as mine:
        if not mine:
            return False
        row = Heartbeat.objects.filter(duty=each.name).first()
        if not _due(each, row.at if row else None, clock()):
            return False
        try:
            each.run(read_clock())
        except Exception:
            log.exception("duty failed", extra={"duty": each.name})
            return False
        _write(each.name, clock())
        return True


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    number = zlib.crc32(name.encode()) - 2**31
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, number])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, number])


def _write(name: str, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO common_heartbeat (duty, at) VALUES (%s, %s)"
            " ON CONFLICT (duty) DO UPDATE SET at = excluded.at",
            [name, at],
        )


def last_run(name: str, now: datetime) -> datetime | None:
    """When a duty was last done, on the clock that `now` is on; None when it never was.

    Asked by the duty itself while it runs, it is the run before.
    """
    row = Heartbeat.objects.filter(duty=name).first()
    return row.at + (now - timezone.now()) if row else None


def scheduler_silent(now: datetime | None = None) -> bool:
    """Whether the scheduler, or a vital duty, has not been heard of for 120 s (one query).

    `now` is the real clock's moment. Overdue lists do not need the scheduler; reminders do.
    """
    moment = now or timezone.now()
    last = dict(Heartbeat.objects.values_list("duty", "at"))
    vital = [(d.name, d.seconds) for d in all_duties() if d.vital]
    for name, seconds in [(SCHEDULER, 0), *vital]:
        heard = last.get(name)
        if heard is None or moment - heard > SILENT_AFTER + timedelta(seconds=seconds):
            return True
    return False

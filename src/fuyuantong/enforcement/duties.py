"""What the room does by the clock and in the background."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import duty, job
from fuyuantong.common.uow import unit_of_work
from fuyuantong.enforcement.actions import (
    forget_spent,
    pick_up,
    send_calls,
    tell_late,
    tick_measures,
    watch_case,
)
from fuyuantong.enforcement.actions.inquiring import JOB
from fuyuantong.enforcement.queries import cases_with_measures


@duty("enforcement.calls", 10)
def chase(now: datetime) -> None:
    pick_up(now)
    tell_late(now)


@duty("enforcement.measures", 3600)
def watch(now: datetime) -> None:
    """Warn before the end, let lapse, compare with the rules: each case in a unit of work of its own."""
    tick_measures(now)
    for case in cases_with_measures():
        with unit_of_work(SYSTEM, now=now) as uow:
            watch_case(uow, case)


@duty("enforcement.forgetting", 3600)
def forget(now: datetime) -> None:
    """What nobody needs any more goes; late runs make up for missed ones."""
    forget_spent(now)


@job(JOB, _("查控请求"), outside=True, queue="sources")
def send(_key: str, calls: Sequence[str] = (), call: str = "") -> None:
    """Send messages, or ask what became of them. The queue's key is its own; a source is given the number.

    `call` is a single message, as earlier versions queued it.
    """
    send_calls([UUID(key) for key in (calls or [call])])

"""Putting a job into the queue, inside the transaction of the change that wants it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from fuyuantong.common.jobs.marks import claim
from fuyuantong.common.jobs.registry import spec_of
from fuyuantong.common.models import RememberedJob
from fuyuantong.common.now import read_clock
from fuyuantong.common.uow import UnitOfWork

KEPT_KEYS = timedelta(days=400)
KEPT_MARKS = timedelta(days=30)


def manager() -> JobManager:
    """Jobs through Django's own connection.

    Not the application's manager: inside a worker that one writes through a connection of its own, and a job
    deferred by a job would not be undone with it.
    """
    return JobManager(DjangoConnector())


def defer_once(
    uow: UnitOfWork | None,
    name: str,
    key: str,
    /,
    *,
    at: datetime | None = None,
    by_system: bool = False,
    **kwargs: Any,
) -> bool:
    """Defer the job `name` unless one with this key ever was; True when it was deferred now.

    With a unit of work the job commits or vanishes with it and runs with the rights of its actor, which are
    looked up again when it runs (`by_system`: no act of theirs, telling others for example); without one it
    is deferred at once, by the system. `key` is unique among the jobs of this name. `at` is the earliest
    moment to run. `kwargs` must be JSON and hold ids, never texts: they stand in the queue and in log lines.
    """
    spec = spec_of(name)
    now = uow.now if uow else read_clock()
    who = uow.actor if uow and not by_system else None
    job = Job(
        queue=spec.queue,
        lock=None,
        queueing_lock=None,
        task_name=spec.name,
        scheduled_at=at,
        task_kwargs={
            "key": key,
            "person": _text(who.person) if who else None,
            "post": _text(who.post) if who else None,
            "kwargs": kwargs,
        },
    )
    with transaction.atomic():
        if not claim(f"{name}:{key}"[:255], now):
            return False
        manager().defer_job(job)
    return True


def retry_failed(job: int) -> bool:
    """Give a failed job one more try, inside the present transaction; False when the queue has it no more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM procrastinate_jobs WHERE id = %s AND status = 'failed' FOR UPDATE", [job]
        )
        if cursor.fetchone() is None:
            return False
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job])
    return True


def forget_old(now: datetime) -> int:
    """Delete marks nobody will ask for any more; returns how many."""
    old = RememberedJob.objects.filter(created_at__lt=now - KEPT_KEYS)
    done = RememberedJob.objects.filter(key__startswith="done:", created_at__lt=now - KEPT_MARKS)
    return int(old.delete()[0]) + int(done.delete()[0])


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None

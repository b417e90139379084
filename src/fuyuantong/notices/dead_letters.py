"""Jobs that failed become rows that a person sees; given-up ones are told to the system administrators."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import Failure, duty, job_word
from fuyuantong.common.uow import unit_of_work
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject
from fuyuantong.notices.models import DeadLetter
from fuyuantong.organs.kinds import Role
from fuyuantong.organs.models import Post

KEPT = timedelta(days=30)
_UPSERT = """
INSERT INTO notices_deadletter (job, name, key, tries, error, final, first_at, at, handled_by, remark)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '', '')
ON CONFLICT (job) DO UPDATE SET tries = excluded.tries, error = excluded.error, final = excluded.final,
  at = excluded.at, handled_at = NULL
"""


def keep_failure(failure: Failure) -> None:
    """Store the failed try; tell the administrators when it was the last one."""
    with unit_of_work(SYSTEM) as uow:
        row: list[Any] = [
            failure.job,
            failure.name,
            failure.key[:255],
            failure.tries,
            failure.error,
            failure.final,
        ]
        with connection.cursor() as cursor:
            cursor.execute(_UPSERT, [*row, failure.at, failure.at])
        if failure.final:
            tell(
                uow,
                kind="job.dead",
                title=_("任务未能完成：%(what)s") % {"what": job_word(failure.name)},
                text=_("已试 %(n)s 次。") % {"n": failure.tries},
                url="/notices/dead-letters/",
                subject=Subject("job", UUID(int=failure.job)),
                to_posts=Post.objects.filter(roles__contains=[Role.SYSADMIN.value]).values_list(
                    "pk", flat=True
                ),
                restricted=False,
            )


@duty("notices.dead-letters", 60)
def sweep(now: datetime) -> int:
    """Find given-up jobs that nobody has been told of (the worker died while telling); forget old tries."""
    DeadLetter.objects.filter(final=False, at__lt=now - KEPT).delete()
    told = DeadLetter.objects.filter(final=True).values("job")
    lost = ProcrastinateJob.objects.filter(status="failed").exclude(pk__in=told)[:1000]
    for job in lost:
        earlier = DeadLetter.objects.filter(pk=job.pk).values_list("error", flat=True).first()
        sentence = earlier or _("原因未能记录，见当日日志。")
        key = str(job.args.get("key", ""))
        keep_failure(Failure(job.pk, job.task_name, key, job.attempts, sentence, final=True, at=now))
    return len(lost)

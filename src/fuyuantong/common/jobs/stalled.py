"""Jobs whose worker has died are put back into the queue; those that kill every worker are given up."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from asgiref.sync import async_to_sync
from procrastinate.jobs import Job, Status

from fuyuantong.common.jobs.deferring import manager
from fuyuantong.common.jobs.duties import duty
from fuyuantong.common.jobs.registry import failed, known, spec_of, wait_before_next

log = logging.getLogger(__name__)

SILENT_WORKER = 30  # seconds without a heartbeat; workers write theirs every 10
KEPT_HOURS = 7 * 24


class WorkerDied(Exception):
    """The process that ran the job is gone."""

    def __init__(self) -> None:
        super().__init__("执行此任务的进程已中断")


@duty("jobs.stalled", 10)
def retry_stalled(_now: datetime) -> int:
    """Put the jobs of silent workers back; returns how many. Heartbeats go by the database's clock."""
    silent = async_to_sync(manager().get_stalled_jobs)(seconds_since_heartbeat=SILENT_WORKER)
    count = 0
    for job in silent:
        count += 1
        log.warning("job of a silent worker", extra={"job": job.id, "task": job.task_name})
        _retry_or_give_up(job)
    return count


def _retry_or_give_up(job: Job) -> None:
    jobs, error = manager(), WorkerDied()
    if known(job.task_name) and wait_before_next(spec_of(job.task_name), job.attempts, error) is not None:
        async_to_sync(jobs.retry_job)(job, retry_at=datetime.now(UTC))
        return
    async_to_sync(jobs.finish_job_by_id_async)(int(job.id or 0), Status.FAILED, delete_job=False)
    if known(job.task_name):
        failed(spec_of(job.task_name), job, str(job.task_kwargs.get("key", "")), error)


@duty("jobs.finished", 3600)
def delete_finished(_now: datetime) -> None:
    """Forget jobs that were done a week ago; failed ones stay until somebody has looked at them."""
    async_to_sync(manager().delete_old_jobs)(nb_hours=KEPT_HOURS, include_cancelled=True)

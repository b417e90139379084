"""Work that runs apart from the request, on the same PostgreSQL (procrastinate).

* `job(name)` registers a handler; `defer_once(uow, name, key, …)` puts one job into the queue inside the
  transaction of the change, once for every key: the queue is the outbox.
* `duty(name, seconds)` registers what must be done again and again; the scheduler of every worker looks at
  the heartbeats, so one late run makes up for any downtime.
* `run_worker()` runs both until SIGTERM.
"""

from fuyuantong.common.jobs.deferring import defer_once, forget_old, retry_failed
from fuyuantong.common.jobs.duties import Duty, all_duties, beat, duty, last_run, scheduler_silent
from fuyuantong.common.jobs.registry import (
    Failure,
    JobSpec,
    Later,
    job,
    job_word,
    on_failure,
    set_actor_source,
)
from fuyuantong.common.jobs.stalled import delete_finished, retry_stalled
from fuyuantong.common.jobs.worker import run_worker

__all__ = [
    "Duty",
    "Failure",
    "JobSpec",
    "Later",
    "all_duties",
    "beat",
    "defer_once",
    "delete_finished",
    "duty",
    "forget_old",
    "job",
    "job_word",
    "last_run",
    "on_failure",
    "retry_failed",
    "retry_stalled",
    "run_worker",
    "scheduler_silent",
    "set_actor_source",
]

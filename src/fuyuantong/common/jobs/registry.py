"""The handlers of jobs, how often they are tried, and who is told when they fail."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import attr
from django.utils.functional import Promise
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.common.jobs.marks import claim
from fuyuantong.common.logs import mask
from fuyuantong.common.models import RememberedJob
from fuyuantong.common.now import read_clock
from fuyuantong.common.refusals import Conflict, Refusal
from fuyuantong.common.uow import unit_of_work

log = logging.getLogger(__name__)

#: Jobs by what they wait for: our database; messages to people's channels; sources elsewhere, which may be
#: slow; whole files, for minutes. Each kind has places of its own in a worker: none keeps another waiting.
QUEUES = ("work", "outside", "sources", "long")
TRIES = 20
FIRST_WAIT = 60  # seconds; doubled at every try, up to
LONGEST_WAIT = 6 * 3600


class Later(Exception):
    """Raised by a handler that may not act yet (a channel's rate limit): tried again, no fault."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"later by {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class JobSpec:
    """One kind of job. `outside`: its effect is not in our database; it gets the key, no unit of work.

    `word` is what people read on the page of dead letters; `queue` is one of `QUEUES`.
    """

    name: str
    handler: Callable[..., None]
    word: str | Promise
    outside: bool
    tries: int
    first_wait: int
    queue: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A try that failed. `final` says that there will be no other one: a dead letter."""

    job: int
    name: str
    key: str
    tries: int
    error: str
    final: bool
    at: datetime


ActorSource = Callable[[UUID, UUID], Actor]
OnFailure = Callable[[Failure], None]
_specs: dict[str, JobSpec] = {}
_actor_source: list[ActorSource] = []
_on_failure: list[OnFailure] = []


def set_actor_source(source: ActorSource) -> None:
    """`organs` knows who a person at a post is today; it raises a Refusal when they no longer are."""
    _actor_source[:] = [source]


def on_failure(listener: OnFailure) -> None:
    """Call `listener(failure)` outside any transaction after every try that failed."""
    if listener not in _on_failure:
        _on_failure.append(listener)


def spec_of(name: str) -> JobSpec:
    """The registered job of this name; KeyError for a name that no room of this version knows."""
    return _specs[name]


def known(name: str) -> bool:
    return name in _specs


def job_word(name: str) -> str:
    return str(_specs[name].word) if known(name) else name


def job(
    name: str,
    word: str | Promise = "",
    *,
    outside: bool = False,
    tries: int = TRIES,
    first_wait: int = FIRST_WAIT,
    queue: str = "work",
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register `handler(uow, **kwargs)`, or `handler(key, **kwargs)` when its effect is outside our database.

    An inside handler commits together with its done-mark: however often a worker is killed, the effect is
    there once. An outside handler may be called twice with the same key (killed between sending and marking):
    it hands the key on, so that the receiver can tell. ValueError for a `queue` that no worker serves.
    """
    if queue not in QUEUES:
        raise ValueError(queue)

    def register(handler: Callable[..., None]) -> Callable[..., None]:
        spec = JobSpec(name, handler, word or name, outside, tries, first_wait, queue)
        _specs[name] = spec

        @app.task(name=name, queue=queue, pass_context=True, retry=_BackOff(spec=spec))
        def run(context: JobContext, /, **arguments: Any) -> None:
            perform(spec, context.job, arguments)

        return handler

    return register


def perform(spec: JobSpec, run: Job, arguments: dict[str, Any]) -> None:
    """Do one try of a job; a failure is told to the listeners and raised again."""
    try:
        mark = f"done:{run.id}"
        if spec.outside:
            _outside(spec, mark, arguments)
        else:
            _inside(spec, mark, arguments)
    except Later:
        raise
    except Exception as error:
        failed(spec, run, str(arguments["key"]), error)
        raise


def _inside(spec: JobSpec, mark: str, arguments: dict[str, Any]) -> None:
    with unit_of_work(_actor(arguments)) as uow:
        if claim(mark, uow.now):
            spec.handler(uow, **arguments["kwargs"])


def _outside(spec: JobSpec, mark: str, arguments: dict[str, Any]) -> None:
    if RememberedJob.objects.filter(key=mark).exists():
        return
    spec.handler(str(arguments["key"]), **arguments["kwargs"])
    claim(mark, read_clock())


def _actor(arguments: dict[str, Any]) -> Actor:
    person, post = arguments.get("person"), arguments.get("post")
    if not person or not post:
        return SYSTEM
    return _actor_source[0](UUID(person), UUID(post))


def failed(spec: JobSpec, run: Job, key: str, error: BaseException) -> None:
    """Tell the listeners of a failed try; a listener that fails itself must not hide the failure."""
    final = wait_before_next(spec, run.attempts, error) is None
    sentence = mask(f"{type(error).__name__}: {error}")[:500]
    trouble = Failure(int(run.id or 0), spec.name, key, run.attempts + 1, sentence, final, datetime.now(UTC))
    for listener in _on_failure:
        try:
            listener(trouble)
        except Exception:
            log.exception("a listener of failed jobs failed", extra={"job": run.id})


def wait_before_next(spec: JobSpec, tried_before: int, error: BaseException | None) -> timedelta | None:
    """Return how long to wait before the next try; None when there is to be none.

    A refusal stays a refusal, unless somebody was merely faster: it is not tried again.
    """
    if isinstance(error, Later):
        return timedelta(seconds=error.seconds)
    if isinstance(error, Refusal) and not isinstance(error, Conflict):
        return None
    if tried_before + 1 >= spec.tries:
        return None
    return timedelta(seconds=min(spec.first_wait * 2 ** min(tried_before, 20), LONGEST_WAIT))


@attr.dataclass(kw_only=True)
class _BackOff(BaseRetryStrategy):
    spec: JobSpec

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        wait = wait_before_next(self.spec, job.attempts, exception)
        return None if wait is None else RetryDecision(retry_at=datetime.now(UTC) + wait)

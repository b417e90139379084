"""What the room does by the clock and in the background."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import duty, job
from fuyuantong.common.now import day_of
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.screening import kinds
from fuyuantong.screening.actions import compile_list, expire_due, forget_old, run_job
from fuyuantong.screening.actions.compiling import COMPILE
from fuyuantong.screening.actions.counting import count_deliveries, count_month
from fuyuantong.screening.actions.jobs import JOB
from fuyuantong.screening.queries import records_over


@duty("screening.expiry", 600)
def expire(now: datetime) -> None:
    """Take down what is over, one record in one unit of work; the questions already pass it by."""
    for key in records_over(day_of(now)):
        with unit_of_work(SYSTEM, now=now) as uow:
            expire_due(uow, key)


@duty("screening.forgetting", 86400)
def forget(now: datetime) -> None:
    with unit_of_work(SYSTEM, now=now) as uow:
        forget_old(uow)


@job(JOB, _("整份比对名单"), queue="long")
def compare(uow: UnitOfWork, screening_job: str) -> None:
    run_job(uow, UUID(screening_job))


@job(COMPILE, _("编制名单文件"), queue="long")
def compile_file(uow: UnitOfWork, listing: str) -> None:
    compile_list(uow, listing)


@duty("screening.compiling", 3600)
def compile_due(now: datetime) -> None:
    """Where a file was lost, or a machine has none, it is made anew; one list in one unit of work."""
    for listing in kinds.listings():
        with unit_of_work(SYSTEM, now=now) as uow:
            compile_list(uow, listing)


@duty("screening.counting", 86400)
def count(now: datetime) -> None:
    """The month before may still change by late reviews; then this month."""
    this = day_of(now).replace(day=1)
    before = (this - timedelta(days=1)).replace(day=1)
    with unit_of_work(SYSTEM, now=now) as uow:
        count_month(uow, before)
        count_month(uow, this)
        count_deliveries(uow, before)

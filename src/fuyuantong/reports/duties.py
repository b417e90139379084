"""What the room does by the clock: issues of a schedule open by themselves; and the job that prints."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import duty, job
from fuyuantong.common.now import day_of
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.reports.actions.issuing import PRINT_JOB, print_issue
from fuyuantong.reports.actions.opening import open_due
from fuyuantong.reports.queries.issues import schedules_due


@duty("reports.schedule", 900)
def open_reports(now: datetime) -> None:
    """Open what is due, one schedule in one unit of work."""
    for key in schedules_due(day_of(now)):
        with unit_of_work(SYSTEM, now=now) as uow:
            open_due(uow, key)


@job(PRINT_JOB, _("印制定期材料"))
def print_report(uow: UnitOfWork, issue: str) -> None:
    print_issue(uow, UUID(issue))

"""What the room does by the clock: rounds of a series open by themselves; and the job that makes papers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import duty, job
from fuyuantong.common.now import day_of
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.rounds.actions import make_paper, open_due_rounds
from fuyuantong.rounds.actions.opening import LEAD_MOST
from fuyuantong.rounds.actions.printing import PAPER_JOB
from fuyuantong.rounds.queries import series_to_look_at


@duty("rounds.series", 300)
def open_rounds(now: datetime) -> None:
    """Open what is due, one series in one unit of work."""
    for key in series_to_look_at(day_of(now), LEAD_MOST):
        with unit_of_work(SYSTEM, now=now) as uow:
            open_due_rounds(uow, key)


@job(PAPER_JOB, _("生成调度材料"))
def paper(uow: UnitOfWork, paper: str) -> None:
    make_paper(uow, UUID(paper))

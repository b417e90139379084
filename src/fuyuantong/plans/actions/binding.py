"""Taking the file of a plan out of the house: on the trail, by whom and in which form."""

from __future__ import annotations

from uuid import UUID

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.binding import bind
from fuyuantong.plans import policy
from fuyuantong.plans.queries import plan_view
from fuyuantong.plans.trail import note
from fuyuantong.plans.volumes import pieces


def take_plan(uow: UnitOfWork, key: UUID, form: str) -> bytes:
    """All papers of a plan with a directory, as `zip` or one `pdf`: for the linkage's office."""
    view = plan_view(uow.actor, key, uow.today)
    policy.check_run(uow.actor, view.plan)
    note(uow, "bound", "plan", key, region=view.plan.region_id, version=view.plan.version, format=form)
    return bind([(view.plan.title, pieces(uow.actor, view))], form)

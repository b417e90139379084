"""The room's router, and receipts of its acts."""

from __future__ import annotations

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Receipt, Room
from fuyuantong.common.refusals import NotFound
from fuyuantong.matters.models import Matter
from fuyuantong.reports import policy
from fuyuantong.reports.models import Case, Delivery, Finding, Issue, ProductVersion, Schedule
from fuyuantong.reports.queries.issues import issue_of, schedules_of

room = Room("reports", read="reports:read", write="reports:write")


def told(row: Issue | Case | Delivery | Finding | ProductVersion | Schedule) -> Receipt:
    if isinstance(row, Issue | Case | Finding):
        return Receipt(
            id=row.pk, kind=f"report_{type(row).__name__.lower()}", state=str(row.state), version=row.version
        )
    if isinstance(row, Delivery):
        return Receipt(id=row.pk, kind="report_delivery", state="read" if row.read_at else "sent")
    return Receipt(id=row.pk, kind=f"report_{type(row).__name__.lower()}", state="", version=row.version)


def of_matter(row: Matter) -> Receipt:
    return Receipt(id=row.pk, kind="matter", state=row.stage, version=row.version)


def again(actor: Actor, receipt: Receipt) -> None:
    """An old answer is given again only to those who still may see what it is about."""
    if receipt.kind == "report_issue":
        issue_of(actor, receipt.id)
    elif receipt.kind == "report_schedule":
        if not schedules_of(actor).filter(pk=receipt.id).exists():
            raise NotFound
    elif not policy.may_open(actor):
        raise NotFound


def may_publish(actor: Actor, receipt: Receipt) -> None:  # noqa: ARG001 - the shape that `perform` calls
    policy.check_publish(actor)

"""The ledger (台账): obligations that the viewer may see, filtered, in an order that pages by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import Q
from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from fuyuantong.clocks.calendar import WorkCalendar
from fuyuantong.clocks.counting import add_workdays
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import BadInput
from fuyuantong.matters.kinds import DROPPED_STATES, FINISHED_STATES, ObligationState
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.models.obligation import ObligationQuerySet

SOON_WORKDAYS = 3
"""黄灯: at most so many working days left. The rule is shown with the lamp."""

ORDERS = {
    "due": ("due_on", "id"),
    "-due": ("-due_on", "-id"),
    "new": ("-created_at", "-id"),
    "old": ("created_at", "id"),
}


class Lamp(TextChoices):
    """红黄绿灯: always with a word and a shape beside the colour; never shown on courts or procuratorates."""

    OVERDUE = "overdue", _("超期")
    SOON = "soon", _("临期")
    RUNNING = "running", _("正常")
    HELD = "held", _("暂缓")
    DONE = "done", _("办结")
    LATE = "late", _("逾期办结")
    NONE = "none", _("无期限")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the ledger is narrowed to. Empty means: not narrowed."""

    words: str = ""
    unit: UUID | None = None
    states: Sequence[str] = ()
    lamp: str = ""
    duty: str = ""
    mechanism: str = ""
    linkage: str = ""
    region: str = ""
    due_from: date | None = None
    due_until: date | None = None
    order: str = "due"

    def ordering(self) -> tuple[str, ...]:
        if self.order not in ORDERS:
            raise BadInput("E-PARAM-UNKNOWN", "没有这种排序方式。", hint=f"可用：{'、'.join(ORDERS)}。")
        return ORDERS[self.order]


@lru_cache(maxsize=64)
def _soon(today: date, version: str, calendar: WorkCalendar) -> date:  # noqa: ARG001 - the version is the key
    return add_workdays(today, SOON_WORKDAYS, calendar).day


def soon_until(today: date) -> date:
    """The last due date that counts as 临期 today."""
    calendar = current_calendar()
    return _soon(today, calendar.version, calendar)


def lamp_of(row: Obligation, today: date) -> Lamp:
    if row.state in FINISHED_STATES:
        return Lamp.LATE if row.finished_late() else Lamp.DONE
    if not row.is_open or row.due_on is None:
        return Lamp.NONE
    if row.held:
        return Lamp.HELD
    if row.is_overdue(today):
        return Lamp.OVERDUE
    return Lamp.SOON if today <= row.due_on <= soon_until(today) else Lamp.RUNNING


def ledger(viewer: Actor, filters: Filters, today: date) -> ObligationQuerySet:
    """The rows, each with its unit, matter and creditor joined; order them by `filters.ordering()`."""
    rows = Obligation.objects.visible_to(viewer).filter(_narrowed(filters))
    if filters.states:
        rows = rows.filter(state__in=_known_states(filters.states))
    else:
        rows = rows.exclude(state__in=[str(s) for s in DROPPED_STATES])
    if filters.lamp:
        rows = _with_lamp(rows, filters.lamp, today)
    if filters.words:
        rows = rows.matching(filters.words)
    return rows.select_related("owner", "creditor", "matter")


def _narrowed(filters: Filters) -> Q:
    wanted = {
        "owner_id": filters.unit,
        "duty": filters.duty,
        "mechanism": filters.mechanism,
        "linkage": filters.linkage,
        "region": filters.region,
        "due_on__gte": filters.due_from,
        "due_on__lte": filters.due_until,
    }
    return Q(**{key: value for key, value in wanted.items() if value})


def _known_states(states: Sequence[str]) -> list[str]:
    unknown = [s for s in states if s not in ObligationState.values]
    if unknown:
        raise BadInput("E-PARAM-UNKNOWN", f"没有名为“{unknown[0][:20]}”的状态。")
    return list(states)


def _with_lamp(rows: ObligationQuerySet, lamp: str, today: date) -> ObligationQuerySet:
    soon = soon_until(today)
    match lamp:
        case Lamp.OVERDUE:
            return rows.overdue(today)
        case Lamp.SOON:
            return rows.due_soon(today, soon)
        case Lamp.RUNNING:
            return rows.open().filter(due_on__gt=soon, held=False)
        case Lamp.HELD:
            return rows.open().filter(held=True)
        case Lamp.DONE:
            return rows.filter(state__in=[str(s) for s in FINISHED_STATES])
        case Lamp.NONE:
            return rows.open().filter(due_on=None)
    raise BadInput("E-PARAM-UNKNOWN", f"没有名为“{lamp[:20]}”的灯。")

"""The ledger (台账): obligations that the viewer may see, filtered, in an order that pages by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q
from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from fuyuantong.clocks.counting import add_workdays
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import BadInput
from fuyuantong.matters.doors import GENTLE_KINDS
from fuyuantong.matters.kinds import DROPPED_STATES, FINISHED_STATES, ObligationState
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.models.obligation import OPEN, ObligationQuerySet

SOON_WORKDAYS = 3
"""黄灯: at most so many working days left. The rule is shown with the lamp."""

ORDERS = {
    "due": ("due_on", "id"),
    "-due": ("-due_on", "-id"),
    "new": ("-created_at", "-id"),
    "old": ("created_at", "id"),
}


GENTLE_OWNER = Q(owner__kind__in=sorted(GENTLE_KINDS))
"""Owners without lamps: the office does not judge courts, procuratorates, party, congress or supervision."""

_DATED = Q(held=False, standing=False)
"""What a date of completion runs for: neither 暂缓 nor 持续推进."""

FINISHED = [str(s) for s in sorted(FINISHED_STATES)]


class Lamp(TextChoices):
    """红黄绿灯: always with a word and a shape beside the colour; never shown on courts or procuratorates.

    `lamp_of` gives a row's lamp; the ledger's filter by a lamp finds exactly the rows that carry it.
    """

    OVERDUE = "overdue", _("超期")
    SOON = "soon", _("临期")
    RUNNING = "running", _("正常")
    HELD = "held", _("暂缓")
    STANDING = "standing", _("持续推进")
    REVIEW = "review", _("持续推进 · 待复核")
    DONE = "done", _("办结")
    LATE = "late", _("逾期办结")
    HISTORY = "history", _("补录")
    NONE = "none", _("不评灯")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the ledger is narrowed to. Empty means: not narrowed. `area` is the region of the owing unit."""

    words: str = ""
    unit: UUID | None = None
    area: str = ""
    states: Sequence[str] = ()
    lamp: str = ""
    duty: str = ""
    mechanism: str = ""
    linkage: str = ""
    region: str = ""
    due_from: date | None = None
    due_until: date | None = None
    issued_from: date | None = None
    issued_until: date | None = None
    finished_from: date | None = None
    finished_until: date | None = None
    order: str = "due"

    def ordering(self) -> tuple[str, ...]:
        if self.order not in ORDERS:
            raise BadInput("E-PARAM-UNKNOWN", "没有这种排序方式。", hint=f"可用：{'、'.join(ORDERS)}。")
        return ORDERS[self.order]


def soon_until(today: date) -> date:
    """The last due date that counts as 临期 today."""
    return add_workdays(today, SOON_WORKDAYS, current_calendar()).day


def lamp_of(row: Obligation, today: date, soon: date | None = None) -> Lamp:
    """The row's lamp today; `row.owner` must be loaded. Lists pass `soon`, computed once."""
    gentle = row.owner.kind in GENTLE_KINDS
    if row.state in FINISHED_STATES:
        late = Lamp.HISTORY if row.backfilled else Lamp.LATE
        return late if row.finished_late() and not gentle else Lamp.DONE
    if row.is_open and row.held and row.due_on is not None:
        return Lamp.HELD
    if not row.is_open or gentle:
        return Lamp.NONE
    if row.standing:
        return Lamp.REVIEW if row.due_on and row.due_on <= today else Lamp.STANDING
    return _lamp_by_date(row, today, soon)


def _lamp_by_date(row: Obligation, today: date, soon: date | None) -> Lamp:
    if row.due_on is None:
        return Lamp.NONE
    if row.due_on < today:
        return Lamp.HISTORY if row.backfilled else Lamp.OVERDUE
    return Lamp.SOON if row.due_on <= (soon or soon_until(today)) else Lamp.RUNNING


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
        "owner__region_id": filters.area,
        "issued_on__gte": filters.issued_from,
        "issued_on__lte": filters.issued_until,
        "finished_on__gte": filters.finished_from,
        "finished_on__lte": filters.finished_until,
    }
    return Q(**{key: value for key, value in wanted.items() if value})


def _known_states(states: Sequence[str]) -> list[str]:
    unknown = [s for s in states if s not in ObligationState.values]
    if unknown:
        raise BadInput("E-PARAM-UNKNOWN", f"没有名为“{unknown[0][:20]}”的状态。")
    return list(states)


def _with_lamp(rows: ObligationQuerySet, lamp: str, today: date) -> ObligationQuerySet:
    if lamp not in Lamp.values:
        raise BadInput("E-PARAM-UNKNOWN", f"没有名为“{lamp[:20]}”的灯。")
    late = Q(finished_on__gt=F("due_on"), standing=False) & ~GENTLE_OWNER
    finished = rows.filter(state__in=FINISHED)
    if lamp == Lamp.DONE:
        return finished.exclude(late)
    if lamp == Lamp.LATE:
        return finished.filter(late, backfilled=False)
    if lamp == Lamp.HISTORY:
        ended = Q(state__in=FINISHED, backfilled=True) & late
        return rows.filter(ended | (Q(state__in=OPEN) & lit(Lamp.HISTORY, today)))
    return (
        rows.filter(lit(Lamp(lamp), today))
        if lamp == Lamp.NONE
        else rows.open().filter(lit(Lamp(lamp), today))
    )


def lit(lamp: Lamp, today: date) -> Q:
    """Which unfinished rows carry a lamp, as a condition; the caller narrows to open ones (not for 不评)."""
    match lamp:
        case Lamp.HELD:
            return Q(held=True, due_on__isnull=False)
        case Lamp.STANDING | Lamp.REVIEW:
            come = Q(due_on__lte=today, held=False)
            later = Q(due_on__gt=today, held=False) | Q(due_on__isnull=True)
            return Q(standing=True) & (come if lamp == Lamp.REVIEW else later) & ~GENTLE_OWNER
        case Lamp.OVERDUE | Lamp.HISTORY:
            entered_later = lamp == Lamp.HISTORY
            return Q(due_on__lt=today, backfilled=entered_later) & _DATED & ~GENTLE_OWNER
        case Lamp.SOON:
            return Q(due_on__gte=today, due_on__lte=soon_until(today)) & _DATED & ~GENTLE_OWNER
        case Lamp.RUNNING:
            return Q(due_on__gt=soon_until(today)) & _DATED & ~GENTLE_OWNER
    undated = Q(due_on__isnull=True) & (Q(standing=False) | GENTLE_OWNER)
    unlit = undated | (Q(due_on__isnull=False, held=False) & GENTLE_OWNER)
    return (Q(state__in=OPEN) & unlit) | ~Q(state__in=[*OPEN, *FINISHED])

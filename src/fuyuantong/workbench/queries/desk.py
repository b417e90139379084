"""工作台: the viewer's lists with their counts, the oldest of each, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import today as clock_today
from fuyuantong.common.paging import Page, page_by_key
from fuyuantong.matters.doors import GENTLE_KINDS
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.queries import Filters, ledger, worklist, worklist_counts, worklists
from fuyuantong.matters.queries.worklists import bounded_count
from fuyuantong.organs.models import Unit
from fuyuantong.workbench.models import SavedView

ORDER = ("due_on", "id")
BADGE_MOST = 100
WITH_OLDEST = ("todo", "soon", "overdue", "urged", "working")


@dataclass(frozen=True, slots=True)
class Figure:
    """How many rows a list has (bounded), and the one that falls due first."""

    count: int
    oldest: Obligation | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The home page of one viewer: figures by list name, one list's page, and this month's results.

    `gentle` units (courts, procuratorates and the like) get no red figures and the words of 函询.
    """

    figures: Mapping[str, Figure]
    page: Page[Obligation]
    due_today: int
    finished: Filters
    finished_count: int
    counts: Mapping[str, int] = field(default_factory=dict)
    gentle: bool = False


def desk(viewer: Actor, name: str, today: date, *, after: str = "", before: str = "", size: int = 20) -> Desk:
    """Everything of the home page, in about twenty bounded statements. Unknown lists are refused."""
    rows = worklist(viewer, name, today)
    counts = worklist_counts(viewer, today)
    figures = {
        each: Figure(
            counts[each], worklist(viewer, each, today).order_by(*ORDER).first() if counts[each] else None
        )
        for each in WITH_OLDEST
    }
    finished = Filters(
        unit=None if viewer.offices else viewer.unit, finished_from=today.replace(day=1), finished_until=today
    )
    return Desk(
        figures=figures,
        page=page_by_key(rows, ORDER, size=size, after=after, before=before),
        due_today=bounded_count(worklist(viewer, "soon", today).filter(due_on=today)),
        finished=finished,
        finished_count=bounded_count(ledger(viewer, finished, today)),
        counts=counts,
        gentle=Unit.objects.filter(pk=viewer.unit_key, kind__in=sorted(GENTLE_KINDS)).exists(),
    )


def waiting_count(viewer: Actor) -> int:
    """How many obligations wait for the viewer's post: the number in the navigation, shown as 99+ at most."""
    return worklists.waiting_count(viewer, BADGE_MOST, clock_today())


def views_of(viewer: Actor, register: str | None = None) -> list[SavedView]:
    """The viewer's saved views by name: of one register's list, of the ledger (empty), or all (None)."""
    rows = SavedView.objects.filter(person=viewer.person) if viewer.person else SavedView.objects.none()
    return list(rows if register is None else rows.filter(register=register))

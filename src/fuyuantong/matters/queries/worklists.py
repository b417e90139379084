"""The lists of the workbench, from 待办 and 代办 to 抄送我 and 关注, and how many are in each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import BadInput
from fuyuantong.matters.kinds import (
    FINISHED_STATES,
    Capacity,
    Duty,
    ObligationState,
    PetitionState,
)
from fuyuantong.matters.models import Follow, Obligation, Party, Petition
from fuyuantong.matters.models.obligation import ObligationQuerySet
from fuyuantong.matters.moves import MOVES
from fuyuantong.matters.policy import handles
from fuyuantong.matters.queries.ledger import GENTLE_OWNER, soon_until
from fuyuantong.notices.queries import absent_of, deputised

COUNT_AT_MOST = 500
"""Counts stop here and are shown as 499+: a number nobody works through is not worth a scan."""

S = ObligationState
REVIEWED = [str(s) for s in sorted(MOVES["review"].sources)]


@dataclass(frozen=True, slots=True)
class Worklist:
    label: str | Promise
    rows: Callable[[Actor, ObligationQuerySet, date], ObligationQuerySet]


def _mine(viewer: Actor) -> Q:
    return Q(owner_id=viewer.unit_key)


def _owed_to_me(viewer: Actor) -> Q:
    return Q(creditor_id=viewer.unit_key) & (Q(by_office=False) | Q(linkage__in=viewer.offices))


def _waiting(viewer: Actor, rows: ObligationQuerySet, today: date) -> list[ObligationQuerySet]:
    """What waits for this post: to sign for or sign off; to check, supply or hand out; to decide; to review.

    Four sets that an index finds each, not one condition with ORs, for which every open row would be read.
    """
    if not handles(viewer):
        return [rows.none()]
    signs = [S.PENDING, S.REVIEWING] if viewer.roles & {"reviewer", "leader"} else [S.PENDING]
    asked = Petition.objects.filter(state=PetitionState.OPEN).order_by().values("obligation_id")
    return [
        rows.filter(_mine(viewer), state__in=signs),
        rows.filter(_owed_to_me(viewer), state__in=[S.VERIFYING, S.CORRECTING, S.DRAFT]),
        rows.filter(_owed_to_me(viewer), pk__in=asked),
        rows.to_review(today).filter(_owed_to_me(viewer), state__in=REVIEWED),
    ]


def _todo(viewer: Actor, rows: ObligationQuerySet, today: date) -> ObligationQuerySet:
    first, *others = (part.values("pk") for part in _waiting(viewer, Obligation.objects.order_by(), today))
    return rows.filter(pk__in=first.union(*others) if others else first)


def _deputised(viewer: Actor, rows: ObligationQuerySet, today: date) -> ObligationQuerySet:
    """代办: what waits for a colleague on leave, as far as the viewer sees it, and not for the viewer too."""
    every = Obligation.objects.order_by()
    sets = [
        part.values("pk")
        for leave in deputised(viewer, today)
        for part in _waiting(absent_of(leave), every, today)
    ]
    if not sets:
        return rows.none()
    first, *others = sets
    found = rows.filter(pk__in=first.union(*others) if others else first)
    return found.exclude(pk__in=_todo(viewer, every, today).values("pk"))


def for_whom(viewer: Actor, rows: Collection[Obligation], today: date) -> dict[UUID, str]:
    """{obligation: name of the colleague on leave for whom it waits} among rows of the list 代办."""
    named: dict[UUID, str] = {}
    some = Obligation.objects.filter(pk__in=[row.pk for row in rows]).order_by()
    for leave in deputised(viewer, today) if rows else []:
        for row in _todo(absent_of(leave), some, today).values_list("pk", flat=True):
            named.setdefault(row, leave.person.name)
    return named


def waiting_count(viewer: Actor, most: int, today: date) -> int:
    """How many wait for this post, at most `most`: the number in the navigation of every page.

    Each set is read no further than that; together they still say exactly how many there are below it.
    """
    seen = Obligation.objects.visible_to(viewer).order_by()
    first, *others = (part.values("pk")[:most] for part in _waiting(viewer, seen, today))
    return min(first.union(*others).count() if others else first.count(), most)


def _working(viewer: Actor, rows: ObligationQuerySet, _today: date) -> ObligationQuerySet:
    return rows.filter(_mine(viewer), state__in=[S.WORKING, S.REVIEWING, S.VERIFYING])


def _urged(viewer: Actor, rows: ObligationQuerySet, _today: date) -> ObligationQuerySet:
    return rows.open().filter(_mine(viewer), urged__gt=0)


def _overdue(viewer: Actor, rows: ObligationQuerySet, today: date) -> ObligationQuerySet:
    """Mine, and what is owed to me by those who carry lamps: no red list of courts (see `GENTLE_OWNER`)."""
    return rows.overdue(today).filter(_mine(viewer) | (_owed_to_me(viewer) & ~GENTLE_OWNER))


def _soon(viewer: Actor, rows: ObligationQuerySet, today: date) -> ObligationQuerySet:
    near = rows.due_soon(today, soon_until(today))
    return near.filter(_mine(viewer) | (_owed_to_me(viewer) & ~GENTLE_OWNER))


def _standing(viewer: Actor, rows: ObligationQuerySet, _today: date) -> ObligationQuerySet:
    """持续推进: what has no date of completion, apart from everything that may be late."""
    return rows.open().filter(_mine(viewer) | _owed_to_me(viewer), standing=True)


def _finished(viewer: Actor, rows: ObligationQuerySet, _today: date) -> ObligationQuerySet:
    return rows.filter(_mine(viewer), state__in=[str(s) for s in FINISHED_STATES])


def _started(viewer: Actor, rows: ObligationQuerySet, _today: date) -> ObligationQuerySet:
    """Handed out by my unit (by my office, if I serve one), not yet ended."""
    return rows.open().filter(_owed_to_me(viewer), ~Q(duty=Duty.REPORT))


def _copied(viewer: Actor, rows: ObligationQuerySet, _today: date) -> ObligationQuerySet:
    copies = Party.objects.filter(unit_id=viewer.unit_key, capacity=Capacity.COPY, key="抄送")
    return rows.filter(matter_id__in=_newest(copies.order_by("-matter_id")))


def _followed(viewer: Actor, rows: ObligationQuerySet, _today: date) -> ObligationQuerySet:
    return rows.filter(
        matter_id__in=_newest(Follow.objects.filter(post=viewer.post_key).order_by("-matter_id"))
    )


def _newest(ties: QuerySet[Any]) -> list[UUID]:
    """The matters of the newest ties (keys grow with time); read first, so that rows are found by matter."""
    return list(ties.values_list("matter_id", flat=True)[:COUNT_AT_MOST])


WORKLISTS: Mapping[str, Worklist] = {
    "todo": Worklist(_("待办"), _todo),
    "deputised": Worklist(_("代办"), _deputised),
    "working": Worklist(_("在办"), _working),
    "urged": Worklist(_("催办"), _urged),
    "soon": Worklist(_("临期"), _soon),
    "overdue": Worklist(_("超期"), _overdue),
    "standing": Worklist(_("持续推进"), _standing),
    "finished": Worklist(_("已办"), _finished),
    "started": Worklist(_("我发起"), _started),
    "copied": Worklist(_("抄送我"), _copied),
    "followed": Worklist(_("关注"), _followed),
}


def worklist(viewer: Actor, name: str, today: date) -> ObligationQuerySet:
    """One list, through the one rule of sight; unknown names are refused."""
    if name not in WORKLISTS:
        raise BadInput("E-PARAM-UNKNOWN", "没有这个列表。", hint=f"可用：{'、'.join(WORKLISTS)}。")
    seen = Obligation.objects.visible_to(viewer)
    return WORKLISTS[name].rows(viewer, seen, today).select_related("owner", "creditor", "matter")


def concerning(viewer: Actor) -> ObligationQuerySet:
    """Unfinished rows that the viewer's unit owes or is owed: what its calendar shows."""
    seen = Obligation.objects.visible_to(viewer).open()
    return seen.filter(_mine(viewer) | _owed_to_me(viewer)).select_related("owner", "creditor", "matter")


def worklist_counts(viewer: Actor, today: date) -> dict[str, int]:
    """How many in each list, at most `COUNT_AT_MOST`; one query each."""
    seen = Obligation.objects.visible_to(viewer)
    return {name: bounded_count(w.rows(viewer, seen, today)) for name, w in WORKLISTS.items()}


def bounded_count(rows: ObligationQuerySet) -> int:
    """How many, at most `COUNT_AT_MOST`. In the lists' own order: their index then stops the scan early,
    where a count without an order would read a million rows to find a few hundred."""
    return rows.order_by("due_on", "id")[:COUNT_AT_MOST].count()

"""Counting obligations for figures: what the viewer may see, from the office's counts where they are kept.

An office's posts read the rollup of the matters that their office sees in full, and count the few others row
by row; everybody else counts rows. Both ways give the same numbers (tests/matters/test_rollup.py), because a
line of the rollup stands for exactly the obligations that `visible_to` gives that office.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Aggregate, BooleanField, Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from fuyuantong.common.actors import Actor
from fuyuantong.matters.kinds import DROPPED_STATES
from fuyuantong.matters.models import Obligation, Rollup, Seat
from fuyuantong.matters.models.matter import ADMIN_ROLES
from fuyuantong.matters.models.obligation import OPEN
from fuyuantong.matters.queries.ledger import FINISHED, GENTLE_OWNER, Lamp, lit
from fuyuantong.organs.models import Linkage

KEPT = ~Q(state__in=sorted(map(str, DROPPED_STATES)))
"""What figures count: everything that was not withdrawn, returned, merged or voided."""


def lamps_on(today: Any) -> dict[str, Q]:
    """A condition for each lamp; over what is `KEPT` they share all rows out among them, none twice."""
    late = Q(late=True) & ~GENTLE_OWNER
    conditions = {
        str(lamp): Q(state__in=OPEN) & lit(lamp, today)
        for lamp in (Lamp.OVERDUE, Lamp.SOON, Lamp.RUNNING, Lamp.STANDING, Lamp.REVIEW, Lamp.HELD)
    }
    conditions[str(Lamp.DONE)] = Q(state__in=FINISHED) & ~late
    conditions[str(Lamp.LATE)] = Q(state__in=FINISHED, backfilled=False) & late
    past = Q(state__in=OPEN) & lit(Lamp.HISTORY, today)
    conditions[str(Lamp.HISTORY)] = past | (Q(state__in=FINISHED, backfilled=True) & late)
    conditions[str(Lamp.NONE)] = KEPT & lit(Lamp.NONE, today)
    return conditions


def tally(
    viewer: Actor, keys: Sequence[str], measures: Mapping[str, Q], where: Q = KEPT
) -> dict[tuple[Any, ...], Counter[str]]:
    """Count by `keys`: {key values: {measure: how many}}.

    Keys and conditions may name linkage, region, owner, mechanism, duty, state, due_on (only of open rows),
    held, backfilled, standing, late, issued_month, finished_month.
    """
    found: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    for rows, count in _sources(viewer):
        weighed = {name: count(condition) for name, condition in measures.items()}
        for line in rows.filter(where).values(*keys).annotate(**{f"m_{n}": c for n, c in weighed.items()}):
            at = found[tuple(line[key] for key in keys)]
            for name in measures:
                at[name] += line[f"m_{name}"]
    return {key: counted for key, counted in found.items() if any(counted.values())}


def _sources(viewer: Actor) -> Iterator[tuple[QuerySet[Any], Any]]:
    rows = Obligation.objects.visible_to(viewer)
    if viewer.offices and viewer.unit and not viewer.roles & ADMIN_ROLES:
        offices = sorted(viewer.offices)
        yield Rollup.objects.filter(seat_id=viewer.unit, linkage__in=offices).order_by(), _summed
        # Ranges instead of "not equal": an index serves them.
        others = Q(unit=None) | Q(unit__lt=viewer.unit) | Q(unit__gt=viewer.unit)
        elsewhere = rows.filter(matter_id__in=Seat.objects.filter(others).values("matter_id"))
        yield _alike(elsewhere).order_by(), _counted
        # A unit may hold two offices: a post that serves one counts the other's matters as a party does.
        foreign = list(Linkage.objects.exclude(code__in=offices).values_list("code", flat=True))
        rows = rows.filter(linkage__in=foreign, matter__seat__unit=viewer.unit)
    yield _alike(rows).order_by(), _counted


def counted_row_by_row(viewer: Actor) -> QuerySet[Any]:
    """All visible rows with the rollup's columns: the definition that the rollup must equal."""
    return _alike(Obligation.objects.visible_to(viewer))


def _alike(rows: QuerySet[Obligation]) -> QuerySet[Any]:
    late = When(Q(state__in=FINISHED, finished_on__gt=F("due_on"), standing=False), then=Value(True))
    return rows.annotate(
        late=Case(late, default=Value(False), output_field=BooleanField()),
        issued_month=TruncMonth("issued_on"),
        finished_month=TruncMonth("finished_on"),
    )


def _summed(condition: Q) -> Coalesce:
    return Coalesce(Sum("n", filter=condition), 0)


def _counted(condition: Q) -> Aggregate:
    return Count("pk", filter=condition)

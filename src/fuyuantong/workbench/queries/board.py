"""领导驾驶舱: every figure from what the viewer may see, by the same lamps as the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from fuyuantong.common.actors import Actor
from fuyuantong.matters.doors import GENTLE_KINDS
from fuyuantong.matters.kinds import ObligationState
from fuyuantong.matters.models.obligation import OPEN
from fuyuantong.matters.queries.ledger import FINISHED, Lamp
from fuyuantong.matters.queries.tally import KEPT, lamps_on, tally
from fuyuantong.organs.models import Region, Unit

LETTERS = "judicial-recommendation"
MONTHS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One group of the table: an owing unit or a region, its lamps in all and by mechanism."""

    key: str
    name: str
    gentle: bool
    lamps: Counter[str]
    by_mechanism: Mapping[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its numerator and denominator, so that it can be checked."""

    part: int
    whole: int

    @property
    def percent(self) -> str:
        return f"{100 * self.part / self.whole:.1f}" if self.whole else "—"


@dataclass(frozen=True, slots=True)
class Board:
    """All figures of the dashboard. `lamps` share out `total`; rates leave out organs without lamps."""

    total: int
    lamps: Counter[str]
    verifying: int
    on_time: Rate
    letters: Rate
    units_soon: int
    lines: Sequence[Line]
    areas: Sequence[Line]
    months: Sequence[date]
    issued: Mapping[date, int]
    finished: Mapping[date, int]
    dues: Mapping[date, Counter[str]]
    mechanisms: Sequence[str]


def board(viewer: Actor, today: date, month: date, linkage: str = "") -> Board:
    """Count everything; `month` is the first day of the calendar's month, `linkage` narrows the whole."""
    where = KEPT & Q(linkage=linkage) if linkage else KEPT
    replied = Q(state__in=[*FINISHED, str(ObligationState.VERIFYING)])
    measures = lamps_on(today) | {
        "verifying": Q(state=ObligationState.VERIFYING),
        "replied": replied & Q(mechanism=LETTERS),
        "written": ~Q(state=ObligationState.DRAFT) & Q(mechanism=LETTERS),
    }
    cells = tally(viewer, ("owner", "mechanism"), measures, where)
    units = Unit.objects.in_bulk({owner for owner, _mechanism in cells})
    names = dict(
        Region.objects.filter(pk__in={u.region_id for u in units.values()}).values_list("pk", "name")
    )
    lines = _lines(
        cells,
        units,
        {pk: str(unit.pk) for pk, unit in units.items()},
        {str(u.pk): str(u) for u in units.values()},
    )
    areas = _lines(cells, units, {pk: unit.region_id for pk, unit in units.items()}, names)
    every: Counter[str] = Counter()
    scored: Counter[str] = Counter()
    for (owner, _mechanism), counted in cells.items():
        every.update(counted)
        if units[owner].kind not in GENTLE_KINDS:
            scored.update(counted)
    ended = scored[Lamp.DONE] + scored[Lamp.LATE]
    months = last_months(today)
    return Board(
        total=sum(every[lamp] for lamp in Lamp.values),
        lamps=Counter({lamp: every[lamp] for lamp in Lamp.values}),
        verifying=every["verifying"],
        on_time=Rate(scored[Lamp.DONE], ended + scored[Lamp.OVERDUE]),
        letters=Rate(every["replied"], every["written"]),
        units_soon=sum(bool(line.lamps[Lamp.SOON]) for line in lines),
        lines=lines,
        areas=areas,
        months=months,
        issued=_by_month(viewer, "issued_month", months, where),
        finished=_by_month(viewer, "finished_month", months, where),
        dues=_dues(viewer, month, today, where),
        mechanisms=sorted({mechanism for _owner, mechanism in cells}),
    )


def last_months(today: date, count: int = MONTHS) -> list[date]:
    """The first days of the last `count` months, oldest first, the present one included."""
    months = [today.replace(day=1)]
    while len(months) < count:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


def _lines(
    cells: Mapping[tuple[UUID, str], Counter[str]],
    units: Mapping[UUID, Unit],
    group: Mapping[UUID, str],
    names: Mapping[str, str],
) -> list[Line]:
    """Groups in protocol order (regions by their code); a region's lamps leave out organs without lamps."""
    whole: dict[str, Counter[str]] = {}
    parts: dict[str, dict[str, Counter[str]]] = {}
    gentle: dict[str, bool] = {}
    by_region = any(key != str(pk) for pk, key in group.items())
    order = {pk: (units[pk].protocol_order, units[pk].code) for pk in units}
    for owner, mechanism in sorted(cells, key=lambda cell: (*order[cell[0]], cell[1])):
        soft = units[owner].kind in GENTLE_KINDS
        if by_region and soft:
            continue
        key = group[owner]
        whole.setdefault(key, Counter()).update(cells[owner, mechanism])
        parts.setdefault(key, {}).setdefault(mechanism, Counter()).update(cells[owner, mechanism])
        gentle[key] = gentle.get(key, True) and soft
    keys = sorted(whole) if by_region else list(whole)
    return [Line(key, names.get(key, key), gentle[key], whole[key], parts[key]) for key in keys]


def _by_month(viewer: Actor, name: str, months: Sequence[date], where: Q) -> dict[date, int]:
    span = where & Q(**{f"{name}__gte": months[0], f"{name}__lte": months[-1]})
    return {key[0]: counted["n"] for key, counted in tally(viewer, (name,), {"n": KEPT}, span).items()}


def _dues(viewer: Actor, month: date, today: date, where: Q) -> dict[date, Counter[str]]:
    """Open deadlines by day of the month's whole weeks: all, and those past their day that carry a lamp."""
    first, last = month - timedelta(days=6), (month + timedelta(days=32)).replace(day=1) + timedelta(days=6)
    span = where & Q(state__in=OPEN, due_on__gte=first, due_on__lte=last)
    lamps = lamps_on(today)
    measures = {"n": Q(state__in=OPEN), "over": lamps[Lamp.OVERDUE], "soon": lamps[Lamp.SOON]}
    return {key[0]: counted for key, counted in tally(viewer, ("due_on",), measures, span).items()}

"""跟踪调度、统计分析: how far the decisions of meetings are, in figures that open exactly their rows.

Figures count rows that the viewer sees, so two viewers may read different ones. Lateness is that of the
lamps of the lead units' tasks: none for courts, procuratorates and the like.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.matters.doors import GENTLE_KINDS
from fuyuantong.matters.kinds import FINISHED_STATES, Duty, MatterState, ObligationState
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.queries import lamp_of
from fuyuantong.matters.queries.ledger import Lamp
from fuyuantong.meetings.kinds import FINISHED_STANDINGS, DecisionStanding, PartyRole
from fuyuantong.meetings.queries.meetings import Done, decisions
from fuyuantong.organs.models import Unit


@dataclass(frozen=True, slots=True)
class Tracked:
    """A decision with how far it is. `dated`: the leads had a day to finish by; `late`: one was after it."""

    done: Done
    standing: DecisionStanding
    leads: Sequence[Unit]
    dated: bool
    late: bool

    @property
    def finished(self) -> bool:
        return self.standing in FINISHED_STANDINGS


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What one lead unit has: `over` is None for those on whom no lamp is shown."""

    unit: Unit
    total: int
    finished: int
    open: int
    over: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """`on_time` of `dated` finished decisions were finished by their day (按期办结)."""

    total: int
    standings: Mapping[DecisionStanding, int]
    on_time: int
    dated: int
    units: Sequence[UnitLine]

    @property
    def finished(self) -> int:
        return sum(self.standings.get(one, 0) for one in FINISHED_STANDINGS)

    @property
    def open(self) -> int:
        return self.standings.get(DecisionStanding.OPEN, 0) + self.standings.get(DecisionStanding.OVER, 0)


def tracked(viewer: Actor, today: date, *, year: int | None = None, linkage: str = "") -> list[Tracked]:
    """Every decision that the viewer sees, with how far it is: a fixed number of queries."""
    found = decisions(viewer, year=year, linkage=linkage)
    matters = [one.matter.pk for one in found if one.matter]
    owed: dict[UUID, list[Obligation]] = defaultdict(list)
    rows = Obligation.objects.visible_to(viewer).filter(matter__in=matters, duty=Duty.LEAD, series=None)
    for row in rows.select_related("owner"):
        owed[row.matter_id].append(row)
    return [_tracked(one, owed.get(one.matter.pk, []) if one.matter else [], today) for one in found]


def _tracked(one: Done, owed: Sequence[Obligation], today: date) -> Tracked:
    parties = [party for party in one.resolution.parties.all() if party.role == PartyRole.LEAD]
    lamps = {lamp_of(row, today) for row in owed}
    return Tracked(
        one,
        _standing(one, owed, lamps),
        [party.unit for party in parties],
        dated=any(row.due_on and row.finished_on for row in owed),
        late=Lamp.LATE in lamps,
    )


def _standing(one: Done, owed: Sequence[Obligation], lamps: Collection[Lamp]) -> DecisionStanding:
    if one.resolution.matter is None:
        return DecisionStanding.NONE
    states = {ObligationState(row.state) for row in owed}
    if states and states <= {ObligationState.WRITTEN_OFF}:
        return DecisionStanding.WRITTEN_OFF
    if states and states <= FINISHED_STATES:
        return DecisionStanding.DONE
    if one.matter is not None and one.matter.state != MatterState.OPEN:
        return DecisionStanding.ENDED
    return DecisionStanding.OVER if Lamp.OVERDUE in lamps else DecisionStanding.OPEN


def figures(rows: Sequence[Tracked]) -> Figures:
    """What the rows come to."""
    dated = [one for one in rows if one.finished and one.dated]
    return Figures(
        total=len(rows),
        standings=Counter(one.standing for one in rows),
        on_time=sum(not one.late for one in dated),
        dated=len(dated),
        units=_lines(rows),
    )


def _lines(rows: Sequence[Tracked]) -> list[UnitLine]:
    """By lead unit in protocol order; a decision with two leads counts for each."""
    units = {unit.pk: unit for one in rows for unit in one.leads}
    own = {key: narrowed(rows, unit=key) for key in units}
    order = sorted(units.values(), key=lambda unit: (unit.protocol_order, unit.code))
    return [_line(unit, own[unit.pk]) for unit in order]


def _line(unit: Unit, rows: Sequence[Tracked]) -> UnitLine:
    over = sum(one.standing == DecisionStanding.OVER for one in rows)
    still = sum(one.standing == DecisionStanding.OPEN for one in rows) + over
    return UnitLine(
        unit, len(rows), sum(one.finished for one in rows), still, None if unit.kind in GENTLE_KINDS else over
    )


def narrowed(rows: Sequence[Tracked], *, standing: str = "", unit: UUID | None = None) -> list[Tracked]:
    """The rows behind a figure. `standing`: one of `STANDINGS`."""
    kept = [one for one in rows if unit is None or any(lead.pk == unit for lead in one.leads)]
    tests: Mapping[str, Callable[[Tracked], bool]] = {
        "finished": lambda one: one.finished,
        "unfinished": lambda one: one.standing in {DecisionStanding.OPEN, DecisionStanding.OVER},
        "on_time": lambda one: one.finished and one.dated and not one.late,
        "late": lambda one: one.finished and one.late,
    }
    if not standing:
        return kept
    fits = tests.get(standing)
    return [one for one in kept if (fits(one) if fits else one.standing.value == standing)]


STANDINGS = (*DecisionStanding.values, "finished", "unfinished", "on_time", "late")
"""What `narrowed` knows."""

"""The state of one matter as the machine sees it, and how an outcome moves it on (in memory)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from fuyuantong.clocks.calendar import WorkCalendar
from fuyuantong.definitions.effects import (
    CloseTask,
    Effect,
    FieldsSet,
    JoinFired,
    Outcome,
    PartySet,
    SendTask,
    StageChanged,
    StartClock,
)
from fuyuantong.definitions.expressions import Facts
from fuyuantong.definitions.kinds import Mechanism, Standing


class Progress(StrEnum):
    """Four words are enough for the machine; the finer life of an obligation is `matters`' own.

    OPEN: from 待下发 to 待单位审签, also 退回补正 and 暂缓. REPLIED: 待核验. DONE: 已办结 and 已销号.
    VOID: 撤回, 退办 agreed, 终止, 作废, passed on to another unit.
    """

    OPEN = "open"
    REPLIED = "replied"
    DONE = "done"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class ObligationView:
    """One obligation. `clocks` are the keys of clocks ever started for it; `part_of` the lead's task;
    `signed` whether the unit has taken it in hand (it is then terminated, no longer withdrawn)."""

    task: str
    unit: str
    progress: Progress = Progress.OPEN
    part_of: str = ""
    clocks: frozenset[str] = frozenset()
    signed: bool = False

    @property
    def is_open(self) -> bool:
        return self.progress in {Progress.OPEN, Progress.REPLIED}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`parties` maps party keys to units; `joined` holds tasks whose join fired since they were last sent;
    `clocks` the keys of the matter's own clocks ever started."""

    mechanism: Mechanism
    stage: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    parties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    obligations: tuple[ObligationView, ...] = ()
    joined: frozenset[str] = frozenset()
    clocks: frozenset[str] = frozenset()
    calendar: WorkCalendar | None = None

    def facts(self, on: date | None = None) -> Facts:
        """What conditions are computed on; void obligations count neither as sent nor as done.

        `on` is the day of the act; terms are counted on `calendar`, else on the delivered one.
        """
        live = [o for o in self.obligations if o.progress is not Progress.VOID]
        done = Counter(o.task for o in live if o.progress is Progress.DONE)
        return Facts(self.fields, self.stage, done, Counter(o.task for o in live), on, self.calendar)

    def parties_of(self, unit: str) -> tuple[str, ...]:
        """The parties that this unit fills, in the definition's order."""
        return tuple(p.key for p in self.mechanism.parties if unit in self.parties.get(p.key, ()))


def begin(mechanism: Mechanism, parties: Mapping[str, tuple[str, ...]] | None = None) -> Snapshot:
    """A new matter in its first stage."""
    return Snapshot(mechanism=mechanism, stage=mechanism.start.key, parties=dict(parties or {}))


def advance(snapshot: Snapshot, outcome: Outcome) -> Snapshot:
    """Apply the effects that concern the snapshot; `matters` does the same to its rows."""
    for effect in outcome.effects:
        snapshot = _applied(snapshot, effect)
    return snapshot


def _applied(snapshot: Snapshot, effect: Effect) -> Snapshot:  # noqa: PLR0911 - one case for each effect
    match effect:
        case PartySet(party, units):
            return replace(snapshot, parties={**snapshot.parties, party: units})
        case FieldsSet(values):
            return replace(snapshot, fields={**snapshot.fields, **values})
        case StageChanged(_, target):
            return replace(snapshot, stage=target)
        case SendTask(task, units, part_of):
            sent = tuple(ObligationView(task, unit, part_of=part_of) for unit in units)
            parties = {**snapshot.parties, **_seated(snapshot, task, units)}
            joined = snapshot.joined - {task}
            return replace(snapshot, parties=parties, obligations=snapshot.obligations + sent, joined=joined)
        case CloseTask():
            return _without(snapshot, effect)
        case JoinFired(task):
            return replace(snapshot, joined=snapshot.joined | {task})
        case StartClock() if not effect.task:
            return replace(snapshot, clocks=snapshot.clocks | {effect.clock})
        case StartClock():
            return replace(snapshot, obligations=tuple(_ticking(o, effect) for o in snapshot.obligations))
        case _:
            return snapshot


def _seated(snapshot: Snapshot, task: str, units: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Whoever is sent a task fills the owing party, also when the same act took the task from it before."""
    key = snapshot.mechanism.task(task).owner
    old = snapshot.parties.get(key, ())
    return {key: (*old, *(unit for unit in units if unit not in old))}


def _without(snapshot: Snapshot, effect: CloseTask) -> Snapshot:
    ending = [o for o in snapshot.obligations if o.task == effect.task and o.is_open]
    closed = tuple(replace(o, progress=Progress.VOID) if o in ending else o for o in snapshot.obligations)
    snapshot = replace(snapshot, obligations=closed)
    for view in ending:
        if effect.reason == "recalled" and not view.signed and view.unit != effect.by:
            snapshot = left(snapshot, view.task, view.unit)
    return snapshot


def left(snapshot: Snapshot, task: str, unit: str) -> Snapshot:
    """The same after a unit gave a task back or had it withdrawn: it fills the owing party no longer, unless
    it owes or has done the task otherwise, or started the matter (`matters/ties.leave` on rows)."""
    key = snapshot.mechanism.task(task).owner
    live = [o for o in snapshot.obligations if o.progress is not Progress.VOID]
    owed = any((o.task, o.unit) == (task, unit) for o in live)
    if owed or snapshot.mechanism.party(key).standing is Standing.STARTER:
        return snapshot
    units = tuple(one for one in snapshot.parties.get(key, ()) if one != unit)
    return replace(snapshot, parties={**snapshot.parties, key: units})


def _ticking(view: ObligationView, effect: StartClock) -> ObligationView:
    if view.is_open and (view.task, view.unit) == (effect.task, effect.unit):
        return replace(view, clocks=view.clocks | {effect.clock})
    return view


def with_progress(
    snapshot: Snapshot, task: str, unit: str, progress: Progress, *, signed: bool = False
) -> Snapshot:
    """Set the progress of the open obligation of this unit (rehearsals and tests)."""
    signed = signed or progress in {Progress.REPLIED, Progress.DONE}
    mine = [o for o in snapshot.obligations if o.is_open and (o.task, o.unit) == (task, unit)]
    views = tuple(
        replace(o, progress=progress, signed=o.signed or signed) if o in mine else o
        for o in snapshot.obligations
    )
    return replace(snapshot, obligations=views)

"""Which clocks start when: what happened (act, stage, sent, served, signed) against the rules' origins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fuyuantong.definitions.effects import StartClock
from fuyuantong.definitions.expressions import Facts, holds
from fuyuantong.definitions.kinds import Clock, Mechanism, OriginKind, Task
from fuyuantong.definitions.snapshot import ObligationView, Snapshot


@dataclass(frozen=True, slots=True)
class Trigger:
    """Something happened on a day; `key` is the act or stage, or empty for moments of an obligation."""

    kind: OriginKind
    on: date
    key: str = ""


def task_clocks(mechanism: Mechanism) -> frozenset[str]:
    """Clocks that belong to obligations; all others belong to the matter."""
    keys: set[str] = set()
    for task in mechanism.tasks:
        keys |= {*task.clocks, *(key for key in (task.sign_clock, task.verify_clock) if key)}
    return frozenset(keys)


def applicable(mechanism: Mechanism, task: Task, facts: Facts) -> list[Clock]:
    """The clocks of one obligation: for signing, for verifying, and the first alternative that applies."""
    singles = [mechanism.clock(key) for key in (task.sign_clock, task.verify_clock) if key]
    main = next((c for c in map(mechanism.clock, task.clocks) if _applies(c, facts)), None)
    return [clock for clock in singles if _applies(clock, facts)] + ([main] if main else [])


def _applies(clock: Clock, facts: Facts) -> bool:
    only_from_field = clock.term is None and clock.from_field is not None
    if only_from_field and not facts.fields.get(str(clock.from_field)):
        return False
    return holds(clock.applies, facts)


def start_of(
    clock: Clock, triggers: Iterable[Trigger], fields: Mapping[str, Any]
) -> tuple[date, date | None] | None:
    """Return (origin, given due date) if one of the triggers starts this clock, else None."""
    triggers = list(triggers)
    given = clock.fixed or _day(fields.get(clock.from_field or ""))
    if clock.origin is None:
        return (triggers[0].on, given) if given and triggers else None
    if clock.origin.kind is OriginKind.FIELD:
        origin = _day(fields.get(clock.origin.key))
        return (origin, given) if origin and triggers else None
    for trigger in triggers:
        if (trigger.kind, trigger.key) == (clock.origin.kind, clock.origin.key):
            return trigger.on, given
    return None


def obligation_starts(
    snapshot: Snapshot, view: ObligationView, triggers: Iterable[Trigger]
) -> list[StartClock]:
    """Clocks of one open obligation that these triggers start; a running one only if it `restarts`."""
    task = snapshot.mechanism.task(view.task)
    starts = []
    for clock in applicable(snapshot.mechanism, task, snapshot.facts()):
        again = clock.restarts or clock.key == task.verify_clock
        if clock.key in view.clocks and not again:
            continue
        if found := start_of(clock, triggers, snapshot.fields):
            starts.append(StartClock(clock.key, found[0], view.task, view.unit, found[1]))
    return starts


def matter_starts(snapshot: Snapshot, triggers: Iterable[Trigger]) -> list[StartClock]:
    """The matter's own clocks that these triggers start; none starts in a stage in which it stops (止于)."""
    owned = task_clocks(snapshot.mechanism)
    starts = []
    for clock in snapshot.mechanism.clocks:
        runs = clock.key in snapshot.clocks and not clock.restarts
        if (
            clock.key in owned
            or runs
            or snapshot.stage in clock.until
            or not _applies(clock, snapshot.facts())
        ):
            continue
        if found := start_of(clock, triggers, snapshot.fields):
            starts.append(StartClock(clock.key, found[0], due_on=found[1]))
    return starts


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)) if value else None

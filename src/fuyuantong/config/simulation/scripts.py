"""What may happen to a matter: the 推演 of its definition, as steps on days counted from its first one.

A definition carries its own scenarios, so every mechanism that can be published can be played. Refused
steps and expectations are left out; names of units become roles that real units fill.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fuyuantong.config.simulation.naming import keyed_fields
from fuyuantong.definitions.kinds import Mechanism, Scenario, Step
from fuyuantong.definitions.rehearsal import BY, SERVED, TASK

ANSWERING = frozenset({"反馈", "回复"})
"""The moves that people are late with."""


@dataclass(frozen=True, slots=True)
class Move:
    """One step `after` so many days. `unit` is the scenario's name for one, empty for the act's own party."""

    after: int
    word: str
    unit: str
    by: str
    data: dict[str, Any]
    task: str
    is_act: bool


@dataclass(frozen=True, slots=True)
class Script:
    """One scenario of a mechanism. `names` maps its names of units to the parties that they fill; of `keyed`
    fields no two matters may have the same value."""

    mechanism: str
    name: str
    begins: date
    moves: tuple[Move, ...]
    names: dict[str, tuple[str, ...]]
    keyed: frozenset[str] = frozenset()


def scripts_of(mechanism: Mechanism) -> list[Script]:
    """Every scenario that does something, in the order of the file."""
    keyed = keyed_fields(mechanism)
    made = (_script(mechanism, scenario, keyed) for scenario in mechanism.scenarios)
    return [script for script in made if script.moves]


def _script(mechanism: Mechanism, scenario: Scenario, keyed: frozenset[str]) -> Script:
    steps = [step for step in scenario.steps if isinstance(step, Step)]
    begins = steps[0].on if steps else date(2026, 1, 5)
    parties = {party.key for party in mechanism.parties}
    names: dict[str, tuple[str, ...]] = {}
    for step in steps:
        for key, value in step.data:
            if key in parties:
                names |= {name: tuple(dict.fromkeys([*names.get(name, ()), key])) for name in _names(value)}
    moves = tuple(_move(mechanism, step, begins) for step in steps)
    return Script(mechanism.code, scenario.name, begins, moves, names, keyed)


def _names(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def _move(mechanism: Mechanism, step: Step, begins: date) -> Move:
    act, data = mechanism.act(step.act), dict(step.data)
    served = data.pop(SERVED, None)
    by, task = str(data.pop(BY, "")), str(data.pop(TASK, ""))
    if act is not None and not by:
        by = step.unit if step.unit in act.by else act.by[0] if act.by else ""
    if served is not None:
        data[SERVED] = served
    return Move((step.on - begins).days, step.act, step.unit, by, data, task, act is not None)


def shifted(value: Any, days: int) -> Any:
    """The same values with every date moved by so many days (dates in texts stay)."""
    if isinstance(value, date):
        return value + timedelta(days=days)
    if isinstance(value, list | tuple):
        return [shifted(one, days) for one in value]
    if isinstance(value, dict):
        return {key: shifted(one, days) for key, one in value.items()}
    return value

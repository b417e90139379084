"""The whole: a mechanism and the scenarios that must hold before it can be published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fuyuantong.definitions.kinds.parts import (
    Act,
    Basis,
    Clock,
    Cycle,
    Derivation,
    Field,
    Letter,
    Party,
    RegisterRow,
    Reminder,
    Stage,
    Task,
)
from fuyuantong.definitions.kinds.words import Archetype, ExpectationKind, Sight


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a scenario that does something: an act of the definition, or a move of an obligation."""

    on: date
    act: str
    unit: str = ""
    data: tuple[tuple[str, Any], ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Expectation:
    """One line of a scenario that must hold at that point."""

    kind: ExpectationKind
    value: Any
    line: int = 0


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    steps: tuple[Step | Expectation, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One mechanism as published: what the file says, in order, with the line of each part."""

    code: str
    name: str
    version: int
    archetype: Archetype = Archetype.MATTER
    group: str = ""
    summary: str = ""
    rows: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    office_sees: Sight = Sight.ENVELOPE
    parties: tuple[Party, ...] = ()
    fields: tuple[Field, ...] = ()
    stages: tuple[Stage, ...] = ()
    acts: tuple[Act, ...] = ()
    tasks: tuple[Task, ...] = ()
    clocks: tuple[Clock, ...] = ()
    cycles: tuple[Cycle, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    letters: tuple[Letter, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    registers: tuple[RegisterRow, ...] = ()
    scenarios: tuple[Scenario, ...] = ()

    def sight_of(self, party: Party) -> Sight:
        """What a party sees. Unless it is said, addressees of a letter do not see each other's answers."""
        if party.sees is not None:
            return party.sees
        addressed = any(task.owner == party.key for task in self.tasks)
        return Sight.OWN if self.archetype is Archetype.LETTER and addressed else Sight.FULL

    @property
    def start(self) -> Stage:
        """The stage marked 起点, or the first one written."""
        return next((stage for stage in self.stages if stage.start), self.stages[0])

    def party(self, key: str) -> Party:
        return next(party for party in self.parties if party.key == key)

    def field(self, key: str) -> Field:
        return next(item for item in self.fields if item.key == key)

    def stage(self, key: str) -> Stage:
        return next(stage for stage in self.stages if stage.key == key)

    def act(self, key: str) -> Act | None:
        return next((act for act in self.acts if act.key == key), None)

    def task(self, key: str) -> Task:
        return next(task for task in self.tasks if task.key == key)

    def clock(self, key: str) -> Clock:
        return next(clock for clock in self.clocks if clock.key == key)

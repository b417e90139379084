"""What the machine answers with: effects for `matters` to apply to rows, in the order given.

Units are opaque strings (the caller's unit ids). Applying an effect twice must change nothing the second
time where it says "if running" or "open ones".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class PartySet:
    """The units that fill a party from now on (all of them, in order)."""

    party: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldsSet:
    """Cleaned JSON values to merge into the matter's fields."""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StageChanged:
    """`by` is the act's key, or `汇合:` and the task's key when a join moved the matter."""

    source: str
    target: str
    by: str
    terminal: bool = False


@dataclass(frozen=True, slots=True)
class SendTask:
    """One obligation for each unit. `part_of` names the task to whose owner these units report (配合)."""

    task: str
    units: tuple[str, ...]
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class CloseTask:
    """End the open obligations of a task: `recalled` by an act of the unit `by`, or `ended` with the matter.

    Whoever had not signed for what is recalled loses its seat, unless it gives its own task back.
    """

    task: str
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class StartClock:
    """Start (or, when it runs already, restart) a clock. `task` and `unit` are empty for the matter's own.

    `due_on` is set when the date is given (fixed, or written in a field) and nothing is to be counted;
    otherwise the clock's `term` is counted from `origin_on`, its day not included.
    """

    clock: str
    origin_on: date
    task: str = ""
    unit: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class StopClock:
    """Stop a clock if it runs."""

    clock: str
    task: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SuspendClock:
    clock: str
    on: date


@dataclass(frozen=True, slots=True)
class ResumeClock:
    clock: str
    on: date


@dataclass(frozen=True, slots=True)
class StartCycle:
    """From this day on every full period of the cycle opens obligations of its task."""

    cycle: str
    task: str
    since: date


@dataclass(frozen=True, slots=True)
class StopCycle:
    cycle: str


@dataclass(frozen=True, slots=True)
class DraftLetter:
    letter: str


@dataclass(frozen=True, slots=True)
class WriteRegister:
    """One row: the register's code and its cells, as (column, value)."""

    key: str
    register: str
    cells: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Derive:
    """Open a matter of another mechanism with these field values, linked to this one."""

    key: str
    mechanism: str
    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell these units that the act happened (抄送); receiving tasks is told with SendTask, not here."""

    party: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JoinFired:
    """The join of a task is fulfilled; keep the key in `Snapshot.joined` until the task is sent again."""

    task: str


Effect: TypeAlias = (
    PartySet
    | FieldsSet
    | StageChanged
    | SendTask
    | CloseTask
    | StartClock
    | StopClock
    | SuspendClock
    | ResumeClock
    | StartCycle
    | StopCycle
    | DraftLetter
    | WriteRegister
    | Derive
    | Notify
    | JoinFired
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`stage` is where the matter stands afterwards."""

    act: str
    on: date
    stage: str
    effects: tuple[Effect, ...]

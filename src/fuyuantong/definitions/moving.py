"""What changes for a matter that goes over to another version of its definition: pure functions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol

from fuyuantong.definitions.kinds import Mechanism


class What(StrEnum):
    GONE = "gone"
    NEW = "new"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class VersionChange:
    """One part that the other version no longer has, has anew, or words differently."""

    kind: str
    key: str
    what: What


class _Part(Protocol):
    @property
    def key(self) -> str: ...


def version_changes(old: Mechanism, new: Mechanism) -> list[VersionChange]:
    """The parts that differ, by kind in the order of a definition; lines of the file do not count.

    Law: a mechanism and itself differ in nothing; what is gone one way is new the other way.
    """
    pairs: list[tuple[str, Sequence[_Part], Sequence[_Part]]] = [
        ("参与方", old.parties, new.parties),
        ("字段", old.fields, new.fields),
        ("阶段", old.stages, new.stages),
        ("动作", old.acts, new.acts),
        ("任务", old.tasks, new.tasks),
        ("期限", old.clocks, new.clocks),
        ("周期", old.cycles, new.cycles),
    ]
    return [change for kind, before, after in pairs for change in _changed(kind, before, after)]


def _changed(kind: str, before: Sequence[_Part], after: Sequence[_Part]) -> list[VersionChange]:
    mine, theirs = ({part.key: _said(part) for part in parts} for parts in (before, after))
    gone = [VersionChange(kind, key, What.GONE) for key in mine if key not in theirs]
    new = [VersionChange(kind, key, What.NEW) for key in theirs if key not in mine]
    other = [
        VersionChange(kind, key, What.OTHER) for key in mine if key in theirs and mine[key] != theirs[key]
    ]
    return [*gone, *other, *new]


def _said(part: Any) -> Any:
    """What a part says, without where it stands."""
    return _without_place(asdict(part))


def _without_place(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_place(one) for key, one in value.items() if key not in {"line", "order"}}
    if isinstance(value, list | tuple):
        return [_without_place(one) for one in value]
    return value


def obstacles(new: Mechanism, stage: str, open_tasks: Collection[str]) -> list[str]:
    """Why a matter in this stage with these open tasks cannot go over; empty when it can."""
    found = []
    if stage not in {one.key for one in new.stages}:
        found.append(f"事项现处于“{stage}”阶段，该版本没有这个阶段。")
    elif new.stage(stage).terminal:
        found.append(f"“{stage}”在该版本里是终点。")
    known = {task.key for task in new.tasks}
    found += [f"任务“{key}”尚未办结，该版本没有这项任务。" for key in sorted(set(open_tasks) - known)]
    return found

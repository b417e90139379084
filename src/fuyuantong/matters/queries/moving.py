"""Before a matter goes over to another version of its definition: which there are, and what would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.definitions.models import DefinitionVersion, State
from fuyuantong.definitions.moving import VersionChange, obstacles, version_changes
from fuyuantong.definitions.queries import mechanism_of_version, versions
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.kinds import ClockState
from fuyuantong.matters.models import Clock, Cycle, Matter, Obligation
from fuyuantong.matters.policy import may_move
from fuyuantong.matters.queries.detail import get_matter

MAY_NOT = "事项换用机制的另一版本由定义管理员或联席会议办公室办理。"


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What going over to `target` changes. `stopping` and `ending` are the matter's own running clocks and
    recurring duties that the other version does not have; `hidden` filled-in fields that it no longer shows;
    `unseated` parties in the matter that it does not know."""

    matter: Matter
    source: int
    target: DefinitionVersion
    obstacles: Sequence[str]
    changes: Sequence[VersionChange]
    stopping: Sequence[str]
    ending: Sequence[str]
    hidden: Sequence[str]
    unseated: Sequence[str]
    open_tasks: Sequence[str]


def other_versions(matter: Matter) -> list[DefinitionVersion]:
    """The published versions of its mechanism beside its own, newest first."""
    rows = versions(matter.mechanism).filter(state=State.PUBLISHED).exclude(pk=matter.definition_id)
    return list(rows.defer("body", "source"))


def preview_of(matter: Matter, version: int) -> MovePreview:
    """What would change; NotFound for a version that is not among the others."""
    target = next((row for row in other_versions(matter) if row.version == version), None)
    if target is None:
        raise NotFound
    old, new = mechanism_of(matter), mechanism_of_version(target.pk)
    known = {clock.key for clock in new.clocks}
    own = Clock.objects.filter(matter=matter, obligation=None).exclude(state=ClockState.STOPPED)
    cycles = Cycle.objects.filter(matter=matter, obligation=None, stopped_at=None)
    tasks = list(Obligation.objects.filter(matter=matter).open().values_list("task", flat=True))
    fields = {field.key for field in new.fields}
    parties = {party.key for party in new.parties}
    return MovePreview(
        matter=matter,
        source=old.version,
        target=target,
        obstacles=obstacles(new, matter.stage, tasks),
        changes=version_changes(old, new),
        stopping=sorted({key for key in own.values_list("key", flat=True) if key not in known}),
        ending=sorted(set(cycles.values_list("key", flat=True)) - {cycle.key for cycle in new.cycles}),
        hidden=[f.key for f in old.fields if f.key not in fields and matter.fields.get(f.key) is not None],
        unseated=sorted(
            {p.key for p in old.parties if p.key not in parties}
            & set(matter.parties.values_list("key", flat=True))
        ),
        open_tasks=sorted(set(tasks)),
    )


def move_preview(viewer: Actor, matter_id: UUID, version: int) -> MovePreview:
    """`preview_of` for somebody who may do it."""
    return preview_of(_movable(viewer, matter_id), version)


def move_choices(viewer: Actor, matter_id: UUID) -> tuple[Matter, list[DefinitionVersion]]:
    """A matter and the versions to which the viewer may move it."""
    matter = _movable(viewer, matter_id)
    return matter, other_versions(matter)


def _movable(viewer: Actor, matter_id: UUID) -> Matter:
    matter = get_matter(viewer, matter_id)
    if not may_move(viewer, matter):
        raise Forbidden(MAY_NOT)
    return matter

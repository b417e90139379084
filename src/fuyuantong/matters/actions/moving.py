"""换用版本: a running matter goes over to another version of its definition, and says so on its trail."""

from __future__ import annotations

from uuid import UUID

from fuyuantong.common.refusals import Conflict, FieldError, Forbidden, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.queries import mechanism_of_version
from fuyuantong.matters.actions.life import required
from fuyuantong.matters.doors import take_matter
from fuyuantong.matters.engine import has_ended
from fuyuantong.matters.kinds import ClockState, MatterState
from fuyuantong.matters.models import Clock, Cycle, Matter, Obligation, Reminder
from fuyuantong.matters.policy import may_move
from fuyuantong.matters.queries.moving import MAY_NOT, preview_of
from fuyuantong.matters.telling import tell_units
from fuyuantong.matters.trail import note_matter


def move_to_version(
    uow: UnitOfWork, matter_id: UUID, *, version: int, reason: str, expected: int | None = None
) -> Matter:
    """Put an open matter on another published version of its mechanism.

    Stage, fields, parties and open tasks stay, and every clock of a task keeps its date. Clocks and recurring
    duties of the matter itself that the other version does not have stop. Errors: E-FORBIDDEN, E-STATE for a
    matter that has ended, E-MOVE when the other version lacks the present stage or an open task.
    """
    reason = required(reason, "换用理由")
    matter = take_matter(uow, matter_id, expected=expected)
    if not may_move(uow.actor, matter):
        raise Forbidden(MAY_NOT)
    if matter.state != MatterState.OPEN or has_ended(matter):
        raise Conflict("E-STATE", f"“{matter.title}”已经结束，不再换用版本。")
    plan = preview_of(matter, version)
    if plan.obstacles:
        errors = [FieldError("E-MOVE", sentence, pointer="version") for sentence in plan.obstacles]
        first = f"不能换用第 {version} 版：{plan.obstacles[0]}"
        raise Refusal("E-MOVE", first, hint="请先办到该版本有的阶段，或换一个版本。", errors=errors)
    _stop(uow, matter, list(plan.stopping), list(plan.ending))
    known = {task.key for task in mechanism_of_version(plan.target.pk).tasks}
    matter.definition_id = plan.target.pk
    matter.joined = [key for key in matter.joined if key in known]
    matter.version += 1
    matter.save()
    note_matter(
        uow,
        matter,
        "moved",
        words=reason,
        source=plan.source,
        target=version,
        stopped=[*plan.stopping, *plan.ending],
    )
    owners = Obligation.objects.filter(matter=matter).open().values_list("owner_id", flat=True)
    tell_units(uow, matter, list(owners), f"将事项换用机制第 {version} 版")
    return matter


def _stop(uow: UnitOfWork, matter: Matter, clocks: list[str], cycles: list[str]) -> None:
    own = Clock.objects.filter(matter=matter, obligation=None, key__in=clocks)
    running = list(own.exclude(state=ClockState.STOPPED).values_list("pk", flat=True))
    Reminder.objects.filter(clock__in=running, fired_at__isnull=True).delete()
    Clock.objects.filter(pk__in=running).update(state=ClockState.STOPPED, stopped_at=uow.now)
    Cycle.objects.filter(matter=matter, obligation=None, key__in=cycles, stopped_at=None).update(
        stopped_at=uow.now
    )

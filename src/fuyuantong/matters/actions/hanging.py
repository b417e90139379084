"""What hangs on an obligation goes where it goes: 配合 parts, periodic reports, open requests, its sight.

Imported by the acts that end an obligation or pass it on; the caller holds the matter and the obligation.
"""

from __future__ import annotations

from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters import clocking
from fuyuantong.matters.desk import kept_desk
from fuyuantong.matters.doors import words_for
from fuyuantong.matters.kinds import (
    OPEN_STATES,
    ObligationState,
    PetitionKind,
    PetitionState,
)
from fuyuantong.matters.models import Cycle, Obligation, Petition
from fuyuantong.matters.moves import MOVES
from fuyuantong.matters.telling import tell_owner
from fuyuantong.matters.ties import leave, recall
from fuyuantong.matters.trail import note_obligation

UNSIGNED = {ObligationState.DRAFT, ObligationState.PENDING}


def settle_requests(uow: UnitOfWork, row: Obligation) -> None:
    """Close what was asked about an obligation that has ended: nobody can decide it any more."""
    desk = kept_desk(row.matter_id)
    if desk is not None and not any(one.obligation_id == row.pk for one in desk.of(Petition)):
        return
    waiting = row.petitions.filter(state=PetitionState.OPEN)
    if row.state == ObligationState.DONE:
        waiting = waiting.exclude(kind=PetitionKind.WRITE_OFF)
    waiting.update(state=PetitionState.DROPPED, decided_at=uow.now, remark="任务已结束，申请不再决定")


def locked_parts(row: Obligation) -> list[Obligation]:
    """Parts and reports of an obligation that are still owed, locked in the order of their keys."""
    parts = Obligation.objects.select_for_update(of=("self",)).filter(parent=row)
    owed = parts.filter(state__in=[ObligationState.DRAFT, *OPEN_STATES])
    return list(owed.select_related("owner", "creditor", "matter").order_by("pk"))


def end_parts(uow: UnitOfWork, row: Obligation, verb: str) -> None:
    """End all that was to help an obligation that has ended, and what helped that, by the same verb."""
    for part in locked_parts(row):
        end_part(uow, part, verb)
    Cycle.objects.filter(obligation=row, stopped_at=None).update(stopped_at=uow.now)


def end_part(uow: UnitOfWork, part: Obligation, verb: str) -> None:
    """撤回 is for what nobody has signed for: a part that somebody works on is terminated instead."""
    if verb == "withdraw" and part.state not in UNSIGNED:
        end_part(uow, part, "terminate")
        return
    before, part.state = part.state, MOVES[verb].target or part.state
    part.version += 1
    part.save(update_fields=["state", "version"])
    clocking.stop_clocks(uow, part)
    settle_requests(uow, part)
    note_obligation(uow, part, verb, before=before, after=str(part.state), with_lead=str(part.parent_id))
    if verb == "withdraw":
        recall(uow, part)
    else:
        tell_owner(uow, part, words_for(verb, part))
    end_parts(uow, part, verb)


def other_lead(row: Obligation) -> Obligation | None:
    """Another unit that still owes the same task beside this one: the one marked 汇总, else the first."""
    rows = Obligation.objects.filter(matter=row.matter, task=row.task, parent=row.parent_id, series=None)
    return rows.open().exclude(pk=row.pk).order_by("-collects", "pk").first()


def part_with(uow: UnitOfWork, row: Obligation) -> None:
    """After 退办: helpers report to another 牵头 if there is one (汇总 passes to it), else they end."""
    heir = other_lead(row)
    if heir is not None:
        if row.collects and not heir.collects:
            heir.collects = True
            heir.version += 1
            heir.save(update_fields=["collects", "version"])
            note_obligation(uow, heir, "collects", instead_of=str(row.pk))
        follow(uow, row, heir)
    end_parts(uow, row, "terminate")
    leave(row)


def follow(uow: UnitOfWork, old: Obligation, new: Obligation) -> None:
    """Helpers of `old` report to the owner of `new` from now on."""
    for part in locked_parts(old):
        if part.period:
            continue
        part.parent, part.creditor, part.by_office = new, new.owner, False
        part.version += 1
        part.save(update_fields=["parent", "creditor", "by_office", "version"])
        note_obligation(uow, part, "follows", lead=str(new.pk), creditor=new.owner.name)
        tell_owner(uow, part, f"改由{new.owner}牵头")

"""Ending what was handed out: 撤回 before 签收; 终止交办, 并案, 作废 after it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters import clocking
from fuyuantong.matters.actions.life import move_on, required
from fuyuantong.matters.doors import Versions, check, take_matter, take_obligations, words_for
from fuyuantong.matters.kinds import LinkKind, MatterState
from fuyuantong.matters.models import Link, Matter, Obligation
from fuyuantong.matters.moves import MOVES
from fuyuantong.matters.policy import may_open
from fuyuantong.matters.telling import tell_owner
from fuyuantong.matters.trail import note_matter, note_obligation


def withdraw_many(
    uow: UnitOfWork, ids: Sequence[UUID], *, reason: str, versions: Versions | None = None
) -> list[Obligation]:
    """撤回, only before 签收. The 配合 parts that nobody has signed for go with it."""
    return _end(uow, ids, "withdraw", reason, versions)


def terminate_many(
    uow: UnitOfWork, ids: Sequence[UUID], *, reason: str, versions: Versions | None = None
) -> list[Obligation]:
    """终止交办 after signing; its open parts end too."""
    return _end(uow, ids, "terminate", reason, versions)


def void_many(
    uow: UnitOfWork, ids: Sequence[UUID], *, reason: str, versions: Versions | None = None
) -> list[Obligation]:
    """作废: it should never have been handed out."""
    return _end(uow, ids, "void", reason, versions)


def _end(
    uow: UnitOfWork, ids: Sequence[UUID], verb: str, reason: str, versions: Versions | None
) -> list[Obligation]:
    reason = required(reason, "理由")
    rows = take_obligations(uow, list(ids), verb, versions=versions)
    for row in rows:
        _end_one(uow, row, verb, reason)
    return rows


def _end_one(uow: UnitOfWork, row: Obligation, verb: str, reason: str) -> None:
    clocking.stop_clocks(uow, row)
    move_on(uow, row, verb, words=reason)
    tell_owner(uow, row, words_for(verb, row))
    target = MOVES[verb].target
    for part in row.parts.open().select_related("owner", "matter").order_by("pk"):
        before, part.state = part.state, target or part.state
        part.version += 1
        part.save(update_fields=["state", "version"])
        clocking.stop_clocks(uow, part)
        note_obligation(uow, part, verb, before=before, after=str(part.state), with_lead=str(row.pk))
        tell_owner(uow, part, words_for(verb, part))


def _open_heads(matter: Matter) -> list[Obligation]:
    """The open obligations of a matter that are part of no other, locked; their parts end with them."""
    rows = Obligation.objects.filter(matter=matter, parent=None).open().select_for_update(of=("self",))
    return list(rows.select_related("owner", "creditor", "matter").order_by("pk"))


def merge(
    uow: UnitOfWork, matter_id: UUID, *, into: UUID, reason: str, expected: int | None = None
) -> Matter:
    """并案: this matter's open obligations end and it is closed; the other one goes on, linked both ways."""
    reason = required(reason, "并案理由")
    if matter_id == into:
        raise Refusal("E-RULE", "事项不能并入自己。")
    first, second = sorted([matter_id, into])
    versions = {matter_id: expected}
    taken = {pk: take_matter(uow, pk, expected=versions.get(pk)) for pk in (first, second)}
    matter, other = taken[matter_id], taken[into]
    if matter.state != MatterState.OPEN or other.state != MatterState.OPEN:
        raise Refusal("E-STATE", "只有办理中的事项可以并案。", status=409)
    for row in _open_heads(matter):
        check(uow, row, "merge")
        _end_one(uow, row, "merge", reason)
    matter.state, matter.closed_at = MatterState.CLOSED, uow.now
    matter.version += 1
    matter.save()
    Link.objects.get_or_create(matter=matter, other=other, kind=LinkKind.SAME, defaults={"at": uow.now})
    note_matter(uow, matter, "merged", into=str(other.pk), words=reason)
    note_matter(uow, other, "took_over", other=str(matter.pk))
    return matter


def void_matter(uow: UnitOfWork, matter_id: UUID, *, reason: str, expected: int | None = None) -> Matter:
    """作废 of a whole matter by the office of its linkage or the unit that opened it."""
    reason = required(reason, "作废理由")
    matter = take_matter(uow, matter_id, expected=expected)
    if not (may_open(uow.actor, matter.linkage) or uow.actor.unit == matter.started_by_unit_id):
        raise NotFound
    if matter.state == MatterState.VOID:
        raise Refusal("E-STATE", "事项已经作废。", status=409)
    for row in _open_heads(matter):
        check(uow, row, "void")
        _end_one(uow, row, "void", reason)
    matter.state, matter.closed_at = MatterState.VOID, uow.now
    matter.version += 1
    matter.save()
    note_matter(uow, matter, "voided", words=reason)
    return matter

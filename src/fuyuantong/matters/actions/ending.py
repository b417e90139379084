"""Ending what was handed out: 撤回 before 签收; 终止交办, 并案, 作废 after it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fuyuantong.common.refusals import Forbidden, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters import clocking
from fuyuantong.matters.actions.hanging import end_parts
from fuyuantong.matters.actions.life import follow_up, move_on, required
from fuyuantong.matters.doors import Versions, check, take_matter, take_obligations, words_for
from fuyuantong.matters.kinds import OPEN_STATES, LinkKind, MatterState, ObligationState
from fuyuantong.matters.models import Link, Matter, Obligation
from fuyuantong.matters.policy import may_end
from fuyuantong.matters.telling import tell_owner
from fuyuantong.matters.ties import recall
from fuyuantong.matters.trail import note_matter


def withdraw_many(
    uow: UnitOfWork, ids: Sequence[UUID], *, reason: str, versions: Versions | None = None
) -> list[Obligation]:
    """撤回, only before 签收. The 配合 parts that nobody has signed for go with it. The unit sees from now on
    that something was withdrawn (its number, title, by whom, when, why), and nothing else of the matter."""
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
    for row in rows:
        follow_up(uow, row, None, uow.today)
    return rows


def _end_one(uow: UnitOfWork, row: Obligation, verb: str, reason: str) -> None:
    clocking.stop_clocks(uow, row)
    move_on(uow, row, verb, words=reason)
    if verb == "withdraw":
        end_parts(uow, row, verb)
        recall(uow, row)
        return
    tell_owner(uow, row, words_for(verb, row))
    end_parts(uow, row, verb)


def _heads(matter: Matter, *states: ObligationState) -> list[Obligation]:
    """The obligations of a matter in these states that are part of no other, locked; parts end with them."""
    rows = Obligation.objects.filter(matter=matter, parent=None, state__in=states)
    locked = rows.select_for_update(of=("self",)).select_related("owner", "creditor", "matter")
    return list(locked.order_by("pk"))


def _check_may_end(uow: UnitOfWork, matter: Matter) -> None:
    if not may_end(uow.actor, matter):
        raise Forbidden("事项由发起单位或联席会议办公室作废、并案，您现在的岗位不能办理。")


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
    _check_may_end(uow, matter)
    for row in _heads(matter, ObligationState.DRAFT):
        check(uow, row, "void")
        _end_one(uow, row, "void", reason)
    for row in _heads(matter, *OPEN_STATES):
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
    _check_may_end(uow, matter)
    if matter.state == MatterState.VOID:
        raise Refusal("E-STATE", "事项已经作废。", status=409)
    for row in _heads(matter, ObligationState.DRAFT, *OPEN_STATES):
        check(uow, row, "void")
        _end_one(uow, row, "void", reason)
    matter.state, matter.closed_at = MatterState.VOID, uow.now
    matter.version += 1
    matter.save()
    note_matter(uow, matter, "voided", words=reason)
    return matter

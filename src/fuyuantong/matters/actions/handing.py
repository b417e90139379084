"""Handing the same duty to a unit anew: 改派, and 重新交办 after 回头看."""

from __future__ import annotations

from copy import copy
from datetime import date
from uuid import UUID

from fuyuantong.clocks.proof import Step
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.common.grams import grams_of
from fuyuantong.common.ids import new_id
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.differing import check_different
from fuyuantong.matters import clocking
from fuyuantong.matters.actions import hanging
from fuyuantong.matters.actions.life import move_on, required
from fuyuantong.matters.doors import take_obligation
from fuyuantong.matters.engine import mechanism_of, snapshot_of
from fuyuantong.matters.filling import check_kinds, party_rule
from fuyuantong.matters.kinds import Capacity, MatterState, ObligationState
from fuyuantong.matters.models import Clock, Cycle, Obligation, Party
from fuyuantong.matters.telling import tell_owner
from fuyuantong.matters.ties import leave, level_of, party_key, tie
from fuyuantong.matters.trail import note_matter, note_obligation
from fuyuantong.organs.models import Linkage, Unit


def pass_on(uow: UnitOfWork, old: Obligation, owner: UUID) -> Obligation:
    """改派: the task goes with all that hangs on it (配合, 定期报送) and keeps its due date."""
    if owner == old.owner_id:
        raise Refusal("E-RULE", "改派的单位与原承办单位相同。")
    clocking.stop_clocks(uow, old)
    move_on(uow, old, "grant_reassign")
    new = hand_to(uow, old, owner)
    hanging.follow(uow, old, new)
    for report in hanging.locked_parts(old):
        hanging.end_part(uow, report, "grant_reassign")
        hand_to(uow, report, owner, head=new)
    Cycle.objects.filter(obligation=old, stopped_at=None).update(obligation=new)
    leave(old)
    return new


def _check_owner(old: Obligation, unit: Unit) -> str:
    """Refuse a unit that may not owe the task or owes it already; returns the party that it fills."""
    key = party_key(old)
    rule = party_rule(mechanism_of(old.matter), key)
    check_kinds(rule, (str(unit.pk),), Linkage.objects.get(code=old.linkage))
    parties = dict(snapshot_of(old.matter).parties)
    others = tuple(one for one in parties.get(key, ()) if one != str(old.owner_id))
    check_different(mechanism_of(old.matter), {**parties, key: (*others, str(unit.pk))}, [key])
    same = Obligation.objects.filter(matter=old.matter, task=old.task, owner=unit, period="").open()
    if not old.period and same.exists():
        raise Refusal("E-RULE", f"{unit}正在承办这项任务，不需要再交办。")
    return key


def hand_to(
    uow: UnitOfWork,
    old: Obligation,
    owner: UUID,
    *,
    due_on: date | None = None,
    head: Obligation | None = None,
) -> Obligation:
    """A new obligation like `old`, for this unit. 改派 keeps the old due date: time lost is not given back
    by itself; 重新交办 brings its own. A report of a period belongs to the series of `head`, when given."""
    unit = Unit.objects.get(pk=owner)
    party = _check_owner(old, unit)
    row = copy(old)
    row.pk = row.id = new_id()
    if head is not None:
        row.series = row.parent = head
    elif row.series_id is not None:
        row.period = f"{row.period}（再交）"[-40:]
    row.owner, row.handler, row.state = unit, None, ObligationState.PENDING
    row.version, row.urged, row.urged_at = 1, 0, None
    row.held = row.milestone = row.backfilled = False
    row.issued_at, row.issued_on, row.created_at = uow.now, uow.today, uow.now
    row.signed_at = row.signed_on = row.finished_at = row.finished_on = None
    row.due_on, row.due_at = due_on or old.due_on, None if due_on else old.due_at
    row.review_on = row.due_on if row.standing else None
    row.grams = grams_of(row.title, unit.name, unit.short_name)
    row.save(force_insert=True)
    if row.due_on is not None:
        _give_clock(uow, row, old, row.due_on)
    level = level_of(mechanism_of(row.matter), party)
    tie(uow, row.matter, party, (str(owner),), Capacity.PARTY, level=level)
    Party.objects.update_or_create(
        matter=row.matter,
        unit=unit,
        key="承办",
        defaults={"capacity": Capacity.OWNER, "level": level},
        create_defaults={"capacity": Capacity.OWNER, "level": level, "since": uow.now},
    )
    note_obligation(uow, row, "issued", instead_of=str(old.pk))
    tell_owner(uow, row, "下达了任务")
    return row


def _give_clock(uow: UnitOfWork, row: Obligation, old: Obligation, due_on: date) -> None:
    last = Clock.objects.filter(obligation=old, main=True).order_by("-version").first()
    step = Step("改派或重新交办，以交办单载明的日期为届满日", "交办单", uow.today, due_on)
    clock = Clock.objects.create(
        matter=row.matter,
        obligation=row,
        key=last.key if last else "办理期限",
        main=True,
        statutory=last.statutory if last else False,
        start_on=uow.today,
        due_on=due_on,
        provisional=current_calendar().is_provisional(due_on),
        proof=[step.as_json()],
    )
    clocking.schedule(uow, clock, mechanism_of(row.matter).reminders)


def look_back(
    uow: UnitOfWork, obligation_id: UUID, *, finding: str, sound: bool, expected: int | None = None
) -> Obligation:
    """回头看: what was found afterwards. Reopening is another act (重新交办)."""
    row = take_obligation(uow, obligation_id, "look_back", expected=expected)
    move_on(uow, row, "look_back", sound=sound, words=required(finding, "回头看情况"))
    return row


def again(
    uow: UnitOfWork, obligation_id: UUID, *, reason: str, due_on: date, expected: int | None = None
) -> Obligation:
    """重新交办 after 回头看: a new obligation of the same unit; the finished one stays as it was."""
    old = take_obligation(uow, obligation_id, "again", expected=expected, with_matter=True)
    if due_on < uow.today:
        raise Refusal("E-RULE", f"新期限 {due_on} 已经过去。")
    move_on(uow, old, "again", words=required(reason, "重新交办的理由"))
    matter = old.matter
    if matter.state == MatterState.CLOSED:
        matter.state, matter.closed_at = MatterState.OPEN, None
        matter.version += 1
        matter.save()
        note_matter(uow, matter, "reopened")
    return hand_to(uow, old, old.owner_id, due_on=due_on)

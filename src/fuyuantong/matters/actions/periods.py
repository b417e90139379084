"""Recurring duties: one obligation for every period (每季度报送 and the like)."""

from __future__ import annotations

from uuid import UUID

from fuyuantong.clocks.due import Due
from fuyuantong.clocks.periods import Period, next_period, parse_every
from fuyuantong.common.grams import grams_of
from fuyuantong.common.rows import change
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters import clocking
from fuyuantong.matters.desk import desk_of, linkage_of
from fuyuantong.matters.desk import unit as unit_of
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.kinds import Duty, ObligationState
from fuyuantong.matters.models import Clock, Cycle, Obligation
from fuyuantong.matters.telling import tell_owner
from fuyuantong.matters.trail import note_obligation


def repeat(uow: UnitOfWork, obligation: Obligation, every: str, *, grace: str = "") -> Cycle:
    """From its issue on, an obligation owes a report for every period that ends after it began."""
    since = obligation.issued_on or uow.today
    return Cycle.objects.create(
        matter=obligation.matter,
        obligation=obligation,
        key="报送",
        task=obligation.task,
        every=every,
        grace=grace,
        since_on=since,
        until_on=None if obligation.standing else obligation.due_on,
        next_on=max(since, next_period(parse_every(every), since).starts_on),
    )


def open_period(uow: UnitOfWork, cycle: Cycle, period: Period, due: Due) -> list[Obligation]:
    """Open the obligations of one period: of the cycle's own obligation, or of every unit of its party."""
    if cycle.obligation is not None:
        head = cycle.obligation
        return [
            _occurrence(uow, cycle, period, due, head.owner_id, head.creditor_id, by_office=head.by_office)
        ]
    linkage = linkage_of(cycle.matter.linkage)
    party = mechanism_of(cycle.matter).task(cycle.task).owner
    return [
        _occurrence(uow, cycle, period, due, filled.unit_id, linkage.office_unit_id, by_office=True)
        for filled in desk_of(cycle.matter).parties(party)
    ]


def _occurrence(
    uow: UnitOfWork, cycle: Cycle, period: Period, due: Due, owner: UUID, creditor: UUID, *, by_office: bool
) -> Obligation:
    matter, unit = cycle.matter, unit_of(owner)
    title = f"{matter.title}（{period.label}）"[:300]
    row = Obligation(
        matter=matter,
        series=cycle.obligation,
        parent=cycle.obligation,
        linkage=matter.linkage,
        mechanism=matter.mechanism,
        region=matter.region,
        task=cycle.task,
        duty=Duty.REPORT,
        owner=unit,
        creditor=unit_of(creditor),
        by_office=by_office,
        title=title,
        state=ObligationState.PENDING,
        period=period.label,
        period_end=period.ends_on,
        issued_at=uow.now,
        issued_on=uow.today,
        created_at=uow.now,
        grams=grams_of(title, unit.name, unit.short_name),
    )
    desk = desk_of(matter)
    desk.put(row)
    clock = Clock(matter=matter, obligation=row, key="报送期限", main=True, start_on=period.starts_on)
    clocking.take_answer(clock, due)
    desk.put(clock)
    clocking.follow(row, clock)
    change(row, "due_on", "due_at", "provisional")
    clocking.schedule(uow, clock, mechanism_of(matter).reminders)
    note_obligation(uow, row, "issued", period=period.label)
    tell_owner(uow, row, f"{period.label}报送任务")
    return row

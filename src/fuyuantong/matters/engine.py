"""Between the pure machine and the rows: read a matter into a snapshot, apply an outcome's effects.

The machine (`definitions/machine.py`) decides; here its effects become rows, in the order given. Letters,
registers and derived matters are answered by subscribers to events, once the matter is saved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from fuyuantong.clocks.periods import next_period, parse_every
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.common.grams import grams_of
from fuyuantong.common.rows import change
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions import effects as fx
from fuyuantong.definitions.kinds import Mechanism, Standing, Task
from fuyuantong.definitions.queries import mechanism_of_version
from fuyuantong.definitions.snapshot import ObligationView, Progress, Snapshot
from fuyuantong.matters import clocking, events
from fuyuantong.matters.desk import desk_of, kept_desk, linkage_of, use
from fuyuantong.matters.desk import unit as unit_of
from fuyuantong.matters.desk import units as units_of
from fuyuantong.matters.filling import check_kinds
from fuyuantong.matters.kinds import (
    DROPPED_STATES,
    Capacity,
    ClockMoveKind,
    ClockState,
    Duty,
    MatterState,
    ObligationState,
)
from fuyuantong.matters.models import Clock, Cycle, Matter, Obligation, Party
from fuyuantong.matters.registering import write_register
from fuyuantong.matters.ties import level_of, recall, tie
from fuyuantong.matters.trail import note_matter, note_obligation, remark

_PROGRESS = {
    ObligationState.VERIFYING: Progress.REPLIED,
    ObligationState.DONE: Progress.DONE,
    ObligationState.WRITTEN_OFF: Progress.DONE,
    ObligationState.RETURNED: Progress.VOID,
    ObligationState.REASSIGNED: Progress.VOID,
    ObligationState.WITHDRAWN: Progress.VOID,
    ObligationState.TERMINATED: Progress.VOID,
    ObligationState.MERGED: Progress.VOID,
    ObligationState.VOID: Progress.VOID,
}
_UNSIGNED = {ObligationState.DRAFT, ObligationState.PENDING}
_ACTING = frozenset({Capacity.STARTER, Capacity.PARTY, Capacity.OWNER, Capacity.COPY})
_DUTY = {Standing.LEAD: Duty.LEAD, Standing.PARTNER: Duty.PARTNER}


def mechanism_of(matter: Matter) -> Mechanism:
    return mechanism_of_version(matter.definition_id)


def snapshot_of(matter: Matter) -> Snapshot:
    """Read a matter as the machine sees it: three queries."""
    desk = desk_of(matter)
    parties: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for party in desk.of(Party):
        if party.capacity in _ACTING:
            parties[party.key] += (str(party.unit_id),)
    clocks: dict[UUID | None, set[str]] = defaultdict(set)
    for clock in desk.of(Clock):
        clocks[clock.obligation_id].add(clock.key)
    mechanism = mechanism_of(matter)
    tasks = {task.key for task in mechanism.tasks}
    views = tuple(
        ObligationView(
            row.task,
            str(row.owner_id),
            progress=_PROGRESS.get(ObligationState(row.state), Progress.OPEN),
            clocks=frozenset(clocks[row.pk]),
            signed=row.state not in _UNSIGNED,
        )
        for row in desk.of(Obligation)
        if row.series_id is None and row.task in tasks
    )
    return Snapshot(
        mechanism=mechanism,
        stage=matter.stage,
        fields=matter.fields,
        parties=dict(parties),
        obligations=views,
        joined=frozenset(matter.joined),
        clocks=frozenset(clocks[None]),
        calendar=current_calendar(),
    )


_LED = ("stage", "state", "closed_at", "joined", "fields", "version")
"""What an outcome may change of the matter itself."""


class Applying:
    """Applies the effects of one outcome to one locked matter; call `run`, then the matter is saved."""

    def __init__(
        self, uow: UnitOfWork, matter: Matter, *, collector: str = "", draft: bool = False, words: str = ""
    ) -> None:
        self.uow = uow
        self.matter = matter
        self.desk = desk_of(matter)
        self.mechanism = mechanism_of(matter)
        self.collector = collector
        self.draft = draft
        self.words = words
        self.sent: list[Obligation] = []
        self.told: list[UUID] = []
        self.wanted: list[object] = []
        self.act = ""

    def run(self, outcome: fx.Outcome) -> None:
        self.act = outcome.act
        use(self.matter)
        named = (key for effect in outcome.effects for key in getattr(effect, "units", ()))
        units_of([*named, *(row.unit_id for row in self.desk.of(Party))])  # in one trip
        for effect in outcome.effects:
            self._apply(effect, outcome.on)
        self.matter.version += 1
        change(self.matter, *_LED)
        for wanted in self.wanted:  # whoever answers reads the matter as the act leaves it
            self.uow.publish(wanted)

    def _apply(self, effect: fx.Effect, on: date) -> None:  # noqa: C901, PLR0912 - one case for each effect
        match effect:
            case fx.PartySet(party, units):
                self._set_party(party, units)
            case fx.FieldsSet(values):
                self.matter.fields = {**self.matter.fields, **values}
            case fx.StageChanged():
                self._change_stage(effect)
            case fx.SendTask():
                self._send(effect, on)
            case fx.CloseTask():
                self._close(effect)
            case fx.StartClock():
                self._start_clock(effect)
            case fx.StopClock():
                self._stop_clock(effect)
            case fx.SuspendClock(clock, day):
                self._pause_clock(clock, day)
            case fx.ResumeClock(clock, day):
                self._resume_clock(clock, day)
            case fx.StartCycle():
                self._start_cycle(effect)
            case fx.StopCycle(cycle):
                for row in self.desk.of(Cycle):
                    if row.key == cycle and row.obligation_id is None:
                        row.stopped_at = self.uow.now
                        change(row, "stopped_at")
            case fx.JoinFired(task):
                self.matter.joined = sorted({*self.matter.joined, task})
            case fx.Notify(party, units):
                self._copy_to(party, units)
            case fx.DraftLetter(letter):
                self.wanted.append(events.LetterWanted(self.matter.pk, letter, self.act, on))
            case fx.WriteRegister(_key, register, cells):
                write_register(self.uow, self.matter, register, dict(cells))
            case fx.Derive(key, mechanism, values):
                self.wanted.append(events.MatterWanted(self.matter.pk, key, mechanism, values, on))

    def _set_party(self, party: str, units: tuple[str, ...]) -> None:
        rule = self.mechanism.party(party)
        check_kinds(rule, units, linkage_of(self.matter.linkage))
        capacity = Capacity.STARTER if rule.standing is Standing.STARTER else Capacity.PARTY
        if rule.standing is Standing.INFORMED:
            capacity = Capacity.COPY
        self.desk.take_away([row for row in self.desk.parties(party) if str(row.unit_id) not in units])
        tie(self.uow, self.matter, party, units, capacity, level=level_of(self.mechanism, party))

    def _copy_to(self, party: str, units: tuple[str, ...]) -> None:
        tie(self.uow, self.matter, party, units, Capacity.COPY, level=level_of(self.mechanism, party))
        self.told += [UUID(unit) for unit in units]

    def _change_stage(self, change: fx.StageChanged) -> None:
        self.matter.stage = change.target
        self.matter.state = MatterState.CLOSED if change.terminal else MatterState.OPEN
        self.matter.closed_at = self.uow.now if change.terminal else None
        note_matter(
            self.uow, self.matter, "stage_changed", source=change.source, target=change.target, by=change.by
        )
        matter = self.matter
        self.uow.publish(
            events.StageReached(matter.pk, change.target, change.terminal, matter.fields, matter.mechanism)
        )

    def _send(self, effect: fx.SendTask, on: date) -> None:
        task = self.mechanism.task(effect.task)
        again = effect.task in self.matter.joined
        if again:
            self.matter.joined = [key for key in self.matter.joined if key != effect.task]
        parent = self._lead_of(effect.part_of) if effect.part_of else None
        creditor, by_office = (parent.owner_id, False) if parent else self._creditor(task)
        for unit in effect.units:
            row = self._obligation(task, UUID(unit), creditor, on, by_office=by_office, parent=parent)
            self.desk.put(row)
            self.sent.append(row)
            self.told.append(row.owner_id)
            note_obligation(self.uow, row, "issued" if row.issued_at else "drafted", on, duty=str(row.duty))
        level = level_of(self.mechanism, task.owner)
        tie(self.uow, self.matter, task.owner, effect.units, Capacity.OWNER, level=level)

    def _obligation(
        self, task: Task, owner: UUID, creditor: UUID, on: date, *, by_office: bool, parent: Obligation | None
    ) -> Obligation:
        matter, uow = self.matter, self.uow
        rule = self.mechanism.party(task.owner)
        unit = unit_of(owner)
        return Obligation(
            matter=matter,
            parent=parent,
            linkage=matter.linkage,
            mechanism=matter.mechanism,
            region=matter.region,
            task=task.key,
            duty=_DUTY.get(rule.standing, Duty.RESPONSIBLE) if rule.standing else Duty.RESPONSIBLE,
            collects=rule.one_collects and str(owner) == self.collector,
            owner=unit,
            creditor=unit_of(creditor),
            by_office=by_office,
            ordinal=str(matter.fields.get("序号", ""))[:40],
            title=matter.title,
            content=str(matter.fields.get("任务内容", ""))[:20_000],
            targets=matter.fields.get("目标") or [],
            state=ObligationState.DRAFT if self.draft else ObligationState.PENDING,
            standing=task.standing,
            backfilled=on < uow.today,
            ledger_item=task.write_off,
            issued_at=None if self.draft else uow.now,
            issued_on=None if self.draft else on,
            created_at=uow.now,
            grams=grams_of(matter.title, matter.number, unit.name, unit.short_name),
        )

    def _lead_of(self, task: str) -> Obligation | None:
        """The 牵头 to whom a 配合 reports: the one marked 汇总, else the first."""
        leads = [row for row in self.sent if row.task == task] or [
            row for row in self.desk.owed(task) if row.series_id is None and row.state not in DROPPED_STATES
        ]
        return next((row for row in leads if row.collects), leads[0] if leads else None)

    def _creditor(self, task: Task) -> tuple[UUID, bool]:
        """(unit, through its office): the verifying party; who sends what nobody verifies (核验: 无); else
        the linkage's office."""
        if task.ends_by_reply:
            return self._sender()
        if task.verifier and (filled := self.desk.parties(task.verifier)):
            return filled[0].unit_id, bool(filled[0].office)
        return linkage_of(self.matter.linkage).office_unit_id, True

    def _sender(self) -> tuple[UUID, bool]:
        """Who acts now, as a party of the matter; what follows by itself is sent by who started it."""
        tied = [row for row in self.desk.of(Party) if row.capacity != Capacity.SUPERVISOR]
        own = next((row for row in tied if row.unit_id == self.uow.actor.unit_key), None)
        row = own or next((row for row in tied if row.unit_id == self.matter.started_by_unit_id), None)
        return (row.unit_id, bool(row.office)) if row else (self.matter.started_by_unit_id, False)

    def _close(self, effect: fx.CloseTask) -> None:
        for row in self._locked(effect.task):
            # 撤回 is for what nobody has signed for; what was signed for is terminated instead.
            recalled = effect.reason == "recalled" and row.state == ObligationState.PENDING
            state = ObligationState.WITHDRAWN if recalled else ObligationState.TERMINATED
            before, row.state = row.state, state
            row.version += 1
            change(row, "state", "version")
            clocking.stop_clocks(self.uow, row)
            said: dict[str, Any] = {}
            if recalled and self.words:
                said.update(remark(self.uow, self.matter, row, "withdraw", self.words))
            said["reason"] = effect.reason
            note_obligation(self.uow, row, "closed", before=before, after=str(state), **said)
            if recalled and str(row.owner_id) != effect.by:  # who gives its own task back stays a party
                recall(self.uow, row)

    def _locked(self, task: str) -> list[Obligation]:
        """What is open of a task, locked."""
        if kept_desk(self.matter.pk) is not None:
            return self.desk.owed(task, only_open=True)
        rows = Obligation.objects.filter(matter=self.matter, task=task).open().select_for_update(of=("self",))
        return list(rows.select_related("owner", "matter").order_by("pk"))

    def _start_clock(self, effect: fx.StartClock) -> None:
        rule = self.mechanism.clock(effect.clock)
        obligation = self._owed(effect.task, effect.unit) if effect.task else None
        clocking.stop(self.uow, self.desk.clocks_of(obligation, effect.clock))
        main = bool(effect.task) and effect.clock in self.mechanism.task(effect.task).clocks
        clocking.start_clock(
            self.uow,
            self.mechanism,
            rule,
            self.matter,
            obligation,
            origin_on=effect.origin_on,
            due_on=effect.due_on,
            main=main,
        )
        if obligation is not None and main:
            change(obligation, *clocking.FOLLOWED)

    def _owed(self, task: str, unit: str) -> Obligation:
        fresh = next((r for r in self.sent if r.task == task and str(r.owner_id) == unit), None)
        owed = (row for row in self.desk.owed(task) if str(row.owner_id) == unit)
        return fresh or max(owed, key=lambda row: row.created_at)

    def _stop_clock(self, effect: fx.StopClock) -> None:
        if effect.task:
            clocking.stop_clocks(self.uow, self._owed(effect.task, effect.unit), effect.clock)
            return
        clocking.stop(self.uow, self.desk.clocks_of(None, effect.clock))

    def _pause_clock(self, key: str, on: date) -> None:
        for clock in self._clocks(key, ClockState.RUNNING):
            clocking.pause(
                self.uow, clock, ClockMoveKind.SUSPENSION, reason="依法中止", basis=clock.basis, on=on
            )

    def _resume_clock(self, key: str, on: date) -> None:
        rules = self.mechanism.reminders
        for clock in self._clocks(key, ClockState.SUSPENDED):
            clocking.go_on(
                self.uow, clock, ClockMoveKind.RESUMPTION, reason="中止原因消除", on=on, rules=rules
            )
            if clock.obligation is not None and clock.main:
                clocking.follow(clock.obligation, clock)
                change(clock.obligation, *clocking.FOLLOWED)

    def _clocks(self, key: str, state: ClockState) -> list[Clock]:
        return [clock for clock in self.desk.of(Clock) if clock.key == key and clock.state == state]

    def _start_cycle(self, effect: fx.StartCycle) -> None:
        rule = next(cycle for cycle in self.mechanism.cycles if cycle.key == effect.cycle)
        cycle = Cycle(
            matter=self.matter,
            key=rule.key,
            task=effect.task,
            every=rule.every.value,
            grace=rule.grace.code if rule.grace else "",
            since_on=effect.since,
            next_on=next_period(parse_every(rule.every.value), effect.since).starts_on,
        )
        self.desk.put(cycle)


def has_ended(matter: Matter) -> bool:
    """Ended from outside its definition (作废, 并案): no act leads on, not even those that reopen."""
    if matter.state == MatterState.CLOSED:
        return not mechanism_of(matter).stage(matter.stage).terminal
    return matter.state == MatterState.VOID


def changed_fields(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    return sorted(key for key in after if before.get(key) != after[key])

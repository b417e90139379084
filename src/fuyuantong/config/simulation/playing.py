"""One matter of the simulation, step by step, through the same actions that pages and the API call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from fuyuantong.audit.streams import matter_stream
from fuyuantong.clocks.calendar import WorkCalendar
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.clocks.terms import parse_term
from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.config.simulation import passing
from fuyuantong.config.simulation.answering import answers_for
from fuyuantong.config.simulation.cast import Cast
from fuyuantong.config.simulation.leaving import give_leave
from fuyuantong.config.simulation.naming import own
from fuyuantong.config.simulation.scripts import ANSWERING, Move, Script, shifted
from fuyuantong.definitions.expressions import names_of
from fuyuantong.definitions.kinds import FieldType, Mechanism
from fuyuantong.definitions.rehearsal import CLOCK, LONGER, SERVED, beside
from fuyuantong.documents.actions import attach
from fuyuantong.documents.models import Attachment
from fuyuantong.enforcement.actions.pursuing import MECHANISM as SEARCH
from fuyuantong.enforcement.actions.pursuing import SEND
from fuyuantong.matters.actions import life, replying
from fuyuantong.matters.actions.dates import extend_matter_clock
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.actions.petitions import decide, petition
from fuyuantong.matters.actions.talking import check_may_add
from fuyuantong.matters.desk import Desk, kept_desk
from fuyuantong.matters.desk import unit as unit_of
from fuyuantong.matters.kinds import ObligationState, PetitionKind
from fuyuantong.matters.models import Obligation
from fuyuantong.organs.models import Unit

PURPOSE = "模拟"
NUMBERED = "模拟{}-"
LATE, SLACK = 0.12, 25
"""How often an answer is late, and by how many days at most."""
MOST_WAITED = 30
"""Days after which an act that asks for a later day is given up."""


@dataclass(slots=True)
class Play:
    """A matter on its way: which step comes next, and when. `stopped` says why it will not go on."""

    number: int
    script: Script
    mechanism: Mechanism
    cast: Cast
    chance: Random
    begins: date
    step: int = 0
    delay: int = 0
    matter: UUID | None = None
    units: dict[str, Unit] = field(default_factory=dict)
    parties: dict[str, list[Unit]] = field(default_factory=dict)
    stopped: str = ""
    acts: int = 0
    waited: int = 0
    paper: str = ""
    now: datetime | None = None

    def play_out(self, calendar: WorkCalendar, until: date) -> int:
        """Play the matter to its end or to this day; returns how many reminders spoke and periods began.

        Between two steps time passes as for the worker: whatever has its moment before the next step is due.
        """
        last, spoken = self.begins, 0
        while (day := self._next_day(calendar)) is not None and day <= until:
            last = max(last, day)
            spoken += self._pass_time(self._moment(last))
            self._play(last)
        return spoken + self._pass_time(datetime.combine(until, time(23, 59), SHANGHAI))

    def _next_day(self, calendar: WorkCalendar) -> date | None:
        """The working day of the next step; None when the script is at its end."""
        if self.stopped or self.step > len(self.script.moves):
            return None
        move = self.script.moves[self.step - 1] if self.step else None
        day = self.begins + timedelta(days=(move.after if move else 0) + self.delay)
        while calendar.is_rest(day):
            day += timedelta(days=1)
        return day

    def _pass_time(self, until: datetime) -> int:
        """Let the reminders speak and the periods begin whose moment comes before this one."""
        spoken = 0
        while (due := passing.first_due(until)) is not None:
            self.now = max(due.at, self.now or due.at)
            with unit_of_work(SYSTEM, purpose=due.purpose, now=self.now) as uow:
                due.settle(uow)
            spoken += 1
        return spoken

    def _play(self, day: date) -> None:
        """Do the next step on this day; a refusal ends the script, and the matter stays where it is."""
        try:
            if self.step == 0:
                self._open(day)
            else:
                self._do(self.script.moves[self.step - 1], day)
        except Refusal as refusal:
            if self._waits():
                return
            self.stopped = f"{self.script.mechanism}·{self.script.name}: {refusal}"
        self.step += 1
        if self.step <= len(self.script.moves) and self.script.moves[self.step - 1].word in ANSWERING:
            self.delay += self.chance.randrange(3, SLACK) if self.chance.random() < LATE else 0

    def _waits(self) -> bool:
        """An act whose condition asks for the day is tried again the next day: holidays fell otherwise."""
        act = self.mechanism.act(self.script.moves[self.step - 1].word) if self.step else None
        if act is None or not act.condition or not names_of(act.condition).day or self.waited >= MOST_WAITED:
            return False
        self.waited += 1
        self.delay += 1
        return True

    def _open(self, day: date) -> None:
        """Every party that acts or is named gets its units now; the acts themselves name the others."""
        taken: set[UUID] = set()
        for name, keys in self.script.names.items():
            unit = self.cast.choose([self.mechanism.party(key) for key in keys], self.chance, taken)
            if unit is None:
                raise Refusal("E-RULE", f"没有单位可作“{'、'.join(keys)}”。")
            self.units[name] = unit
            taken.add(unit.pk)
        named = {key for keys in self.script.names.values() for key in keys}
        acting = {move.by for move in self.script.moves if move.is_act}
        for party in self.mechanism.parties:
            wanted = party.may_start or not party.optional or party.key in acting
            if party.key in named & acting:
                self.parties[party.key] = self._named(party.key)
            elif party.key not in named and wanted:
                unit = self.cast.choose([party], self.chance, taken)
                if unit is not None:
                    self.parties[party.key] = [unit]
                    taken.add(unit.pk)
        starter = self._starter()
        opening = Opening(
            mechanism=self.mechanism.code,
            linkage=self.cast.linkage.code,
            title=f"{self.mechanism.name}：{self.script.name}（模拟第{self.number}件）"[:300],
            number=f"{NUMBERED.format(self.begins.year)}{self.number:06d}",
            source="模拟数据",
            units={key: [unit.pk for unit in units] for key, units in self.parties.items()},
        )
        actor = self.cast.actor(self.parties[starter][0])
        self.matter = self._as(actor, day, lambda uow: open_matter(uow, opening)).pk

    def _starter(self) -> str:
        """The party that opens the matter: whoever does the first act where it may start, else the first."""
        first = next((move.by for move in self.script.moves if move.is_act), "")
        starters = [party.key for party in self.mechanism.parties if party.may_start]
        for key in sorted(starters, key=lambda key: key != first):
            if self.parties.setdefault(key, self._named(key)):
                return key
            del self.parties[key]
        raise Refusal("E-RULE", "没有单位可以发起。")

    def _named(self, key: str) -> list[Unit]:
        """The units that fill a party by a name of the scenario."""
        return [unit for name, unit in self.units.items() if key in self.script.names[name]]

    def _do(self, move: Move, day: date) -> None:
        if move.is_act:
            self._act(move, day)
        else:
            self._move(move, day)

    def _act(self, move: Move, day: date) -> None:
        values = self._data(move)
        served = values.pop(SERVED, None)
        data = {key: self._value(key, value) for key, value in values.items()}
        for key in values:
            if any(p.key == key for p in self.mechanism.parties):
                self.parties[key] = [self.units[str(name)] for name in _listed(values[key])]
        days = (
            {str(self.units[name].pk): min(on, day) for name, on in served.items()}
            if isinstance(served, dict)
            else {}
        )
        if isinstance(served, date):
            days = {str(unit.pk): min(served, day) for unit in self.units.values()}
        actor = self.cast.actor(self._party_unit(move.by))
        leads = [
            unit
            for party in self.mechanism.parties
            if party.one_collects
            for unit in self.parties.get(party.key, ())
        ]
        self._lay_in(data, actor, day)
        matter, collector = self._matter, leads[0].pk if leads else None
        if (self.mechanism.code, move.word) == (SEARCH, SEND):
            self._as(actor, day, lambda uow: give_leave(uow, matter))
        self._as(
            actor, day, lambda uow: act(uow, matter, move.word, data=data, served=days, collector=collector)
        )

    def _data(self, move: Move) -> dict[str, Any]:
        """What the scenario gives with a step, moved to this matter's dates, under numbers of its own."""
        begins = self.script.begins
        moved = shifted(dict(move.data), (self.begins - begins).days)
        years = self.begins.year - begins.year
        return {key: self._own(key, value, years) for key, value in moved.items()}

    def _own(self, key: str, value: Any, years: int) -> Any:
        return own(self.mechanism, self.script.keyed, key, value, self.number, years)

    def _lay_in(self, values: dict[str, Any], actor: Actor, day: date) -> None:
        """File fields hold files of the matter: one made-up paper serves for all of them."""
        kept = {field.key: field for field in self.mechanism.fields if field.type is FieldType.FILE}
        for key in kept.keys() & {key for key, value in values.items() if value}:
            self.paper = self.paper or str(self._as(actor, day, self._attach).pk)
            values[key] = [self.paper] if kept[key].many else self.paper

    def _attach(self, uow: UnitOfWork) -> Attachment:
        """The one made-up paper, which is taken in once (`paper`) and attached wherever one is wanted."""
        matter = self._matter
        check_may_add(uow, matter)
        return attach(uow, self.cast.paper, "matter", matter, "模拟材料", stream=matter_stream(matter))

    def _value(self, key: str, value: Any) -> Any:
        if any(party.key == key for party in self.mechanism.parties):
            return [str(self.units[str(name)].pk) for name in _listed(value)]
        return _plain(value)

    def _party_unit(self, key: str) -> Unit:
        if key in self.parties:
            return self.parties[key][0]
        raise Refusal("E-RULE", f"“{key}”没有单位。")

    @property
    def _matter(self) -> UUID:
        if self.matter is None:
            raise Refusal("E-STATE", "事项还没有登记。")
        return self.matter

    def _extend_own(self, move: Move, day: date) -> bool:
        """延期 of a clock of the matter itself, by the party that decides on it; False when it is none."""
        key = str(move.data.get(CLOCK, ""))
        clock = next((one for one in self._desk.clocks_of(None, key) if key), None)
        if move.word != "延期" or clock is None:
            return False
        by = self._party_unit(self.mechanism.clock(key).extension.by or move.unit)
        due = beside(clock.due_on, 1, parse_term(str(move.data[LONGER])), current_calendar())
        words: dict[str, Any] = {"due_on": due, "reason": "情况复杂（模拟）。"}
        matter = self._matter
        self._as(self.cast.actor(by), day, lambda uow: extend_matter_clock(uow, matter, clock.pk, **words))
        return True

    def _move(self, move: Move, day: date) -> None:
        if self._extend_own(move, day):
            return
        unit = self.units.get(move.unit) or self._party_unit(move.unit)
        rows = (row for row in self._desk.owed(move.task, only_open=True) if row.owner_id == unit.pk)
        row = next(rows, None)
        if row is None:
            raise Refusal("E-STATE", f"{unit}没有未办结的任务。")
        _MOVES[move.word](self, row, unit, day, move)

    def sign(self, row: Obligation, unit: Unit, day: date, _move: Move | None = None) -> None:
        if row.state == ObligationState.PENDING:
            self._as(self.cast.actor(unit), day, lambda uow: life.sign(uow, row.pk))

    def reply(self, row: Obligation, unit: Unit, day: date, move: Move) -> None:
        """Sign where nobody has, reply, and let the unit's chief pass it on."""
        self.sign(row, unit, day)
        given = {key: _plain(value) for key, value in self._data(move).items()}
        fields = self._desk.fresh().fields
        task = self.mechanism.task(row.task)
        answers = answers_for(
            self.mechanism, task, fields, given, day, self.chance, lambda key, value: self._own(key, value, 0)
        )
        text = f"已按要求办理（模拟第{self.number}件）。"
        clerk = self.cast.actor(unit)
        self._lay_in(answers, clerk, day)
        self._as(clerk, day, lambda uow: replying.submit(uow, row.pk, text=text, answers=answers))
        if self._as_it_is(row).state == ObligationState.REVIEWING:
            self._as(self.cast.actor(unit, "reviewer"), day, lambda uow: replying.approve(uow, row.pk))

    def check(self, row: Obligation, _unit: Unit, day: date, _move: Move | None = None) -> None:
        creditor = self.cast.actor(unit_of(row.creditor_id))
        self._as(creditor, day, lambda uow: replying.accept(uow, row.pk))

    def settle(self, row: Obligation, unit: Unit, day: date, move: Move) -> None:
        """回复 = the whole of it: reply, and have it checked."""
        self.reply(row, unit, day, move)
        row = self._as_it_is(row)
        if row.state == ObligationState.VERIFYING:
            self.check(row, unit, day)

    def send_back(self, row: Obligation, _unit: Unit, day: date, _move: Move) -> None:
        creditor = self.cast.actor(unit_of(row.creditor_id))
        self._as(
            creditor, day, lambda uow: replying.send_back(uow, row.pk, reason="材料不全，请补充（模拟）。")
        )

    def give_back(self, row: Obligation, unit: Unit, day: date, _move: Move) -> None:
        asked = self._as(
            self.cast.actor(unit),
            day,
            lambda uow: petition(uow, row.pk, PetitionKind.RETURN, reason="不属本单位职责（模拟）。"),
        )
        creditor = self.cast.actor(unit_of(row.creditor_id))
        self._as(creditor, day, lambda uow: decide(uow, asked.pk, granted=True))

    def extend(self, row: Obligation, unit: Unit, day: date, move: Move) -> None:
        """延期 by what the scenario says, which its own rule allows."""
        calendar, longer = current_calendar(), parse_term(str(move.data[LONGER]))
        due = beside(row.due_on or day, 1, longer, calendar)
        asked = self._as(
            self.cast.actor(unit),
            day,
            lambda uow: petition(
                uow, row.pk, PetitionKind.EXTENSION, reason="情况复杂（模拟）。", wanted_due=due
            ),
        )
        creditor = self.cast.actor(unit_of(row.creditor_id))
        self._as(creditor, day, lambda uow: decide(uow, asked.pk, granted=True))

    def nothing(self, _row: Obligation, _unit: Unit, _day: date, _move: Move) -> None:
        """送达 is recorded with the act that serves."""

    @property
    def _desk(self) -> Desk:
        desk = kept_desk(self._matter)
        if desk is None:
            raise Refusal("E-STATE", "事项还没有登记。")
        return desk

    def _as_it_is(self, row: Obligation) -> Obligation:
        return self._desk.obligation(row.pk) or row

    def _moment(self, day: date, nth: int = 1) -> datetime:
        """When the next act (or the nth from here) of this matter is done on a day."""
        minutes = (self.acts + nth) * 7 + self.number % 300
        return datetime.combine(day, time(9), SHANGHAI) + timedelta(minutes=minutes)

    def _as(self, actor: Actor, day: date, work: Callable[[UnitOfWork], Any]) -> Any:
        moment = self._moment(day)
        self.acts += 1
        self.now = max(moment, self.now or moment)
        with unit_of_work(actor, purpose=PURPOSE, now=self.now) as uow:
            return work(uow)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return {key: _plain(one) for key, one in value.items()} if isinstance(value, dict) else value


_MOVES: dict[str, Callable[[Play, Obligation, Unit, date, Move], None]] = {
    "签收": Play.sign,
    "反馈": Play.reply,
    "核验": Play.check,
    "回复": Play.settle,
    "退回补正": Play.send_back,
    "退办": Play.give_back,
    "延期": Play.extend,
    "送达": Play.nothing,
}

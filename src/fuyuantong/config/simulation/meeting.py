"""The regular meetings of the simulated year: topics, consent, notice, decisions, and their tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import F

from fuyuantong.clocks.queries import current_calendar
from fuyuantong.common.actors import Actor
from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.config.simulation.cast import Cast
from fuyuantong.matters.actions import life, replying
from fuyuantong.matters.kinds import ObligationState
from fuyuantong.matters.models import Obligation
from fuyuantong.meetings import actions
from fuyuantong.meetings.actions import Arrangement, Coming, ResolutionWords, TopicWords
from fuyuantong.meetings.kinds import Host, Outcome, ReplyState, Sitting
from fuyuantong.meetings.kinds.kind import Kind
from fuyuantong.meetings.models import AgendaItem, Attendee, Invitation
from fuyuantong.meetings.queries.library import latest_kind
from fuyuantong.organs.models import Linkage, Unit

PURPOSE = "模拟"
NOW_AND_THEN = (4, 10)
MONTHS = {"month": range(1, 13), "quarter": (2, 5, 8, 11), "half-year": (3, 9), "year": (3,)}
TOPICS = (
    "行政争议诉前化解对接流程",
    "破产企业涉税事项办理",
    "涉企案件送达地址确认",
    "司法建议落实情况通报",
    "不动产查控信息核对",
    "环境损害修复资金使用",
    "行政机关负责人出庭保障",
    "物业纠纷多元化解",
    "欠薪案件联动处置",
    "失信主体信用修复",
)
LATE, ABSENT = 0.2, 0.1
"""How often a unit does what was decided after its term, and how often one stays away from a meeting."""


@dataclass(slots=True)
class Held:
    """What came of the meetings; `stopped` counts refusals by their sentence."""

    meetings: int = 0
    decisions: int = 0
    stopped: Counter[str] = field(default_factory=Counter)


def hold_meetings(
    linkage: Linkage, rhythms: Sequence[Mapping[str, Any]], year: int, until: date, seed: int
) -> Held:
    """Hold the meetings that a profile names (its part 会议), as far as they hand out what they decide; those
    without a period now and then."""
    held, cast = Held(), Cast.of(linkage)
    for code, every in {row["kind"]: row.get("every") for row in rhythms if row.get("kind")}.items():
        kind = latest_kind(code).kind
        host = _host(cast, kind)
        for month in MONTHS.get(every or "", NOW_AND_THEN) if kind.mechanism and host else ():
            day = _workday(date(year, month, 20))
            if host and day <= until:
                chance = Random(f"{seed}:{year}:{code}:{month}")  # noqa: S311 - a year that can be played again
                _Sitting(cast, kind, host, day, chance, held).play(until)
    return held


def _host(cast: Cast, kind: Kind) -> Unit | None:
    """The office where it may hold the meeting, else a member of a kind that may."""
    if Host.OFFICE in kind.hosts:
        return cast.linkage.office_unit
    units = (unit for host in kind.hosts for unit in cast.by_kind[host.value])
    return next((unit for unit in units if unit.pk in cast.members), None)


def _workday(day: date, later: int = 0) -> date:
    day += timedelta(later)
    while current_calendar().is_rest(day):
        day += timedelta(days=1)
    return day


@dataclass(slots=True)
class _Sitting:
    """One meeting on its day."""

    cast: Cast
    kind: Kind
    chair: Unit
    day: date
    chance: Random
    held: Held

    @property
    def host(self) -> Actor:
        return self.cast.actor(self.chair)

    def play(self, until: date) -> None:
        """A refusal ends the meeting where it is and is counted."""
        try:
            number = self._meet()
            for row in _tasks(number):
                self._carry_out(row, until)
        except Refusal as refusal:
            self.held.stopped[f"{self.kind.name}: {refusal}"] += 1

    def _do(self, actor: Actor, day: date, work: Callable[..., Any], *given: Any, **named: Any) -> Any:
        with unit_of_work(actor, purpose=PURPOSE, now=datetime.combine(day, time(10), SHANGHAI)) as uow:
            return work(uow, *given, **named)

    def _meet(self) -> str:
        """From the topics to the record; returns its number."""
        where = {"kind": self.kind.code, "linkage": self.cast.linkage.code}
        topics = [self._topic(unit, where) for unit in self._members(2)]
        begins = datetime.combine(self.day, time(15), SHANGHAI)
        told = Arrangement("", begins, None, "市政府一号会议室", "召集人（模拟）")
        start, chosen = self.day - timedelta(days=25), [row.pk for row in topics]
        key = self._do(self.host, start, actions.prepare, **where, arrangement=told).pk
        self._do(self.host, start, actions.place_topics, key, topics=chosen)
        if self.kind.consent:
            seat, on = self.kind.conveners[0].key, self.day - timedelta(days=15)
            self._do(self.host, on, actions.ask_consent, key, text="妥否，请批示（模拟）。")
            agreed = {"seat": seat, "decided_by": f"{seat}（模拟）", "decided_on": on}
            self._do(self.host, on, actions.record_consent, key, **agreed)
        if self.kind.sitting is not Sitting.ALL:
            units = [unit.pk for unit in self._members(4)]
            self._do(self.host, start, actions.invite, key, units=units)
        self._do(self.host, self.day - timedelta(days=14), actions.notify, key)
        self._reply(key)
        self._do(self.host, self.day, self._hold, key)
        number = f"模拟纪〔{self.day.year}〕{self.held.meetings + 1}号"
        self._do(self.host, self.day, actions.submit_minutes, key)
        signed = _workday(self.day, 2)
        self._do(self.host, signed, actions.sign_minutes, key, signed_by="召集人（模拟）", signed_on=signed)
        self._do(self.host, signed, actions.issue_minutes, key, number=number, issued_on=signed)
        self.held.meetings += 1
        return number

    def _members(self, n: int) -> list[Unit]:
        units = [u for kind in ("government", "court") for u in self.cast.by_kind[kind]]
        fitting = [unit for unit in units if unit.pk in self.cast.members - {self.chair.pk}]
        return self.chance.sample(fitting, min(n, len(fitting)))

    def _topic(self, unit: Unit, where: Mapping[str, str]) -> Any:
        title = self.chance.choice(TOPICS)
        words = TopicWords(
            title=f"{title}（模拟）",
            background="各单位做法不一（模拟）。",
            asks="请明确流程、牵头单位和时限。",
            signed_by="主要负责人（模拟）",
        )
        start = self.day - timedelta(days=30)
        to = {} if Host.OFFICE in self.kind.hosts else {"host": self.chair.pk}
        row = self._do(self.cast.actor(unit), start, actions.propose, words, **where, **to, submit=True)
        text = "建议提请会议研究（模拟）。"
        return self._do(self.host, start + timedelta(days=2), actions.screen_topic, row.pk, text=text)

    def _reply(self, meeting: UUID) -> None:
        for one in Invitation.objects.filter(meeting=meeting).select_related("unit").order_by("unit__code"):
            away = self.chance.random() < ABSENT
            words: dict[str, Any] = {"answer": ReplyState.LEAVE, "text": "另有会议（模拟）"}
            if not away:
                words = {"answer": ReplyState.COMING, "people": [Coming("参会人（模拟）", "分管负责人")]}
            self._do(self.host, self.day - timedelta(days=5), actions.reply, one.pk, **words)

    def _hold(self, uow: UnitOfWork, meeting: UUID) -> None:
        came = Attendee.objects.filter(invitation__meeting=meeting).values_list("pk", flat=True)
        actions.sign_in(uow, meeting, came=list(came))
        actions.hold(uow, meeting, held_on=self.day)
        for item in AgendaItem.objects.filter(meeting=meeting).select_related("topic"):
            decided = [self._resolution(item.topic.title)] if item.topic is not None else []
            text = "同意（模拟）" if decided else "审议通过（模拟）"
            actions.decide(uow, item.pk, outcome=Outcome.AGREED, text=text, resolutions=decided)
            self.held.decisions += len(decided)

    def _resolution(self, title: str) -> ResolutionWords:
        lead, *partners = (unit.pk for unit in self._members(3))
        due = _workday(self.day, self.chance.randrange(30, 100))
        return ResolutionWords(
            f"制定并印发{title.removesuffix('（模拟）')}的办法（模拟）", [lead], partners, None, due
        )

    def _carry_out(self, task: UUID, until: date) -> None:
        """签收, 反馈, 核验: most of it in time; what would come after the last day stays open."""
        row = Obligation.objects.select_related("owner", "creditor").get(pk=task)
        issued = row.issued_on or self.day
        late = self.chance.randrange(1, 20) if self.chance.random() < LATE else -self.chance.randrange(1, 15)
        signed, done = _workday(issued, 1), _workday(max(row.due_on or issued, issued), late)
        done = max(done, _workday(signed, 1))
        owner = self.cast.actor(row.owner)
        if signed <= until:
            self._do(owner, signed, life.sign, task)
        if done > until:
            return
        text, answers = "已按议定事项办理（模拟）。", {"进展情况": "已经印发（模拟）"}
        self._do(owner, done, replying.submit, task, text=text, answers=answers)
        if _state(task) == ObligationState.REVIEWING:
            self._do(self.cast.actor(row.owner, "reviewer"), done, replying.approve, task)
        checked = _workday(done, 2)
        if _state(task) == ObligationState.VERIFYING and checked <= until:
            self._do(self.cast.actor(row.creditor), checked, replying.accept, task)


def _state(task: UUID) -> str:
    return Obligation.objects.values_list("state", flat=True).get(pk=task)


def _tasks(number: str) -> Iterator[UUID]:
    """What a record hands out: what helps comes before what it helps."""
    rows = Obligation.objects.filter(matter__number=number).order_by(F("parent").asc(nulls_last=True), "pk")
    yield from rows.values_list("pk", flat=True)

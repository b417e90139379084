"""The engine on rows and the rehearsal in memory stand in the same place after the same steps."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests import make
from tests.matters.conftest import at

from fuyuantong.common.refusals import Refusal
from fuyuantong.definitions.kinds import Step
from fuyuantong.definitions.reading import read
from fuyuantong.definitions.rehearsal import Rehearsal, start
from fuyuantong.definitions.snapshot import Snapshot
from fuyuantong.matters.actions.ending import withdraw_many
from fuyuantong.matters.actions.life import sign
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.actions.petitions import decide, petition
from fuyuantong.matters.actions.replying import accept, approve, send_back, submit
from fuyuantong.matters.engine import snapshot_of
from fuyuantong.matters.kinds import PetitionKind
from fuyuantong.matters.models import Matter, Obligation

pytestmark = pytest.mark.django_db

TRIAL = """\
机制: 收回试验
代码: recall-trial
版本: 1
参与方:
  发起单位: {类型: 不限, 地位: 发起, 可发起: 是}
  承办单位: {类型: 不限, 地位: 责任, 可多个: 是}
  专家单位: {类型: 不限, 地位: 配合, 可空: 是, 异于: 承办单位}
  知悉单位: {类型: 不限, 地位: 知悉, 可空: 是}
字段:
  要求: 长文本
  意见: 长文本
阶段: {登记: {}, 办理中: {}, 已反馈: {}, 已办结: {终点: 是}}
动作:
  交办: {从: 登记, 到: 办理中, 由: 发起单位, 须填: 要求, 派出任务: 办理, 抄送: 知悉单位}
  增派: {从: [办理中, 已反馈], 由: 发起单位, 派出任务: 办理, 抄送: 知悉单位}
  收回: {从: [办理中, 已反馈], 由: 发起单位, 收回任务: 办理}
  换办: {从: [办理中, 已反馈], 到: 办理中, 由: 发起单位, 收回任务: 办理, 派出任务: 办理}
  交回: {从: 办理中, 由: 承办单位, 收回任务: 办理}
  征询: {从: [办理中, 已反馈], 由: 发起单位, 须定: 专家单位, 派出任务: 提意见}
  办结: {从: [办理中, 已反馈], 到: 已办结, 由: 发起单位}
任务:
  办理: {承办: 承办单位, 核验: 发起单位, 汇合: 全部, 汇合后: 已反馈}
  提意见: {承办: 专家单位, 核验: 无, 反馈: 意见}
"""
MECHANISM = read(TRIAL)
DAY = date(2026, 3, 2)
STARTER_ACTS = ("交办", "增派", "收回", "换办", "征询", "办结")
OWNERS = ("housing", "market", "finance")
MOVES = ("签收", "反馈", "核验", "退回补正", "退办")


class Both:
    """One matter, twice: on rows and in memory. A step that one refuses must be refused by the other."""

    def __init__(self, city: make.City) -> None:
        make.mechanism("recall-trial", TRIAL)
        self.city = city
        self.clerks = {name: make.actor(getattr(city, name), roles=("clerk",)) for name in OWNERS}
        units = {"发起单位": [city.justice.pk]}
        opening = Opening("recall-trial", city.linkage.code, "收回试验", units=units)
        self.row: Matter = make.do(city.justice_clerk, open_matter, opening, now=at("2026-03-02"))
        self.memory: Rehearsal = start(MECHANISM)
        self.memory.snapshot = Snapshot(
            MECHANISM, MECHANISM.start.key, parties={"发起单位": (str(city.justice.pk),)}
        )

    def act(self, name: str, who: str = "", data: dict[str, Any] | None = None) -> bool:
        """An act of the definition by the starter, or by one of the owners; whether it was done."""
        given = {"要求": "限期办理", **(data or {})} if name == "交办" else dict(data or {})
        actor = self.clerks[who] if who else self.city.justice_clerk
        unit = str(actor.unit)
        if who and not set(self.memory.snapshot.parties_of(unit)) & {"承办单位"}:
            return False  # no party: the engine hides the matter, the rehearsal has no such notion
        step = Step(DAY, name, unit, tuple(given.items()))
        return self.same(
            lambda: make.do(actor, act, self.row.pk, name, data=given, now=at("2026-03-02")), step
        )

    def move(self, name: str, who: str, task: str = "办理") -> bool:
        """A move of the task that this unit owes; whether it was done."""
        unit = getattr(self.city, who).pk
        owed = Obligation.objects.filter(matter=self.row, owner=unit, task=task).open().first()
        if owed is None or (name == "退办" and owed.state not in {"pending", "working"}):
            return False
        if name == "反馈" and owed.state == "pending":
            self.move("签收", who, task)
        if name == "签收" and owed.state != "pending":
            return False
        step = Step(DAY, name, str(unit), (("任务", task),))
        return self.same(lambda: self.on_rows(name, who, owed), step)

    def on_rows(self, name: str, who: str, owed: Obligation) -> None:
        clerk, office, now = self.clerks[who], self.city.justice_clerk, at("2026-03-02")
        match name:
            case "签收":
                make.do(clerk, sign, owed.pk, now=now)
            case "反馈":
                make.do(clerk, submit, owed.pk, text="已办", now=now)
                if Obligation.objects.get(pk=owed.pk).state == "reviewing":
                    make.do(self.city.housing_chief, approve, owed.pk, now=now)
            case "核验":
                make.do(office, accept, owed.pk, now=now)
            case "退回补正":
                make.do(office, send_back, owed.pk, reason="补充", now=now)
            case _:
                asked = make.do(
                    clerk, petition, owed.pk, kind=PetitionKind.RETURN, reason="不属职责", now=now
                )
                make.do(office, decide, asked.pk, granted=True, now=now)

    def same(self, on_rows: Any, step: Step) -> bool:
        answers = []
        for work in (on_rows, lambda: self.memory.do(step)):
            try:
                work()
                answers.append(True)
            except Refusal:
                answers.append(False)
        assert len(set(answers)) == 1, f"{step.act}: rows {answers[0]}, rehearsal {answers[1]}"
        self.compare(step.act)
        return answers[0]

    def compare(self, where: str) -> None:
        rows, memory = snapshot_of(Matter.objects.get(pk=self.row.pk)), self.memory.snapshot
        assert rows.stage == memory.stage, where
        assert _filled(rows) == _filled(memory), where
        assert _owed(rows) == _owed(memory), where
        assert (rows.joined, rows.clocks) == (memory.joined, memory.clocks), where


def _filled(snapshot: Snapshot) -> dict[str, set[str]]:
    keys = {party.key for party in MECHANISM.parties}
    return {key: set(units) for key, units in snapshot.parties.items() if units and key in keys}


def _owed(snapshot: Snapshot) -> Counter[tuple[str, str, str, bool]]:
    """Whether somebody signed matters only while the task is open."""
    return Counter(
        (o.task, str(UUID(o.unit)), o.progress.value, o.signed and o.is_open) for o in snapshot.obligations
    )


@pytest.fixture
def both(city: make.City) -> Both:
    return Both(city)


def names(city: make.City, *who: str) -> list[str]:
    return [str(getattr(city, one).pk) for one in who]


def test_after_a_recall_an_unsigned_unit_is_a_party_no_longer_and_must_be_named_again(both, city) -> None:
    assert both.act("交办", data={"承办单位": names(city, "housing", "market")})
    assert both.move("签收", "housing")
    assert both.act("收回")
    assert both.act("增派"), "the unit that had signed still fills the party"
    owners = Obligation.objects.filter(matter=both.row).open().values_list("owner", flat=True)
    assert list(owners) == [city.housing.pk]


def test_after_a_recall_of_all_the_task_can_be_sent_only_to_units_named_anew(both, city) -> None:
    both.act("交办", data={"承办单位": names(city, "housing")})
    both.act("收回")
    assert not both.act("增派")
    assert both.act("增派", data={"承办单位": names(city, "market")})


def test_who_gives_its_own_unsigned_task_back_keeps_its_seat(both, city) -> None:
    both.act("交办", data={"承办单位": names(city, "housing", "market")})
    assert both.act("交回", who="housing")
    assert both.act("增派")


def test_after_a_return_the_seat_is_free(both, city) -> None:
    both.act("交办", data={"承办单位": names(city, "housing", "market")})
    assert both.move("退办", "housing")
    assert both.act("换办", data={"承办单位": names(city, "finance")})


@pytest.mark.parametrize("expert", ["finance", "housing"])
def test_a_reply_that_nobody_verifies_is_the_end_of_the_task(both, city, expert) -> None:
    """Also where the unit's own chief lets it go out first (housing)."""
    both.act("交办", data={"承办单位": names(city, "market")})
    assert both.act("征询", data={"专家单位": names(city, expert)[0]})
    assert both.move("反馈", expert, "提意见")
    row = Obligation.objects.get(matter=both.row, task="提意见")
    assert (row.state, row.finished_on) == ("done", DAY)
    assert (row.creditor_id, row.by_office) == (city.justice.pk, False)
    assert row.feedback.get().state == "accepted"


def test_a_unit_that_works_on_it_may_not_be_asked_as_the_expert(both, city) -> None:
    both.act("交办", data={"承办单位": names(city, "housing")})
    assert not both.act("征询", data={"专家单位": str(city.housing.pk)})
    assert not both.act("征询"), "the optional party is demanded"


def test_who_was_told_before_is_told_again(both, city) -> None:
    told = {"承办单位": names(city, "housing"), "知悉单位": str(city.finance.pk)}
    both.act("交办", data=told)
    both.act("增派", data={"承办单位": names(city, "market")})


_ACTS = st.tuples(st.sampled_from(STARTER_ACTS), st.lists(st.sampled_from(OWNERS), max_size=2, unique=True))
_MOVES = st.tuples(st.sampled_from(MOVES), st.sampled_from(OWNERS))
_BACK = st.tuples(st.just("交回"), st.sampled_from(OWNERS))


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # an example costs a second: none is made smaller
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.one_of(_ACTS, _MOVES, _MOVES, _BACK), min_size=4, max_size=10))
def test_whatever_is_done_both_stand_in_the_same_place(city, steps) -> None:
    both = Both(city)
    both.act("交办", data={"承办单位": names(city, "housing", "market")})
    for name, who in steps:
        if name in MOVES:
            both.move(name, who)
        elif name == "交回":
            both.act(name, who=who)
        else:
            sends = name in {"交办", "增派", "换办"} and who
            data: dict[str, Any] = {"承办单位": names(city, *who)} if sends else {}
            both.act(name, data=data | ({"专家单位": names(city, *who)[0]} if name == "征询" and who else {}))


def test_withdrawing_one_task_frees_the_seat_like_a_recall(both, city) -> None:
    both.act("交办", data={"承办单位": names(city, "housing")})
    owed = Obligation.objects.get(matter=both.row)
    make.do(city.justice_clerk, withdraw_many, [owed.pk], reason="误发", now=at("2026-03-02"))
    both.memory.do(Step(DAY, "退办", str(city.housing.pk)))  # in memory both are void obligations
    both.compare("撤回")

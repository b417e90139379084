"""核验: 无, 异于, 须定, 条数, and 派生 with 参与方 and 条件: what the machine and the checker make of them."""

from __future__ import annotations

from datetime import date

import pytest
from tests.definitions.base import BASE, broken, line_with

from fuyuantong.common.refusals import Refusal
from fuyuantong.definitions.effects import Derive, StageChanged
from fuyuantong.definitions.examining import examine
from fuyuantong.definitions.expressions import Facts, holds
from fuyuantong.definitions.kinds import OriginKind
from fuyuantong.definitions.machine import after_progress, apply_act, begin
from fuyuantong.definitions.reading import read
from fuyuantong.definitions.rehearsal import rehearse
from fuyuantong.definitions.snapshot import Progress, advance

DAY = date(2026, 9, 17)
NOBODY_VERIFIES = (
    ("核验: 发起单位, ", "核验: 无, "),
    ("[2026-09-20, 回复, 甲局], 处于: 待审核", "[2026-09-20, 反馈, 甲局], 处于: 待审核"),
)


def problems(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in examine(text)[1]]


def test_a_reply_that_nobody_verifies_ends_the_task_and_joins() -> None:
    text = broken(*NOBODY_VERIFIES)
    assert problems(text) == []  # its scenario goes on at the reply
    machine = begin(read(text))
    data = {"要求": "限期办理", "承办单位": ["甲局"]}
    sent = advance(machine, apply_act(machine, "交办", "发起单位", data, DAY))
    moved, outcome = after_progress(sent, sent.obligations[0], Progress.DONE, OriginKind.REPLIED, DAY)
    assert [e.target for e in outcome.effects if isinstance(e, StageChanged)] == ["待审核"]
    assert not moved.obligations[0].is_open


def test_a_reply_that_somebody_verifies_does_not_end_the_task_in_a_scenario() -> None:
    text = broken(("[2026-09-20, 回复, 甲局], 处于: 待审核", "[2026-09-20, 反馈, 甲局], 处于: 待审核"))
    assert [code for _line, code in problems(text)] == ["E-DEF-REHEARSAL"]


@pytest.mark.parametrize("more", ["核验期限: 签收期限", "销号: 是"])
def test_what_follows_verifying_cannot_stand_beside_nobody(more: str) -> None:
    text = broken(*NOBODY_VERIFIES, ("核验: 无,", f"核验: 无, {more},"))
    assert (line_with(text, "核验: 无"), "E-DEF-NO-VERIFIER") in problems(text)


DIFFERENT = ("承办单位: {类型: 行政机关,", "承办单位: {类型: 行政机关, 异于: 发起单位,")


def test_one_unit_cannot_fill_two_parties_that_must_differ() -> None:
    machine = begin(read(broken(DIFFERENT)), {"发起单位": ("乙局",)})
    with pytest.raises(Refusal, match="不得是同一单位") as refused:
        apply_act(machine, "交办", "发起单位", {"要求": "办", "承办单位": ["甲局", "乙局"]}, DAY)
    assert [error.pointer for error in refused.value.errors] == ["承办单位"]
    apply_act(machine, "交办", "发起单位", {"要求": "办", "承办单位": ["甲局"]}, DAY)


def test_an_act_that_names_neither_party_is_not_held_up_by_them() -> None:
    text = broken(DIFFERENT)
    machine = begin(read(text), {"发起单位": ("甲局",), "承办单位": ("甲局",)})
    apply_act(machine, "交办", "发起单位", {"要求": "办"}, DAY)


@pytest.mark.parametrize(
    ("written", "code"), [("承办单位", "E-DEF-DIFFERS"), ("不存在的单位", "E-DEF-UNKNOWN")]
)
def test_a_party_differs_from_another_one_that_exists(written: str, code: str) -> None:
    text = broken(("承办单位: {类型: 行政机关,", f"承办单位: {{类型: 行政机关, 异于: {written},"))
    assert (line_with(text, f"异于: {written}"), code) in problems(text)


DEMANDED = (
    "办结: {从: 待审核, 到: 已办结, 由: 发起单位}",
    "办结: {从: 待审核, 到: 已办结, 由: 发起单位, 须定: 法院}",
)


def test_an_act_may_demand_a_party_that_is_optional_elsewhere() -> None:
    mechanism = read(broken(DEMANDED))
    ready = begin(mechanism, {"发起单位": ("乙局",)})
    ready = advance(ready, apply_act(ready, "交办", "发起单位", {"要求": "办", "承办单位": ["甲局"]}, DAY))
    moved, outcome = after_progress(ready, ready.obligations[0], Progress.DONE, None, DAY)
    ready = advance(moved, outcome)
    with pytest.raises(Refusal, match="法院") as refused:
        apply_act(ready, "办结", "发起单位", {}, DAY)
    assert refused.value.code == "E-REQUIRED"
    assert [error.pointer for error in refused.value.errors] == ["法院"]
    assert apply_act(ready, "办结", "发起单位", {"法院": "临江法院"}, DAY).stage == "已办结"


def test_a_demanded_party_must_exist() -> None:
    text = broken((DEMANDED[0], DEMANDED[1].replace("法院", "法庭")))
    assert (line_with(text, "须定"), "E-DEF-UNKNOWN") in problems(text)


@pytest.mark.parametrize(
    ("rows", "enough"), [(["甲", "乙"], True), (["甲"], False), (None, False), ([], False)]
)
def test_conditions_count_the_rows_of_an_itemised_field(rows: list[str] | None, enough: bool) -> None:
    assert holds("条数(清单) >= 2", Facts({"清单": rows})) is enough


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("条数(要求) >= 2", "E-DEF-FIELD-TYPE"),
        ("条数(名单) >= 2", "E-DEF-UNKNOWN"),
        ("条数(2) >= 2", "E-DEF-EXPRESSION"),
    ],
)
def test_only_rows_can_be_counted(condition: str, code: str) -> None:
    text = broken(("类别 == '急件' or 已填(要求)", condition))
    assert (line_with(text, condition), code) in problems(text)


def derives(rest: str) -> str:
    return broken(("推演:\n", f"派生:\n  论证: {{机制: judge-consultation, 于动作: 交办{rest}}}\n推演:\n"))


def test_a_derivation_happens_only_where_its_condition_holds() -> None:
    machine = begin(read(derives(", 条件: 类别 == '急件'")))
    for kind, wanted in (("急件", 1), ("平件", 0)):
        data = {"要求": "办", "类别": kind, "承办单位": ["甲局"]}
        made = apply_act(machine, "交办", "发起单位", data, DAY).effects
        assert sum(isinstance(effect, Derive) for effect in made) == wanted


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        (", 参与方: {邀请机关: 主办单位}", "E-DEF-UNKNOWN"),
        (", 参与方: {邀请单位: 发起单位}", "E-DEF-DERIVED-PARTY"),
        (", 参与方: [邀请机关]", "E-DEF-SHAPE"),
        (", 条件: 不存在 == 1", "E-DEF-UNKNOWN"),
    ],
)
def test_a_derivation_names_parties_of_both_mechanisms(rest: str, code: str) -> None:
    text = derives(rest)
    assert (line_with(text, "judge-consultation"), code) in problems(text)


def test_a_derivation_that_names_its_parties_rightly_is_sound() -> None:
    assert problems(derives(", 参与方: {邀请机关: 发起单位}")) == []


def test_a_unit_from_which_a_task_is_recalled_is_a_party_no_longer() -> None:
    text = BASE.replace("  办结: {", "  收回: {由: 发起单位, 收回任务: 办理}\n  办结: {")
    machine = begin(read(text), {"发起单位": ("乙局",)})
    sent = advance(
        machine, apply_act(machine, "交办", "发起单位", {"要求": "办", "承办单位": ["甲局", "丙局"]}, DAY)
    )
    signed, _ = after_progress(sent, sent.obligations[0], Progress.OPEN, OriginKind.SIGNED, DAY)
    back = advance(signed, apply_act(signed, "收回", "发起单位", {}, DAY, unit="乙局"))
    assert back.parties["承办单位"] == ("甲局",), "the one that had signed is terminated and keeps its seat"
    assert {o.progress for o in back.obligations} == {Progress.VOID}
    assert rehearse(read(text)) == []

"""The four delivered mechanisms, walked on the pure machine with dates worked out by hand (2026 calendar)."""

from __future__ import annotations

from datetime import date

import pytest
from tests.definitions.base import SAMPLES

from fuyuantong.common.refusals import Conflict, Forbidden, Refusal
from fuyuantong.definitions.effects import (
    CloseTask,
    Derive,
    DraftLetter,
    JoinFired,
    Notify,
    SendTask,
    StageChanged,
    StartClock,
    StartCycle,
    StopClock,
    StopCycle,
    WriteRegister,
)
from fuyuantong.definitions.kinds import OriginKind, Standing
from fuyuantong.definitions.machine import after_obligation, after_progress, apply_act, possible_acts
from fuyuantong.definitions.reading import read
from fuyuantong.definitions.shelf import mechanism_file, mechanism_files, read_text
from fuyuantong.definitions.snapshot import Progress, advance, begin


def load(code):
    return read(read_text(mechanism_file(code)))


def do(snapshot, act, party, on, data=None, served=None):
    outcome = apply_act(snapshot, act, party, data or {}, on, served)
    return advance(snapshot, outcome), outcome


def of(kind, outcome):
    return [effect for effect in outcome.effects if isinstance(effect, kind)]


def put(snapshot, task, unit, progress, moment=None, on=date(2026, 3, 9)):
    view = next(o for o in snapshot.obligations if o.is_open and (o.task, o.unit) == (task, unit))
    moved, outcome = after_progress(snapshot, view, progress, moment, on)
    return advance(moved, outcome), outcome


@pytest.mark.inventory("L18")
def test_a_recommendation_to_two_addressees_gives_each_its_own_reply_from_its_own_day_of_service() -> None:
    m = load("judicial-recommendation")
    s = begin(m)
    s, _ = do(
        s,
        "提请审议",
        "发出单位",
        date(2026, 1, 4),
        {"建议类型": "综合治理类", "建议事项": [{"问题": "甲", "建议": "乙"}]},
    )
    s, signed = do(
        s,
        "编号签发",
        "发出单位",
        date(2026, 1, 5),
        {"建议书文号": "临法建〔2026〕1号", "签发日期": "2026-01-05"},
    )
    assert of(DraftLetter, signed) == [DraftLetter("司法建议书")]
    served = {"住建局": date(2026, 1, 6), "城管局": date(2026, 1, 9)}
    parties = {"被建议单位": ["住建局", "城管局"], "上级主管部门": ["住建厅"]}
    s, sent = do(s, "送达", "发出单位", date(2026, 1, 9), parties, served)
    assert of(SendTask, sent) == [SendTask("书面回复", ("住建局", "城管局"))]
    assert of(Notify, sent) == [Notify("上级主管部门", ("住建厅",))]
    starts = {e.unit: (e.clock, e.origin_on, e.due_on) for e in of(StartClock, sent)}
    assert starts == {
        "住建局": ("综合治理类回复期限", date(2026, 1, 6), None),
        "城管局": ("综合治理类回复期限", date(2026, 1, 9), None),
    }
    s, first = put(s, "书面回复", "住建局", Progress.REPLIED, OriginKind.REPLIED)
    assert of(StageChanged, first) == []
    s, second = put(s, "书面回复", "城管局", Progress.REPLIED, OriginKind.REPLIED)
    assert of(StageChanged, second) == [StageChanged("已送达", "已回复", "汇合:书面回复")]
    assert of(JoinFired, second) == [JoinFired("书面回复")]
    s, third = put(s, "书面回复", "住建局", Progress.DONE)
    assert of(JoinFired, third) == []
    assert of(StopClock, third) == [StopClock("综合治理类回复期限", "书面回复", "住建局")]


@pytest.mark.inventory("L18")
def test_the_kind_of_recommendation_chooses_the_clock() -> None:
    m = load("judicial-recommendation")
    clocks = {}
    for kind, day in (("综合治理类", None), ("规范性文件类", None), ("个案类", "2026-04-03")):
        s = begin(m)
        s, _ = do(s, "提请审议", "发出单位", date(2026, 3, 2), {"建议类型": kind, "建议事项": ["一项"]})
        extra = {"函载回复日": day} if day else {}
        s, _ = do(
            s,
            "编号签发",
            "发出单位",
            date(2026, 3, 3),
            {"建议书文号": "x", "签发日期": "2026-03-03", **extra},
        )
        _, sent = do(s, "送达", "发出单位", date(2026, 3, 4), {"被建议单位": ["甲局"]})
        clocks[kind] = [(e.clock, e.due_on) for e in of(StartClock, sent)]
    assert clocks == {
        "综合治理类": [("综合治理类回复期限", None)],
        "规范性文件类": [("规范性文件类回复期限", None)],
        "个案类": [("个案类回复期限", date(2026, 4, 3))],
    }
    assert m.clock("综合治理类回复期限").term.code == "2M"
    assert m.clock("规范性文件类回复期限").term.code == "60D"


@pytest.mark.inventory("L18")
def test_a_recommendation_is_never_returned_and_courts_name_is_not_commanded() -> None:
    m = load("judicial-recommendation")
    assert {task.objection.value for task in m.tasks} == {"objection"}
    assert "退办" not in "".join(act.key for act in m.acts)


@pytest.mark.inventory("P01", "P05")
def test_a_plan_item_goes_to_all_leads_with_partners_reporting_to_them() -> None:
    m = load("annual-plan-item")
    assert m.party("牵头单位").one_collects
    assert m.party("牵头单位").standing is Standing.LEAD
    s = begin(m)
    data = {
        "年度": 2026, "任务内容": "制定流程", "时限类型": "确定日期", "完成时限": "2026-06-30", "报送频次": "每季度报送",
        "牵头单位": ["司法局", "法院"], "责任单位": ["公安局"], "配合单位": ["财政局"],
    }  # fmt: skip
    s, out = do(s, "下达", "联席会议办公室", date(2026, 3, 2), data)
    assert of(SendTask, out) == [
        SendTask("牵头任务", ("司法局", "法院")),
        SendTask("责任任务", ("公安局",), "牵头任务"),
        SendTask("配合任务", ("财政局",), "牵头任务"),
    ]
    dues = {(e.clock, e.unit): e.due_on for e in of(StartClock, out)}
    assert dues["完成期限", "法院"] == date(2026, 6, 30)
    assert ("签收时限", "财政局") in dues
    assert of(StartCycle, out) == [StartCycle("按季报送", "报送进展", date(2026, 3, 2))]
    s, _ = put(s, "责任任务", "公安局", Progress.DONE)
    s, _ = put(s, "牵头任务", "司法局", Progress.DONE)
    assert s.stage == "推进中"
    s, out = put(s, "牵头任务", "法院", Progress.DONE)
    assert s.stage == "已办结"
    s, out = do(s, "对账销号", "联席会议办公室", date(2026, 7, 1), {"销号意见": "同意"})
    assert of(CloseTask, out) == [CloseTask("配合任务", "ended")]
    assert {e.cycle for e in of(StopCycle, out)} == {"按月报送", "按季报送", "按半年报送", "按年报送"}
    assert possible_acts(s, {"联席会议办公室"})[0].key == "重新交办"


@pytest.mark.inventory("P02")
def test_adding_a_unit_sends_it_only_to_the_new_one_and_reopening_sends_to_all() -> None:
    m = load("annual-plan-item")
    s, _ = do(
        begin(m),
        "下达",
        "联席会议办公室",
        date(2026, 3, 2),
        {"年度": 2026, "任务内容": "x", "时限类型": "未规定", "牵头单位": ["甲局"]},
    )
    s, out = do(s, "增派", "联席会议办公室", date(2026, 3, 3), {"牵头单位": ["乙局"]})
    assert of(SendTask, out) == [SendTask("牵头任务", ("乙局",))]
    s, _ = put(s, "牵头任务", "甲局", Progress.DONE)
    s, _ = put(s, "牵头任务", "乙局", Progress.DONE)
    s, out = do(s, "重新交办", "联席会议办公室", date(2026, 8, 3), {"回头看情况": "未落实"})
    assert of(SendTask, out) == [SendTask("牵头任务", ("甲局", "乙局"))]
    s, again = put(s, "牵头任务", "甲局", Progress.DONE)
    assert of(JoinFired, again) == []
    s, again = put(s, "牵头任务", "乙局", Progress.DONE)
    assert of(JoinFired, again) == [JoinFired("牵头任务")]
    assert s.stage == "已办结"


@pytest.mark.inventory("P03")
def test_items_without_a_deadline_start_no_clock_but_signing_and_standing_ones_need_a_review_day() -> None:
    m = load("annual-plan-item")
    base = {"年度": 2026, "任务内容": "x", "牵头单位": ["甲局"]}
    _, out = do(begin(m), "下达", "联席会议办公室", date(2026, 3, 2), {**base, "时限类型": "未规定"})
    assert [e.clock for e in of(StartClock, out)] == ["签收时限"]
    with pytest.raises(Refusal) as refused:
        do(begin(m), "下达", "联席会议办公室", date(2026, 3, 2), {**base, "时限类型": "长期坚持"})
    assert refused.value.code == "E-RULE"
    assert "复核日" in refused.value.message


def test_an_assigned_item_runs_its_three_clocks() -> None:
    m = load("assigned-item")
    s, _ = do(begin(m), "提请审核", "交办单位", date(2026, 4, 29), {"类别": "交办件", "办理要求": "核实"})
    s, out = do(s, "交办", "交办单位", date(2026, 4, 30), {"承办单位": ["住建局"], "会办单位": ["城管局"]})
    assert {(e.clock, e.unit) for e in of(StartClock, out)} == {
        ("签收时限", "住建局"), ("签收时限", "城管局"), ("办理期限", "住建局"), ("办理期限", "城管局"),
    }  # fmt: skip
    s, out = put(s, "承办任务", "住建局", Progress.OPEN, OriginKind.SIGNED)
    assert of(StopClock, out) == [StopClock("签收时限", "承办任务", "住建局")]
    s, out = put(s, "承办任务", "住建局", Progress.REPLIED, OriginKind.REPLIED, date(2026, 5, 18))
    assert of(StartClock, out) == [StartClock("核验时限", date(2026, 5, 18), "承办任务", "住建局")]
    s, out = put(s, "承办任务", "住建局", Progress.OPEN)
    assert of(StopClock, out) == [StopClock("核验时限", "承办任务", "住建局")]
    s, out = put(s, "承办任务", "住建局", Progress.REPLIED, OriginKind.REPLIED, date(2026, 5, 21))
    assert of(StartClock, out) == [StartClock("核验时限", date(2026, 5, 21), "承办任务", "住建局")]


@pytest.mark.inventory("L01")
def test_a_dispute_before_filing_needs_consent_and_ends_in_filing_when_it_fails() -> None:
    m = load("administrative-dispute-resolution")
    about = {"化解阶段": "诉前", "当事人": [{"姓名或名称": "张某"}], "争议事项": "不服处罚"}
    with pytest.raises(Refusal, match="书面同意"):
        do(begin(m), "移送", "化解中心", date(2026, 1, 15), about)
    s, out = do(begin(m), "移送", "移送单位", date(2026, 1, 15), {**about, "书面同意": ["f1"]})
    assert of(DraftLetter, out) == [DraftLetter("移送函")]
    s, out = do(s, "交办", "化解中心", date(2026, 1, 16), {"涉诉行政机关": ["市监局"]})
    assert ("诉前化解期限", date(2026, 1, 16)) in {(e.clock, e.origin_on) for e in of(StartClock, out)}
    s, out = do(s, "转立案", "化解中心", date(2026, 2, 9))
    assert s.stage == "已转立案"
    assert of(CloseTask, out) == [CloseTask("化解任务", "ended")]
    assert possible_acts(s, {"化解中心", "移送单位"}) == []


def test_the_letter_sample_joins_on_any_reply_writes_a_row_and_derives_a_matter_per_item() -> None:
    m = read((SAMPLES / "reminder-letter.yaml").read_text())
    data = {"提示事项": ["一", "二"], "发函日期": "2026-01-31", "收函单位": ["甲局", "乙局"]}
    s, out = do(begin(m), "发函", "发函单位", date(2026, 1, 31), data)
    assert of(WriteRegister, out) == [
        WriteRegister("台账行", "major-risks", (("登记日期", "2026-01-31"), ("措施", ["一", "二"])))
    ]
    assert {e.origin_on for e in of(StartClock, out)} == {date(2026, 1, 31)}
    s, _ = put(s, "回函", "乙局", Progress.DONE)
    assert s.stage == "已回函"
    _, out = do(s, "归档", "发函单位", date(2026, 3, 2), {"后续事项": ["甲事", "乙事"]})
    assert [e.values for e in of(Derive, out)] == [
        (("办理要求", ["一", "二"]), ("后续事项", "甲事")),
        (("办理要求", ["一", "二"]), ("后续事项", "乙事")),
    ]


def test_service_recorded_later_starts_the_clock_that_runs_from_service() -> None:
    text = read_text(mechanism_file("judicial-recommendation")).replace(
        "    起算: 送达\n    法定: 是", "    起算: 签收\n    法定: 是"
    )
    m = read(text)
    s, _ = do(
        begin(m), "提请审议", "发出单位", date(2026, 3, 2), {"建议类型": "规范性文件类", "建议事项": ["x"]}
    )
    s, _ = do(s, "编号签发", "发出单位", date(2026, 3, 3), {"建议书文号": "x", "签发日期": "2026-03-03"})
    s, out = do(s, "送达", "发出单位", date(2026, 3, 4), {"被建议单位": ["甲局"]})
    assert of(StartClock, out) == []
    out = after_obligation(s, "书面回复", "甲局", OriginKind.SIGNED, date(2026, 3, 6))
    assert of(StartClock, out) == [StartClock("规范性文件类回复期限", date(2026, 3, 6), "书面回复", "甲局")]


def test_refusals_name_the_stage_the_party_and_what_is_allowed() -> None:
    m = load("assigned-item")
    with pytest.raises(Conflict) as wrong_stage:
        do(begin(m), "销号确认", "交办单位", date(2026, 3, 2))
    assert wrong_stage.value.code == "E-STATE"
    assert wrong_stage.value.message == "事项现处于“登记”阶段，不能“销号确认”。"
    assert wrong_stage.value.hint == "此时交办单位可以：提请审核。"
    with pytest.raises(Forbidden, match="由交办单位办理"):
        do(begin(m), "提请审核", "承办单位", date(2026, 3, 2))
    with pytest.raises(Refusal) as missing:
        do(begin(m), "提请审核", "交办单位", date(2026, 3, 2), {"类别": "交办件", "办理要求": "　"})
    assert missing.value.code == "E-REQUIRED"
    assert [e.pointer for e in missing.value.errors] == ["办理要求"]
    with pytest.raises(Refusal) as wrong:
        do(
            begin(m),
            "提请审核",
            "交办单位",
            date(2026, 3, 2),
            {"类别": "急件", "办理时限": "2026-02-30", "多余": 1, "办理要求": "x"},
        )
    assert [(e.pointer, e.code) for e in wrong.value.errors] == [
        ("类别", "E-CHOICE"), ("办理时限", "E-DATE-FORMAT"), ("多余", "E-FIELD-UNKNOWN"),
    ]  # fmt: skip
    with pytest.raises(Refusal) as nobody:
        s, _ = do(begin(m), "提请审核", "交办单位", date(2026, 3, 2), {"类别": "交办件", "办理要求": "x"})
        do(s, "交办", "交办单位", date(2026, 3, 2))
    assert [e.pointer for e in nobody.value.errors] == ["承办单位"]


def test_every_delivered_definition_is_sound_and_cites_its_sources() -> None:
    from fuyuantong.definitions.examining import examine

    files = list(mechanism_files())
    assert {path.stem for path in files} >= {
        "annual-plan-item", "assigned-item", "judicial-recommendation", "administrative-dispute-resolution",
    }  # fmt: skip
    for path in files:
        mechanism, problems = examine(path.read_text(), path.name)
        assert problems == []
        assert mechanism.code == path.stem
        assert mechanism.sources
        assert mechanism.scenarios
        assert all(clock.basis for clock in mechanism.clocks), path.name


@pytest.mark.parametrize("name", ["normative-review", "reminder-letter"])
def test_approvals_and_letters_of_other_shapes_are_read_checked_and_rehearsed(name) -> None:
    from fuyuantong.definitions.examining import examine

    assert examine((SAMPLES / f"{name}.yaml").read_text())[1] == []

"""Single rules of the machine, each on the smallest definition that shows it."""

from __future__ import annotations

from datetime import date

from tests.definitions.base import BASE, broken

from fuyuantong.definitions.effects import CloseTask, JoinFired, SendTask, StageChanged, StartClock
from fuyuantong.definitions.kinds import OriginKind
from fuyuantong.definitions.machine import after_obligation, after_progress, apply_act, possible_acts
from fuyuantong.definitions.reading import read
from fuyuantong.definitions.rehearsal import start
from fuyuantong.definitions.shelf import mechanism_file, read_text
from fuyuantong.definitions.snapshot import Progress, advance, begin

DAY = date(2026, 3, 2)
SKIP = ("  办结: {从: 待审核", "  跳过: {从: 办理中, 到: 复核, 由: 发起单位}\n  办结: {从: [待审核, 复核]")
MORE = ("  待审核: {}\n", "  待审核: {}\n  复核: {}\n")
REASSIGN = ("  办结: {从", "  改派: {从: 办理中, 由: 发起单位, 收回任务: 办理, 派出任务: 办理}\n  办结: {从")


def sent(text=BASE, units=("甲局", "乙局"), served=None):
    snapshot = begin(read(text))
    outcome = apply_act(snapshot, "交办", "发起单位", {"要求": "x", "承办单位": list(units)}, DAY, served)
    return advance(snapshot, outcome), outcome


def put(snapshot, unit, progress, moment=None):
    view = next(o for o in snapshot.obligations if o.is_open and o.unit == unit)
    moved, outcome = after_progress(snapshot, view, progress, moment, DAY)
    return advance(moved, outcome), outcome


def of(kind, outcome):
    return [effect for effect in outcome.effects if isinstance(effect, kind)]


def test_a_join_fulfilled_late_never_moves_the_matter_back() -> None:
    snapshot, _ = sent(broken(SKIP, MORE), ["甲局"])
    snapshot = advance(snapshot, apply_act(snapshot, "跳过", "发起单位", {}, DAY))
    snapshot, outcome = put(snapshot, "甲局", Progress.DONE)
    assert of(JoinFired, outcome) == [JoinFired("办理")]
    assert of(StageChanged, outcome) == []
    assert snapshot.stage == "复核"


def test_an_act_may_recall_a_task_and_send_it_again_to_the_same_unit() -> None:
    snapshot, _ = sent(broken(REASSIGN))
    outcome = apply_act(snapshot, "改派", "发起单位", {}, DAY)
    assert of(CloseTask, outcome) == [CloseTask("办理", "recalled")]
    assert of(SendTask, outcome) == [SendTask("办理", ("甲局", "乙局"))]
    after = advance(snapshot, outcome)
    assert [o.progress for o in after.obligations] == [
        Progress.VOID,
        Progress.VOID,
        Progress.OPEN,
        Progress.OPEN,
    ]


def test_any_and_some_wait_for_the_first_and_the_nth_reply() -> None:
    snapshot, _ = sent(broken(("汇合: 全部", "汇合: 任一")))
    snapshot, outcome = put(snapshot, "甲局", Progress.OPEN, OriginKind.SIGNED)
    assert of(JoinFired, outcome) == []
    snapshot, outcome = put(snapshot, "甲局", Progress.DONE)
    assert snapshot.stage == "待审核"
    snapshot, _ = sent(broken(("汇合: 全部", "汇合: 2 个")), ["甲局", "乙局", "丙局"])
    snapshot, _ = put(snapshot, "甲局", Progress.DONE)
    assert snapshot.stage == "办理中"
    snapshot, _ = put(snapshot, "丙局", Progress.DONE)
    assert snapshot.stage == "待审核"


def test_partners_without_a_lead_report_to_nobody() -> None:
    m = read(read_text(mechanism_file("annual-plan-item")))
    data = {"年度": 2026, "任务内容": "x", "时限类型": "未规定", "责任单位": ["甲局"]}
    outcome = apply_act(begin(m), "下达", "联席会议办公室", data, DAY)
    assert of(SendTask, outcome) == [SendTask("责任任务", ("甲局",), part_of="")]


def test_a_fixed_date_is_given_and_not_counted() -> None:
    _, outcome = sent(broken(("时长: 15 日, 起算: 交办", "固定日期: 2026-12-31")), ["甲局"])
    assert StartClock("办理期限", DAY, "办理", "甲局", date(2026, 12, 31)) in outcome.effects


def test_void_obligations_count_neither_as_sent_nor_as_done() -> None:
    changes = (
        ("由: 发起单位}", "由: 发起单位, 条件: 全部办结(办理)}"),
        ("从: 待审核, 到", "从: [办理中, 待审核], 到"),
    )
    snapshot, _ = sent(broken(*changes))
    snapshot, _ = put(snapshot, "甲局", Progress.VOID)
    [view] = [v for v in possible_acts(snapshot, {"发起单位"}) if v.key == "办结"]
    assert view.blocked == "“办结”的条件尚未满足：全部办结(办理)。"
    snapshot, _ = put(snapshot, "乙局", Progress.DONE)
    assert snapshot.stage == "待审核"
    [view] = possible_acts(snapshot, {"发起单位"})
    assert view.blocked == ""


def test_the_last_obligation_made_void_does_not_fulfil_a_join() -> None:
    snapshot, _ = sent(units=["甲局"])
    snapshot, outcome = put(snapshot, "甲局", Progress.VOID)
    assert of(JoinFired, outcome) == []
    assert snapshot.stage == "办理中"


def test_a_clock_from_service_starts_with_the_act_when_the_day_is_known_and_later_when_not() -> None:
    text = broken(("时长: 15 日, 起算: 交办", "时长: 15 日, 起算: 送达"))
    snapshot, outcome = sent(text, served={"甲局": date(2026, 3, 4)})
    starts = [(e.unit, e.origin_on) for e in of(StartClock, outcome) if e.clock == "办理期限"]
    assert starts == [("甲局", date(2026, 3, 4))]
    outcome = after_obligation(snapshot, "办理", "乙局", OriginKind.SERVED, date(2026, 3, 9))
    assert of(StartClock, outcome) == [StartClock("办理期限", date(2026, 3, 9), "办理", "乙局")]
    again = after_obligation(advance(snapshot, outcome), "办理", "乙局", OriginKind.SERVED, date(2026, 3, 10))
    assert of(StartClock, again) == []


def test_of_two_obligations_of_one_unit_the_newest_is_meant() -> None:
    snapshot, _ = sent(broken(REASSIGN), ["甲局"])
    snapshot = advance(snapshot, apply_act(snapshot, "改派", "发起单位", {}, DAY))
    outcome = after_obligation(snapshot, "办理", "甲局", OriginKind.SIGNED, DAY)
    assert [(type(e).__name__, e.clock) for e in outcome.effects] == [("StopClock", "签收期限")]


def test_a_reminder_is_silent_from_the_day_its_clock_stops() -> None:
    m = read(BASE)
    send, reply = (step for step in m.scenarios[0].steps if hasattr(step, "act"))
    urge = (date(2026, 10, 8), "urge", "办理期限", "甲局")
    for day, speaks in ((date(2026, 10, 8), False), (date(2026, 10, 9), True)):
        played = start(m)
        played.do(send)
        assert urge in played.firings()
        played.do(type(reply)(on=day, act="回复", unit="甲局"))
        assert (urge in played.firings()) is speaks

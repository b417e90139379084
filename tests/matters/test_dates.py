"""A date moves only by a row that says why: 延期, 暂缓, 中止, recomputation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make
from tests.matters.conftest import Handed, at, hand_out

from fuyuantong.clocks.calendar_library import library_calendar
from fuyuantong.common.refusals import Conflict, Refusal
from fuyuantong.matters.actions import dates, life, petitions, replying
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.clocking import resumed_due
from fuyuantong.matters.kinds import PetitionKind
from fuyuantong.matters.models import Clock, ClockMove, Matter, Obligation
from fuyuantong.matters.queries import Filters, ledger

pytestmark = pytest.mark.django_db


def fresh(row: Obligation) -> Obligation:
    return Obligation.objects.get(pk=row.pk)


def test_an_extension_leaves_a_row_with_both_dates_and_the_reason(city: make.City, handed: Handed) -> None:
    make.do(
        city.office,
        dates.extend,
        handed.lead.pk,
        due_on=date(2026, 8, 31),
        reason="征求意见延长",
        now=at("2026-06-01"),
    )
    row = fresh(handed.lead)
    assert row.due_on == date(2026, 8, 31)
    move = ClockMove.objects.get(kind="extension")
    assert (move.due_before, move.due_after, move.reason) == (
        date(2026, 6, 30),
        date(2026, 8, 31),
        "征求意见延长",
    )
    assert "延期至 2026-08-31" in Clock.objects.get(obligation=row, main=True).proof[-1]["rule"]


def test_the_definition_says_how_often_a_date_may_move(city: make.City, handed: Handed) -> None:
    for n, day in enumerate((date(2026, 8, 31), date(2026, 9, 30))):
        make.do(
            city.office, dates.extend, handed.lead.pk, due_on=day, reason=f"第{n}次", now=at("2026-06-01")
        )
    with pytest.raises(Refusal, match="最多延期 2 次"):
        make.do(
            city.office,
            dates.extend,
            handed.lead.pk,
            due_on=date(2026, 12, 31),
            reason="再延",
            now=at("2026-06-01"),
        )


def test_an_extension_must_be_later(city: make.City, handed: Handed) -> None:
    with pytest.raises(Refusal, match="应晚于原期限"):
        make.do(
            city.office,
            dates.extend,
            handed.lead.pk,
            due_on=date(2026, 6, 30),
            reason="x",
            now=at("2026-06-01"),
        )


def test_held_work_is_in_no_overdue_list_and_goes_on_with_what_was_left(
    city: make.City, handed: Handed
) -> None:
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-03"))
    make.do(city.office, dates.hold, handed.lead.pk, reason="等待上级口径", now=at("2026-06-20"))
    assert (
        not ledger(city.office, Filters(lamp="overdue"), date(2026, 7, 15)).filter(pk=handed.lead.pk).exists()
    )
    make.do(city.office, dates.unhold, handed.lead.pk, reason="口径已明确", now=at("2026-07-20"))
    assert fresh(handed.lead).due_on == date(2026, 7, 30), "ten days were left on 20 June"


def test_a_task_is_never_suspended_like_a_statutory_clock(city: make.City, handed: Handed) -> None:
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-03"))
    with pytest.raises(Refusal, match="暂缓办理"):
        make.do(
            city.housing_clerk, dates.suspend, handed.lead.pk, reason="x", basis="y", now=at("2026-03-04")
        )


def test_holding_twice_is_refused(city: make.City, handed: Handed) -> None:
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-03"))
    make.do(city.office, dates.hold, handed.lead.pk, reason="等", now=at("2026-03-20"))
    with pytest.raises(Conflict):
        make.do(city.office, dates.hold, handed.lead.pk, reason="等", now=at("2026-03-21"))


def ask(city: make.City, row: Obligation, kind: PetitionKind, **more):
    return make.do(city.housing_clerk, petitions.petition, row.pk, kind, now=at("2026-03-03"), **more)


def test_a_granted_request_does_the_thing_itself(city: make.City, handed: Handed) -> None:
    asked = ask(city, handed.lead, PetitionKind.EXTENSION, reason="专家论证", wanted_due=date(2026, 7, 31))
    assert fresh(handed.lead).due_on == date(2026, 6, 30), "asking moves nothing"
    make.do(city.office, petitions.decide, asked.pk, granted=True, now=at("2026-03-04"))
    assert fresh(handed.lead).due_on == date(2026, 7, 31)


def test_a_refused_request_needs_a_reason_and_changes_nothing(city: make.City, handed: Handed) -> None:
    asked = ask(city, handed.lead, PetitionKind.EXTENSION, reason="等", wanted_due=date(2026, 7, 31))
    with pytest.raises(Refusal, match="不同意的理由"):
        make.do(city.office, petitions.decide, asked.pk, granted=False, now=at("2026-03-04"))
    make.do(city.office, petitions.decide, asked.pk, granted=False, remark="请按期", now=at("2026-03-04"))
    assert fresh(handed.lead).due_on == date(2026, 6, 30)


def test_not_ours_is_decided_by_the_sender_and_leaves_every_rate(city: make.City, handed: Handed) -> None:
    asked = ask(city, handed.lead, PetitionKind.RETURN, reason="不属职责")
    make.do(city.office, petitions.decide, asked.pk, granted=True, now=at("2026-03-04"))
    assert fresh(handed.lead).state == "returned"
    assert not ledger(city.office, Filters(), date(2026, 7, 31)).filter(pk=handed.lead.pk).exists()


def test_passing_to_another_unit_keeps_the_date(city: make.City, handed: Handed) -> None:
    asked = ask(city, handed.lead, PetitionKind.REASSIGN, reason="归口市监", wanted_unit=city.market.pk)
    make.do(city.office, petitions.decide, asked.pk, granted=True, now=at("2026-03-10"))
    new = Obligation.objects.get(owner=city.market)
    assert (fresh(handed.lead).state, new.state, new.due_on) == ("reassigned", "pending", date(2026, 6, 30))
    make.do(city.market_clerk, life.sign, new.pk, now=at("2026-03-11"))


def served_letter(city: make.City) -> Obligation:
    opening = Opening(
        mechanism="judicial-recommendation",
        linkage=city.linkage.code,
        title="关于送达程序的司法建议",
        units={"发出单位": [city.court.pk]},
    )
    matter = make.do(city.judge, open_matter, opening, now=at("2026-03-02"))
    items = [{"问题": "程序", "建议": "规范"}, {"问题": "留痕", "建议": "存证"}]
    addressees = [str(city.housing.pk), str(city.finance.pk)]
    steps = [
        ("提请审议", {"建议类型": "综合治理类", "建议事项": items}),
        ("编号签发", {"建议书文号": "临法建〔2026〕3号", "签发日期": "2026-03-02"}),
        ("送达", {"被建议单位": addressees}),
    ]
    sent: list[Obligation] = []
    for key, data in steps:
        served = {addressees[0]: date(2026, 3, 1)} if key == "送达" else None
        _, sent = make.do(city.judge, act, matter.pk, key, data=data, served=served, now=at("2026-03-02"))
    return next(row for row in sent if row.owner == city.housing)


def test_a_letter_is_never_returned_or_passed_on(city: make.City) -> None:
    row = served_letter(city)
    with pytest.raises(Refusal, match="不作退办或改派"):
        ask(city, row, PetitionKind.RETURN, reason="不是我们")
    make.do(city.housing_clerk, life.sign, row.pk, now=at("2026-03-04"))
    feedback = make.do(
        city.housing_clerk, petitions.object_to, row.pk, text="事实有出入", now=at("2026-03-05")
    )
    assert feedback.kind == "objection"


def test_the_clock_of_a_letter_runs_from_service_not_from_a_click(city: make.City) -> None:
    row = fresh(served_letter(city))
    assert row.due_on == date(2026, 5, 6), "two months from 1 March end on a holiday of May"
    make.do(city.housing_clerk, life.sign, row.pk, now=at("2026-03-20"))
    assert fresh(row).due_on == date(2026, 5, 6)


def test_every_addressee_answers_item_by_item(city: make.City) -> None:
    row = served_letter(city)
    make.do(city.housing_clerk, life.sign, row.pk, now=at("2026-03-03"))
    answers = {"回复文号": "临建函〔2026〕1号", "采纳情况": "部分采纳"}
    with pytest.raises(Refusal, match="逐条答复"):
        make.do(
            city.housing_clerk, replying.submit, row.pk, text="收悉", answers=answers, now=at("2026-04-01")
        )
    items = [{"条目": "程序", "答复": "采纳"}, {"条目": "留痕", "答复": "部分采纳"}]
    make.do(
        city.housing_clerk,
        replying.submit,
        row.pk,
        text="收悉",
        answers={**answers, "逐条答复": items},
        now=at("2026-04-01"),
    )
    assert Matter.objects.get(pk=row.matter_id).stage == "已送达", "the other addressee still owes its reply"


def test_a_provisional_date_says_so(city: make.City) -> None:
    _, sent = hand_out(city, due=date(2027, 3, 31))
    assert fresh(sent[0]).provisional


CALENDAR = library_calendar()
days = st.dates(date(2025, 1, 1), date(2026, 11, 1))


@given(due=days, pause=st.integers(1, 60), gap=st.integers(1, 90), workdays=st.booleans())
def test_a_later_resumption_never_gives_an_earlier_date(
    due: date, pause: int, gap: int, workdays: bool
) -> None:
    paused = due - timedelta(days=pause)
    one, two = (
        resumed_due(due, paused, paused + timedelta(days=n), workdays=workdays, calendar=CALENDAR)[0]
        for n in (gap, gap + 1)
    )
    assert one <= two


@given(due=days, pause=st.integers(1, 60))
def test_resuming_the_same_day_changes_nothing(due: date, pause: int) -> None:
    paused = due - timedelta(days=pause)
    assert resumed_due(due, paused, paused, workdays=False, calendar=CALENDAR)[0] == due

"""Single rules of the count: proof, pauses, refusals."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fuyuantong.clocks.calendar_library import library_calendar
from fuyuantong.clocks.due import Extension, Pause, compute_due, extend, pause, remaining
from fuyuantong.clocks.moments import parse_moment
from fuyuantong.clocks.terms import parse_term
from fuyuantong.common.refusals import Refusal

CALENDAR = library_calendar()


def due(start, term, **more):
    return compute_due(date.fromisoformat(start), parse_term(term), CALENDAR, **more)


def refused(code):
    return pytest.raises(Refusal, match="") if code is None else _Refused(code)


class _Refused:
    def __init__(self, code):
        self.code = code

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        assert isinstance(error, Refusal), f"nothing was refused, expected {self.code}"
        assert error.code == self.code
        return True


def test_the_proof_names_rule_article_and_the_days_passed_over():
    answer = due("2026-09-17", "15D").as_json()
    assert answer["due"] == "2026-10-08"
    assert [step["article"] for step in answer["proof"]] == [
        "民法典第201条第1款、民事诉讼法第85条第2款",
        "民法典第200条、第201条第1款",
        "民事诉讼法第85条第3款、民法典第203条第1款",
    ]
    last = answer["proof"][-1]
    assert (last["from"], last["to"]) == ("2026-10-02", "2026-10-08")
    assert last["skipped"] == [f"2026-10-0{n}" for n in range(2, 8)]
    assert "国庆节" in last["rule"]


def test_a_moved_working_saturday_is_explained_and_not_moved():
    answer = due("2026-02-13", "15D")
    assert answer.due == date(2026, 2, 28)
    assert "调休上班日" in answer.proof[-1].rule


def test_a_month_without_the_day_says_so():
    assert "没有对应日" in due("2026-01-31", "1M").proof[1].rule
    assert "的对应日" in due("2026-01-30", "2M").proof[1].rule


def test_working_days_name_what_they_skip():
    answer = due("2026-09-24", "5W")
    assert answer.due == date(2026, 10, 9)
    assert len(answer.proof[1].skipped) == 10
    assert "行政复议法第88条" in answer.proof[1].article


def test_an_undecreed_year_is_provisional_with_a_sentence():
    answer = due("2026-12-31", "10D")
    assert answer.provisional
    assert "2027年的放假安排尚未公布" in answer.proof[-1].rule
    assert answer.proof[-1].to == answer.due


def test_a_year_before_the_first_notice_is_called_not_carried():
    assert "未收录" in due("2001-01-01", "10D").proof[-1].rule


def test_not_rolling_is_said_where_it_matters():
    answer = due("2026-01-22", "10D", roll=False)
    assert answer.due == date(2026, 2, 1)
    assert "不顺延" in answer.proof[-1].rule


def test_not_rolling_does_not_touch_working_days():
    paused = due("2026-03-02", "5W", roll=False, pauses=[Pause(date(2026, 3, 9), date(2026, 3, 14))])
    assert paused.due == date(2026, 3, 16)


def test_an_extension_in_another_unit_is_counted_from_the_nominal_end():
    answer = extend(due("2026-03-31", "6M"), parse_term("10W"), CALENDAR, article="审批表第3号")
    assert answer.due == due("2026-09-30", "10W").due
    assert answer.proof[2].article == "审批表第3号"
    assert "延长 10 个工作日" in answer.proof[2].rule


def test_moves_without_a_stated_article_name_the_decision():
    running = due("2026-03-02", "60D")
    extended = extend(running, parse_term("30D"), CALENDAR).as_json()
    paused = pause(running, date(2026, 3, 12), date(2026, 4, 1), CALENDAR).as_json()
    assert extended["proof"][2]["article"] == "批准延长的决定"
    assert paused["proof"][2]["article"] == "中止、恢复的决定"


def test_a_pause_lists_its_days_and_what_remained():
    step = pause(due("2026-03-02", "60D"), date(2026, 3, 12), date(2026, 4, 1), CALENDAR).proof[2]
    assert "剩余 50 日" in step.rule
    assert (step.skipped[0], step.skipped[-1]) == (date(2026, 3, 13), date(2026, 4, 1))


def test_a_pause_in_the_rolled_days_ends_with_the_resumption():
    running = due("2026-09-17", "15D")
    assert (running.nominal, running.due) == (date(2026, 10, 2), date(2026, 10, 8))
    assert pause(running, date(2026, 10, 5), date(2026, 10, 20), CALENDAR).due == date(2026, 10, 20)


def test_remaining_counts_in_the_terms_own_unit_and_stops_at_zero():
    assert remaining(due("2026-03-02", "60D"), date(2026, 3, 12), CALENDAR) == 50
    assert remaining(due("2026-03-02", "10W"), date(2026, 3, 6), CALENDAR) == 6
    assert remaining(due("2026-03-02", "5D"), date(2026, 4, 1), CALENDAR) == 0
    assert remaining(due("2026-03-02", "5W"), date(2026, 4, 1), CALENDAR) == 0


def test_hours_can_be_extended_and_paused_in_moments():
    start = parse_moment("2026-03-01T09:00:00+08:00")
    answer = compute_due(
        start,
        parse_term("24H"),
        CALENDAR,
        extensions=[Extension(parse_term("12H"))],
        pauses=[Pause(start + timedelta(hours=1), start + timedelta(hours=4))],
    )
    assert answer.due == start + timedelta(hours=39)
    assert remaining(answer, start + timedelta(hours=38, minutes=30), CALENDAR) == 0
    assert remaining(answer, start, CALENDAR) == 39


def test_the_server_zone_plays_no_part_just_after_midnight():
    moment = datetime(2026, 3, 1, 16, 10, tzinfo=UTC)
    assert compute_due(moment, parse_term("1D"), CALENDAR).due == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("begun", "resumed", "code"),
    [
        ("2026-03-01", "2026-03-05", "E-RULE"),
        ("2026-03-20", "2026-03-10", "E-RULE"),
        ("2026-05-07", "2026-05-10", "E-RULE"),
    ],
)
def test_a_pause_outside_the_running_term_is_refused(begun, resumed, code):
    with refused(code):
        pause(due("2026-03-02", "60D"), date.fromisoformat(begun), date.fromisoformat(resumed), CALENDAR)


def test_pausing_what_is_paused_is_refused_as_a_state():
    first = pause(due("2026-03-02", "60D"), date(2026, 3, 12), date(2026, 4, 1), CALENDAR)
    with refused("E-STATE"):
        pause(first, date(2026, 3, 20), date(2026, 3, 25), CALENDAR)


def test_hours_need_a_moment_and_days_cannot_be_extended_by_hours():
    with refused("E-DATE-FORMAT"):
        due("2026-03-01", "24H")
    with refused("E-DATE-ZONE"):
        compute_due(datetime(2026, 3, 1, 9), parse_term("24H"), CALENDAR)
    with refused("E-RULE"):
        due("2026-03-01", "5D", extensions=[Extension(parse_term("24H"))])
    start = parse_moment("2026-03-01T09:00:00+08:00")
    with refused("E-RULE"):
        compute_due(start, parse_term("24H"), CALENDAR, extensions=[Extension(parse_term("1D"))])
    with refused("E-DATE-FORMAT"):
        compute_due(start, parse_term("24H"), CALENDAR, pauses=[Pause(date(2026, 3, 1), date(2026, 3, 2))])
    with refused("E-RULE"):
        late = start + timedelta(hours=30)
        compute_due(start, parse_term("24H"), CALENDAR, pauses=[Pause(late, late)])
    with refused("E-DATE-FORMAT"):
        remaining(compute_due(start, parse_term("24H"), CALENDAR), date(2026, 3, 1), CALENDAR)


def test_a_start_outside_the_calendar_is_refused():
    with refused("E-DATE-RANGE"):
        compute_due(date(1899, 12, 31), parse_term("1D"), CALENDAR)
    with refused("E-DATE-RANGE"):
        compute_due(date(2200, 1, 1), parse_term("1D"), CALENDAR)

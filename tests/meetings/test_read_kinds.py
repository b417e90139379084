"""Kinds of meeting are read with the line of every fault; terms before a meeting are counted back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyuantong.clocks.calendar_library import library_calendar
from fuyuantong.clocks.terms import parse_term
from fuyuantong.meetings.leads import days_before, is_in_time
from fuyuantong.meetings.reading import examine
from fuyuantong.meetings.shelf import kind_files

GOOD = """会议: 试验会
代码: trial-meeting
版本: 1
类别: 专题会议
性质: 议定
主办: 联席会议办公室
"""


def codes(text: str) -> list[tuple[int, str]]:
    _kind, problems = examine(text, mechanisms={"meeting-resolution"}, registers=set())
    return [(one.line, one.code) for one in problems]


def test_every_delivered_kind_reads_without_a_problem() -> None:
    assert {path.name: examine(path.read_text("utf-8"))[1] for path in kind_files()} == {
        path.name: [] for path in kind_files()
    }


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("", None),
        ("法定人: 3\n", (7, "E-DEF-KEY")),
        ("交办机制: no-such\n", (1, "E-DEF-MECHANISM")),
        ("须请示: 是\n", (1, "E-DEF-MISSING")),
        ("法定人数:\n  成员单位: {百分之: 120}\n", (8, "E-DEF-QUORUM")),
        ("法定人数:\n  成员单位: {}\n", (8, "E-DEF-QUORUM")),
        ("登记:\n  某台账: {台账: no-such, 列: {甲: 议题}}\n", (8, "E-DEF-REGISTER")),
        ("征求意见: 3\n", (7, "E-DEF-TERM-UNIT")),
        ("结果: [不予讨论]\n", (1, "E-DEF-MISSING")),
    ],
)
def test_a_fault_is_named_with_its_line(more: str, fault: tuple[int, str] | None) -> None:
    found = codes(GOOD + more)
    assert (found == []) if fault is None else (fault in found)


def test_what_only_consults_cannot_decide() -> None:
    text = GOOD.replace("类别: 专题会议", "类别: 会商")
    assert codes(text) == [(1, "E-DEF-KIND")]


@pytest.mark.parametrize(
    ("day", "term", "last"),
    [
        ("2026-03-10", "1 个工作日", "2026-03-09"),
        ("2026-03-10", "2 个工作日", "2026-03-06"),
        ("2026-10-08", "2 个工作日", "2026-09-29"),  # the holiday of October lies between
        ("2026-05-11", "1 个工作日", "2026-05-09"),  # a Saturday that is worked
        ("2026-03-10", "3 日", "2026-03-06"),
    ],
)
def test_a_term_before_a_meeting_ends_on_a_working_day(day: str, term: str, last: str) -> None:
    found = days_before(date.fromisoformat(day), parse_term(term), library_calendar())
    assert found == date.fromisoformat(last)


def test_a_statutory_term_is_over_before_the_hearing_begins() -> None:
    """行政复议法第51条: five working days before 18 May 2026 the notice must be out by the 9th (a worked Saturday)."""
    hearing, term, calendar = date(2026, 5, 18), parse_term("5 个工作日"), library_calendar()
    assert is_in_time(date(2026, 5, 9), hearing, term, calendar, statutory=True)
    assert not is_in_time(date(2026, 5, 11), hearing, term, calendar, statutory=True)
    assert is_in_time(date(2026, 5, 11), hearing, term, calendar)


@given(st.dates(date(2025, 2, 1), date(2026, 12, 1)), st.integers(1, 12))
def test_the_last_day_is_in_time_and_no_later_working_day_is(day: date, n: int) -> None:
    calendar, term = library_calendar(), parse_term(f"{n} 个工作日")
    last = days_before(day, term, calendar)
    assert not calendar.is_rest(last)
    assert is_in_time(last, day, term, calendar)
    later = [last + timedelta(days=k) for k in range(1, (day - last).days)]
    assert not [one for one in later if not calendar.is_rest(one) and is_in_time(one, day, term, calendar)]

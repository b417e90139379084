"""Recurring obligations: periods, their names, their due dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyuantong.clocks.calendar_library import library_calendar
from fuyuantong.clocks.periods import Every, next_period, parse_every, period_due
from fuyuantong.clocks.terms import parse_term
from fuyuantong.common.refusals import Refusal

CALENDAR = library_calendar()
DAY = timedelta(days=1)
everys = st.one_of(
    st.sampled_from([Every(kind) for kind in ("week", "month", "quarter", "half-year", "year")]),
    st.builds(Every, st.just("days"), st.integers(1, 400)),
)


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("每周", Every("week")), ("每月", Every("month")), ("按月", Every("month")), ("每季度", Every("quarter")),
        ("按季度", Every("quarter")), ("每半年", Every("half-year")), ("每年", Every("year")), ("每年度", Every("year")),
        ("quarter", Every("quarter")), ("half-year", Every("half-year")), ("week", Every("week")),
        ("每 10 日", Every("days", 10)), ("每１５天", Every("days", 15)), ("30 days", Every("days", 30)),
    ],
)  # fmt: skip
def test_periods_are_read_from_words(text, every):
    assert parse_every(text) == every


@pytest.mark.parametrize("text", ["", "每", "经常", "days", "每十日", "biweekly"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(Refusal) as error:
        parse_every(text)
    assert error.value.code == "E-TERM-FORMAT"


def test_a_period_of_no_days_or_too_many_is_refused():
    for every in ("每0日", "每36501日"):
        with pytest.raises(Refusal) as error:
            parse_every(every)
        assert error.value.code == "E-TERM-RANGE"


@pytest.mark.parametrize(
    ("every", "after", "first", "last", "label"),
    [
        ("每季度", "2026-07-15", "2026-07-01", "2026-09-30", "2026年第三季度"),
        ("每季度", "2026-09-30", "2026-10-01", "2026-12-31", "2026年第四季度"),
        ("每月", "2026-01-31", "2026-02-01", "2026-02-28", "2026年2月"),
        ("每月", "2028-01-31", "2028-02-01", "2028-02-29", "2028年2月"),
        ("每半年", "2026-06-29", "2026-01-01", "2026-06-30", "2026年上半年"),
        ("每半年", "2026-06-30", "2026-07-01", "2026-12-31", "2026年下半年"),
        ("每年", "2026-12-31", "2027-01-01", "2027-12-31", "2027年度"),
        ("每周", "2026-01-04", "2026-01-05", "2026-01-11", "2026年第2周"),
        ("每周", "2025-12-28", "2025-12-29", "2026-01-04", "2026年第1周"),
        ("每 10 日", "2026-01-01", "2026-01-02", "2026-01-11", "2026年1月2日至2026年1月11日"),
    ],
)
def test_the_next_period_has_its_bounds_and_its_name(every, after, first, last, label):
    period = next_period(parse_every(every), date.fromisoformat(after))
    assert (period.starts_on.isoformat(), period.ends_on.isoformat(), period.label) == (first, last, label)
    assert period.proof[0].to == period.ends_on


@given(everys, st.dates(date(2015, 1, 1), date(2040, 1, 1)))
def test_periods_follow_each_other_without_gap(every, after):
    first = next_period(every, after)
    second = next_period(every, first.ends_on)
    assert first.starts_on <= after + DAY <= first.ends_on
    assert second.starts_on == first.ends_on + DAY


def test_a_period_is_due_at_its_end_moved_from_a_rest_day():
    period = next_period(Every("half-year"), date(2020, 10, 1))
    assert period_due(period, CALENDAR).due == date(2020, 12, 31)
    october = next_period(Every("month"), date(2026, 10, 5))
    due = period_due(october, CALENDAR)
    assert (october.ends_on, due.due) == (date(2026, 10, 31), date(2026, 11, 2))
    assert due.proof[0] == october.proof[0]
    assert "法定休假日" in due.proof[1].rule
    assert period_due(october, CALENDAR, roll=False).due == october.ends_on


def test_a_period_may_be_due_a_term_after_its_end():
    third = next_period(Every("quarter"), date(2026, 8, 1))
    due = period_due(third, CALENDAR, within=parse_term("5W"))
    assert due.due == date(2026, 10, 13)
    assert due.proof[0].to == date(2026, 9, 30)

"""The product against the naive day-by-day walker (naive_due.py)."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clocks.naive_due import all_terms, naive_due
from fuyuantong.clocks.calendar_library import library_calendar
from fuyuantong.clocks.due import compute_due
from fuyuantong.clocks.terms import Term, Unit

FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
TERMS = (
    [(n, "D") for n in range(1, 366)] + [(n, "W") for n in range(1, 61)] + [(n, "M") for n in range(1, 13)]
)


def starts():
    return [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]


def disagreements(start, expected):
    calendar = library_calendar()
    for (n, unit), due in expected.items():
        found = compute_due(start, Term(n, Unit(unit)), calendar).due
        if found != due:
            yield f"{start} + {n}{unit}: {found} instead of {due}"


def test_fifty_thousand_sampled_cases_agree_with_the_naive_walker():
    chance = random.Random(20260101)
    wrong = []
    cases = 0
    while cases < 50_000:
        start = chance.choice(starts_list)
        expected = all_terms(start)
        chosen = chance.sample(TERMS, 100)
        wrong += disagreements(start, {key: expected[key] for key in chosen})
        cases += len(chosen)
    assert wrong == []


starts_list = starts()


@pytest.mark.slow
@pytest.mark.parametrize("year", range(2019, 2027))
def test_every_start_day_and_every_term_agrees_with_the_naive_walker(year):
    wrong = []
    for start in starts_list:
        if start.year == year:
            expected = all_terms(start)
            assert expected.keys() == set(TERMS)
            wrong += disagreements(start, expected)
    assert wrong == []


@given(
    start=st.dates(date(2008, 1, 1), date(2035, 12, 31)),
    n=st.integers(1, 400),
    unit=st.sampled_from("DWMY"),
    roll=st.booleans(),
)
def test_the_naive_walker_agrees_anywhere_even_on_what_is_provisional(start, n, unit, roll):
    n = min(n, 30) if unit == "Y" else n
    found = compute_due(start, Term(n, Unit(unit)), library_calendar(), roll=roll)
    assert (found.due, found.provisional) == naive_due(start, n, unit, roll=roll)

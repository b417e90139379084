"""Laws of due dates that hold for every start and every term."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from fuyuantong.clocks.calendar_library import library_calendar
from fuyuantong.clocks.due import compute_due, extend, pause, recompute, remaining
from fuyuantong.clocks.terms import Term, Unit

CALENDAR = library_calendar()
DAY = timedelta(days=1)
starts = st.dates(date(2010, 1, 1), date(2030, 12, 31))
natural = st.one_of(
    st.builds(Term, st.integers(1, 800), st.just(Unit.DAY)),
    st.builds(Term, st.integers(1, 40), st.just(Unit.MONTH)),
    st.builds(Term, st.integers(1, 10), st.just(Unit.YEAR)),
)
working = st.builds(Term, st.integers(1, 120), st.just(Unit.WORKDAY))
terms = st.one_of(natural, working)


@given(starts, terms)
def test_a_due_date_never_lands_on_a_rest_day(start, term):
    assert not CALENDAR.is_rest(compute_due(start, term, CALENDAR).due)


@given(starts, natural)
def test_without_rolling_the_nominal_day_stays(start, term):
    due = compute_due(start, term, CALENDAR, roll=False)
    assert due.due == due.nominal == compute_due(start, term, CALENDAR).nominal
    assert not due.provisional


@given(starts, natural)
def test_rolling_passes_rest_days_only(start, term):
    due = compute_due(start, term, CALENDAR)
    day = due.nominal
    while day < due.due:
        assert CALENDAR.is_rest(day)
        day += DAY


@given(starts, st.integers(0, 400), terms)
def test_a_later_start_never_ends_earlier(start, later, term):
    assert (
        compute_due(start, term, CALENDAR).due
        <= compute_due(start + timedelta(days=later), term, CALENDAR).due
    )


@given(starts, terms)
def test_a_longer_term_never_ends_earlier(start, term):
    assert (
        compute_due(start, term, CALENDAR).due
        <= compute_due(start, Term(term.n + 1, term.unit), CALENDAR).due
    )


@given(starts, working)
def test_working_day_terms_hold_exactly_n_working_days(start, term):
    due = compute_due(start, term, CALENDAR).due
    assert CALENDAR.workdays_between(start, due) == term.n
    assert CALENDAR.workdays_between(start, due - DAY) == term.n - 1


@given(starts, terms, st.data())
def test_an_extension_of_the_same_unit_equals_the_sum(start, term, data):
    more = data.draw(st.integers(1, 30 if term.unit is not Unit.YEAR else 5))
    extended = extend(compute_due(start, term, CALENDAR), Term(more, term.unit), CALENDAR)
    assert extended.due == compute_due(start, Term(term.n + more, term.unit), CALENDAR).due
    assert extended.due > start


@given(starts, terms, terms, st.data())
def test_extension_and_pause_commute(start, term, extra, data):
    due = compute_due(start, term, CALENDAR)
    begun = start + timedelta(days=data.draw(st.integers(0, (due.nominal - start).days)))
    resumed = begun + timedelta(days=data.draw(st.integers(0, 200)))
    one = pause(extend(due, extra, CALENDAR), begun, resumed, CALENDAR)
    other = extend(pause(due, begun, resumed, CALENDAR), extra, CALENDAR)
    assert one.due == other.due
    assert one.proof == other.proof


@given(starts, natural, st.data())
def test_a_pause_gives_back_exactly_its_days(start, term, data):
    due = compute_due(start, term, CALENDAR)
    begun = start + timedelta(days=data.draw(st.integers(0, (due.nominal - start).days)))
    length = timedelta(days=data.draw(st.integers(0, 200)))
    assert pause(due, begun, begun + length, CALENDAR).nominal == due.nominal + length


@given(starts, working, st.data())
def test_a_pause_of_working_days_keeps_what_remained(start, term, data):
    due = compute_due(start, term, CALENDAR)
    begun = start + timedelta(days=data.draw(st.integers(0, (due.due - start).days - 1)))
    resumed = begun + timedelta(days=data.draw(st.integers(0, 200)))
    left = remaining(due, begun, CALENDAR)
    paused = pause(due, begun, resumed, CALENDAR)
    assert left >= 1
    assert CALENDAR.workdays_between(resumed, paused.due) == left


@given(starts, terms)
def test_proof_steps_join_up_and_skip_only_inside_themselves(start, term):
    due = compute_due(start, term, CALENDAR)
    assert due.proof[0].from_ == start
    assert due.proof[-1].to == due.due
    for step in due.proof:
        assert step.rule
        assert step.article
        assert step.from_ <= step.to
        assert all(step.from_ <= day < step.to or step.from_ <= day <= step.to for day in step.skipped)
        assert all(CALENDAR.is_rest(day) for day in step.skipped)


@given(starts, working)
def test_the_days_skipped_by_a_working_day_term_are_all_rest_days_between(start, term):
    due = compute_due(start, term, CALENDAR)
    skipped = [day for step in due.proof for day in step.skipped]
    assert len(skipped) + term.n == (due.due - start).days


@given(starts, terms)
def test_recomputing_with_the_same_calendar_changes_nothing(start, term):
    due = compute_due(start, term, CALENDAR)
    assert recompute(due, CALENDAR) == due


@given(st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)), st.integers(1, 1000))
def test_hours_are_elapsed_hours(start, n):
    moment = start.replace(tzinfo=UTC)
    due = compute_due(moment, Term(n, Unit.HOUR), CALENDAR)
    assert due.due - moment == timedelta(hours=n)
    assert not due.provisional


@given(st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)), terms)
def test_a_moment_counts_from_its_day_in_beijing(start, term):
    moment = start.replace(tzinfo=UTC)
    day = (start + timedelta(hours=8)).date()
    assume(day.year < 2030)
    assert compute_due(moment, term, CALENDAR).due == compute_due(day, term, CALENDAR).due

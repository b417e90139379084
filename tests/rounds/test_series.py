"""Rounds that open by themselves: once for each period, also after a downtime; days worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest
from tests.make import do

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.matters.models import Obligation
from fuyuantong.rounds import actions, duties, queries
from fuyuantong.rounds.kinds import Scope
from fuyuantong.rounds.models import Round, Series
from rounds.conftest import at


@pytest.fixture
def series(city, tasks) -> Series:
    return do(
        city.office, actions.start_series,
        linkage=city.linkage.code, title="季度进展", cadence="quarter", scope=Scope(), lead_days=10,
    )  # fmt: skip


def opened() -> list[tuple[str, date]]:
    return list(Round.objects.order_by("due_on").values_list("title", "due_on"))


def test_it_opens_so_many_days_before_the_quarter_ends(series):
    duties.open_rounds(at("2026-03-20"))
    assert opened() == []
    duties.open_rounds(at("2026-03-21"))  # 31 March less ten days
    assert opened() == [("季度进展（2026年第一季度）", date(2026, 3, 31))]


def test_it_opens_once_for_a_period(series):
    for day in ("2026-03-21", "2026-03-21", "2026-03-25"):
        duties.open_rounds(at(day))
    assert len(opened()) == 1


def test_the_system_asks_about_what_the_office_may_see(series, city, tasks):
    hidden = tasks["flow"].matter
    hidden.scope = "named"
    hidden.save()
    duties.open_rounds(at("2026-03-21"))
    asked = {e.obligation.title for s in Round.objects.get().sheets.all() for e in s.entries.all()}
    assert asked == {"开展同堂培训", "通报审判情况"}


def test_after_a_downtime_only_what_can_still_be_answered_is_asked(series):
    duties.open_rounds(at("2026-06-25"))  # the first quarter was slept through
    assert opened() == [("季度进展（2026年第二季度）", date(2026, 6, 30))]


def test_a_period_that_ends_on_a_rest_day_is_due_on_the_next_working_day(city, tasks):
    do(
        city.office, actions.start_series,
        linkage=city.linkage.code, title="月报", cadence="month", scope=Scope(), lead_days=5,
    )  # fmt: skip
    duties.open_rounds(at("2026-05-26"))  # 31 May 2026 is a Sunday
    assert opened() == [("月报（2026年5月）", date(2026, 6, 1))]


def test_with_nothing_to_ask_about_no_round_opens_and_the_next_period_is_tried(series):
    Obligation.objects.update(state="done", collects=False)
    duties.open_rounds(at("2026-03-25"))
    assert opened() == []
    assert Series.objects.get().opened_until == date(2026, 3, 31)


def test_a_stopped_series_opens_nothing_more(series, city):
    do(city.office, actions.stop_series, series.pk)
    duties.open_rounds(at("2026-03-25"))
    assert opened() == []
    assert list(queries.series_of(city.office)) == []


def test_only_its_office_stops_it(series, city):
    with pytest.raises(NotFound):
        do(city.housing_clerk, actions.stop_series, series.pk)
    with pytest.raises(Forbidden):
        do(
            city.housing_clerk, actions.start_series,
            linkage=city.linkage.code, title="x", cadence="month", scope=Scope(), lead_days=5,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("cadence", "lead", "pointer"), [("special", 5, "cadence"), ("month", 61, "lead_days")]
)
def test_what_makes_no_sense_is_refused_at_its_field(city, tasks, cadence, lead, pointer):
    with pytest.raises(Refusal) as refused:
        do(
            city.office, actions.start_series,
            linkage=city.linkage.code, title="x", cadence=cadence, scope=Scope(), lead_days=lead,
        )  # fmt: skip
    assert refused.value.errors[0].pointer == pointer


def test_the_system_itself_may_open_one(series):
    assert do(SYSTEM, actions.open_due_rounds, series.pk, now=at("2026-03-25"))[0].opened_by_name == "系统"

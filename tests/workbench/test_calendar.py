"""会议与日程: month, week and list show the same days to whoever may see them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make
from tests.matters.conftest import at
from tests.meetings.conftest import kind

from fuyuantong.meetings.actions import Arrangement, invite, prepare
from fuyuantong.meetings.models import Meeting
from fuyuantong.meetings.timing import overlap
from fuyuantong.workbench.forms import month_of
from fuyuantong.workbench.queries.months import weeks_of

WEEK, LIST, MONTH = (
    f"/calendar/?{query}"
    for query in ("view=week&day=2026-06-30", "view=list&month=2026-06", "month=2026-06")
)


@pytest.fixture
def planned(city: make.City, handed, monkeypatch) -> list[Meeting]:  # noqa: ANN001
    """Two overlapping meetings of the office on 30 June; the housing bureau is invited to the first."""
    monkeypatch.setattr("fuyuantong.common.now.timezone.now", lambda: at("2026-06-29", 9))
    kind("topic-conference")
    rows = []
    for title, hour, room in (("甲会", 9, "三楼"), ("乙会", 10, "三 楼")):
        plan = Arrangement(title=title, starts_at=at("2026-06-30", hour), place=room, chair="顾某")
        told = {"kind": "topic-conference", "linkage": city.linkage.code, "arrangement": plan}
        rows.append(make.do(city.office, prepare, **told, now=at("2026-06-29")))
    make.do(city.office, invite, rows[0].pk, units=[city.housing.pk], now=at("2026-06-29"))
    Meeting.objects.filter(pk=rows[0].pk).update(state="notified", materials_due_on=date(2026, 6, 29))
    return rows


@pytest.mark.django_db
def test_week_list_and_month_name_the_meetings_and_the_dues_of_a_day(city, enter, planned, handed) -> None:
    office = enter(city.office)
    week = office.get(WEEK)
    (day,) = [one for one in week.context["days"] if one.on == date(2026, 6, 30)]
    meetings = [(one.when, one.label, one.tone) for one in day.slots if one.when]
    assert meetings == [("09:00–11:00", "甲会", "soon"), ("10:00–12:00", "乙会", "soon")]
    assert day.slots[0].warning == "时间和地点冲突：乙会"
    assert "材料报送截止：甲会" in [one.label for one in week.context["days"][0].slots]
    listed = {one.on: one for one in office.get(LIST).context["days"]}
    assert listed[day.on].slots == day.slots
    assert all(one.slots for one in listed.values()), "a list has no empty days"
    sheet = office.get(MONTH).context["month"]
    marks = [mark.label for row in sheet.weeks for one in row if one.on == day.on for mark in one.marks]
    assert marks == ["09:00 甲会", "10:00 乙会", f"到期：{handed.lead.title}"]


@pytest.mark.django_db
def test_a_unit_sees_the_meeting_it_was_called_to_and_nothing_of_others(city, enter, planned, handed) -> None:
    shown = [one for day in enter(city.housing_clerk).get(WEEK).context["days"] for one in day.slots]
    assert [one.label for one in shown if one.when] == ["甲会"]
    assert not any(one.warning for one in shown)
    dues = {one.label.removeprefix("到期：") for one in shown if one.label.startswith("到期")}
    assert dues == {handed.lead.title}
    other = [one for day in enter(city.market_clerk).get(WEEK).context["days"] for one in day.slots]
    assert other == []
    assert enter(city.housing_clerk).get("/calendar/?view=never&day=never").status_code == 200


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 3), timezones=st.just(UTC))
LENGTHS = st.one_of(st.none(), st.integers(0, 40).map(lambda n: timedelta(hours=n)))


@given(MOMENTS, LENGTHS, MOMENTS, LENGTHS)
def test_overlap_is_mutual_and_one_after_the_other_is_none(one, length, other, more) -> None:
    a = Meeting(starts_at=one, ends_at=one + length if length is not None else None)
    b = Meeting(starts_at=other, ends_at=other + more if more is not None else None)
    assert overlap(a, b) == overlap(b, a)
    assert not overlap(a, Meeting(starts_at=one + (length if length is not None else timedelta(hours=2))))


@given(st.dates(date(1990, 1, 1), date(2190, 1, 1)))
def test_the_weeks_of_a_month_are_whole_and_hold_each_of_its_days_once(day) -> None:
    first = month_of(f"{day:%Y-%m}", day)
    days = [one for week in weeks_of(first) for one in week]
    assert days[0].weekday() == 0
    assert len(days) % 7 == 0
    assert (
        sum(one.month == day.month and one.year == day.year for one in days)
        == ((first + timedelta(days=32)).replace(day=1) - first).days
    )

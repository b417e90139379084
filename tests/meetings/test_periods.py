"""A meeting that its period asks for: reminded once, missed once, met by the one that was held."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests import make

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.now import SHANGHAI
from fuyuantong.definitions.models import Profile
from fuyuantong.meetings.duties import look
from fuyuantong.meetings.models import PeriodDue
from fuyuantong.meetings.queries import periods_due
from fuyuantong.notices.models import Notice
from meetings.conftest import Cast, convened, decided, held, issued, kind, meeting, topic

PROFILE = """方案: 试验方案
代码: trial-area
版本: 1
来源: 试验
机制: [meeting-resolution]
会议:
  联席会议: {频次: 每季度, 会议类型: joint-conference-quarterly}
"""


@pytest.fixture
def profile(city: make.City) -> None:
    Profile.objects.create(
        code="trial-area", version=1, name="试验方案", body={}, source=PROFILE, digest="0" * 64, in_use=True,
        loaded_at=datetime(2026, 1, 1, tzinfo=SHANGHAI),
    )  # fmt: skip


def looked(on: date) -> list[str]:
    """Look on a day; the titles told so far."""
    make.do(SYSTEM, look, now=datetime(on.year, on.month, on.day, 9, tzinfo=SHANGHAI))
    return list(
        Notice.objects.filter(kind__in=["meeting.due", "meeting.missed"])
        .order_by("at")
        .values_list("title", flat=True)
    )


def test_the_office_is_told_once_before_and_once_after_the_period(city: make.City, profile: None) -> None:
    assert looked(date(2026, 2, 20)) == []
    due = PeriodDue.objects.get()
    assert (due.label, due.ends_on) == ("2026年第一季度", date(2026, 3, 31))
    soon = ["2026年第一季度应召开、尚未筹备：府院府检联席会议"]
    assert looked(date(2026, 3, 1)) == soon
    assert looked(date(2026, 3, 20)) == soon
    assert looked(date(2026, 4, 1)) == [*soon, "2026年第一季度没有召开：府院府检联席会议"]
    assert looked(date(2026, 4, 2)) == [*soon, "2026年第一季度没有召开：府院府检联席会议"]
    told = [row.label for row in periods_due(city.office, date(2026, 4, 2))]
    assert told == ["2026年第一季度", "2026年第二季度"]
    assert periods_due(city.housing_clerk, date(2026, 4, 2)) == []


def test_without_a_profile_no_period_asks_for_anything(city: make.City) -> None:
    assert looked(date(2026, 3, 20)) == []
    assert not PeriodDue.objects.exists()


def test_a_meeting_that_was_held_meets_its_period(cast: Cast, profile: None, march) -> None:
    code = "joint-conference-quarterly"
    key = meeting(cast, topic(cast, code=code), code=code)
    assert looked(date(2026, 3, 2)) == []  # prepared in time: nobody is reminded
    convened(cast, key)
    march.move_to("2026-03-10T09:30:00+08:00")
    held(cast, key)
    assert looked(date(2026, 4, 1)) == []
    assert str(PeriodDue.objects.get(label="2026年第一季度").meeting_id) == key


def test_what_was_left_and_the_last_minutes_stand_on_the_next_agenda_by_themselves(cast: Cast, march) -> None:
    code = "joint-conference-quarterly"
    first, second = topic(cast, "甲议题", code=code), topic(cast, "乙议题", code=code)
    key = meeting(cast, first, second, code=code)
    convened(cast, key)
    march.move_to("2026-03-10T09:30:00+08:00")
    held(cast, key)
    decided(cast, key, 0, "next")
    march.move_to("2026-03-12T09:30:00+08:00")
    issued(cast, key)
    assert cast.housing.get(f"/topics/{first}").json()["state"] == "carried"
    assert cast.housing.get(f"/topics/{second}").json()["state"] == "carried"  # was not reached at all
    march.move_to("2026-04-01T09:30:00+08:00")
    following = cast.office.get(
        f"/meetings/{meeting(cast, code=code, at='2026-06-10T09:00:00+08:00')}"
    ).json()
    assert following["period"] == "2026年第二季度"
    assert [(item["title"][:4], item["kind"], item["carried"]) for item in following["items"]] == [
        ("审议通过", "minutes", False), ("甲议题", "topic", True), ("乙议题", "topic", True),
    ]  # fmt: skip
    assert following["previous"] == key


def test_the_yearly_check_asks_every_lead_about_every_decision(cast: Cast, march) -> None:
    make.mechanism("resolution-check")
    key = meeting(cast, topic(cast))
    convened(cast, key)
    march.move_to("2026-03-10T09:30:00+08:00")
    held(cast, key)
    leads = [str(cast.city.housing.pk), str(cast.city.court.pk)]
    decided(cast, key, resolutions=[{"text": "建立机制", "leads": leads, "due_on": "2026-06-30"}])
    march.move_to("2026-03-12T09:30:00+08:00")
    issued(cast, key)
    march.move_to("2026-11-02T09:30:00+08:00")
    body = {"linkage": cast.city.linkage.code, "year": 2026, "due_on": "2026-11-20"}
    made = cast.office.send("/meeting-checks", body)
    assert made.status_code == 201, made.content.decode()
    shown = cast.office.get(f"/matters/{made.json()['id']}").json()
    assert (shown["mechanism"], shown["stage"]) == ("resolution-check", "自查对账")
    assert "建立机制（临府院纪〔2026〕1号）" in str(shown["fields"])
    assert cast.office.send("/meeting-checks", body | {"year": 2025}).json()["code"] == "E-REQUIRED"
    assert cast.housing.send("/meeting-checks", body).status_code == 403
    assert kind("topic-conference").version == 1

"""Before a meeting what is missing is said by itself: once, to those whom it concerns, and anew when it is put off."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.now import SHANGHAI
from fuyuantong.meetings.actions import add_item_paper
from fuyuantong.meetings.duties import remind
from fuyuantong.meetings.models import AgendaItem, Meeting
from fuyuantong.meetings.queries import clashing
from fuyuantong.notices.models import Notice
from meetings.conftest import Cast, convened, enter, good, meeting, sent, topic

KINDS = {
    "meeting.chased": "回执",
    "meeting.material_chased": "材料",
    "meeting.material_late": "逾期",
    "meeting.room": "会场",
    "meeting.clash": "冲突",
}


def said(day: str) -> list[tuple[str, int]]:
    """Remind on a day; what stands in the inboxes since: (about, how many times told)."""
    Notice.objects.all().delete()
    make.do(SYSTEM, remind, now=datetime.fromisoformat(f"{day}T08:00:00+08:00"))
    rows = Notice.objects.filter(kind__in=KINDS).values_list("kind", "times")
    return sorted((KINDS[kind], times) for kind, times in rows)


@pytest.fixture
def key(cast: Cast) -> str:
    """A meeting on Tuesday, 10 March 2026, answers and papers due on the Friday before."""
    key = meeting(cast, topic(cast))
    convened(cast, key)
    Meeting.objects.filter(pk=key).update(replies_due_on=date(2026, 3, 6), materials_due_on=date(2026, 3, 6))
    return key


def test_each_thing_is_said_once_on_the_working_day_before(cast: Cast, key: str) -> None:
    assert said("2026-03-04") == []
    assert said("2026-03-05") == [("回执", 1)] * 3 + [("材料", 1)]
    assert said("2026-03-06") == [], "once is enough"
    assert said("2026-03-07") == [("材料", 1), ("逾期", 1)], (
        "the unit and the host, once more, when it is late"
    )
    assert said("2026-03-09") == [("会场", 1)]
    assert said("2026-03-09") == []
    assert said("2026-03-11") == [], "afterwards nothing"


def test_after_a_downtime_the_same_is_found_and_what_came_meanwhile_is_not_asked_for(
    cast: Cast, key: str, tmp_path
) -> None:
    item = AgendaItem.objects.get(meeting=key)
    file = SimpleUploadedFile("材料.txt", "材料".encode())
    make.do(cast.city.office, add_item_paper, item.pk, file, label="汇报材料")
    for one in cast.office.get(f"/meetings/{key}").json()["invitations"][:1]:
        body = {"answer": "leave", "text": "另有公务"}
        good(cast.office.send(f"/meeting-invitations/{one['id']}/reply", body, version=one["version"]))
    assert said("2026-03-06") == [("回执", 1)] * 2


def test_a_meeting_that_is_put_off_is_reminded_of_anew(cast: Cast, key: str, march) -> None:
    assert ("会场", 1) in said("2026-03-09")
    march.move_to("2026-03-09T10:00:00+08:00")
    plan = {"starts_at": "2026-03-20T09:00:00+08:00", "place": "市政府三楼会议室", "chair": "顾副市长"}
    sent(cast.office, f"/meetings/{key}/postpone", plan | {"text": "与上级会议冲突"})
    assert ("会场", 1) in said("2026-03-19")


def test_a_room_taken_twice_is_said_to_hosts_that_may_know_and_seen_by_nobody_else(
    cast: Cast, key: str
) -> None:
    other = meeting(cast, at="2026-03-10T10:00:00+08:00")
    Meeting.objects.filter(pk=other).update(place="市政府 三楼会议室", chair="另一人")
    row, second = Meeting.objects.get(pk=key), Meeting.objects.get(pk=other)
    (found,) = clashing(cast.city.office, row)
    assert (found.other, found.room, found.chair, list(found.units)) == (second, True, False, [])
    assert "同一会议室" in enter(cast.city.office).get(f"/meetings/{key}/").content.decode()
    assert said("2026-03-03") == [("冲突", 1), ("冲突", 1)], "the host of each"
    assert said("2026-03-03") == []
    Meeting.objects.filter(pk=other).update(by_office=False, office_sees=False, host=cast.city.court.pk)
    assert clashing(cast.city.office, row) == [], "what the office may not know of is not hinted at"
    make.do(SYSTEM, remind, now=datetime(2026, 3, 4, 8, tzinfo=SHANGHAI))
    Meeting.objects.filter(pk=other).update(
        by_office=True,
        office_sees=True,
        host=cast.city.office.unit,
        starts_at=row.starts_at + timedelta(hours=2),
    )
    assert clashing(cast.city.office, row) == [], "one after the other is no clash"

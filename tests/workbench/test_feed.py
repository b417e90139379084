"""日历订阅 read back by a parser that is not ours, with the rights that its person has today."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import icalendar
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests import make
from tests.matters.conftest import hand_out

from fuyuantong.audit.models import Entry as Line
from fuyuantong.common.now import SHANGHAI
from fuyuantong.matters.models import Matter, Obligation
from fuyuantong.organs.models import Person, Tenure
from fuyuantong.workbench import feeds
from fuyuantong.workbench.models import Feed

pytestmark = pytest.mark.django_db
DUE = timezone.now().date() + timedelta(days=20)


@pytest.fixture
def city(db):
    make.mechanism("annual-plan-item")
    return make.City()


def enter(actor):
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person), backend="fuyuantong.organs.backends.Accounts")
    return client


def subscribe(client, **more):
    page = client.post("/calendar/feed/renew/", more).content.decode()
    return "/calendar/feeds/" + page.partition("/calendar/feeds/")[2].partition("<")[0]


def events(path):
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_feed_holds_the_deadlines_of_its_person_and_no_titles_unless_wanted(city):
    hand_out(city, due=DUE, on="2026-03-02")
    mine = enter(city.housing_clerk)
    found = events(subscribe(mine))
    assert {event["DTSTART"].dt for event in found} == {DUE}
    assert {event["SUMMARY"] for event in found} == {"有事项到期"}
    rows = Obligation.objects.filter(owner=city.housing.pk) | Obligation.objects.filter(
        creditor=city.housing.pk
    )
    keys = {f"task-{row.pk}" for row in rows if row.due_on}
    assert {str(event["UID"]).partition("@")[0] for event in found} == keys
    named = events(subscribe(mine, titles="on"))
    assert {event["SUMMARY"] for event in named} == {f"到期：{row.title}" for row in rows}
    assert events(subscribe(enter(city.market_clerk))) == []


def test_a_matter_for_named_posts_is_never_named(city):
    matter, _sent = hand_out(city, due=DUE, on="2026-03-02")
    from fuyuantong.matters.models import Reader

    Matter.objects.filter(pk=matter.pk).update(scope="named")
    Reader.objects.create(matter=matter, post_id=city.housing_clerk.post)
    found = events(subscribe(enter(city.housing_clerk), titles="on"))
    assert {event["SUMMARY"] for event in found} == {"有事项到期"}


def test_an_address_ends_when_it_is_renewed_revoked_or_its_person_has_no_post_or_account(city):
    mine = enter(city.housing_clerk)
    first = subscribe(mine)
    second = subscribe(mine)
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    Tenure.objects.filter(person=city.housing_clerk.person).update(
        until_on=date(2026, 1, 1), since_on=date(2025, 1, 1)
    )
    assert Client().get(second).status_code == 404
    Tenure.objects.filter(person=city.housing_clerk.person).update(until_on=None)
    Person.objects.filter(pk=city.housing_clerk.person).update(is_active=False)
    assert Client().get(second).status_code == 404
    Person.objects.filter(pk=city.housing_clerk.person).update(is_active=True)
    assert Client().get(second).status_code == 200
    assert enter(city.housing_clerk).post("/calendar/feed/revoke/").status_code == 302
    assert Client().get(second).status_code == 404
    assert Line.objects.filter(kind__in=["calendar.feed_renewed", "calendar.feed_revoked"]).count() == 3
    assert Client().get(f"/calendar/feeds/{uuid4()}.ics").status_code == 404


def test_only_the_digest_of_an_address_is_kept_and_reading_is_written_down_once_an_hour(city):
    path = subscribe(enter(city.housing_clerk))
    secret = path.rpartition("/")[2].removesuffix(".ics")
    assert secret not in str(Feed.objects.values()) + str(Line.objects.values())
    Client().get(path)
    Client().get(path)
    assert Line.objects.filter(kind="calendar.feed_read", person=city.housing_clerk.person).count() == 1
    Feed.objects.update(read_at=timezone.now() - timedelta(hours=2))
    Client().get(path)
    assert Line.objects.filter(kind="calendar.feed_read").count() == 2


@given(st.text(max_size=300), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_title_comes_back_whole_from_lines_of_at_most_75_octets(title, day):
    shown = "".join(c for c in title.replace("\r\n", "\n") if c == "\n" or c.isprintable())
    entry = feeds.Entry("k", title, day)
    raw = feeds.write([entry], name="n", base="https://fyt.example", now=timezone.now(), titles=True)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["SUMMARY"]) == shown
    assert event["DTSTART"].dt == day


def test_a_meeting_comes_back_at_its_moment_in_its_room():
    starts = datetime(2026, 12, 1, 9, 30, tzinfo=SHANGHAI)
    entry = feeds.Entry("m", "联席会议；第四季度,一", starts, starts + timedelta(hours=1), "四楼\\会议室")
    raw = feeds.write([entry], name="n", base="https://fyt.example", now=timezone.now(), titles=True)
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (starts, starts + timedelta(hours=1))
    assert str(event["LOCATION"]) == "四楼\\会议室"


def test_meetings_clash_when_they_overlap_and_the_same_room_is_said():
    def at(hour, length, place, key):
        starts = datetime(2026, 12, 1, hour, tzinfo=SHANGHAI)
        return feeds.Entry(key, key, starts, starts + timedelta(hours=length), place)

    found = [at(9, 2, "四楼", "甲"), at(10, 1, "四楼", "乙"), at(11, 1, "四楼", "丙"), at(10, 3, "", "丁")]
    said = {(one.key, other.key): same for one, other, same in feeds.clashes(found)}
    assert said == {("甲", "乙"): True, ("甲", "丁"): False, ("乙", "丁"): False, ("丙", "丁"): False}

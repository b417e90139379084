"""Messages outside: one a day and merged, nothing restricted named, quiet hours kept, robots not overrun."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

import make
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import registry
from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.uow import unit_of_work
from fuyuantong.notices import actions, deliveries
from fuyuantong.notices.kinds import Subject
from fuyuantong.notices.models import Delivery, Preference

pytestmark = pytest.mark.django_db
MORNING = datetime.now(SHANGHAI).replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.FYT_CHANNELS = ["file"]
    settings.FYT_OUTBOX = tmp_path / "out" / "messages.jsonl"
    settings.FYT_BASE_URL = "https://fyt.example"

    def lines() -> list[dict]:
        path = settings.FYT_OUTBOX
        return [json.loads(x) for x in path.read_text("utf-8").splitlines()] if path.exists() else []

    return lines


def tell(now=None, **to):
    values = {"kind": "k", "title": "关于某案的交办", "subject": Subject("matter", uuid4())} | to
    with unit_of_work(SYSTEM, now=now) as uow:
        actions.tell(uow, **values)


def work() -> None:
    """Do what waits in the queue and may run now, as a worker would, until nothing is left."""
    done: set[int] = set()
    while True:
        rows = ProcrastinateJob.objects.filter(status="todo").exclude(pk__in=done).order_by("id")
        if not rows:
            return
        for row in rows:
            done.add(row.pk)
            registry.perform(registry.spec_of(row.task_name), row.procrastinate_job, dict(row.args))


def test_the_daily_message_is_one_and_merged_however_often_the_duty_runs(outbox):
    actor = make.actor()
    for _ in range(3):
        tell(to_units=[actor.unit])
    deliveries.digest(MORNING)
    deliveries.digest(MORNING + timedelta(minutes=5))
    work()
    deliveries.digest(MORNING + timedelta(hours=9))
    work()
    (line,) = outbox()
    assert "3 条未读" in line["title"]
    assert line["url"] == "https://fyt.example/notices/"


def test_restricted_messages_are_counted_and_never_named(outbox):
    actor = make.actor()
    tell(to_units=[actor.unit])
    tell(to_units=[actor.unit], title="系统维护通知", restricted=False)
    deliveries.digest(MORNING)
    work()
    (line,) = outbox()
    assert line["lines"] == ["系统维护通知"]
    assert "某案" not in json.dumps(line, ensure_ascii=False)


def test_nothing_is_sent_before_the_chosen_hour_nor_to_those_who_have_read_all(outbox):
    actor, idle = make.actor(), make.actor()
    Preference.objects.create(person_id=actor.person, digest_hour=17)
    tell(to_posts=[actor.post])
    deliveries.digest(MORNING)
    work()
    assert outbox() == []
    deliveries.digest(MORNING.replace(hour=18))
    work()
    assert [line["to"] for line in outbox()] == [str(actor.person)]
    assert idle.person != actor.person


def test_who_wants_no_channel_gets_none(outbox):
    actor = make.actor()
    Preference.objects.create(person_id=actor.person, channels=[])
    tell(to_posts=[actor.post], urgent=True)
    deliveries.digest(MORNING)
    work()
    assert outbox() == []


def test_urgent_messages_go_at_once_and_wait_for_the_end_of_quiet_hours(outbox):
    actor = make.actor()
    Preference.objects.create(person_id=actor.person, quiet_from=8, quiet_until=8)
    tell(to_posts=[actor.post], urgent=True)
    work()
    (line,) = outbox()
    assert "紧急 1 条" in line["title"]
    now = timezone.now().astimezone(SHANGHAI)
    Preference.objects.update(quiet_from=now.hour, quiet_until=(now.hour + 2) % 24)
    tell(to_posts=[actor.post], urgent=True, subject=Subject("matter", uuid4()))
    urgent = ProcrastinateJob.objects.filter(task_name="notices.urgent").order_by("-id")[0]
    registry.perform(registry.spec_of("notices.urgent"), urgent.procrastinate_job, dict(urgent.args))
    waiting = ProcrastinateJob.objects.filter(task_name="notices.send").order_by("-id")[0]
    assert waiting.scheduled_at is not None
    assert waiting.scheduled_at > timezone.now()


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(SHANGHAI)),
    st.integers(0, 23),
    st.integers(0, 23),
)
def test_quiet_hours_end_within_a_day_at_their_hour(now, start, end):
    ends = deliveries.end_of_quiet(now, Preference(quiet_from=start, quiet_until=end))
    if ends is None:
        return
    assert start != end
    assert timedelta(0) < ends - now <= timedelta(days=1)
    assert ends.astimezone(SHANGHAI).hour == end
    assert deliveries.end_of_quiet(ends, Preference(quiet_from=start, quiet_until=end)) is None


def test_mail_bears_the_key_as_its_message_id(settings):
    settings.FYT_CHANNELS = ["email"]
    person = make.person(email="liaison@fyt.example")
    actor = make.actor(person=person)
    tell(to_posts=[actor.post])
    deliveries.digest(MORNING)
    work()
    (letter,) = mail.outbox
    assert letter.to == ["liaison@fyt.example"]
    assert letter.extra_headers["Message-ID"].endswith("@localhost>")
    assert "某案" not in letter.subject + letter.body
    assert Delivery.objects.get().receipt == letter.extra_headers["Message-ID"]


def test_a_message_killed_before_its_receipt_is_sent_again_under_the_same_key(outbox):
    actor = make.actor()
    tell(to_posts=[actor.post])
    Delivery.objects.create(key="file:k", channel="file", person=actor.person, at=timezone.now())
    deliveries.send("file:k", "file", person=str(actor.person))
    deliveries.send("file:k", "file", person=str(actor.person))
    assert [line["key"] for line in outbox()] == ["file:k"]

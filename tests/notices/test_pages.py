"""消息 as people use it: inbox, opening, preferences, and the page of dead letters."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

import make
from fuyuantong.audit.models import Entry
from fuyuantong.common import jobs
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import registry
from fuyuantong.common.uow import unit_of_work
from fuyuantong.notices import actions, dead_letters
from fuyuantong.notices.kinds import Subject
from fuyuantong.notices.models import DeadLetter, Notice, Preference
from fuyuantong.organs.models import Person

pytestmark = pytest.mark.django_db


def enter(client, actor):
    client.force_login(Person.objects.get(pk=actor.person))
    return actor


def tell(**to):
    with unit_of_work(SYSTEM) as uow:
        actions.tell(uow, **({"kind": "k", "title": "新任务一件", "subject": Subject("m", uuid4())} | to))


def test_the_inbox_shows_what_is_unread_and_the_bell_counts_it(client):
    actor = enter(client, make.actor())
    tell(to_units=[actor.unit], title="请签收<b>任务</b>", urgent=True)
    page = client.get("/notices/").content.decode()
    assert "请签收&lt;b&gt;任务&lt;/b&gt;" in page
    assert "紧急" in page
    tell(to_units=[make.unit().pk], title="别的单位的事")
    assert "别的单位的事" not in client.get("/notices/?show=all").content.decode()


def test_opening_a_message_marks_it_read_and_leads_to_its_subject(client):
    actor = enter(client, make.actor())
    tell(to_units=[actor.unit], url="/matters/1/")
    notice = Notice.objects.get()
    answer = client.post(f"/notices/{notice.pk}/open/")
    assert (answer.status_code, answer["Location"]) == (302, "/matters/1/")
    assert "没有未读消息" in client.get("/notices/").content.decode()
    assert "新任务一件" in client.get("/notices/?show=all").content.decode()


def test_a_message_never_leads_out_of_the_product(client):
    actor = enter(client, make.actor())
    tell(to_units=[actor.unit], url="https://elsewhere.example/")
    answer = client.post(f"/notices/{Notice.objects.get().pk}/open/")
    assert answer["Location"] == "/notices/"


def test_a_message_of_others_does_not_exist(client):
    enter(client, make.actor())
    tell(to_units=[make.unit().pk])
    foreign = client.post(f"/notices/{Notice.objects.get().pk}/open/")
    missing = client.post(f"/notices/{uuid4()}/open/")
    assert foreign.status_code == missing.status_code == 404
    assert Notice.objects.get().read_at is None


def test_everything_can_be_marked_read_at_once(client):
    actor = enter(client, make.actor())
    for _ in range(3):
        tell(to_posts=[actor.post])
    client.post("/notices/read-all/")
    assert "没有未读消息" in client.get("/notices/").content.decode()


def test_preferences_are_kept_and_wrong_ones_are_refused_in_place(client, settings):
    settings.FYT_CHANNELS = ["email", "wecom-robot"]
    actor = enter(client, make.actor())
    assert client.get("/notices/preferences/").status_code == 200
    sent = {"digest_hour": "17", "quiet_from": "21", "quiet_until": "7", "channels": ["email"]}
    assert client.post("/notices/preferences/", sent).status_code == 302
    kept = Preference.objects.get(person_id=actor.person)
    assert (kept.digest_hour, kept.quiet_from, kept.quiet_until, kept.channels) == (17, 21, 7, ["email"])
    assert client.post("/notices/preferences/", sent | {"digest_hour": "25"}).status_code == 422
    assert client.post("/notices/preferences/", sent | {"channels": ["wecom-robot"]}).status_code == 422
    assert Preference.objects.get(person_id=actor.person).digest_hour == 17


@pytest.fixture
def dead(monkeypatch):
    """A job that has been given up, as a worker leaves it."""
    spec = registry.JobSpec(
        "test.dead", print, "外发报表", outside=False, tries=1, first_wait=0, queue="work"
    )
    monkeypatch.setitem(registry._specs, "test.dead", spec)
    jobs.defer_once(None, "test.dead", "k")
    job = ProcrastinateJob.objects.get(task_name="test.dead")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job.pk])
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job.pk])
    return job.pk


def test_a_given_up_job_that_nobody_was_told_of_is_found_and_told_once(dead, client):
    admin = enter(client, make.actor(roles=["sysadmin"]))
    assert dead_letters.sweep(timezone.now()) == 1
    assert dead_letters.sweep(timezone.now()) == 0
    assert "任务未能完成：外发报表" in client.get("/notices/").content.decode()
    assert "外发报表" in client.get("/notices/dead-letters/").content.decode()
    assert Notice.objects.get().post_id == admin.post


def test_the_administrator_retries_a_dead_letter_and_that_is_on_the_trail(dead, client):
    enter(client, make.actor(roles=["sysadmin"]))
    dead_letters.sweep(timezone.now())
    client.post(f"/notices/dead-letters/{dead}/retry/")
    assert ProcrastinateJob.objects.get(pk=dead).status == "todo"
    assert not DeadLetter.objects.get().final
    assert Entry.objects.filter(kind="deadletter.retried").count() == 1
    assert client.post(f"/notices/dead-letters/{dead}/retry/").status_code == 409


def test_a_dead_letter_whose_job_is_gone_can_only_be_settled(dead, client):
    enter(client, make.actor(roles=["sysadmin"]))
    dead_letters.sweep(timezone.now())
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [dead])
    answer = client.post(f"/notices/dead-letters/{dead}/retry/")
    assert answer.status_code == 409
    assert "已不在队列中" in answer.content.decode()
    assert DeadLetter.objects.get().final


def test_the_administrator_settles_a_dead_letter_with_a_sentence(dead, client):
    enter(client, make.actor(roles=["sysadmin"]))
    dead_letters.sweep(timezone.now())
    client.post(f"/notices/dead-letters/{dead}/settle/", {"remark": " "})
    assert DeadLetter.objects.get().handled_at is None
    client.post(f"/notices/dead-letters/{dead}/settle/", {"remark": "已电话告知"})
    assert DeadLetter.objects.get().remark == "已电话告知"
    assert "已电话告知" in client.get("/notices/dead-letters/").content.decode()
    assert dead_letters.sweep(timezone.now()) == 0


@pytest.mark.parametrize("role", ["clerk", "office", "leader", "auditor", "secadmin"])
def test_only_the_system_administrator_sees_dead_letters(dead, client, role):
    enter(client, make.actor(roles=[role]))
    dead_letters.sweep(timezone.now())
    assert client.get("/notices/dead-letters/").status_code == 403
    assert client.post(f"/notices/dead-letters/{dead}/retry/").status_code == 403
    assert DeadLetter.objects.get().final

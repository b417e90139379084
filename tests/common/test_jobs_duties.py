"""Duties: late runs make up for any downtime, two schedulers do it once, silence is noticed."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from fuyuantong.common import jobs
from fuyuantong.common.jobs import duties
from fuyuantong.common.models import Heartbeat

ran: list[str] = []


@pytest.fixture
def only(monkeypatch):
    """No duties but the test's own."""
    ran.clear()
    monkeypatch.setattr(duties, "_duties", {})
    return duties.duty


@pytest.mark.django_db
def test_a_duty_runs_when_its_interval_has_passed_and_not_before(only):
    only("test.a", 60)(lambda now: ran.append("a"))
    start = timezone.now()
    assert jobs.beat(lambda: start) == ["test.a"]
    assert jobs.beat(lambda: start + timedelta(seconds=59)) == []
    assert jobs.beat(lambda: start + timedelta(seconds=60)) == ["test.a"]


@pytest.mark.django_db
@pytest.mark.parametrize("days", [1 / 24, 3, 40])
def test_after_downtime_one_late_run_is_enough(only, days):
    only("test.a", 60)(lambda now: ran.append("a"))
    start = timezone.now()
    jobs.beat(lambda: start)
    assert jobs.beat(lambda: start + timedelta(days=days)) == ["test.a"]
    assert jobs.beat(lambda: start + timedelta(days=days)) == []
    assert ran == ["a", "a"]


@pytest.mark.django_db
def test_a_clock_set_back_does_not_silence_duties(only):
    only("test.a", 60)(lambda now: ran.append("a"))
    start = timezone.now()
    jobs.beat(lambda: start)
    assert jobs.beat(lambda: start - timedelta(hours=3)) == ["test.a"]


@pytest.mark.django_db
def test_a_duty_that_fails_stops_no_other_and_is_tried_again(only):
    def bad(now):
        raise ValueError

    only("test.bad", 60)(bad)
    only("test.good", 60)(lambda now: ran.append("good"))
    assert jobs.beat() == ["test.good"]
    assert not Heartbeat.objects.filter(duty="test.bad").exists()


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_do_not_run_a_duty_at_the_same_time(only):
    inside, leave = threading.Event(), threading.Event()

    def slow(now):
        ran.append("slow")
        inside.set()
        leave.wait(30)

    def other():
        try:
            jobs.beat()
        finally:
            connection.close()

    only("test.slow", 60)(slow)
    thread = threading.Thread(target=other)
    thread.start()
    assert inside.wait(30)
    assert jobs.beat() == []
    leave.set()
    thread.join(30)
    assert jobs.beat() == []
    assert ran == ["slow"]


@pytest.mark.django_db
def test_the_scheduler_is_silent_after_two_minutes(only):
    now = timezone.now()
    assert jobs.scheduler_silent(now), "never heard of"
    jobs.beat(lambda: now)
    assert not jobs.scheduler_silent(now + timedelta(seconds=120))
    assert jobs.scheduler_silent(now + timedelta(seconds=121))


@pytest.mark.django_db
def test_a_vital_duty_that_fails_is_silence_too(only):
    def bad(now):
        raise ValueError

    only("test.vital", 60, vital=True)(bad)
    jobs.beat()
    assert jobs.scheduler_silent()


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.common.health_urls")
def test_healthz_says_503_while_the_scheduler_is_silent(only):
    silent = Client().get("/healthz")
    assert (silent.status_code, silent.json()["scheduler"]) == (503, "silent")
    jobs.beat()
    assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db
def test_the_banner_stands_while_the_scheduler_is_silent(only, rf, monkeypatch, django_assert_num_queries):
    from fuyuantong.common import health

    health._silent.cache_clear()
    monkeypatch.setattr(health, "monotonic", lambda: 100.0)
    assert "提醒" in str(health.silence(rf.get("/")))
    jobs.beat()
    monkeypatch.setattr(health, "monotonic", lambda: 105.0)
    assert health.silence(rf.get("/")) is None
    with django_assert_num_queries(0):
        health.silence(rf.get("/"))

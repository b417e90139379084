"""Jobs: once for every key, in the transaction of the change, with one effect however often they are tried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

import make
from fuyuantong.common import jobs
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import registry
from fuyuantong.common.models import RememberedJob
from fuyuantong.common.refusals import Conflict, Forbidden
from fuyuantong.common.uow import unit_of_work

done: list[str] = []


@jobs.job("test.note", "记一笔", tries=4, first_wait=60)
def note(uow, what):
    done.append(f"{uow.actor.name}:{what}")
    RememberedJob.objects.create(key=f"effect:{what}:{len(done)}", created_at=uow.now)
    if what == "bad":
        raise ValueError("坏了，电话 13812345678")


@jobs.job("test.send", outside=True)
def send(key, what):
    done.append(f"{key}:{what}")


@pytest.fixture(autouse=True)
def clean():
    done.clear()


def waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name__startswith="test.", status="todo").count()


def taken(name: str) -> tuple[registry.JobSpec, Job]:
    """The oldest waiting job of a name, as a worker would get it."""
    row = ProcrastinateJob.objects.filter(task_name=name).order_by("id")[0]
    return registry.spec_of(name), row.procrastinate_job


@pytest.mark.django_db(transaction=True)
def test_a_committed_act_leaves_one_job_and_an_undone_one_leaves_none():
    with unit_of_work(SYSTEM) as uow:
        jobs.defer_once(uow, "test.note", "a", what="a")
    assert waiting() == 1
    with pytest.raises(RuntimeError), unit_of_work(SYSTEM) as uow:
        jobs.defer_once(uow, "test.note", "b", what="b")
        raise RuntimeError
    assert waiting() == 1
    assert not RememberedJob.objects.filter(key="test.note:b").exists()


@pytest.mark.django_db
def test_the_same_key_is_deferred_once_and_the_transaction_stays_usable():
    with unit_of_work(SYSTEM) as uow:
        assert jobs.defer_once(uow, "test.note", "a", what="a")
        assert not jobs.defer_once(uow, "test.note", "a", what="a")
        assert jobs.defer_once(uow, "test.send", "a", what="a"), "keys of other jobs are other keys"
        assert jobs.defer_once(uow, "test.note", "c", what="c"), "the transaction is not aborted"
    with unit_of_work(SYSTEM) as uow:
        assert not jobs.defer_once(uow, "test.note", "a", what="a")
    assert waiting() == 3


@pytest.mark.django_db
def test_a_job_that_runs_twice_has_its_effect_once():
    with unit_of_work(SYSTEM) as uow:
        jobs.defer_once(uow, "test.note", "a", what="a")
    spec, job = taken("test.note")
    registry.perform(spec, job, job.task_kwargs)
    registry.perform(spec, job, job.task_kwargs)
    assert done == ["系统:a"]


@pytest.mark.django_db
def test_an_outside_job_gets_its_key_and_is_not_sent_again_once_marked():
    jobs.defer_once(None, "test.send", "k1", what="x")
    spec, job = taken("test.send")
    registry.perform(spec, job, job.task_kwargs)
    registry.perform(spec, job, job.task_kwargs)
    assert done == ["k1:x"]


@pytest.mark.django_db
def test_a_failed_try_leaves_nothing_and_tells_a_masked_sentence(monkeypatch):
    told: list[jobs.Failure] = []
    monkeypatch.setattr(registry, "_on_failure", [told.append])
    jobs.defer_once(None, "test.note", "bad", what="bad")
    spec, job = taken("test.note")
    with pytest.raises(ValueError, match="坏了"):
        registry.perform(spec, job, job.task_kwargs)
    assert not RememberedJob.objects.filter(key__startswith="effect:").exists()
    assert not RememberedJob.objects.filter(key=f"done:{job.id}").exists()
    assert (told[0].tries, told[0].final, told[0].key) == (1, False, "bad")
    assert "13812345678" not in told[0].error
    with pytest.raises(ValueError, match="坏了"):
        registry.perform(spec, job.evolve(attempts=3), job.task_kwargs)
    assert told[1].final


@pytest.mark.django_db
def test_a_job_runs_with_the_rights_its_actor_has_when_it_runs():
    from fuyuantong.organs.models import Tenure

    actor = make.actor()
    with unit_of_work(actor) as uow:
        jobs.defer_once(uow, "test.note", "mine", what="mine")
        jobs.defer_once(uow, "test.note", "ours", what="ours", by_system=True)
    spec, job = taken("test.note")
    registry.perform(spec, job, job.task_kwargs)
    assert done == [f"{actor.name}:mine"]
    Tenure.objects.filter(person=actor.person).update(until_on=uow.today - timedelta(days=1))
    with pytest.raises(Exception, match="没有找到"):
        registry.perform(spec, job.evolve(id=999_999), job.task_kwargs)
    theirs = ProcrastinateJob.objects.filter(task_name="test.note").order_by("-id")[0].procrastinate_job
    registry.perform(spec, theirs, theirs.task_kwargs)
    assert done[-1] == "系统:ours"


def test_refusals_are_not_tried_again_unless_somebody_was_faster():
    spec = registry.spec_of("test.send")
    assert registry.wait_before_next(spec, 0, Forbidden("不能办理。")) is None
    assert registry.wait_before_next(spec, 0, Conflict("E-BUSY", "正在处理。")) == timedelta(minutes=1)
    assert registry.wait_before_next(spec, 19, jobs.Later(30)) == timedelta(seconds=30)


@given(st.integers(0, 40))
def test_tries_wait_ever_longer_from_one_minute_to_six_hours_and_end_at_twenty(tried):
    spec = registry.spec_of("test.send")
    wait = registry.wait_before_next(spec, tried, ValueError())
    if tried >= 19:
        assert wait is None
    else:
        assert timedelta(minutes=1) <= wait <= timedelta(hours=6)
        assert tried == 0 or wait >= registry.wait_before_next(spec, tried - 1, ValueError())


@pytest.mark.django_db
def test_old_marks_are_forgotten_and_young_ones_kept():
    now = datetime(2026, 6, 1, tzinfo=UTC)
    ages = {"done:1": 31, "done:2": 29, "test.note:x": 399, "test.note:y": 401}
    for key, days in ages.items():
        RememberedJob.objects.create(key=key, created_at=now - timedelta(days=days))
    assert jobs.forget_old(now) == 2
    assert set(RememberedJob.objects.values_list("key", flat=True)) == {"done:2", "test.note:x"}


@pytest.mark.django_db
def test_a_job_may_be_put_off_to_a_moment():
    at = timezone.now() + timedelta(hours=3)
    with transaction.atomic():
        jobs.defer_once(None, "test.note", "later", at=at, what="later")
    with connection.cursor() as cursor:
        cursor.execute("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'test.note'")
        assert cursor.fetchone()[0] == at


def test_what_waits_for_others_or_for_minutes_stands_apart():
    """Whatever joins `work` must be short: all of it shares a few places with the urgent messages."""
    rooms = {name: spec.queue for name, spec in registry._specs.items() if not name.startswith("test.")}
    assert {name: queue for name, queue in rooms.items() if queue != "work"} == {
        "notices.send": "outside", "notices.prove": "outside", "enforcement.call": "sources",
        "screening.compare": "long", "screening.compile": "long", "archives.filing": "long",
    }  # fmt: skip

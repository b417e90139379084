"""One errand: all sources at once, each answer stored as it comes, nothing sent twice whatever dies."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from enforcement import scene
from enforcement.conftest import HOUR, ask, run
from faults.dying import in_child, wait_for
from fuyuantong.common.now import read_clock
from fuyuantong.enforcement import actions, duties
from fuyuantong.enforcement.actions import answering
from fuyuantong.enforcement.adapters import Answer, Garbage, Packet, Paper, http, line
from fuyuantong.enforcement.models import Asset, Call, Source


def until(reached: Callable[[], object]) -> None:
    """Wait for what another process does, and not for ever: it may have died."""
    end = time.monotonic() + 30
    while not reached():
        assert time.monotonic() < end, "the other process did not get there"
        time.sleep(0.02)


def somebody_waits() -> bool:
    """Whether another connection to this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks w JOIN pg_locks h USING (pid) JOIN pg_database d ON d.oid = h.database"
            " WHERE NOT w.granted AND d.datname = current_database()"
        )
        return cursor.fetchone() is not None


@pytest.mark.django_db(transaction=True)
def test_quick_answers_are_stored_before_a_slow_one_and_nothing_is_sent_twice_when_the_worker_is_killed(
    city, partner, source, case
) -> None:
    scene.source(city, ("vehicle",), unit=city.market.pk, link="slow", title="车辆登记")
    ask(city, case, "house", "vehicle")
    quick, slow = Call.objects.order_by("source__at")
    send = partial(actions.send_calls, [quick.pk, slow.pk])
    with transaction.atomic():  # another worker has them in hand
        Call.objects.update(state="sending", next_at=read_clock() + HOUR)
        late = in_child(send)
        until(somebody_waits)
    assert wait_for(late) == 0
    assert not {quick.number, slow.number} & set(partner.log)
    Call.objects.update(state="waiting", next_at=read_clock())
    child = in_child(send)
    until(lambda: Call.objects.filter(pk=quick.pk, state="found").exists() and slow.number in partner.log)
    quick.refresh_from_db()
    os.kill(child, signal.SIGKILL)
    assert wait_for(child) == -signal.SIGKILL
    slow.refresh_from_db()
    assert slow.state == "sending"
    assert [c.state for c in run()] == ["found", "sending"]  # its lease still runs: somebody may be at it
    assert [c.state for c in run(after=HOUR)] == ["found", "found"]
    assert sorted(partner.log[-2:]) == sorted([quick.number, slow.number])
    assert [partner.log.count(call.number) for call in (quick, slow)] == [1, 1]


@pytest.mark.django_db
def test_the_messages_of_a_request_are_one_errand_at_first_and_when_they_are_picked_up_again(
    city, partner, source, case
) -> None:
    scene.source(city, ("vehicle",), unit=city.market.pk, link="dead", title="车辆登记")
    ask(city, case, "house", "vehicle")
    keys = sorted(str(key) for key in Call.objects.values_list("pk", flat=True))
    for _time in range(2):
        actions.pick_up(read_clock() + HOUR)
    jobs = ProcrastinateJob.objects.filter(task_name="enforcement.call").order_by("id")
    assert [sorted(job.args["kwargs"]["calls"]) for job in jobs] == [keys, keys]
    before = len(partner.log)
    duties.send("", **jobs[0].args["kwargs"])
    duties.send("", **jobs[1].args["kwargs"])
    assert [c.state for c in Call.objects.order_by("at", "id")] == ["found", "waiting"]
    assert len(partner.log) == before + 1


@pytest.mark.django_db
def test_an_answer_that_cannot_be_stored_hinders_no_other(city, partner, source, case, monkeypatch) -> None:
    scene.source(city, ("vehicle",), unit=city.market.pk, link="housing", title="车辆登记")
    ask(city, case, "house", "vehicle")
    whole = answering._assets  # noqa: SLF001 - a fault of ours, made up

    def stumble(call: Call, answer: Answer) -> list[Asset]:
        if call.classes == ["house"]:
            raise RuntimeError("made up")
        return whole(call, answer)

    monkeypatch.setattr(answering, "_assets", stumble)
    with pytest.raises(RuntimeError, match="made up"):
        run()
    assert [c.state for c in Call.objects.order_by("at", "id")] == ["sending", "found"]
    assert [a.klass for a in Asset.objects.all()] == ["vehicle"]


@pytest.mark.django_db
def test_a_busy_source_is_asked_again_when_it_says_and_nobody_is_followed_elsewhere(
    city, partner, source, case
) -> None:
    ask(city, case)
    partner.become("busy")
    began, before = read_clock(), len(partner.log)
    (call,) = run()
    assert (call.state, call.next_at - began, Source.objects.get().failures) == (
        "waiting",
        timedelta(seconds=120),
        0,
    )
    partner.become("moved")
    (call,) = run(after=HOUR)
    assert (call.state, Source.objects.get().failures) == ("waiting", 1)
    assert partner.log[before:] == [call.number]
    Source.objects.update(link="elsewhere")
    settings.FYT_OUTSIDE["sources"]["elsewhere"] = {"kind": "http", "url": "http://127.0.0.2:9"}
    assert "主机名单" in run(after=2 * HOUR)[0].reason


def test_a_message_carries_the_paper_that_was_encoded_once() -> None:
    told = {"title": "通知书", "name": "通知书.png", "sha256": "0" * 64}
    paper = Paper(told, b'the "paper"', "png")
    for number in ("1", "2"):
        body = {"number": number, "act": "query", "paper": told, "until": "“引号”"}
        sent = json.loads(http._content(Packet(number, body, paper)))  # noqa: SLF001 - what leaves
        assert base64.b64decode(sent["paper"].pop("content")) == paper.content
        assert sent == body
    assert json.loads(http._content(Packet("3", body))) == body  # noqa: SLF001


def test_a_flood_is_not_read_to_its_end() -> None:
    taken = 0

    async def flood() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1000
            yield bytes(1000)

    with pytest.raises(Garbage):
        asyncio.run(line._read(flood(), 5000))  # noqa: SLF001 - what stands between the wire and memory
    assert taken == 6000

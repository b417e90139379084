"""Two people, twenty clicks, two schedulers: one effect, and who comes second is told."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection, connections
from tests import make
from tests.matters.conftest import Handed, at, hand_out

from faults.dying import in_child, killed_after, wait_for
from fuyuantong.audit.models import Entry
from fuyuantong.common.refusals import Refusal
from fuyuantong.matters import ticking
from fuyuantong.matters.actions import life
from fuyuantong.matters.models import Comment, Feedback, Obligation, Reminder, Urge

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works: Callable[[], object]) -> list[object]:
    """Run all at the same moment, each with a connection of its own; returns results or exceptions in order."""
    gate, results = threading.Barrier(len(works)), [None] * len(works)

    def run(n: int, work: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(30)
            results[n] = work()
        except Exception as error:  # noqa: BLE001 - handed to the test
            results[n] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n, work)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_of_two_clerks_who_sign_at_once_one_wins_and_the_other_is_told(
    city: make.City, handed: Handed
) -> None:
    other = make.actor(city.housing, roles=("clerk",))
    results = together(
        *(lambda who=who: make.do(who, life.sign, handed.lead.pk) for who in (city.housing_clerk, other))
    )
    refused = [r for r in results if isinstance(r, Refusal)]
    assert len(refused) == 1, results
    assert (refused[0].code, refused[0].status) == ("E-STATE", 409)
    assert "办理中" in refused[0].message
    assert Entry.objects.filter(kind="obligation.sign", object_id=handed.lead.pk).count() == 1


def test_of_two_who_report_at_once_the_second_keeps_the_text(city: make.City, handed: Handed, enter) -> None:
    other = make.actor(city.housing, roles=("clerk",))
    make.do(city.housing_clerk, life.sign, handed.lead.pk)
    path, clients = f"/obligations/{handed.lead.pk}/submit/", [enter(city.housing_clerk), enter(other)]
    bodies = [form_of(client, path) | {"text": f"第{n}份办理结果"} for n, client in enumerate(clients)]
    answers = together(*(lambda c=c, b=b: c.post(path, b) for c, b in zip(clients, bodies, strict=True)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses in ([302, 409], [303, 409]), [text_of(a) for a in answers]
    late = next(n for n, answer in enumerate(answers) if answer.status_code == 409)
    page = unescape(answers[late].content.decode())
    assert f"第{late}份办理结果" in page, "the text is kept"
    assert "本次未保存任何数据" in page
    assert Feedback.objects.filter(obligation=handed.lead).count() == 1


def text_of(answer) -> str:
    """The words of a page's main part."""
    main = re.search(r"(?s)<main.*</main>", answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0])) if main else ""


def form_of(client, path: str) -> dict[str, str]:
    """The hidden values of a page's form, as a browser would send them."""
    page = client.get(path).content.decode()
    form = next(f for f in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'name="text"' in f)
    hidden = [tag for tag in re.findall(r"<input[^>]*>", form) if 'type="hidden"' in tag]
    pairs = [(re.search(r'name="([^"]+)"', t), re.search(r'value="([^"]*)"', t)) for t in hidden]
    return {name[1]: unescape(value[1]) for name, value in pairs if name and value}


def test_twenty_equal_requests_at_once_have_one_effect(city: make.City, handed: Handed, enter) -> None:
    path = f"/matters/{handed.matter.pk}/comments/"
    body = {"text": "请尽快对接。", "idempotency_key": "one-key-for-all-of-them"}
    clients = [enter(city.office) for _ in range(20)]
    answers = together(*(lambda c=c: c.post(path, body) for c in clients))
    statuses = {getattr(answer, "status_code", answer) for answer in answers}
    assert statuses <= {302, 303, 409}, statuses
    places = {answer["Location"] for answer in answers if answer.status_code in {302, 303}}
    assert len(places) == 1, "all are answered like the first"
    assert Comment.objects.count() == 1
    assert (
        Entry.objects.filter(kind__endswith="comment").count()
        + Entry.objects.filter(kind="matter.commented").count()
        == 1
    )


def test_the_same_key_with_another_text_is_refused(city: make.City, handed: Handed, enter) -> None:
    path, client = f"/matters/{handed.matter.pk}/comments/", enter(city.office)
    key = {"idempotency_key": "one-key-for-two-texts"}
    assert client.post(path, {"text": "第一条"} | key).status_code in {302, 303}
    again = client.post(path, {"text": "第二条"} | key)
    assert again.status_code == 422
    assert "第二条" in again.content.decode()
    assert Comment.objects.count() == 1


def test_two_schedulers_that_are_killed_again_and_again_remind_exactly_once(
    city: make.City, handed: Handed, monkeypatch
) -> None:
    """Kill -9 at random statements of the tick; each reminder has one effect when all is over (P6)."""
    for _ in range(5):
        hand_out(city)
    monkeypatch.setattr(ticking, "BATCH", 4)
    late, chance = at("2026-07-20"), random.Random(7)

    def schedule(n: int) -> None:
        with killed_after(n):
            while ticking.tick(late):
                pass

    killed = 0
    for _round in range(12):
        ends = (chance.randrange(1, 25), chance.randrange(1, 25))
        pair = [in_child(lambda n=n: schedule(n)) for n in ends]
        killed += sum(wait_for(pid) == -9 for pid in pair)
    assert killed >= 6, "the schedulers were killed in the middle of their work"
    while ticking.tick(late):
        pass
    assert not Reminder.objects.filter(fired_at=None, fire_at__lte=late).exists()
    sent = Reminder.objects.filter(outcome="sent", clock__obligation__isnull=False).count()
    assert sent >= 6 * 2 * 2
    assert Urge.objects.filter(automatic=True).count() == sent, "each once, none twice"
    for row in Obligation.objects.all():
        assert Urge.objects.filter(obligation=row, kind="urge").count() <= 1


def test_two_schedulers_at_once_share_the_work(city: make.City, handed: Handed, monkeypatch) -> None:
    monkeypatch.setattr(ticking, "BATCH", 2)
    late = at("2026-07-20")

    def all_of_it() -> int:
        done = 0
        while found := ticking.tick(late):
            done += found
        return done

    settled = together(all_of_it, all_of_it)
    assert all(isinstance(n, int) for n in settled), settled
    while ticking.tick(late):
        pass
    assert Urge.objects.filter(automatic=True).count() == Reminder.objects.filter(outcome="sent").count()
    assert Reminder.objects.filter(outcome="error").count() == 0

"""One's own accounts: used only once a code that went there has come back; and what urgent messages use."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

import make
from fuyuantong.audit.models import Entry
from fuyuantong.common.jobs import registry
from fuyuantong.common.now import read_clock
from fuyuantong.notices import kinds, queries
from fuyuantong.notices.channels import channel_of
from fuyuantong.notices.models import Handle, Preference
from fuyuantong.organs.models import Person
from notices.counterparts import receiver

pytestmark = pytest.mark.django_db
MINE = "13900000001"


@pytest.fixture
def far(settings):
    """A gateway for short messages that takes everything."""
    with receiver() as found:
        settings.FYT_CHANNELS = ["sms", "email", "file"]
        settings.FYT_OUTSIDE = {
            "hosts": [found.url], "seconds": 5,
            "sms": {"url": found.url + "/send", "body": {"mobile": "{phone}", "content": "{text}"}},
        }  # fmt: skip
        yield found


@pytest.fixture
def actor(client, far):
    found = make.actor(person=make.person(phone="13800000009"))
    client.force_login(Person.objects.get(pk=found.person))
    return found


def work():
    """Run the codes' jobs that wait; returns nothing, the receiver has them."""
    for row in ProcrastinateJob.objects.filter(task_name="notices.prove", status="todo").order_by("id"):
        registry.perform(registry.spec_of(row.task_name), row.procrastinate_job, dict(row.args))


def ask(client, far, account=MINE):
    """Enter an account on the page; returns the code that arrived there."""
    assert client.post("/notices/accounts/sms/", {"account": account}).status_code == 302
    work()
    return re.search(r"\d{6}", far.calls[-1].body["content"])[0]


def used(actor):
    return channel_of("sms").address(Person.objects.get(pk=actor.person))


def test_an_account_is_used_once_its_code_came_back_and_until_then_the_earlier_one(client, far, actor):
    code = ask(client, far)
    assert far.calls[-1].body["mobile"] == MINE
    assert used(actor) == "13800000009", "what the administrator entered, until the own one is proved"
    page = client.get("/notices/preferences/").content.decode()
    assert "139***01" in page
    assert MINE not in page
    client.post("/notices/accounts/sms/prove/", {"code": code})
    assert used(actor) == MINE
    later = ask(client, far, "13900000002")
    assert used(actor) == MINE
    client.post("/notices/accounts/sms/prove/", {"code": later})
    assert used(actor) == "13900000002"
    client.post("/notices/accounts/sms/remove/")
    assert used(actor) == "13800000009"
    kept = str([*Entry.objects.values(), *ProcrastinateJob.objects.values()])
    assert MINE not in kept
    assert code not in kept, "neither account nor code stands on the trail or in the queue"
    assert Entry.objects.filter(kind__startswith="handle.").count() == 5


def test_a_wrong_or_old_code_proves_nothing_and_is_not_guessed(client, far, actor):
    code = ask(client, far)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for left in (4, 3, 2, 1, 0):
        page = client.post("/notices/accounts/sms/prove/", {"code": wrong}, follow=True).content.decode()
        assert f"还可以试 {left} 次" in page
    page = client.post("/notices/accounts/sms/prove/", {"code": code}, follow=True).content.decode()
    assert "验证码已失效" in page
    code = ask(client, far)
    Handle.objects.update(code_at=read_clock() - kinds.CODE_LIVES - timedelta(seconds=1))
    client.post("/notices/accounts/sms/prove/", {"code": code})
    assert used(actor) == "13800000009"
    assert Handle.objects.get().code != code


def test_codes_are_not_sent_without_end_nor_to_what_is_no_account(client, far, actor):
    for odd in ("139 0000 0001", "clerk@fyt.example", "1390000000", "<script>"):
        page = client.post("/notices/accounts/sms/", {"account": odd}, follow=True).content.decode()
        assert "账号格式不对" in page
    for channel in ("file", "wecom-robot", "none"):
        assert client.post(f"/notices/accounts/{channel}/", {"account": "a"}).status_code == 404
    for _ in range(kinds.CODES_A_DAY):
        ask(client, far)
    client.post("/notices/accounts/sms/remove/")
    page = client.post("/notices/accounts/sms/", {"account": MINE}, follow=True).content.decode()
    assert "请明天再试" in page
    assert len(far.calls) == kinds.CODES_A_DAY


def test_urgent_messages_may_go_another_way_than_the_daily_one(client, actor):
    sent = {"digest_hour": "8", "quiet_from": "20", "quiet_until": "8", "channels": ["email"], "urgent_channels": ["sms"]}  # fmt: skip
    assert client.post("/notices/preferences/", sent).status_code == 302
    person = Person.objects.get(pk=actor.person)
    assert queries.channels_of(person) == ["email"]
    assert queries.channels_of(person, hurried=True) == ["sms"]
    Preference.objects.update(urgent_channels=None)
    assert queries.channels_of(person, hurried=True) == ["email"]
    Preference.objects.all().delete()
    assert queries.channels_of(person) == ["sms"], "who has said nothing hears over one way, not over all"

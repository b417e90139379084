"""A worker killed inside a delivery loses nothing, and doubles nothing where nobody would notice."""

from __future__ import annotations

import os
import signal
from uuid import uuid4

import pytest
from django.core import mail

import make
from faults.dying import in_child, wait_for
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.uow import unit_of_work
from fuyuantong.notices import actions, deliveries
from fuyuantong.notices.channels import channel_of
from fuyuantong.notices.kinds import Subject
from fuyuantong.notices.models import Delivery, Notice
from fuyuantong.organs.models import Person
from notices.counterparts import receiver

KEY = "k:1"


@pytest.fixture
def far(settings):
    with receiver() as found:
        yield found


@pytest.fixture
def recipient(settings, far):
    """A unit with a robot, and its clerk with an account at each application."""
    unit = make.unit()
    settings.FYT_CHANNELS = ["wecom-robot", "wecom", "dingtalk", "feishu", "email", "sms"]
    own = {
        "host": far.url,
        "corp": "c",
        "key": "k",
        "app": "a",
        "secret": "s",
        "agent": 7,
        "accounts": "username",
    }
    settings.FYT_OUTSIDE = {"hosts": [far.url], "seconds": 1} | dict.fromkeys(
        ("wecom", "dingtalk", "feishu"), own
    )
    settings.FYT_OUTSIDE["wecom"] = own | {"robots": {unit.code: far.url + "/robot"}}
    settings.FYT_OUTSIDE["sms"] = {"url": far.url + "/send", "body": {"content": "{text}", "id": "{key}"}}
    person = make.person(phone="13900000001", email="clerk@fyt.example")
    clerk = make.actor(unit, person=person)
    tell(unit.pk)
    return {"wecom-robot": {"unit": str(unit.pk)}, "clerk": clerk}


def tell(*units):
    with unit_of_work(SYSTEM) as uow:
        about = Subject("matter", uuid4())
        actions.tell(uow, kind="k", title="关于某案的交办", subject=about, to_units=units, restricted=False)


def send(channel, recipient):
    to = recipient.get(channel) or {"person": str(recipient["clerk"].person)}
    deliveries.send(KEY, channel, **to)


def killed(monkeypatch, channel, *, before):
    """The process dies by SIGKILL as it sends, or when the other side has just taken the message."""
    way = channel_of(channel)
    real = type(way).send

    def die(self, address, message):
        if not before:
            real(self, address, message)
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(type(way), "send", die)
    return real


@pytest.mark.crash
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", [True, False])
def test_a_robot_s_message_is_never_sent_blindly_again_and_a_person_is_asked(
    recipient, far, monkeypatch, client, before
):
    real = killed(monkeypatch, "wecom-robot", before=before)
    assert wait_for(in_child(lambda: send("wecom-robot", recipient))) == -signal.SIGKILL
    monkeypatch.setattr(type(channel_of("wecom-robot")), "send", real)
    admin = make.actor(roles=["sysadmin"])
    for _ in range(2):
        send("wecom-robot", recipient)
    assert len(far.by_path("/robot")) == (0 if before else 1), "nobody knows, so nothing goes out again"
    row = Delivery.objects.get()
    assert row.unsure_at is not None
    assert Notice.objects.get(kind="delivery.unsure").post_id == admin.post
    client.force_login(Person.objects.get(pk=admin.person))
    assert "没有收到，重发" in client.get("/notices/channels/").content.decode()
    client.post(f"/notices/deliveries/{row.pk}/resend/")
    assert client.post(f"/notices/deliveries/{row.pk}/settle/").status_code == 409
    key = f"{KEY}~again"
    deliveries.send(key, "wecom-robot", **recipient["wecom-robot"])
    assert len(far.by_path("/robot")) == (1 if before else 2)


@pytest.mark.crash
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("channel", ["wecom", "dingtalk", "feishu", "email"])
def test_where_the_other_side_tells_a_repeat_the_very_same_goes_again(recipient, far, monkeypatch, channel):
    """What is unread changes meanwhile; the repeat says the same words, or the service would not see it."""
    token = {
        "errcode": 0,
        "code": 0,
        "access_token": "T",
        "tenant_access_token": "T",
        "expires_in": 1,
        "expire": 1,
    }
    far.usual = (200, {}, token)
    real = killed(monkeypatch, channel, before=False)
    sent = []

    def keep(self, address, message):
        sent.append(message)
        return real(self, address, message)

    assert wait_for(in_child(lambda: send(channel, recipient))) == -signal.SIGKILL
    row = Delivery.objects.get()
    assert row.receipt == ""
    assert row.begun_at is not None
    tell(recipient["clerk"].unit)
    monkeypatch.setattr(type(channel_of(channel)), "send", keep)
    send(channel, recipient)
    send(channel, recipient)
    (again,) = sent
    assert (again.key, again.title, again.again) == (KEY, row.said["title"], True)
    assert "1 条未读" in again.title
    assert Delivery.objects.get().receipt
    bodies = [
        str({k: v for k, v in c.body.items() if k != "again"})
        for c in far.calls
        if c.body and "secret" not in str(c.body) and "app_id" not in c.body
    ]
    if channel == "email":
        assert "可能已经发过一次" in mail.outbox[-1].body
    else:
        assert bodies[0] == bodies[-1]
        assert len(bodies) == 2


@pytest.mark.django_db
def test_an_answer_that_never_came_is_not_taken_for_a_refusal(recipient, far):
    """A refusal is tried again; silence may be a message that was taken."""
    far.answers = [(500, {}, {})]
    with pytest.raises(Exception, match="HTTP 500"):
        send("wecom-robot", recipient)
    assert Delivery.objects.get().begun_at is None
    far.answers = [None]
    send("wecom-robot", recipient)
    assert Delivery.objects.get().unsure_at is not None
    send("wecom-robot", recipient)
    assert len(far.by_path("/robot")) == 2


@pytest.mark.django_db
def test_two_messages_that_say_the_same_differ_for_services_that_drop_repeats(recipient):
    way = channel_of("dingtalk")
    unread = deliveries._unread(Person.objects.get(pk=recipient["clerk"].person))
    first, second = (deliveries.compose(key, way, unread) for key in ("a", "b"))
    assert first.at
    assert first.text.endswith(first.at)
    assert second.title == first.title

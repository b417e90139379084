"""Every way out against a real counterpart: signed as the services check it, patient, and never elsewhere."""

from __future__ import annotations

import email
import email.policy
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

import make
from fuyuantong.common import jobs
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import Later, registry
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.config.channel_file import read_channel_file
from fuyuantong.notices import actions, deliveries
from fuyuantong.notices.channels import channel_of
from fuyuantong.notices.channels.calling import NotTaken, NoUse, call, check_host
from fuyuantong.notices.kinds import Outside, Subject
from fuyuantong.notices.models import DeadLetter, Delivery, Handle
from notices.counterparts import dingtalk_signature_holds, feishu_signature_holds, mail_server, receiver

pytestmark = pytest.mark.django_db
MESSAGE = Outside("digest:1", "府院通：您有 3 条未读消息", (), "https://fyt.example/notices/")
SECRET = "SEC000secret"
ROBOTS = ("wecom-robot", "dingtalk-robot", "feishu-robot")
APPS = ("wecom", "dingtalk", "feishu")


@pytest.fixture
def far():
    with receiver() as found:
        yield found


@pytest.fixture
def unit(settings, far):
    """A unit with a robot at each service, on the receiver."""
    found = make.unit()
    robots = {found.code: {"url": f"{far.url}/robot?key=k1", "secret": SECRET}}
    settings.FYT_CHANNELS = [*ROBOTS, *APPS, "sms", "email"]
    settings.FYT_OUTSIDE = {"hosts": [far.url], "seconds": 1} | {
        name: {
            "host": far.url,
            "robots": robots,
            "corp": "c",
            "key": "k",
            "app": "a",
            "secret": "s",
            "agent": 7,
        }
        for name in ("wecom", "dingtalk", "feishu")
    }
    return found


@pytest.fixture
def person(unit):
    found = make.person(phone="13900000000", email="clerk@fyt.example")
    for name in APPS:
        Handle.objects.create(person=found, channel=name, account=f"{name}-me")
    return found


def way(code):
    found = channel_of(code)
    assert found is not None
    return found


def test_a_wecom_robot_gets_markdown_under_its_key(unit, far):
    robot = way("wecom-robot")
    robot.send(robot.address(unit), MESSAGE)
    (got,) = far.calls
    assert got.query == {"key": "k1"}
    assert got.body == {"msgtype": "markdown", "markdown": {"content": MESSAGE.text}}
    assert got.headers["Idempotency-Key"] == MESSAGE.key


def test_a_dingtalk_robot_is_signed_as_the_service_checks_it(unit, far):
    robot = way("dingtalk-robot")
    robot.send(robot.address(unit), MESSAGE)
    (got,) = far.calls
    assert dingtalk_signature_holds(got, SECRET)
    assert not dingtalk_signature_holds(got, SECRET + "x")
    assert got.query["key"] == "k1"
    assert got.body["text"]["content"] == MESSAGE.text


def test_a_feishu_robot_is_signed_as_the_service_checks_it(unit, far):
    robot = way("feishu-robot")
    robot.send(robot.address(unit), MESSAGE)
    (got,) = far.calls
    assert feishu_signature_holds(got, SECRET)
    assert not feishu_signature_holds(got, SECRET + "x")
    assert got.body["content"]["text"] == MESSAGE.text


def fast(code):
    return {
        "wecom-robot": {"errcode": 45009},
        "dingtalk-robot": {"errcode": 130101},
        "feishu-robot": {"code": 11232},
    }[code]


@pytest.mark.parametrize("code", ROBOTS)
def test_a_robot_that_was_too_fast_waits_and_one_that_is_refused_or_silent_is_tried_again(unit, far, code):
    robot = way(code)
    far.answers = [
        (200, {}, fast(code)),
        (429, {"Retry-After": "7"}, {}),
        (500, {}, {}),
        (200, {}, {"errcode": 1, "code": 1}),
        (200, {}, b"<html>"),
        (200, {}, []),
        (302, {"Location": far.url + "/elsewhere"}, {}),
        None,
    ]
    with pytest.raises(Later) as late:
        robot.send(unit.code, MESSAGE)
    assert late.value.seconds == (600 if code == "dingtalk-robot" else 60)
    with pytest.raises(Later) as late:
        robot.send(unit.code, MESSAGE)
    assert late.value.seconds == 7
    for _ in range(6):
        with pytest.raises(NotTaken) as trouble:
            robot.send(unit.code, MESSAGE)
        assert "k1" not in str(trouble.value)
    assert not far.by_path("/elsewhere")
    robot.send(unit.code, MESSAGE)


def test_a_robot_that_was_taken_away_is_given_up_at_once(unit, far):
    far.answers = [(200, {}, {"errcode": 93000})]
    with pytest.raises(NoUse):
        way("wecom-robot").send(unit.code, MESSAGE)


@pytest.fixture
def services(far):
    """Tokens in turn for every service; the first message is told that its token has ended."""
    tokens = iter(range(1, 100))

    def answer(*ended):
        far.answers = []
        for gone in ended:
            far.answers.append((200, {}, _token(next(tokens))))
            far.answers.append((200, {}, gone))
        far.answers.append((200, {}, _token(next(tokens))))

    return answer


def _token(n):
    return {
        "errcode": 0, "code": 0, "access_token": f"T{n}", "tenant_access_token": f"T{n}", "expires_in": 7200, "expire": 7200,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "gone"),
    [
        ("wecom", {"errcode": 40014}),
        ("wecom", {"errcode": 42001}),
        ("dingtalk", {"errcode": 88}),
        ("feishu", {"code": 99991663}),
    ],
)
def test_an_application_s_token_is_kept_and_fetched_anew_when_it_has_ended(person, far, services, code, gone):
    app = type(way(code))()
    services(gone)
    app.send(app.address(person), MESSAGE)
    app.send(app.address(person), MESSAGE)
    seen = [
        c.query.get("access_token") or c.headers.get("Authorization", "").removeprefix("Bearer ")
        for c in far.calls
    ]
    assert [t for t in seen if t] == ["T1", "T2", "T2"]
    assert len(far.calls) == 5


def test_applications_address_the_person_s_own_account_and_let_the_service_drop_repeats(person, far):
    for code in APPS:
        far.answers = [(200, {}, _token(1))]
        app = type(way(code))()
        app.send(app.address(person), MESSAGE)
    wecom, ding, lark = (
        c for c in far.calls if c.body and ("touser" in c.body or "msg" in c.body or "receive_id" in c.body)
    )
    assert (wecom.body["touser"], wecom.body["enable_duplicate_check"]) == ("wecom-me", 1)
    assert ding.body["userid_list"] == "dingtalk-me"
    assert (lark.body["receive_id"], len(lark.body["uuid"])) == ("feishu-me", 32)
    assert json.loads(lark.body["content"])["text"] == MESSAGE.text


def test_a_user_name_serves_as_account_only_where_the_file_says_so(settings, unit):
    nobody = make.person()
    assert way("wecom").address(nobody) == ""
    settings.FYT_OUTSIDE["wecom"]["accounts"] = "username"
    assert way("wecom").address(nobody) == nobody.username


def test_a_short_message_is_sent_as_the_gateway_wants_it(settings, person, far):
    settings.FYT_OUTSIDE["sms"] = {
        "url": far.url + "/send", "form": True, "headers": {"Authorization": "Bearer s3cret"},
        "body": {"mobile": "{phone}", "content": "{text}", "id": "{key}"}, "ok": {"field": "code", "value": "0"},
    }  # fmt: skip
    far.answers = [(200, {}, {"code": "0"}), (200, {}, {"code": "7"})]
    sms = way("sms")
    sms.send(sms.address(person), Outside("k{phone}", "{key}", (), "u"))
    assert far.calls[0].body == {"mobile": "13900000000", "content": "{key}\nu", "id": "k{phone}"}
    assert far.calls[0].headers["Authorization"] == "Bearer s3cret"
    with pytest.raises(NotTaken, match="code 7"):
        sms.send(sms.address(person), MESSAGE)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://localhost/x", "http://qyapi.weixin.qq.com/", "https://qyapi.weixin.qq.com:8443/",
        "https://qyapi.weixin.qq.com@evil.example/", "https://u:p@qyapi.weixin.qq.com/", "file:///etc/passwd",
        "https://evil.example/?qyapi.weixin.qq.com", "https://qyapi.weixin.qq.com.evil.example/", "https://[::1", "",
        "https://169.254.169.254/latest/meta-data", "gopher://qyapi.weixin.qq.com/",
    ],
)  # fmt: skip
def test_no_host_is_called_that_the_installation_did_not_name(settings, url):
    settings.FYT_OUTSIDE = {}
    with pytest.raises(NoUse) as trouble:
        call(url, {})
    assert "weixin" not in str(trouble.value)


def test_the_list_names_hosts_ports_and_clear_text_one_by_one(settings):
    settings.FYT_OUTSIDE = {
        "hosts": ["wx.example.gov.cn", "sms.example.gov.cn:8443", "http://inner.example:81"]
    }
    for good in (
        "https://wx.example.gov.cn/a",
        "https://sms.example.gov.cn:8443/",
        "http://inner.example:81/",
        "https://open.feishu.cn/",
    ):
        assert check_host(good) == good
    for bad in ("http://wx.example.gov.cn/", "https://sms.example.gov.cn/", "https://inner.example:81/"):
        with pytest.raises(NoUse):
            check_host(bad)


def test_a_key_with_odd_characters_shows_in_no_error(settings, unit, far):
    settings.FYT_OUTSIDE["wecom"]["robots"][unit.code]["url"] = far.url + "/robot?key=top secret\n"
    with pytest.raises(NotTaken) as trouble:
        way("wecom-robot").send(unit.code, MESSAGE)
    assert "secret" not in str(trouble.value)
    assert trouble.value.__cause__ is None
    assert trouble.value.__suppress_context__


def test_mail_reaches_a_real_server_once_under_one_message_id(settings, person):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with mail_server() as box:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        box.refuse = ["451 try later", "", "250 taken"]
        mail = way("email")
        for _ in range(2):
            with pytest.raises(Exception, match=r"451|closed"):
                mail.send(mail.address(person), MESSAGE)
        identity = mail.send(mail.address(person), MESSAGE)
        mail.send(mail.address(person), MESSAGE)
    letters = [email.message_from_bytes(raw, policy=email.policy.default) for raw in box.letters]
    assert [letter["Message-ID"] for letter in letters] == [identity, identity]
    assert letters[0]["To"] == "clerk@fyt.example"
    assert letters[0]["Subject"] == MESSAGE.title
    assert MESSAGE.url in letters[0].get_content()


def tell(*units):
    with unit_of_work(SYSTEM) as uow:
        actions.tell(
            uow,
            kind="k",
            title="关于某案的交办",
            subject=Subject("matter", uuid4()),
            to_units=units,
            restricted=False,
        )


def test_a_delivery_is_written_down_once_and_not_sent_again(unit, far):
    tell(unit.pk)
    for _ in range(2):
        deliveries.send("wecom-robot:k", "wecom-robot", unit=str(unit.pk))
    assert len(far.calls) == 1
    assert "某案" not in far.calls[0].body["markdown"]["content"], "the service stands outside"
    assert Delivery.objects.get().receipt == "0"


def test_titles_go_where_the_service_stands_inside(settings, unit, far):
    settings.FYT_OUTSIDE["wecom"]["inside"] = True
    tell(unit.pk)
    deliveries.send("wecom-robot:k", "wecom-robot", unit=str(unit.pk))
    assert "某案" in far.calls[0].body["markdown"]["content"]


def test_a_robot_shared_by_units_gets_no_more_than_its_limit_a_minute_from_all_of_them(settings, unit, far):
    robots = settings.FYT_OUTSIDE["wecom"]["robots"]
    others = [make.unit() for _ in range(21)]
    for other in others:
        robots[other.code] = robots[unit.code]["url"]
    tell(*[u.pk for u in others])
    sent = late = 0
    for other in others:
        try:
            deliveries.send(f"wecom-robot:{other.pk}", "wecom-robot", unit=str(other.pk))
            sent += 1
        except Later as later:
            late += 1
            assert 0 < later.seconds <= 61
    assert (sent, late, len(far.calls)) == (20, 1, 20)
    Delivery.objects.update(at=timezone.now() - timedelta(seconds=61))
    deliveries.send(f"wecom-robot:{others[-1].pk}", "wecom-robot", unit=str(others[-1].pk))
    assert len(far.calls) == 21


def test_a_way_that_was_closed_sends_nothing_that_still_waits(settings, unit, far):
    tell(unit.pk)
    settings.FYT_CHANNELS = []
    deliveries.send("wecom-robot:k", "wecom-robot", unit=str(unit.pk))
    assert not far.calls
    assert not Delivery.objects.exists()


def test_the_file_of_channels_is_refused_when_others_can_read_it_or_it_is_not_in_order(tmp_path):
    path = tmp_path / "channels.toml"
    path.write_text('hosts = ["wx.example.gov.cn"]\n[wecom]\ncorp = "c"\n', "utf-8")
    path.chmod(0o600)
    assert read_channel_file(str(path))["wecom"] == {"corp": "c"}
    assert read_channel_file("") == {}
    for text, mode in (
        ("a = 1", 0o644),
        ("secret = ", 0o600),
        ("wecmo = 1", 0o600),
        ("\xff".encode("latin-1"), 0o600),
    ):
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)
        with pytest.raises(Refusal, match="E-CHANNEL-FILE|外发配置文件"):
            read_channel_file(str(path))
    with pytest.raises(Refusal, match="读不到"):
        read_channel_file(str(tmp_path / "none"))


def test_no_secret_of_a_channel_reaches_the_tables_or_the_log(unit, far, caplog):
    far.answers = [(200, {}, {"errcode": 1})]
    tell(unit.pk)
    jobs.defer_once(None, "notices.send", "k", channel="dingtalk-robot", unit=str(unit.pk))
    job = ProcrastinateJob.objects.get(task_name="notices.send")
    with pytest.raises(NotTaken):
        registry.perform(registry.spec_of("notices.send"), job.procrastinate_job, dict(job.args))
    told = [*DeadLetter.objects.values(), *Delivery.objects.values(), *ProcrastinateJob.objects.values()]
    assert DeadLetter.objects.get().error == "NotTaken: errcode 1"
    for secret in (SECRET, "k1", far.url):
        assert secret not in str(told) + caplog.text

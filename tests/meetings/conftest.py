"""The fictional 临江市 with its kinds of meeting, and callers for the three roles of a meeting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from tests import make

from api.calling import Caller
from fuyuantong import library
from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.meetings.actions import publish_kind
from fuyuantong.meetings.models import KindVersion
from fuyuantong.organs.models import Person

KINDS = Path(next(iter(library.__path__))) / "meetings"


def kind(code: str) -> KindVersion:
    """Publish a delivered kind of meeting."""
    text = (KINDS / f"{code}.yaml").read_text("utf-8")
    for mechanism in ("meeting-resolution",):
        make.mechanism(mechanism)
    return make.do(SYSTEM, publish_kind, text)  # type: ignore[return-value]


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    settings.FYT_API_PER_MINUTE = 1_000_000


@pytest.fixture(autouse=True)
def march():
    """Monday, 2 March 2026."""
    with time_machine.travel("2026-03-02T09:00:00+08:00") as traveller:
        yield traveller


@pytest.fixture
def city(db: None) -> make.City:
    for code in ("topic-conference", "joint-conference-quarterly"):
        kind(code)
    return make.City()


class Cast:
    """The office, the bureau that brings a topic, the bureau that leads; each by its key."""

    def __init__(self, city: make.City) -> None:
        self.city = city
        self.office = Caller(make.token(city.office))
        self.housing = Caller(make.token(city.housing_clerk))
        self.finance = Caller(make.token(city.finance_clerk))
        self.judge = Caller(make.token(city.judge))
        self.market = Caller(make.token(city.market_clerk))


@pytest.fixture
def cast(city: make.City) -> Cast:
    return Cast(city)


def enter(actor: Actor) -> Client:
    """A browser without a script, signed in."""
    client = Client()
    who = Person.objects.get(pk=actor.person)
    client.force_login(who, backend="fuyuantong.organs.backends.Accounts")
    return client


def good(answer: Any, *statuses: int) -> dict[str, Any]:
    assert answer.status_code in (statuses or (200, 201)), answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def sent(caller: Caller, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
    """Act on the newest version of what the path is about."""
    noun, key = path.split("/")[1:3]
    shown = {"topics": "/topics", "meetings": "/meetings"}.get(noun)
    version = more.pop("version", None) or (caller.get(f"{shown}/{key}").json()["version"] if shown else None)
    return good(caller.send(path, body, version=version))


def topic(
    cast: Cast, title: str = "房屋征收补偿争议化解", code: str = "topic-conference", **more: Any
) -> str:
    """A topic sent in by the housing bureau."""
    body = {
        "kind": code, "linkage": cast.city.linkage.code, "title": title, "background": "近期争议增多，需要统一做法。",
        "asks": "请明确对接流程和牵头单位。", "signed_by": "周局长", "submit": True,
    } | more  # fmt: skip
    return str(good(cast.housing.send("/topics", body), 201)["id"])


def meeting(
    cast: Cast, *topics: str, code: str = "topic-conference", at: str = "2026-03-10T09:00:00+08:00"
) -> str:
    """A meeting of the office with these topics, screened and placed."""
    for one in topics:
        if cast.office.get(f"/topics/{one}").json()["state"] == "submitted":
            sent(cast.office, f"/topics/{one}/screen", {"text": "建议提请专题会议研究。"})
    body = {
        "kind": code, "linkage": cast.city.linkage.code, "starts_at": at, "place": "市政府三楼会议室",
        "chair": "顾副市长",
    }  # fmt: skip
    key = str(good(cast.office.send("/meetings", body), 201)["id"])
    if topics:
        sent(cast.office, f"/meetings/{key}/topics", {"topics": list(topics)})
    return key


def convened(cast: Cast, key: str) -> None:
    """请示, 同意, 通知."""
    sent(cast.office, f"/meetings/{key}/ask-consent", {"text": "请审定。"})
    consent = {
        "seat": "第一召集人",
        "decided_by": "江市长",
        "decided_on": "2026-03-02",
        "delegate": "顾副市长",
    }
    sent(cast.office, f"/meetings/{key}/consent", consent)
    units = [str(unit.pk) for unit in (cast.city.finance, cast.city.court)]
    sent(cast.office, f"/meetings/{key}/invitations", {"units": units})
    sent(cast.office, f"/meetings/{key}/notify", {})


def answered(cast: Cast, key: str) -> None:
    """All units say that they come."""
    for one in cast.office.get(f"/meetings/{key}").json()["invitations"]:
        people = [{"name": "来人", "rank": "副局长"}]
        good(
            cast.office.send(
                f"/meeting-invitations/{one['id']}/reply", {"answer": "coming", "people": people},
                version=one["version"],
            )
        )  # fmt: skip


def held(cast: Cast, key: str, on: str = "2026-03-10") -> None:
    """回执, 签到, 召开."""
    answered(cast, key)
    full = cast.office.get(f"/meetings/{key}").json()
    came = [person["id"] for one in full["invitations"] for person in one["people"]]
    sent(cast.office, f"/meetings/{key}/attendance", {"came": came})
    sent(cast.office, f"/meetings/{key}/hold", {"held_on": on})


def decided(cast: Cast, key: str, n: int = 0, outcome: str = "agreed", **more: Any) -> dict[str, Any]:
    item = cast.office.get(f"/meetings/{key}").json()["items"][n]
    body = {"outcome": outcome, **more}
    return good(cast.office.send(f"/agenda-items/{item['id']}/decision", body, version=item["version"]))


def issued(
    cast: Cast, key: str, number: str = "临府院纪〔2026〕1号", on: str = "2026-03-12"
) -> dict[str, Any]:
    """送审, 审签, 印发."""
    sent(cast.office, f"/meetings/{key}/minutes/submit", {})
    sent(cast.office, f"/meetings/{key}/minutes/sign", {"signed_by": "顾副市长", "signed_on": on})
    return sent(cast.office, f"/meetings/{key}/minutes/issue", {"number": number, "issued_on": on})

"""A quarter of appearances in court: the housing bureau lags, the market bureau does not; a product over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from tests import make

from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.common.now import SHANGHAI
from fuyuantong.definitions.actions import load_profiles
from fuyuantong.definitions.models import Profile
from fuyuantong.organs.models import Person
from fuyuantong.reports.actions.opening import open_issue
from fuyuantong.reports.actions.publishing import publish_product
from fuyuantong.reports.models import Issue
from fuyuantong.reports.shelf import REPORTS
from indicators.conftest import put, shelve

TODAY = "2026-04-03T10:00:00+08:00"
CODE = "appearance-bulletin-quarter"
INDICATORS = [
    "appearance-rate-by-case", "appearance-rate-by-hearing", "appearance-rate-excused-out",
    "appearance-rate-by-agency", "appearance-rate-first-instance", "appearance-rate-second-instance",
    "speaking-rate", "absence-excused-rate", "performance-score",
]  # fmt: skip


def at(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def city(db: None, tmp_path, settings) -> make.City:
    settings.MEDIA_ROOT = tmp_path
    return make.City()


def hearing(number: int, unit: str, came: bool, day: str = "2026-02-10") -> dict[str, Any]:
    return {
        "案号": f"（{day[:4]}）新2899行初{number}号", "庭次": 1, "开庭日期": day, "被诉机关": unit, "应出庭": True,
        "职务": "副职负责人" if came else "未出庭", "是否出声": came, "出庭人": "甲某" if came else "", "不出庭理由": "" if came else "另有会议", "理由审查": "" if came else "不正当", "审理法院": "临江市中级人民法院", "审级": "一审",
    }  # fmt: skip


@pytest.fixture
def quarter(city: make.City) -> make.City:
    """The first quarter of 2026: 24 cases, 15 with a leader; a year ago 10 of 20."""
    shelve(["court-appearances"], INDICATORS)
    make.do(SYSTEM, load_profiles)
    Profile.objects.filter(code="linjiang-demo").update(in_use=True)
    rows = [hearing(n, "临江市住房和城乡建设局", n <= 3) for n in range(1, 13)]
    rows += [hearing(n, "临江市市场监督管理局", True) for n in range(21, 33)]
    rows += [hearing(n, "临江市财政局", n % 2 == 0, "2025-02-10") for n in range(41, 61)]
    put("court-appearances", rows, city.court)
    text = (REPORTS / f"{CODE}.yaml").read_text("utf-8")
    make.do(city.office, publish_product, text)
    return city


@pytest.fixture
def issue(quarter: make.City) -> Issue:
    return make.do(quarter.office, open_issue, code=CODE, linkage=quarter.linkage.code, period="2026Q1")


@pytest.fixture
def enter() -> Callable[[Actor], Client]:
    def as_actor(actor: Actor) -> Client:
        client = Client()
        person = Person.objects.get(pk=actor.person)
        client.force_login(person, backend="fuyuantong.organs.backends.Accounts")
        return client

    return as_actor

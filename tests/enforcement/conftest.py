"""The cast, a real partner in a process of its own, an agreement with it, an open case."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.request import Request, urlopen

import pytest
import time_machine
from django.test import Client
from tests import make

from enforcement import scene
from fuyuantong.common.actors import Actor
from fuyuantong.common.now import read_clock
from fuyuantong.enforcement import actions
from fuyuantong.enforcement.actions import Wanted
from fuyuantong.enforcement.models import Call, Case, Inquiry, Source
from fuyuantong.organs.models import Person

TODAY = "2026-03-20T10:00:00+08:00"
HOUR = timedelta(hours=1)


@dataclass
class Partner:
    """A partner simulator: its address, how it behaves, which numbers came."""

    url: str

    def become(self, mode: str) -> None:
        urlopen(Request(f"{self.url}/mode/{mode}", data=b"", method="POST")).read()

    @property
    def log(self) -> list[str]:
        return list(json.loads(urlopen(f"{self.url}/log").read())["log"])


@pytest.fixture(scope="session")
def one_partner() -> Iterator[Partner]:
    command = [sys.executable, "-m", "fuyuantong.enforcement.simulator", "--seconds", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield Partner(process.stdout.readline().strip())
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture
def partner(one_partner: Partner, settings: Any, tmp_path: Any) -> Partner:
    """Behaving well to begin with, reached by the connection `housing`; `dead` leads nowhere."""
    one_partner.become("ok")
    for name in ("out", "in", "sent"):
        (tmp_path / name).mkdir()
    settings.FYT_OUTSIDE = {
        "hosts": [one_partner.url, "http://127.0.0.1:9"],
        "seconds": 1,
        "sources": {
            "housing": {"kind": "http", "url": one_partner.url},
            "slow": {"kind": "http", "url": f"{one_partner.url}/slow"},
            "dead": {"kind": "http", "url": "http://127.0.0.1:9"},
            "files": {"kind": "files", "folder": str(tmp_path)},
        },
    }
    return one_partner


@pytest.fixture
def today(db: None) -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(TODAY, tick=False) as clock:
        yield clock


@pytest.fixture
def city(today: object, tmp_path: Any, settings: Any) -> make.City:
    settings.MEDIA_ROOT = tmp_path / "media"
    return make.City()


@pytest.fixture
def source(city: make.City, partner: Partner) -> Source:
    return scene.source(city)


@pytest.fixture
def case(city: make.City) -> Case:
    return scene.case(city)


def ask(city: make.City, case: Case, *classes: str) -> Inquiry:
    wanted = Wanted(case.parties.get().pk, list(classes or ("house",)), "协助查询通知书")
    made: Any = make.do(city.judge, actions.inquire, case.pk, wanted, scene.paper())
    return made


def run(call: Call | None = None, *, after: timedelta = timedelta()) -> list[Call]:
    """What a worker does: every message whose time has come, `after` from now."""
    now = read_clock() + after
    due = Call.objects.filter(state__in=["waiting", "sending", "asked"]).order_by("at", "id")
    actions.send_calls(list(due.values_list("pk", flat=True)), now)
    return list(Call.objects.order_by("at", "id"))


@pytest.fixture
def enter() -> Callable[[Actor], Client]:
    def as_actor(actor: Actor) -> Client:
        client = Client()
        person = Person.objects.get(pk=actor.person)
        client.force_login(person, backend="fuyuantong.organs.backends.Accounts")
        return client

    return as_actor

"""The cast, a list with one listed person, a department's agreed item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from tests import make

from fuyuantong.common.actors import Actor
from fuyuantong.organs.models import Person
from fuyuantong.screening import actions
from fuyuantong.screening.actions import NewRecord
from fuyuantong.screening.models import Item, Record

TODAY = "2026-03-20T10:00:00+08:00"
LIST = "dishonest-debtors"
LISTED = NewRecord(
    kind="P", name="甄有信", number="11010519491231002X", case_no="（2026）临01执1号", published_on=date(2026, 3, 2),
    province="11", duty="给付货款（虚构）", conduct=(1,), expires_on=date(2028, 3, 1),
)  # fmt: skip


@pytest.fixture
def today(db: None) -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def city(today: None, tmp_path, settings) -> make.City:
    settings.MEDIA_ROOT, settings.FYT_LISTS = tmp_path, tmp_path / "lists"
    return make.City()


def propose(city: make.City, listing: str = LIST, **more: object) -> Item:
    publisher = {"employment-bans": city.procuratorate}.get(listing, city.court)
    told = {
        "listing": listing, "publisher": publisher.pk, "title": "施工许可", "purpose": "行政审批（虚构）",
        "measures": {LIST: ["M02"], "restricted-consumers": ["M06"]}.get(listing, ["M07"]), "valid_until": date(2026, 12, 31), "daily_cap": 20,
    }  # fmt: skip
    return make.do(city.housing_clerk, actions.propose_item, **told | more)


@pytest.fixture
def item(city: make.City) -> Item:
    made = propose(city)
    make.do(city.judge, actions.decide_item, made.pk, agreed=True)
    return made


@pytest.fixture
def record(city: make.City) -> Record:
    make.do(city.judge, actions.publish, LIST, [LISTED])
    return Record.objects.get()


@pytest.fixture
def enter() -> Callable[[Actor], Client]:
    def as_actor(actor: Actor) -> Client:
        client = Client()
        person = Person.objects.get(pk=actor.person)
        client.force_login(person, backend="fuyuantong.organs.backends.Accounts")
        return client

    return as_actor

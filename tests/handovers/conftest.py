"""Two bureaus that are merged in mid-year, each with work under way, finished work, a round, a plan and a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from tests import make

from fuyuantong.common.actors import Actor
from fuyuantong.common.now import SHANGHAI
from fuyuantong.matters.actions.life import sign
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.models import Obligation
from fuyuantong.organs.models import Person, Unit
from fuyuantong.rounds import actions as rounds

TODAY = "2026-07-01T10:00:00+08:00"


def at(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@dataclass
class Reform:
    city: make.City
    merged: Unit
    sysadmin: Actor
    secadmin: Actor
    lead: Obligation
    part: Obligation
    token: str


def hand_out(city: make.City, title: str, lead: Unit, partner: Unit) -> dict[str, Obligation]:
    opening = Opening(
        mechanism="annual-plan-item", linkage=city.linkage.code, title=title,
        units={"牵头单位": [lead.pk], "配合单位": [partner.pk]},
    )  # fmt: skip
    matter: Any = make.do(city.office, open_matter, opening, now=at("2026-03-02"))
    data = {"年度": 2026, "任务内容": f"{title}并印发", "时限类型": "确定日期", "完成时限": "2026-09-30"}
    _, sent = make.do(city.office, act, matter.pk, "下达", data=data, collector=lead.pk, now=at("2026-03-02"))  # type: ignore[misc]
    return {row.duty: row for row in sent}


@pytest.fixture
def reform(db: None, tmp_path: Any, settings: Any) -> Reform:
    """住建局 and 市场监管局 are merged on 1 July; the first leads a task, the second helps in it."""
    settings.MEDIA_ROOT = tmp_path
    make.mechanism("annual-plan-item")
    city = make.City()
    rows = hand_out(city, "制定对接流程", city.housing, city.market)
    make.do(city.housing_clerk, sign, rows["lead"].pk)
    make.do(
        city.office, rounds.open_round,
        linkage=city.linkage.code, title="半年进展", cadence="special", due_on=date(2026, 7, 10),
    )  # fmt: skip
    return Reform(
        city=city,
        merged=make.unit("临江市住房和市场管理局", "市住房市场局"),
        sysadmin=make.actor(city.justice, roles=("sysadmin",)),
        secadmin=make.actor(city.justice, roles=("secadmin",)),
        lead=rows["lead"],
        part=rows["partner"],
        token=make.token(city.housing_clerk),
    )


def enter(actor: Actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person), backend="fuyuantong.organs.backends.Accounts")
    return client


def moved(actor: Actor) -> Actor:
    """The same person as they act today: a post may stand at another unit now."""
    from fuyuantong.organs.queries import actor_for

    return actor_for(Person.objects.get(pk=actor.person), actor.post)

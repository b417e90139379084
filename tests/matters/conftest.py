"""The cast and a plan item that has just been handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from tests import make

from fuyuantong.common.now import SHANGHAI
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.models import Matter, Obligation


def at(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)


@pytest.fixture
def city(db: None) -> make.City:
    for code in ("annual-plan-item", "assigned-item", "judicial-recommendation"):
        make.mechanism(code)
    return make.City()


@dataclass
class Handed:
    matter: Matter
    lead: Obligation
    part: Obligation


def hand_out(
    city: make.City,
    *,
    due: date | None = date(2026, 6, 30),
    leads=None,
    partners=None,
    on="2026-03-02",
    **more,
):
    opening = Opening(
        mechanism="annual-plan-item",
        linkage=city.linkage.code,
        title="制定行政争议化解对接流程",
        units={"牵头单位": leads or [city.housing.pk], "配合单位": partners or [city.finance.pk]},
        **more,
    )
    matter = make.do(city.office, open_matter, opening, now=at(on))
    data = {"年度": 2026, "任务内容": "制定对接流程并印发", "时限类型": "确定日期" if due else "未规定"}
    if due:
        data["完成时限"] = due.isoformat()
    _, sent = make.do(
        city.office, act, matter.pk, "下达", data=data, collector=(leads or [city.housing.pk])[0], now=at(on)
    )
    return matter, sent


@pytest.fixture
def handed(city: make.City) -> Handed:
    matter, sent = hand_out(city)
    lead = next(row for row in sent if row.duty == "lead")
    part = next(row for row in sent if row.duty == "partner")
    return Handed(Matter.objects.get(pk=matter.pk), lead, part)


@pytest.fixture
def enter():
    """Sign a member of the cast in, at the post they act for."""
    from django.test import Client

    from fuyuantong.organs.models import Person

    def as_actor(actor) -> Client:
        client = Client()
        client.force_login(Person.objects.get(pk=actor.person), backend="fuyuantong.organs.backends.Accounts")
        return client

    return as_actor

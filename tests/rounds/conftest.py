"""The cast, three tasks handed out, and a round that asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from tests import make

from fuyuantong.common.now import SHANGHAI
from fuyuantong.matters.actions.life import sign
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.models import Obligation
from fuyuantong.rounds import actions
from fuyuantong.rounds.models import Round, Sheet

TODAY = "2026-03-20T10:00:00+08:00"


def at(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def city(db: None, tmp_path, settings) -> make.City:
    settings.MEDIA_ROOT = tmp_path
    make.mechanism("annual-plan-item")
    return make.City()


def hand_out(city: make.City, title: str, lead, due: str = "2026-06-30", **more) -> Obligation:
    """One item of the plan, handed out on 2 March and signed for by nobody yet."""
    opening = Opening(
        mechanism="annual-plan-item", linkage=city.linkage.code, title=title,
        units={"牵头单位": [lead.pk], "配合单位": [city.finance.pk]}, **more,
    )  # fmt: skip
    matter = make.do(city.office, open_matter, opening, now=at("2026-03-02"))
    data = {"年度": 2026, "任务内容": f"{title}并印发", "时限类型": "确定日期", "完成时限": due}
    _, sent = make.do(city.office, act, matter.pk, "下达", data=data, collector=lead.pk, now=at("2026-03-02"))
    return next(row for row in sent if row.duty == "lead")


@pytest.fixture
def tasks(city: make.City) -> dict[str, Obligation]:
    """Two tasks of the housing bureau, one of the court."""
    made = {
        "flow": hand_out(city, "制定对接流程", city.housing),
        "training": hand_out(city, "开展同堂培训", city.housing),
        "court": hand_out(city, "通报审判情况", city.court),
    }
    make.do(city.housing_clerk, sign, made["flow"].pk)
    return made


@pytest.fixture
def round_(city: make.City, tasks) -> Round:
    return make.do(
        city.office, actions.open_round,
        linkage=city.linkage.code, title="第一季度进展", cadence="quarter", due_on=date(2026, 3, 31),
    )  # fmt: skip


@pytest.fixture
def sheet(city: make.City, round_: Round) -> Sheet:
    return Sheet.objects.get(round=round_, unit=city.housing)


def words(sheet: Sheet, text: str = "已完成调研") -> dict:
    return {
        entry.pk: {"progress": f"{text}{entry.place}", "problems": "人手不足", "next_steps": "增配人员"}
        for entry in sheet.entries.all()
    }

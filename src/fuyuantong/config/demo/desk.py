"""On the desk of 临江市's office: a 批示 with its tasks, a pack that is out, a series of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fuyuantong.common.now import today
from fuyuantong.common.uow import unit_of_work
from fuyuantong.config.demo.story import PURPOSE, sample
from fuyuantong.documents.actions import set_rule
from fuyuantong.instructions import actions as instructions
from fuyuantong.instructions.kinds import NewItem
from fuyuantong.organs.models import Unit
from fuyuantong.packs import actions as packs

GIVEN_BEFORE, DUE_AFTER, BACK_AFTER = timedelta(days=10), timedelta(days=20), timedelta(days=14)


def fill_desk(told: Mapping[str, Any], linkage: str) -> None:
    """Record it as the office does, each in a unit of work of its own; days count from today."""
    units = {unit.code: unit.pk for unit in Unit.objects.exclude(code="")}
    office = sample("office")
    with unit_of_work(office, purpose=PURPOSE) as uow:
        for genre, prefix in told["编号"].items():
            set_rule(uow, genre=genre, prefix=prefix)
    leader, paper = told["领导"], told["批示"]
    with unit_of_work(office, purpose=PURPOSE) as uow:
        who = instructions.add_leader(
            uow, linkage=linkage, name=leader["姓名"], position=leader["职务"], unit=units[leader["机构"]]
        )
        row = instructions.submit(
            uow, linkage=linkage, title=paper["标题"], source=paper["来文"], proposal=paper["拟办意见"]
        )
        instructions.record(
            uow, row.pk, leader=who.pk, given_on=today() - GIVEN_BEFORE, words=paper["批示"],
            items=[
                NewItem(
                    one["任务"], [units[code] for code in one["牵头"]],
                    [units[code] for code in one.get("配合", ())], today() + DUE_AFTER,
                )
                for one in paper["分解"]
            ],
        )  # fmt: skip
    with unit_of_work(office, purpose=PURPOSE) as uow:
        packs.make_packs(
            uow, linkage=linkage, units=[units[code] for code in told["任务包"]], title="本月任务包",
            due_on=today() + BACK_AFTER,
        )  # fmt: skip

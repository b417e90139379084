"""A few made-up rows in the registers of 临江市, entered by the sample people as in real work."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fuyuantong.common.actors import Actor
from fuyuantong.common.uow import unit_of_work
from fuyuantong.organs.models import Person
from fuyuantong.organs.queries import actor_for
from fuyuantong.registers import actions
from fuyuantong.registers.actions.funds import Movement
from fuyuantong.registers.kinds import FundStep

PURPOSE = "演示"


def fill_registers(rows: list[Mapping[str, Any]]) -> None:
    """Enter the rows of the data file (台账, 登录名, 行, 进度, 预算), each in a unit of work of its own."""
    people: dict[str, Actor] = {}
    for row in rows:
        name = row["登录名"]
        if name not in people:
            people[name] = actor_for(Person.objects.get(username=name))
        with unit_of_work(people[name], purpose=PURPOSE) as uow:
            made = actions.enter_row(
                uow, row["台账"], row["行"], progress=row.get("进度", ""), source="模拟数据"
            )
            if "预算" in row:
                actions.move(uow, made.pk, Movement(FundStep.BUDGET, Decimal(row["预算"])))
                actions.apply_for(uow, made.pk, Decimal(row["预算"]) / 4, "前期费用（模拟）")

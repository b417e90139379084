"""Made-up cases, hearings and suggestions of 临江市, so that indicators and boards have something to show."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from fuyuantong.common.uow import unit_of_work
from fuyuantong.config.demo.registers import PURPOSE
from fuyuantong.organs.models import Person, Unit
from fuyuantong.organs.queries import actor_for
from fuyuantong.registers.cells import Directory, clean_row
from fuyuantong.registers.kinds import ChangeKind
from fuyuantong.registers.owning import owner_of
from fuyuantong.registers.queries import register_of
from fuyuantong.registers.writing import Draft, add_rows

DATA = Path(__file__).resolve().parents[2] / "library" / "demo" / "linjiang-figures.yaml"


def fill_figures() -> None:
    """Enter the tables of the data file, each in one unit of work, as an import does.

    `台账` names the register of a table whose key is not its code.
    """
    text = DATA.read_text("utf-8")
    data: dict[str, Mapping[str, Any]] = yaml.load(text, Loader=yaml.CSafeLoader)
    for key, table in data.items():
        code = str(table.get("台账", key))
        actor = actor_for(Person.objects.get(username=table["登录名"]))
        with unit_of_work(actor, purpose=PURPOSE) as uow:
            register, own = register_of(code), Unit.objects.get(pk=uow.actor.unit_key)
            directory, drafts = Directory(own.region_id, uow.today), []
            for line in table["行"]:
                values = dict(zip(table["表头"], line, strict=True))
                cleaned = clean_row(register, {k: v for k, v in values.items() if v != ""}, directory)
                drafts.append(Draft(cleaned, owner_of(uow, register, cleaned), source="模拟数据"))
            add_rows(uow, register, drafts, ChangeKind.IMPORTED)

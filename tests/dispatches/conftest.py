"""The cast, the two letters that are sent here, and a register of cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from tests import make

from fuyuantong import library
from fuyuantong.common.actors import SYSTEM
from fuyuantong.registers import actions as registers

TODAY = "2026-03-20T10:00:00+08:00"
CASE = "（2026）新2801行初15号"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def city(db: None, tmp_path: Any, settings: Any) -> make.City:
    settings.MEDIA_ROOT = tmp_path
    for code in ("judicial-recommendation", "procuratorial-suggestion"):
        make.mechanism(code)
    return make.City()


@pytest.fixture
def case(city: make.City) -> str:
    """A case of the court's register, with its cause and the agency sued."""
    folder = Path(next(iter(library.__path__))) / "registers"
    make.do(SYSTEM, registers.publish, (folder / "litigation-cases.yaml").read_text("utf-8"))
    cells = {"案号": CASE, "案由": "房屋征收补偿决定", "被告机关": "市住建局", "原告": "某公司"}
    make.do(city.judge, registers.enter_row, "litigation-cases", cells)
    return CASE

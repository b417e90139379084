"""The cast, a leader of the city, and the mechanism under which 批示 are handed out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from tests import make

from fuyuantong.instructions import actions
from fuyuantong.instructions.models import Leader

TODAY = "2026-03-20T10:00:00+08:00"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def city(db: None, tmp_path: Any, settings: Any) -> make.City:
    settings.MEDIA_ROOT = tmp_path
    for code in ("assigned-item", "annual-plan-item"):
        make.mechanism(code)
    return make.City()


@pytest.fixture
def mayor(city: make.City) -> Leader:
    city_hall = make.unit("临江市人民政府", "市政府", protocol_order=100)
    told = {"linkage": city.linkage.code, "name": "顾怀民", "position": "常务副市长", "unit": city_hall.pk}
    row: Any = make.do(city.office, actions.add_leader, **told)
    return row

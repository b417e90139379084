"""Registers and indicators of the library, rows written as data, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest
from tests import make

from fuyuantong.common.actors import SYSTEM
from fuyuantong.definitions.shelf import REGISTERS
from fuyuantong.indicators.actions.publishing import _published
from fuyuantong.indicators.planning import find_source
from fuyuantong.indicators.reading import examined
from fuyuantong.indicators.shelf import INDICATORS
from fuyuantong.registers.actions import publish
from fuyuantong.registers.cells import Directory, clean_row
from fuyuantong.registers.kinds import ChangeKind, RegisterKind
from fuyuantong.registers.queries import register_of
from fuyuantong.registers.writing import Draft, add_rows


@pytest.fixture
def city(db: None, tmp_path, settings) -> make.City:
    settings.MEDIA_ROOT = tmp_path
    return make.City()


def shelve(registers: Iterable[str], indicators: Iterable[str] = ()) -> None:
    """Publish these of the library."""
    wanted = dict.fromkeys(
        ["litigation-cases", *registers] if "court-appearances" in registers else registers
    )
    for code in wanted:
        make.do(SYSTEM, publish, (REGISTERS / f"{code}.yaml").read_text("utf-8"))
    for code in indicators:
        make.do(SYSTEM, _publish, (INDICATORS / f"{code}.yaml").read_text("utf-8"))


def _publish(uow: Any, text: str) -> None:
    """Without asking for the indicators beside it, which a test may leave out."""
    _published(uow, examined(text, find=find_source), text)


def put(code: str, rows: Iterable[Mapping[str, Any]], owner: Any) -> list[Any]:
    """Write rows of a register that belong to a unit."""

    def work(uow: Any) -> list[Any]:
        register = register_of(code)
        directory = Directory(owner.region_id, date(2026, 11, 1))
        step = "held" if register.kind is RegisterKind.ACTIVITY else ""
        drafts = []
        for values in rows:
            cleaned = clean_row(register, {k: v for k, v in values.items() if v != ""}, directory, step)
            assert not cleaned.errors, (code, values, cleaned.errors)
            drafts.append(Draft(cleaned, owner, step))
        return add_rows(uow, register, drafts, ChangeKind.ENTERED)

    return make.do(SYSTEM, work)

"""An independent recount in DuckDB over an export agrees for every indicator on a made-up year."""

from __future__ import annotations

import json
import random
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
from tests import make
from tests.matters.conftest import hand_out

from fuyuantong.clocks.terms import parse_term
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.now import read_clock
from fuyuantong.definitions.kinds import FieldType
from fuyuantong.indicators import queries
from fuyuantong.indicators.actions import load_indicators
from fuyuantong.indicators.folding import fold
from fuyuantong.indicators.indicators_command import main
from fuyuantong.indicators.models import Tally
from fuyuantong.indicators.periods import read_span
from fuyuantong.indicators.recounting.comparing import books_of, recount_all
from fuyuantong.indicators.recounting.judging import later
from fuyuantong.registers.actions import load_registers
from fuyuantong.registers.kinds import Column, Register, RegisterKind
from fuyuantong.registers.models import Row
from fuyuantong.registers.queries import register_of

UNITS = ["临江市财政局", "临江市住房和城乡建设局", "临江市市场监督管理局", "外地某局"]
SPANS = [read_span(text) for text in ("2026", "2026Q1", "2026Q3", "2025", "2026-05")]


def a_year(city: make.City) -> None:
    """Rows of any shape in every register that an indicator counts: two years, some empty, void, sealed, barred."""
    chance = random.Random(20261122)  # noqa: S311
    for code in sorted({book for row in queries.library() for book in books_of(queries.told(row))}):
        register = register_of(code)
        rows = [_row(chance, register, city, place) for place in range(24)]
        Row.objects.bulk_create(rows)


def _row(chance: random.Random, register: Register, city: make.City, place: int) -> Row:
    cells = {c.key: _value(chance, c) for c in register.columns if chance.random() < 0.85}
    day = cells.get(register.day)
    held = register.kind is RegisterKind.ACTIVITY
    return Row(
        book_id=register.code, version=register.version, owner=chance.choice([city.court, city.housing]),
        region=make.CITY, title=f"{place}", cells=cells, counted_on=day or None,
        state="void" if place % 11 == 0 else "current", sealed=place % 13 == 0, barred=place % 17 == 0,
        progress=chance.choice(["planned", "held", "reviewed"]) if held else "",
        entered_at=read_clock(), changed_at=read_clock(),
    )  # fmt: skip


def _value(chance: random.Random, column: Column) -> Any:
    made: Any = chance.choice(["甲", "乙"])
    if column.type in {FieldType.CHOICE, FieldType.CHOICES}:
        made = chance.choice(column.options)
    elif column.type is FieldType.FLAG:
        made = chance.random() < 0.5
    elif column.type is FieldType.DATE:
        made = str(date(2025, 1, 1) + timedelta(days=chance.randrange(700)))
    elif column.type in {FieldType.NUMBER, FieldType.MONEY, FieldType.PERCENT}:
        made = chance.choice([0, 1, 2.5, 70])
    elif column.type is FieldType.UNIT:
        made = chance.choice(UNITS)
    return [made] if column.many or column.type is FieldType.CHOICES else made


@pytest.mark.django_db
def test_every_indicator_agrees_with_the_recount_and_a_wrong_figure_is_found(
    city: make.City, tmp_path, monkeypatch, capsys
) -> None:
    make.do(SYSTEM, load_registers)
    make.do(SYSTEM, load_indicators)
    make.mechanism("annual-plan-item")
    hand_out(city)
    a_year(city)
    fold("court-appearances")
    found = recount_all(tmp_path / "export", SPANS)
    assert {one.code: one.different for one in found if one.different} == {}
    assert {one.code for one in found} == {row.code for row in queries.library()}
    assert min(one.compared for one in found if one.code.startswith("appearance-rate-by")) > 10
    text = (tmp_path / "export" / "rows-petition-cases.csv").read_text("utf-8")
    assert "包案人" not in text and "登记日期" in text  # personal data stays at home
    Tally.objects.filter(version=queries.latest("appearance-rate-by-hearing"), grain=0).delete()
    monkeypatch.setattr("fuyuantong.indicators.recounting.comparing.frozen_moment", nullcontext)
    asked = ["--code", "appearance-rate-by-hearing", "--code", "appeal-rate"]
    assert main(["recount", "--year", "2026", "--json", *asked]) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {one["code"]: bool(one["different"]) for one in told} == {
        "appearance-rate-by-hearing": True,
        "appeal-rate": False,
    }


def test_a_term_ends_with_a_month_that_is_too_short() -> None:
    assert later(date(2024, 1, 31), parse_term("1M")) == date(2024, 2, 29)
    assert later(date(2024, 2, 29), parse_term("1Y")) == date(2025, 2, 28)

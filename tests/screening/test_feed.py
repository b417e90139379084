"""A list fed by its register: published, shielded, listed again, corrected; what a list cannot take is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import make
from tests.screening.conftest import LIST

from fuyuantong import library
from fuyuantong.common.actors import SYSTEM
from fuyuantong.notices.models import Notice
from fuyuantong.registers import actions as registers
from fuyuantong.registers.models import Row
from fuyuantong.screening import actions
from fuyuantong.screening.actions import Question
from fuyuantong.screening.models import Item, ListVersion, Record

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"
CELLS = {
    "执行案号": "（2026）新2801执1号", "被执行人": "甄有信", "类型": "自然人", "身份证号": NUMBER, "执行依据文号": "（2025）新2801民初9号", "履行情况": "全部未履行", "义务": "给付货款",
    "失信情形": "规避执行", "列入日期": "2026-03-02", "期限届满日": "2028-03-01", "状态": "公布",
}  # fmt: skip


def asked(city: make.City, item: Item, number: str = NUMBER) -> str:
    question = Question(reference="施许〔2026〕1号", name="甄有信", number=number)
    (check,) = make.do(city.housing_clerk, actions.ask, item.pk, [question])  # type: ignore[misc]
    return str(check.decision)


def test_a_row_of_the_register_comes_to_the_list_and_goes_from_it(city: make.City, item: Item) -> None:
    shipped = Path(next(iter(library.__path__))) / "registers" / "dishonest-debtors.yaml"
    make.do(SYSTEM, registers.publish, shipped.read_text("utf-8"))
    row: Any = make.do(city.judge, registers.enter_row, LIST, CELLS)
    assert asked(city, item) == "block"
    listed = Record.objects.get()
    assert (listed.conduct, listed.duty) == ([3], "给付货款")
    assert listed.published == {"basis_no": "（2025）新2801民初9号", "performed": "全部未履行"}
    assert ListVersion.objects.get().source == "register"

    def correct(**cells: str) -> None:
        make.do(city.judge, registers.correct_row, row.pk, cells, reason="按决定办理")

    correct(状态="屏蔽")
    assert asked(city, item) == "pass"
    assert Notice.objects.filter(kind="screening.withdrawn", unit=city.housing).exists()
    correct(状态="公布")  # the same case is listed again
    assert asked(city, item) == "block"
    correct(身份证号="110105194912310046")  # the first number was somebody else's
    assert (asked(city, item), asked(city, item, "110105194912310046")) == ("pass", "block")
    assert sorted(Record.objects.values_list("state", flat=True)) == ["corrected", "listed", "shielded"]
    make.do(city.judge, registers.void_row, row.pk, reason="录入有误")
    assert asked(city, item, "110105194912310046") == "pass"


def test_minors_the_sealed_and_those_without_a_number_stay_out_and_the_court_is_told(city: make.City) -> None:
    shipped = Path(next(iter(library.__path__))) / "registers" / "dishonest-debtors.yaml"
    make.do(SYSTEM, registers.publish, shipped.read_text("utf-8"))
    for change in (
        {"执行案号": "（2026）新2801执2号", "未成年人": "是"},
        {"执行案号": "（2026）新2801执3号", "身份证号": "110105201212310021"},
        {"执行案号": "（2026）新2801执4号", "身份证号": ""},
    ):
        make.do(city.judge, registers.enter_row, LIST, {**CELLS, **change})
    assert Row.objects.count() == 3
    assert not Record.objects.exists()
    told = Notice.objects.filter(kind="screening.not_listed").values_list("title", flat=True)
    assert sorted("成年" in title for title in told) == [True, True]

"""财产性判项: shared by the court, compared by the procuratorate; a hit is reviewed, suggested, put right."""

from __future__ import annotations

from typing import Any

import pytest
from tests import make

from fuyuantong.common.actors import SYSTEM
from fuyuantong.matters.actions import signing
from fuyuantong.matters.models import Draft, Matter
from fuyuantong.registers import actions as registers
from fuyuantong.registers.models import Row
from fuyuantong.registers.queries.rows import rows_of_case
from fuyuantong.registers.shelf import REGISTERS

pytestmark = pytest.mark.django_db
CASE = "（2026）新2801刑初9号"


@pytest.mark.inventory("E15", proof="receive")
@pytest.mark.inventory("E15", proof="query")
@pytest.mark.inventory("E15", proof="hit")
@pytest.mark.inventory("E15", proof="release")
def test_a_judgment_not_handed_over_is_found_reviewed_suggested_and_let_go(city) -> None:
    make.mechanism("procuratorial-suggestion")
    for code in ("property-judgments", "property-execution-clues"):
        make.do(SYSTEM, registers.publish, (REGISTERS / f"{code}.yaml").read_text("utf-8"))
    told = {
        "刑事案号": CASE, "判项类型": "罚金", "数额": "50000", "生效日期": "2026-01-05",
        "审理法院": "临江市中级人民法院",
    }  # fmt: skip
    make.do(city.judge, registers.enter_row, "property-judgments", told)

    def seen(number: str) -> int:
        return len(rows_of_case(city.prosecutor, number))

    assert (seen(CASE), seen("（2026）新2801刑初10号")) == (1, 0)
    clue = {
        "刑事案号": CASE, "判项类型": "罚金", "发现日期": "2026-03-18", "审理法院": "临江市中级人民法院",
        "监督检察院": "临江市人民检察院", "监督情形": "应当移送执行未移送", "审查结论": "待审查",
    }  # fmt: skip
    row: Any = make.do(city.prosecutor, registers.enter_row, "property-execution-clues", clue)
    assert not Draft.objects.exists()  # a hit alone writes to nobody
    assert not Row.objects.visible_to(city.judge, "court").filter(pk=row.pk).exists()
    found = {"审查结论": "属实", "审查意见": "超过半年未移送（虚构）"}
    make.do(city.prosecutor, registers.correct_row, row.pk, found, reason="审查")
    draft = Draft.objects.get()
    assert (draft.unit, [one.unit for one in draft.addressees.all()]) == (city.procuratorate, [city.court])
    assert "应当移送执行未移送" in draft.text
    make.do(city.prosecutor, signing.drop, draft.pk, reason="法院已于三月十九日移送（虚构）")
    ended = {"审查结论": "已纠正", "审查意见": "已移送执行（虚构）"}
    make.do(city.prosecutor, registers.correct_row, row.pk, ended, reason="已纠正")
    assert Draft.objects.count() == 1
    assert Matter.objects.get().state != "open"

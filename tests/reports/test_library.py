"""The delivered products are sound, and a definition that breaks a guard is refused at its line."""

from __future__ import annotations

import pytest

from fuyuantong.definitions.kinds import Every
from fuyuantong.indicators.reading import examined as indicator_of
from fuyuantong.indicators.shelf import INDICATORS
from fuyuantong.reports.kinds import Form
from fuyuantong.reports.reading import examine, examined
from fuyuantong.reports.shelf import REPORTS, product_files

UNITS = {"被诉机关", "被告机关", "被建议单位", "承办单位", "处罚机关", "协助单位"}


def find(code: str):
    path = INDICATORS / f"{code}.yaml"
    return indicator_of(path.read_text("utf-8")) if path.exists() else None


def is_unit(_indicator, by: str) -> bool:
    return by in UNITS


def test_every_delivered_product_is_sound_and_every_form_is_there() -> None:
    told = [examined(path.read_text("utf-8"), path.name, find, is_unit) for path in product_files()]
    assert {one.code for one in told} == {path.stem for path in product_files()}
    assert {one.form for one in told} == set(Form)
    assert {one.every for one in told} == {Every.QUARTER, Every.HALF_YEAR, Every.YEAR}


WRONGS = [
    ("出庭应诉率为{按案件出庭率}，同比", "出庭应诉率为{出庭律}，同比", "E-RPT-PLACE"),
    ("出庭应诉率为{按案件出庭率}，同比", "出庭应诉率为98.6%，同比", "E-RPT-NUMBER"),
    ("appearance-rate-by-agency", "appearance-rate-by-nobody", "E-RPT-INDICATOR"),
    ("分组: 被诉机关}", "分组: 乡镇}", "E-RPT-GROUP"),
    ("分组: 被诉机关}", "分组: 法院, 排: 数值}", "E-RPT-RANK"),
    ("        分组: 被诉机关", "        分组: 法院", "E-RPT-LAG"),
    ("        指标: 按案件出庭率", "        指标: 出声率", "E-RPT-LAG"),
    ('书面反馈。"', '书面反馈。{姓名}"', "E-RPT-PLACE"),
    ("周期: 每季度", "周期: 每周", "E-RPT-PERIOD"),
    ("[按案件出庭率], 分组: 地区", "[出庭], 分组: 地区", "E-RPT-MEASURE"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "code"), WRONGS, ids=[row[1][:14] for row in WRONGS])
def test_what_breaks_a_guard_is_refused_at_its_line(right: str, wrong: str, code: str) -> None:
    text = (REPORTS / "appearance-bulletin-quarter.yaml").read_text("utf-8")
    assert right in text
    _product, problems = examine(text.replace(right, wrong), "通报", find, is_unit)
    assert code in {one.code for one in problems}
    assert all(one.line > 1 for one in problems if one.code == code)

"""What is published of small numbers of persons: no cell follows from the whole, the rest, or another period."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyuantong.indicators.figures import Line
from fuyuantong.reports.facets import FEW, WITHHELD, shut
from fuyuantong.reports.queries import library
from fuyuantong.reports.reading import examine, examined

PRODUCT = """产品: 试
代码: tried
版本: 1
标题: 试
周期: 每季度
由: 法院
版式: 通报
公开: 是
指标:
  人数: {代码: heads, 涉人: 是}
段落:
  一: {文字: ["{人数}。"]}
"""


def lines(*numbers: int) -> list[Line]:
    return [Line((str(n),), (str(n),), Decimal(v), Decimal(v), None, None) for n, v in enumerate(numbers)]


def test_one_small_group_is_hidden_together_with_the_next() -> None:
    assert shut(lines(1, 9, 5), masked=True) == {("0",): WITHHELD, ("2",): WITHHELD}
    assert shut(lines(1, 2, 9), masked=True) == {("0",): FEW, ("1",): FEW}
    assert shut(lines(0, 3, 9), masked=True) == {}
    assert shut(lines(1, 9, 5), masked=False) == {}


@given(st.lists(st.integers(0, 8), min_size=2, max_size=7))
def test_what_is_hidden_is_never_one_group_nor_small_together(numbers: list[int]) -> None:
    hidden = shut(lines(*numbers), masked=True)
    small = [n for n, value in enumerate(numbers) if 0 < value < 3]
    assert {(str(n),) for n in small} <= set(hidden)
    missing = sum(numbers[int(key)] for (key,) in hidden)
    assert not hidden or len(hidden) == len(numbers) or (len(hidden) > 1 and missing >= 3)


def test_cumulated_numbers_of_persons_are_refused_in_public_at_their_line() -> None:
    text = PRODUCT.replace("涉人: 是", "涉人: 是, 期: 年内累计")
    assert [(one.code, one.line) for one in examine(text)[1]] == [("E-RPT-OVERLAP", 10)]
    assert examine(text.replace("公开: 是\n", ""))[1] == []


@pytest.mark.parametrize(("change", "refused"), [("每年", True), ("每季度", False)])
def test_two_public_papers_of_other_periods_must_not_both_count_the_same_persons(
    monkeypatch: pytest.MonkeyPatch, change: str, refused: bool
) -> None:
    other = examined(PRODUCT.replace("tried", "other").replace("每季度", change))
    monkeypatch.setattr(library, "library", lambda: [SimpleNamespace(product=other)])
    monkeypatch.setattr(library, "told", lambda row: row.product)
    found = list(library._overlaps(examined(PRODUCT)))
    assert [(one.code, one.line) for one in found] == ([("E-RPT-OVERLAP", 10)] if refused else [])

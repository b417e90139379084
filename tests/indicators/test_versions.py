"""A version counts from its day on; small cells are not told, nor those from which they would follow."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Forbidden
from fuyuantong.indicators import queries
from fuyuantong.indicators.actions import publish_indicator
from fuyuantong.indicators.figures import Sums
from fuyuantong.indicators.periods import read_span, run_up
from fuyuantong.indicators.reading import examine
from fuyuantong.indicators.suppressing import hidden
from indicators.conftest import put, shelve
from indicators.test_use import GOOD

LEAST = 5


@pytest.mark.django_db
def test_periods_before_a_change_keep_the_version_of_then_and_small_groups_are_hidden(
    city: make.City,
) -> None:
    shelve(["penalties"])
    units = {"临江市市场监督管理局": 9, "临江市住房和城乡建设局": 7, "临江市财政局": 2}
    rows = [
        {
            "处罚决定书号": f"临罚〔2026〕{10 * k + n}号",
            "处罚机关": unit,
            "案由": "试",
            "决定日期": day,
            "应移送": True,
        }
        for k, (unit, count) in enumerate(units.items(), 1)
        for n, day in enumerate(["2026-02-01"] * count)
    ]
    rows += [{**rows[0], "处罚决定书号": f"临罚〔2026〕9{n}号", "决定日期": "2026-08-01"} for n in range(3)]
    put("penalties", rows, city.market)
    make.do(SYSTEM, publish_indicator, GOOD)
    changed = (
        GOOD.replace("版本: 1", "版本: 2").replace("应移送 == 是", "案由 == '试'").replace("周期", "周期")
    )
    changed = changed.replace("{移送: 已填(移送文号)}", "{移送: 案由 == '试'}")
    make.do(SYSTEM, publish_indicator, changed + "自: 2026-07-01\n周期: 每季度\n隐去小数: 5\n")
    before, after = (queries.value(SYSTEM, "tried", read_span(text)) for text in ("2026Q1", "2026Q3"))
    assert [(one.version, one.numerator, one.denominator) for one in (before, after)] == [
        (1, 0, 18),
        (2, 3, 3),
    ]
    trend = queries.series(SYSTEM, "tried", run_up(read_span("2026Q3"), 3))
    assert [(point.numerator, point.denominator) for point in trend] == [(0, 18), (0, 0), (3, 3)]
    assert len(queries.value(SYSTEM, "tried", read_span("2026Q1"), by=["处罚机关"]).lines) == 3
    make.do(SYSTEM, publish_indicator, changed.replace("版本: 2", "版本: 3") + "周期: 每季度\n隐去小数: 5\n")
    shown = queries.value(SYSTEM, "tried", read_span("2026Q1"), by=["处罚机关"])
    assert [line.names for line in shown.lines] == [
        ("临江市市场监督管理局",)
    ]  # two less, so that 18 − 9 tells neither
    assert (shown.hidden, "hidden" in {flag.kind for flag in shown.flags}) == (2, True)
    with pytest.raises(Forbidden):
        queries.value(SYSTEM, "tried", read_span("2026"), by=["处罚机关"])
    flags = [flag.words for flag in queries.value(SYSTEM, "tried", read_span("2026Q3")).flags]
    assert [words[:10] for words in flags if "版口径" in words] == [
        "2026-07-01"
    ]  # version 3 counts as 2 does
    twice = (
        GOOD.replace("处罚机关: {列: 处罚机关}", "处罚机关: 处罚机关\n  地区: {列: 处罚机关, 按: 地区}")
        + "隐去小数: 5\n"
    )
    assert [problem.code for problem in examine(twice)[1]] == ["E-IND-HIDE"]


_cells = st.dictionaries(
    st.integers(0, 8).map(lambda n: (str(n),)),
    st.tuples(st.integers(0, 12), st.integers(0, 12)).map(
        lambda pair: Sums(d=Decimal(max(pair)), n=Decimal(min(pair)))
    ),
    max_size=7,
)


@given(_cells)
def test_no_hidden_cell_follows_from_the_whole_and_the_rest(cells: dict[tuple[str, ...], Sums]) -> None:
    found = hidden(cells, LEAST)
    told = {key: sums for key, sums in cells.items() if key not in found}
    assert not any(0 < part < LEAST for sums in told.values() for part in (sums.n, sums.d, sums.d - sums.n))
    if found and told:  # where something is still told, what is missing is at least two cells and not small
        missing = sum((cells[key] for key in found), Sums())
        assert len(found) > 1
        assert not any(0 < part < LEAST for part in (missing.n, missing.d, missing.d - missing.n))

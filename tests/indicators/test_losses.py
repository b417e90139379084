"""Why cases are lost: the whole for those who see every case, one's own for each defendant; no small numbers judged."""

from __future__ import annotations

from datetime import date

import pytest
from tests import make

from fuyuantong.common.refusals import Forbidden
from fuyuantong.definitions.shelf import REGISTERS, read_text
from fuyuantong.indicators import queries
from fuyuantong.indicators.losses import causes, cautions_of, losses, own
from fuyuantong.indicators.periods import read_span
from indicators.conftest import put, shelve
from indicators.test_use import browser

SPAN = read_span("2026")
HOUSING, MARKET = "临江市住房和城乡建设局", "临江市市场监督管理局"


def case(n: int, unit: str, field: str, cause: str = "") -> dict[str, object]:
    return {
        "案号": f"（2026）新2899行初{n}号", "审级": "一审", "立案日期": "2026-01-05", "结案日期": f"2026-0{1 + n % 6}-20",
        "结案方式": "判决", "裁判结论": "行政机关败诉" if cause else "行政机关胜诉", "败诉原因类别": cause,
        "被告机关": [unit], "管理领域": field, "案由": "行政处罚", "审理法院": "临江市中级人民法院",
    }  # fmt: skip


@pytest.mark.django_db
def test_causes_fields_units_likes_and_warnings(city: make.City) -> None:
    make.linkage(city.court, kind="court").members.set([city.housing, city.market, city.court])
    shelve(["litigation-cases"], ["loss-count", "loss-rate-by-judgments-partial"])
    rows = [case(n, HOUSING, "城乡建设", "程序" if n <= 6 else "") for n in range(1, 13)]  # 6 of 12
    rows += [case(n, MARKET, "市场监管", "证据" if n == 20 else "") for n in range(20, 32)]  # 1 of 12
    rows += [case(40, "临江市财政局", "财政", "事实")]  # 1 of 1: too few to judge
    put("litigation-cases", rows, city.court)
    judge = make.actor(city.court, roles=("clerk",))
    trend = queries.series(judge, "loss-count", [SPAN.year_ago, SPAN, SPAN.following])
    assert [point.value for point in trend] == [None, 8, 0]  # before the first row nothing is known
    found = losses(judge, SPAN)
    assert {line.names[0]: int(line.numerator) for line in found.count.lines} == {
        "程序": 6,
        "证据": 1,
        "事实": 1,
    }
    assert [(one.name, one.value) for one in found.risky_fields] == [("城乡建设", 50)]
    assert [one.name for one in found.risky_units] == [HOUSING]
    assert [(one.cause, one.subject, len(one.rows)) for one in found.alike] == [("程序", "行政处罚", 6)]
    assert {name: sum(numbers) for name, numbers in found.trend.items()} == {"程序": 6, "证据": 1, "事实": 1}
    with pytest.raises(Forbidden):
        losses(city.housing_clerk, SPAN)
    mine = own(city.housing_clerk, SPAN)
    assert ({row.cells["被告机关"][0] for row in mine.rows}, len(mine.rows)) == ({HOUSING}, 6)
    assert [(one.cause, len(one.rows)) for one in mine.cautions] == [("程序", 6)]
    assert own(city.market_clerk, SPAN).cautions == ()  # one loss is no pattern
    assert cautions_of(city.auditor, date(2026, 7, 1)) == ()
    page = browser(judge).get("/losses/?period=2026").content.decode()
    assert page.index("高风险领域") < page.index("城乡建设") and "程序 · 城乡建设 · 行政处罚" in page
    page = browser(city.housing_clerk).get("/losses/?period=2026").content.decode()
    assert "因“程序”败诉 6 件" in page and "初3号" in page and "初20号" not in page and MARKET not in page
    sheet = browser(judge).get("/losses/export.csv?period=2026").content.decode("utf-8-sig")
    assert f"被告机关,{HOUSING},50.00,6,12,高风险" in sheet and "被告机关,临江市财政局,,1,1,分母过小" in sheet


def test_the_taxonomy_is_the_list_of_the_register() -> None:
    text = read_text(REGISTERS / "litigation-cases.yaml")
    listed = text.split("败诉原因类别: {类型: 选项, 选项: [")[1].split("]")[0].split(", ")
    assert set(causes()) == set(listed)

"""三项率: numbers worked out by hand, over what the viewer may see; never mixed, never ranked."""

from __future__ import annotations

from datetime import date

import pytest
from tests import make
from tests.api.calling import Caller
from tests.matters.conftest import at

from fuyuantong.matters.actions.life import sign
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.actions.replying import accept, submit
from fuyuantong.matters.models import Matter, Obligation
from fuyuantong.matters.queries.rates import letter_rates

pytestmark = pytest.mark.django_db
CODE = "judicial-recommendation"
ITEMS = [{"问题": "甲", "建议": "一"}, {"问题": "乙", "建议": "二"}, {"问题": "丙", "建议": "三"}]


def serve(city: make.City, title: str, *units) -> Matter:
    """Served on 2026-01-08: the answer is due on Monday 2026-03-09 (two months, the 8th is a Sunday)."""
    opening = Opening(CODE, city.linkage.code, title, units={"发出单位": [city.court.pk]})
    matter = make.do(city.judge, open_matter, opening, now=at("2026-01-05"))
    asked = {"建议类型": "综合治理类", "建议事项": ITEMS}
    make.do(city.judge, act, matter.pk, "提请审议", data=asked, now=at("2026-01-06"))
    number = {"建议书文号": f"临法建〔2026〕{len(title)}号", "签发日期": "2026-01-07"}
    make.do(city.judge, act, matter.pk, "编号签发", data=number, now=at("2026-01-07"))
    named = {"被建议单位": [str(unit.pk) for unit in units]}
    make.do(city.judge, act, matter.pk, "送达", data=named, now=at("2026-01-08"))
    return matter


def answer(city: make.City, matter: Matter, clerk, unit, day: str, *given: str) -> None:
    row = Obligation.objects.get(matter=matter, owner=unit, task="书面回复")
    answers = {
        "回复文号": "临复〔2026〕1号",
        "采纳情况": "部分采纳",
        "逐条答复": [{"条目": str(n), "答复": said} for n, said in enumerate(given)],
    }
    make.do(clerk, sign, row.pk, now=at("2026-01-09"))
    make.do(clerk, submit, row.pk, text="已研究", answers=answers, now=at(day))
    make.do(city.judge, accept, row.pk, now=at(day, 11))


@pytest.fixture
def letters(city: make.City) -> list[Matter]:
    """市场监管局 answers one letter in time and one late; 财政局 never answers; one court, two letters."""
    first = serve(city, "规范送达程序", city.market, city.finance)
    second = serve(city, "规范送达程序之二", city.market)
    answer(city, first, city.market_clerk, city.market, "2026-03-09", "采纳", "部分采纳", "不采纳")
    answer(city, second, city.market_clerk, city.market, "2026-03-10", "采纳", "采纳", "采纳")
    return [first, second]


def told(rates) -> list[tuple[int, int]]:
    return [(rate.hits, rate.total) for rate in rates]


def test_each_rate_has_its_own_denominator(city, letters) -> None:
    table = letter_rates(city.judge, CODE, 2026, date(2026, 3, 20))
    assert [rate.label for rate in table.rates] == ["按期回复", "采纳", "落实"]
    assert told(table.rates) == [(1, 3), (4, 6), (0, 0)]
    assert table.rates[1].beside == "另有部分采纳 1 项"
    assert table.rates[2].percent is None, "nothing was handed out to be carried out"
    by_unit = {row.unit: told(row.rates) for row in table.units}
    assert by_unit == {
        city.market: [(1, 2), (4, 6), (0, 0)],
        city.finance: [(0, 1), (0, 0), (0, 0)],
    }


def test_before_the_term_is_over_who_has_not_answered_is_neither_in_time_nor_late(city, letters) -> None:
    table = letter_rates(city.judge, CODE, 2026, date(2026, 3, 9))
    assert told(table.rates)[0] == (1, 2), "财政局 still has this day"


def test_units_stand_in_protocol_order_and_the_court_that_sent_the_letters_is_not_counted(
    city, letters
) -> None:
    for n, unit in enumerate((city.finance, city.market)):
        type(unit).objects.filter(pk=unit.pk).update(protocol_order=n)
    table = letter_rates(city.judge, CODE, 2026, date(2026, 3, 20))
    assert [row.unit for row in table.units] == [city.finance, city.market]


def test_only_what_the_viewer_sees_is_counted(city, letters) -> None:
    own = letter_rates(city.finance_clerk, CODE, 2026, date(2026, 3, 20))
    assert told(own.rates) == [(0, 1), (0, 0), (0, 0)]
    assert [row.unit for row in own.units] == [city.finance]
    for stranger in (city.housing_clerk, city.auditor):
        none = letter_rates(stranger, CODE, 2026, date(2026, 3, 20))
        assert (list(none.rates), list(none.units)) == ([], [])


def test_another_year_has_its_own(city, letters) -> None:
    assert not letter_rates(city.judge, CODE, 2025, date(2026, 3, 20)).units


def test_a_mechanism_that_is_no_letter_has_no_such_rates(city, handed) -> None:
    table = letter_rates(city.office, "annual-plan-item", 2026, date(2026, 3, 20))
    assert (list(table.rates), list(table.units)) == ([], [])


def test_page_and_api_say_the_same_and_the_mechanisms_page_shows_it(
    city, letters, enter, time_machine
) -> None:
    time_machine.move_to(at("2026-03-20"))
    page = enter(city.judge).get(f"/letters/rates/{CODE}/").content.decode()
    assert "4/6" in page
    assert "不合并、不排名" in page
    shown = Caller(make.token(city.judge)).get(f"/letter-rates/{CODE}").json()
    assert [(r["hits"], r["total"]) for r in shown["rates"]] == [(1, 3), (4, 6), (0, 0)]
    assert f"/letters/rates/{CODE}/" in enter(city.judge).get(f"/mechanisms/{CODE}/").content.decode()

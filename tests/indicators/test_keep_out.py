"""Rows that must not count are kept out of the figures, listed with their reasons, and let in again."""

from __future__ import annotations

import pytest
from tests import make

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.now import read_clock
from fuyuantong.common.refusals import Forbidden
from fuyuantong.definitions.problems import DefinitionRefused
from fuyuantong.indicators import actions, queries
from fuyuantong.indicators.duties import fold_all
from fuyuantong.indicators.folding import fold
from fuyuantong.indicators.models import Difference
from fuyuantong.indicators.periods import read_span
from fuyuantong.indicators.planning import plan_of_version
from fuyuantong.indicators.queries.counting import rolled_up, sums
from fuyuantong.indicators.queries.differing import differences_of
from fuyuantong.indicators.shelf import RECONCILIATIONS
from fuyuantong.registers.actions import correct_row
from fuyuantong.registers.models import Row
from fuyuantong.registers.queries import count_barred
from indicators.conftest import put, shelve
from indicators.test_use import browser

LOSS, SPAN = "loss-rate-by-judgments", read_span("2026")
RULES = ("quality-appeal-without-first", "quality-litigation-dates", "quality-case-repeated")


def case(number: str, **more: object) -> dict[str, object]:
    return {
        "案号": f"（2026）新2899行{number}", "审级": "一审", "立案日期": "2026-01-05", "结案日期": "2026-03-05",
        "结案方式": "判决", "裁判结论": "行政机关胜诉", "审理法院": "临江市中级人民法院", **more,
    }  # fmt: skip


SECOND = {"审级": "二审", "裁判结论": "行政机关败诉"}


@pytest.mark.django_db
def test_rows_that_cannot_be_are_kept_out_at_once_and_count_again_when_mended(city: make.City) -> None:
    shelve(["litigation-cases"], [LOSS])
    for code in RULES:
        make.do(SYSTEM, actions.publish_rule, (RECONCILIATIONS / f"{code}.yaml").read_text("utf-8"))
    put(
        "litigation-cases",
        [case("初1号"), case("终9号", **SECOND, 原审案号="（2026）新2899行初2号")],
        city.court,
    )
    put("litigation-cases", [case("初7号", 结案日期="2026-01-01")], city.court)  # closed before it was filed

    def told() -> tuple[int, int, int]:
        figure = queries.value(city.office, LOSS, SPAN)
        version = queries.latest(LOSS)
        assert sums(plan_of_version(version), [SPAN], rolled=rolled_up(version)) == queries.recount(
            version, [SPAN]
        )
        return int(figure.numerator), int(figure.denominator or 0), figure.barred

    assert told() == (0, 1, 2)
    assert count_barred("litigation-cases", Row.objects.latest("changed_at").changed_at) == 1
    flag = queries.value(city.office, LOSS, SPAN).flags[0]
    assert (str(flag.kind), "另有 2 行" in flag.words) == ("barred", True)
    listed, count = queries.kept_out(city.office, LOSS, SPAN)
    assert ({one.code for one in listed}, count) == (set(RULES[:2]), 2)
    assert not queries.kept_out(city.housing_clerk)[0].exists()
    page = browser(city.office).get(f"/kept-out/?indicator={LOSS}&period=2026").content.decode()
    assert "终9号" in page and "原审案件没有登记" in page and "核准计入" in page
    sheet = browser(city.office).get("/kept-out/export.csv").content.decode("utf-8-sig")
    assert sheet.count("\n") == 3 and "结案、裁判早于立案" in sheet
    assert "查看这些行" in browser(city.office).get(f"/indicators/{LOSS}/?period=2026").content.decode()
    put("litigation-cases", [case("初2号")], city.court)  # the first instance comes: the appeal counts
    assert told() == (1, 3, 1)
    bad = Row.objects.get(barred=True)
    clerk = make.actor(city.court, roles=("clerk",))
    make.do(clerk, correct_row, bad.pk, dict(case("初7号")), reason="日期录错")
    assert told() == (1, 4, 0)
    assert set(Difference.objects.values_list("state", flat=True)) == {"gone"}


@pytest.mark.django_db
def test_what_came_by_other_ways_is_kept_out_within_the_minute_and_the_office_may_let_it_in(
    city: make.City,
) -> None:
    shelve(["litigation-cases"], [LOSS])
    for code in RULES:
        make.do(SYSTEM, actions.publish_rule, (RECONCILIATIONS / f"{code}.yaml").read_text("utf-8"))
    put("litigation-cases", [case("初1号"), case("初3号")], city.court)
    Row.objects.filter(title__contains="初3号").update(cells=case("初1号"))  # as by a load: the number twice
    assert queries.value(SYSTEM, LOSS, SPAN).denominator == 2
    fold_all(read_clock())
    figure = queries.value(SYSTEM, LOSS, SPAN)
    assert (figure.denominator, figure.barred) == (1, 1)
    one = differences_of(city.office).get()
    assert one.code == "quality-case-repeated"
    with pytest.raises(Forbidden):
        make.do(make.actor(city.court, roles=("clerk",)), actions.admit, one.pk, text="合并审理")
    make.do(city.office, actions.admit, one.pk, text="同一案号合并审理，各计一件")
    fold("litigation-cases")
    figure = queries.value(SYSTEM, LOSS, SPAN)
    assert (figure.denominator, figure.barred) == (2, 0)
    make.do(city.office, actions.reconcile, "quality-case-repeated")  # what was admitted stays
    assert queries.value(SYSTEM, LOSS, SPAN).barred == 0


@pytest.mark.django_db
def test_a_rule_says_how_it_finds_its_rows(city: make.City) -> None:
    shelve(["litigation-cases"])
    text = (RECONCILIATIONS / "quality-case-repeated.yaml").read_text("utf-8")
    for wrong in (text.replace("方式: 重复\n", ""), text.replace("方式: 重复", "方式: 符合即列")):
        with pytest.raises(DefinitionRefused) as refused:
            make.do(SYSTEM, actions.publish_rule, wrong)
        assert [one.code for one in refused.value.problems] == ["E-REC-MATCH"]

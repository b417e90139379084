"""Leads that come from holding registers against each other: a hit is looked at by people, and goes when it is put right."""

from __future__ import annotations

import pytest
from tests import make

from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.indicators import actions
from fuyuantong.indicators.models import Difference
from fuyuantong.indicators.queries.differing import differences_of
from fuyuantong.indicators.shelf import RECONCILIATIONS
from fuyuantong.registers.actions import correct_row
from indicators.conftest import put, shelve

MARKET = "临江市市场监督管理局"
PENALTY = {"处罚机关": MARKET, "案由": "假冒", "决定日期": "2025-04-01", "应移送": True}


def run(city: make.City, rule: str) -> int:
    make.do(SYSTEM, actions.publish_rule, (RECONCILIATIONS / f"{rule}.yaml").read_text("utf-8"))
    return int(make.do(city.office, actions.reconcile, rule))


def gone(city: make.City, rule: str, looked_at: Difference) -> bool:
    """Whether the next run finds nothing any more, also not what people had looked at."""
    assert make.do(city.office, actions.reconcile, rule) == 0
    looked_at.refresh_from_db()
    return looked_at.state == "gone"


def explained(actor: Actor, rule: str) -> Difference:
    """The one difference of a rule, answered by the unit that it is about."""
    one = differences_of(actor, rule).get()
    make.do(actor, actions.explain, one.pk, text="正在核实")
    one.refresh_from_db()
    assert one.state == "explained"
    return one


@pytest.mark.django_db
@pytest.mark.inventory("J02", "J07", proof="hit")
@pytest.mark.inventory("J02", "J07", proof="release")
def test_a_node_that_was_passed_over_and_a_case_that_was_not_filed_are_listed_until_put_right(
    city: make.City,
) -> None:
    shelve(["penalties", "penalty-entries"])
    first, second = (PENALTY | {"处罚决定书号": f"临市监罚〔2025〕{n}号"} for n in (1, 2))
    put("penalties", [first, second], city.market)
    entry = {"处罚机关": MARKET, "决定日期": "2025-04-01", "录入日期": "2025-04-03"}
    (row,) = put(
        "penalty-entries",
        [entry | {"处罚决定书号": first["处罚决定书号"], "移送日期": "2025-04-05"}],
        city.market,
    )
    assert run(city, "penalty-not-entered") == 1
    late = explained(city.market_clerk, "penalty-not-entered")
    assert run(city, "transfer-not-filed") == 1
    unfiled = explained(city.market_clerk, "transfer-not-filed")
    put("penalty-entries", [entry | {"处罚决定书号": second["处罚决定书号"]}], city.market)
    assert gone(city, "penalty-not-entered", late)
    make.do(city.market_clerk, correct_row, row.pk, {"公安立案": "立案"}, reason="公安已立案")
    assert gone(city, "transfer-not-filed", unfiled)


@pytest.mark.django_db
@pytest.mark.inventory("B27", proof="hit")
@pytest.mark.inventory("B27", proof="release")
def test_a_loan_whose_fees_lift_it_over_the_limit_is_listed_until_it_is_found_to_be_none(
    city: make.City,
) -> None:
    shelve(["loan-charges"])
    loan = {
        "登记单位": MARKET, "出借人": "临江江北小额贷款公司（虚构）", "出借人类别": "小额贷款公司", "合同日期": "2025-03-01",
        "本金": "100000", "约定年利率": "12", "服务费": "6000", "司法保护上限": "12.4",
    }  # fmt: skip
    (high, _low) = put(
        "loan-charges",
        [
            loan | {"合同编号": "甲1", "综合年化成本": "18"},
            loan | {"合同编号": "甲2", "综合年化成本": "12.4"},
        ],
        city.market,
    )
    assert run(city, "loan-charges-high") == 1
    one = explained(city.market_clerk, "loan-charges-high")
    make.do(city.market_clerk, correct_row, high.pk, {"审查结论": "不属于"}, reason="费用对应真实服务")
    assert gone(city, "loan-charges-high", one)

"""数据目录 of 临江市: two companies and an address in the registers, 查询授权 of the court, one question."""

from __future__ import annotations

from datetime import date
from typing import Any

from fuyuantong.common.uow import unit_of_work
from fuyuantong.config.demo.enforcement import BUREAU, COMPANY, credit_number
from fuyuantong.config.demo.story import PURPOSE, sample
from fuyuantong.registers import actions
from fuyuantong.registers.actions import NewGrant

_BOOK, _BOARD, _CASE = "base-market-entities", "publicity-board", "（2026）新2899执21号"
_CODE, _PLACE = "统一社会信用代码", "临江市城南区虚构路8号"


def _rows(company: str) -> list[tuple[str, dict[str, Any]]]:
    named = {"企业名称": "临江市虚构建材有限公司", _CODE: company, "住所": _PLACE}
    known = {"法定代表人": "甄虚构", "登记状态": "存续", "注册资本": "500万元"}
    other = {"企业名称": "临江市模拟物业服务中心", _CODE: credit_number(BUREAU), "登记状态": "歇业"}
    day = {"数据截至日": "2026-10-31"}
    address = {"电子邮箱": "office@example.invalid", "生效日期": "2026-06-01", "有效期止": "2028-05-31"}
    return [
        (_BOOK, named | known | day),
        (_BOOK, other | day),
        ("service-addresses", named | address),
    ]


def fill_sharing() -> None:
    """Entered, asked, granted and looked up as in real work; the address fills 公示板块 by itself."""
    judge, clerk = sample("court"), sample("market")
    company = credit_number(COMPANY)
    for code, cells in _rows(company):
        with unit_of_work(clerk, purpose=PURPOSE) as uow:
            actions.enter_row(uow, code, cells, source="模拟数据")
    grants = {}
    for book, question in ((_BOOK, "登记状态"), (_BOARD, "板块公示")):
        told = NewGrant(
            book, clerk.unit_key, [question], [judge.person] if judge.person else [],
            "核对被执行人主体（模拟）", "数据共享约定（模拟）", date(2027, 12, 31),
        )  # fmt: skip
        with unit_of_work(judge, purpose=PURPOSE) as uow:
            grants[book] = actions.ask_grant(uow, told).pk
    with unit_of_work(clerk, purpose=PURPOSE) as uow:
        actions.decide_grant(uow, grants[_BOOK], agreed=True)
    with unit_of_work(judge, purpose=PURPOSE) as uow:
        actions.look_up(uow, grants[_BOOK], question="登记状态", reference=_CASE, values={_CODE: company})

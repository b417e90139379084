"""A register that lends, a grant under it, and the tables of the room's addresses and operations."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests import make

from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.registers import actions
from fuyuantong.registers.actions import NewGrant
from fuyuantong.registers.models import Grant

PERSON, COMPANY = "110105194912310046", "91310115591693856A"
BASE = {
    "base-projects": ("主体名称,统一社会信用代码,记录编号,事项,记录内容,作出日期", f"甲公司,{COMPANY},P1,招标投标,按期履约,2026-01-05", {"统一社会信用代码": COMPANY}),
    "base-market-entities": ("企业名称,统一社会信用代码,法定代表人,住所,登记状态,注册资本,股东及出资", f"甲公司,{COMPANY},甄有信,虚构路1号,存续,100万元,甄有信100%", {"统一社会信用代码": COMPANY}),
    "base-tax": ("纳税人名称,统一社会信用代码,登记状态,纳税信用等级", f"甲公司,{COMPANY},正常,A", {"统一社会信用代码": COMPANY}),
    "base-property": ("登记编号,权利人,身份证号,财产类别,坐落或牌号,共有情况,抵押查封情况", f"D1,甄有信,{PERSON},不动产,虚构路8号,单独所有,无", {"身份证号": PERSON}),
    "base-marriage": ("登记证号,姓名,身份证号,婚姻状态,登记日期", f"J1,甄有信,{PERSON},已婚,2010-05-01", {"身份证号": PERSON}),
    "base-population": ("姓名,身份证号,登记状态,户籍地址,参保单位", f"甄有信,{PERSON},在册,虚构路8号,甲公司", {"姓名": "甄有信", "身份证号": PERSON}),
    "base-investments": ("持有编号,持有人,身份证号,机构,类别,是否冻结", f"T1,甄有信,{PERSON},虚构银行,银行理财,否", {"身份证号": PERSON}),
}  # fmt: skip
"""Of each family of base data: a delivery's heads and cells, and what its first question is asked by."""
LENT = """
台账: 试验数据
代码: trial-lent
版本: 1
类别: 清单
责任单位: 市场监管局
录入: [行政机关]
可知: 本单位
日期: 截至
更新: 每月
完整: 90
封存: [涉未成年人]
依据: {名称: 试验办法, 文号: 试〔2026〕1号}
列:
  编号: {类型: 文本, 必填: 是, 唯一: 是}
  姓名: {类型: 文本, 必填: 是, 个人信息: 是}
  身份证号: {类型: 身份证号, 必填: 是}
  状态: {类型: 选项, 选项: [在册, 注销]}
  备注: 文本
  涉未成年人: 是否
  截至: {类型: 日期, 必填: 是}
供查:
  登记状态: {条件: 身份证号, 答复: [姓名, 状态, 截至]}
  主体核对: {条件: [姓名, 身份证号], 答复: [状态]}
"""
SAME = {
    "registers:library": "registers_registers",
    "registers:create": "registers_check_register registers_publish_register",
    "registers:intake": "registers_register_import registers_confirm_import",
    "registers:rows": "registers_rows registers_register_figures registers_rows_about_case",
    "registers:export": "registers_export_rows",
    "registers:definition": "registers_register",
    "registers:edit": "registers_check_register registers_publish_register",
    "registers:template": "registers_register_template",
    "registers:enter": "registers_enter_row",
    "registers:import": "registers_start_import",
    "registers:row": "registers_row registers_fund",
    "registers:correct": "registers_correct_row",
    "registers:advance": "registers_advance_row",
    "registers:void": "registers_void_row",
    "registers:seal": "registers_seal_row",
    "registers:unseal": "registers_unseal_row",
    "registers:personal": "registers_row_personal",
    "registers:apply": "registers_apply_for",
    "registers:money": "registers_move_money",
    "registers:decide": "registers_decide_claim",
    "registers:claim_money": "registers_move_money",
    "registers:catalogue": "registers_data_catalogue registers_data_grants",
    "registers:grant-new": "registers_ask_data_grant",
    "registers:grant": "registers_data_grant",
    "registers:grant-ask": "registers_look_up_data",
    "registers:grant-step": "registers_agree_data_grant registers_refuse_data_grant registers_end_data_grant",
    "registers:lookups": "registers_data_lookups",
}
"""Every address of the room's pages and the operations that do the same."""


def asked(owner: Any, who: Actor, **change: Any) -> NewGrant:
    told: dict[str, Any] = {
        "register": "trial-lent", "owner": owner.pk, "questions": ["登记状态"], "people": [who.person],
        "purpose": "核对被执行人主体", "basis": "试验办法第3条", "valid_until": date(2030, 12, 31),
    }  # fmt: skip
    return NewGrant(**told | change)


READS = {"registers:catalogue", "registers:grant", "registers:lookups"}
BUSINESS = {"registers:grant-ask", "registers:grant-step"}


class LentRows:
    """`grant` asked by the housing bureau of the unit `owner`, still to be decided, with one question tried under it."""

    def __init__(self, city: make.City, mark: str, owner: Any) -> None:
        asker = city.housing_clerk
        make.do(SYSTEM, actions.publish, LENT)
        self.owner, self.asker = owner, asker
        row: Any = make.do(asker, actions.ask_grant, asked(owner, asker, purpose=mark, basis=mark))
        make.do(
            asker,
            actions.look_up,
            row.pk,
            question="登记状态",
            reference="（2026）临01执5号",
            values={"身份证号": PERSON},
        )
        self.grant = row.pk

    def keys(self) -> dict[str, Any]:
        return {"data-grants": self.grant}

    @staticmethod
    def kinds() -> dict[str, Any]:
        return {"data-grants": Grant}

    def bodies(self) -> dict[str, Any]:
        """A good body of every operation."""
        return {
            "registers_ask_data_grant": {
                "register_code": "trial-lent", "owner": str(self.owner.pk), "questions": ["登记状态"],
                "people": [str(self.asker.person)], "purpose": "核对", "basis": "办法", "valid_until": "2030-12-31",
            },
            "registers_agree_data_grant": {}, "registers_refuse_data_grant": {"remark": "不需要"},
            "registers_end_data_grant": {},
            "registers_look_up_data": {"question": "登记状态", "reference": "1号", "values": {"身份证号": PERSON}},
        }  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What fills the addresses of pages."""
        keys = {f"registers:{name}.key": self.grant for name in ("grant", "grant-ask", "grant-step")}
        return keys | {"registers:grant-new.code": "trial-lent", "registers:grant-step.step": "end"}

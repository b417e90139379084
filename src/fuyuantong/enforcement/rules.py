"""The rules of the library over the facts of one measure; pure.

Facts that a condition may use: 裁定文号, 案件在办, 措施 (查封 扣押 冻结), 权属, 资金性质,
财产类型 (存款 动产 不动产 其他财产权), 保交楼, 可分割, 公共机构, 被执行人类别 (自然人 单位),
已事前通报, 超过最长期限, 在册账户 and 在册项目 (what the registers of protected accounts and of
housing projects call the thing, else empty), and in per cent of what is still owed in the case: 前序占比
(the measures before this one) and 累计占比 (with this one).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from fuyuantong.definitions.expressions import Facts, holds
from fuyuantong.enforcement import kinds
from fuyuantong.enforcement.models import Measure
from fuyuantong.enforcement.protection import Listed

FACTS = (
    "裁定文号", "案件在办", "措施", "财产类型", "权属", "资金性质", "保交楼", "可分割", "公共机构",
    "被执行人类别", "已事前通报", "超过最长期限", "在册账户", "在册项目", "前序占比", "累计占比",
)  # fmt: skip
_WHOLE = Decimal(100)


def longest_end(klass: str, start: date) -> date:
    """The last day that a measure over this class may have when it begins on `start` (no working days are
    counted: a limit of power is not extended by holidays)."""
    nature = kinds.asset_classes()[klass].nature
    years = kinds.longest_years().get(nature, 1)
    return add_years(start, years)


def add_years(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, day=28)


def share(part: Decimal, whole: Decimal) -> int:
    """Per cent, rounded down; something of nothing is a hundred times too much."""
    if not part:
        return 0
    return int(part * _WHOLE / whole) if whole else 10_000


def facts_of(measure: Measure, before: Decimal, listed: Listed) -> Mapping[str, Any]:
    """`before` is the value of the standing measures of the case that came earlier."""
    case, party = measure.case, measure.party
    whole = case.due_sum
    begun = measure.starts_on if not measure.renewals else _renewed(measure)
    return {
        "裁定文号": measure.ruling,
        "案件在办": case.state == kinds.CaseState.OPEN,
        "措施": _WORDS[measure.act],
        "财产类型": kinds.asset_classes()[measure.klass].nature,
        "权属": _OWNERS[measure.owner],
        "资金性质": _FUNDS[measure.fund],
        "保交楼": measure.housing,
        "可分割": measure.divisible,
        "公共机构": party.public,
        "被执行人类别": "自然人" if party.kind == "P" else "单位",
        "已事前通报": case.noticed_on is not None,
        "超过最长期限": measure.ends_on > longest_end(measure.klass, begun),
        "在册账户": f"{listed.account}（{listed.fund}）" if listed.account else "",
        "在册项目": listed.project,
        "前序占比": share(before, whole),
        "累计占比": share(before + measure.value, whole),
    }


def _renewed(measure: Measure) -> date:
    return measure.renewed_on or measure.starts_on


#: Conditions are written in the library's words, whatever language the page is in.
_WORDS = {"freeze": "冻结", "seize": "查封", "impound": "扣押"}
_OWNERS = {
    "debtor": "被执行人财产",
    "shareholder": "股东个人财产",
    "company": "关联企业财产",
    "family": "家庭共有财产",
    "other": "案外人财产",
}
_FUNDS = {
    "plain": "一般资金",
    "basic": "“三保”资金",
    "relief": "扶贫资金",
    "running": "维持正常运转资金",
    "wages": "农民工工资专户",
    "presale": "预售监管资金",
}


def untouchable(fund: str) -> bool:
    """Whether no measure may touch it; a nature of funds by its code, or as registers write it."""
    return _FUNDS.get(fund, fund) in kinds.untouchable()


def broken(measure: Measure, before: Decimal, listed: Listed) -> Sequence[tuple[str, str]]:
    """The rules that hold for a measure, each with the figure that it holds on."""
    facts = Facts(fields=facts_of(measure, before, listed))
    found = []
    for rule in kinds.rules().values():
        if holds(rule.condition, facts):
            used = [name for name in FACTS if name in rule.condition]
            figure = "；".join(f"{name} {_said(facts.fields[name])}" for name in used)
            found.append((rule.code, figure[:200]))
    return found


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value}%" if isinstance(value, int) else str(value or "无")


def broken_in_case(
    measures: Sequence[Measure], listed: Mapping[UUID, Listed]
) -> Mapping[UUID, Sequence[tuple[str, str]]]:
    """For all standing measures of one case, in the order of their beginning: the excess falls on the
    later."""
    before = Decimal(0)
    found = {}
    for measure in sorted(measures, key=lambda m: (m.starts_on, m.pk)):
        found[measure.pk] = broken(measure, before, listed[measure.pk])
        before += measure.value
    return found

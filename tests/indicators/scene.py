"""An indicator over a bureau's own rows, a signed figure, a rule with a difference: for the tables of all rooms."""

from __future__ import annotations

from typing import Any

from tests import make

from fuyuantong.boards import actions as boards
from fuyuantong.common.actors import SYSTEM
from fuyuantong.indicators import actions
from fuyuantong.indicators.models import Difference
from fuyuantong.indicators.periods import read_span
from fuyuantong.registers import actions as registers
from fuyuantong.registers.models import Row
from reports.scene import PRODUCT_CODE, ReportRows

BOOK = """台账: 计数台账
代码: counted-rows
版本: 1
类别: 案件台账
责任单位: 试验
录入: [各单位]
可知: 本单位和办公室
日期: 日期
列:
  主题: {类型: 文本, 必填: 是}
  日期: {类型: 日期, 必填: 是}
  对应: 文本
"""
INDICATOR = """指标: 试验完成率
代码: counted-rate
版本: 1
式: 比率
数据: counted-rows
分子: {有对应的: 已填(对应)}
分母: {全部: {计: 行数}}
分组:
  单位: {}
  主题: 主题
公式: 有对应的行 ÷ 全部的行
"""
RULE = """对账: 试验核对
代码: counted-rule
版本: 1
应有:
  主题: {台账: counted-rows, 列: [主题]}
对照:
  对应: {台账: counted-rows, 列: [对应], 条件: 已填(对应)}
缺失时: 没有对应的行
不计入: 是
立事项: annual-plan-item
涉及方: 牵头单位
记入: {任务内容: "{差异}"}
"""
PERIOD = "2025"


class IndicatorRows:
    """`row` is the housing bureau's, with the mark in its title; `difference` is about it; `reports` are written
    from it."""

    KINDS = {"differences": Difference, **ReportRows.KINDS}

    def __init__(self, city: make.City, mark: str) -> None:
        make.do(SYSTEM, registers.publish, BOOK)
        make.do(SYSTEM, actions.publish_indicator, INDICATOR)
        make.do(SYSTEM, actions.publish_rule, RULE)
        cells = {"主题": f"{mark}事项", "日期": "2025-03-04"}
        self.city = city
        self.row = make.do(city.housing_clerk, registers.enter_row, "counted-rows", cells).pk
        other = {"主题": f"{mark}另一事项", "日期": "2025-03-05", "对应": f"{mark}另一事项"}
        make.do(city.housing_clerk, registers.enter_row, "counted-rows", other)
        make.do(city.office, actions.reconcile, "counted-rule")
        self.board = make.do(city.office, boards.create, "试验看板").pk
        self.difference = Difference.objects.get(row=self.row).pk
        self.reports = ReportRows(city, mark)

    def stir(self) -> None:
        """Sign the period, then change a row: something to correct."""
        make.do(self.city.office, actions.freeze, read_span(PERIOD), ["counted-rate"], signed_by="甲")
        Row.objects.filter(pk=self.row).update(barred=False)

    def keys(self) -> dict[str, Any]:
        return {"differences": self.difference, "boards": self.board, **self.reports.keys()}

    def bodies(self) -> dict[str, Any]:
        """A good body of every operation."""
        signed = {"period": PERIOD, "signed_by": "甲"}
        return self.reports.bodies() | {
            "indicators_check_indicator": {"source": INDICATOR},
            "indicators_publish_indicator": {"source": INDICATOR.replace("版本: 1", "版本: 2")},
            "indicators_freeze_indicator": signed,
            "indicators_correct_indicator": {**signed, "reason": "补录"},
            "indicators_explain_difference": {"reason": "另案登记"},
            "indicators_count_difference": {"reason": "另案登记"},
            "boards_create_board": {"name": "又一看板"},
            "boards_compose_board": {
                "name": "试验看板",
                "tiles": [{"title": "试", "indicator": "counted-rate"}],
            },
        }

    def values(self) -> dict[str, Any]:
        """What fills the addresses of pages."""
        names = ("figure", "rows", "rows-export", "definition", "edit", "export", "sign")
        codes = {f"indicators:{name}.code": "counted-rate" for name in names}
        rules = {
            f"indicators:{name}.code": "counted-rule"
            for name in ("reconciliation", "reconciliation-export", "reconcile")
        }
        return codes | rules | self.reports.values() | {
            **{f"boards:{name}.key": self.board for name in ("board", "compose", "retire", "export")},
            "boards:export.kind": "xlsx", "indicators:losses-export.kind": "xlsx", "indicators:export.kind": "xlsx", "indicators:kept-out-export.kind": "xlsx",
            **{f"indicators:{name}-export.kind": "xlsx" for name in ("list", "rows", "reconciliation")}, "indicators:sign.step": "freeze",
            "indicators:difference.key": self.difference, "indicators:difference.step": "explain",
        }  # fmt: skip


CODES = {"indicators": "counted-rate", "reconciliations": "counted-rule", "report-products": PRODUCT_CODE}
ASKED = {
    f"indicators_{name}": {"period": PERIOD}
    for name in (
        "indicator_value",
        "indicator_trend",
        "indicator_rows",
        "export_indicator",
        "export_indicator_rows",
        "loss_analysis",
        "own_losses",
        "export_losses",
    )
} | {"indicators_export_indicator_figures": {"group": "试验", "period": PERIOD}}
PAGES = {
    "indicators:difference": "indicators_difference indicators_explain_difference indicators_count_difference indicators_raise_difference",
    "indicators:kept-out": "indicators_kept_out",
    "indicators:kept-out-export": "indicators_export_kept_out",
    "indicators:list-export": "indicators_export_indicator_figures",
    "indicators:rows-export": "indicators_export_indicator_rows",
    "indicators:reconciliation-export": "indicators_export_differences",
    "boards:index": "boards_boards",
    "boards:board": "boards_board",
    **{f"boards:{name}": f"boards_{name}_board" for name in ("create", "compose", "retire", "export")},
    "indicators:losses": "indicators_loss_analysis indicators_own_losses",
    "indicators:losses-export": "indicators_export_losses",
}
"""Pages of boards, losses and rows kept out, with their operations: for tests/api/test_same_as_pages.py."""

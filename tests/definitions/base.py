"""A small sound definition that the tests break in one place at a time."""

from __future__ import annotations

from pathlib import Path

SAMPLES = Path(__file__).parent / "samples"

BASE = """\
机制: 试验机制
代码: trial
版本: 1
原型: 交办件
参与方:
  发起单位: {类型: 行政机关, 地位: 发起, 可发起: 是}
  承办单位: {类型: 行政机关, 地位: 牵头, 可多个: 是}
  法院: {类型: 法院, 可空: 是}
字段:
  要求: {类型: 长文本, 必填: 是}
  类别: {类型: 选项, 选项: [急件, 平件]}
  截止日: 日期
  清单: {类型: 条目}
阶段:
  登记: {}
  办理中: {}
  待审核: {}
  已办结: {终点: 是}
动作:
  交办: {从: 登记, 到: 办理中, 由: 发起单位, 须填: 要求, 派出任务: 办理, 条件: 类别 == '急件' or 已填(要求)}
  办结: {从: 待审核, 到: 已办结, 由: 发起单位}
任务:
  办理: {承办: 承办单位, 期限: 办理期限, 签收期限: 签收期限, 核验: 发起单位, 汇合: 全部, 汇合后: 待审核}
期限:
  签收期限: {时长: 2 个工作日, 起算: 下达}
  办理期限: {时长: 15 日, 起算: 交办}
提醒:
  - {期限: 办理期限, 何时: 前 3 个工作日, 做: 提示}
  - {期限: 办理期限, 何时: 到期, 做: 催办}
推演:
  - [[2026-09-17, 交办, {要求: 限期办理, 承办单位: [甲局]}], 期限: {办理期限: 2026-10-08}, [2026-09-20, 回复, 甲局], 处于: 待审核]
"""


def broken(*changes: tuple[str, str]) -> str:
    """The base with each (old, new) replaced; every `old` must occur."""
    text = BASE
    for old, new in changes:
        assert old in text, f"the base no longer has {old!r}"
        text = text.replace(old, new, 1)
    return text


def line_with(text: str, marker: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), start=1) if marker in line)

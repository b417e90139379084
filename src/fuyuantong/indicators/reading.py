"""From a YAML text to an indicator or a reconciliation: all problems in one pass, each with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import partial
from typing import Any

from fuyuantong.definitions.problems import DefinitionRefused, Problem
from fuyuantong.definitions.reading import read_root
from fuyuantong.definitions.shapes import Report
from fuyuantong.indicators.compiling.cells import OWNER, Kind, Source, with_today
from fuyuantong.indicators.compiling.conditions import CannotCompile, condition, interval, within
from fuyuantong.indicators.compiling.lines import MOST_EXCLUSIONS
from fuyuantong.indicators.guarding import RANKING, TARGET, forbidden
from fuyuantong.indicators.kinds import (
    Counting,
    Grouping,
    Indicator,
    Leg,
    Means,
    Reconciliation,
    Shape,
    Side,
    Trait,
)
from fuyuantong.indicators.vocabulary import INDICATOR, RECONCILIATION, SECTIONS

Find = Callable[[str], Source]
"""The source of 数据; CannotCompile when there is none."""
_Say = Callable[..., None]
HUNDRED = 100


def examine(
    text: str, file: str = "指标", find: Find | None = None, known: Collection[str] | None = None
) -> tuple[Indicator | None, list[Problem]]:
    """Return what could be read and what is wrong with it. `known` are the codes of other indicators."""
    report = Report(file, sections=SECTIONS)
    values = read_root(report, INDICATOR, text)
    if values is None or not _single(report, values, text, ("numerator", "分子"), ("denominator", "分母")):
        return None, sorted(report.problems)
    indicator = Indicator(**values)
    if not report.problems:
        _form(indicator, report.add, text)
    if not report.problems and find is not None:
        _relations(indicator, report.add, text, find)
        if known is not None:
            for code in sorted(set(indicator.beside) - set(known)):
                report.add(_line(text, "并看"), "E-IND-BESIDE", f"“并看”的指标“{code}”不存在。")
    return indicator, sorted(set(report.problems))


def examined(
    text: str, file: str = "指标", find: Find | None = None, known: Collection[str] | None = None
) -> Indicator:
    """Return the indicator of a text without any problem, or raise DefinitionRefused with all of them."""
    indicator, problems = examine(text, file, find, known)
    if indicator is None or problems:
        raise DefinitionRefused(problems)
    return indicator


def examined_rule(text: str, file: str = "对账", find: Find | None = None) -> Reconciliation:
    """Return the reconciliation of a text, or raise DefinitionRefused with every problem."""
    report = Report(file, sections=SECTIONS)
    values = read_root(report, RECONCILIATION, text)
    if values is None or not _single(report, values, text, ("each", "应有"), ("match", "对照")):
        raise DefinitionRefused(sorted(report.problems))
    rule = Reconciliation(**values)
    if not report.problems:
        _reconciliation(rule, report.add, text, find)
    if report.problems:
        raise DefinitionRefused(sorted(report.problems))
    return rule


def _single(report: Report, values: dict[str, Any], text: str, *names: tuple[str, str]) -> bool:
    """Parts that are written as `名称: 内容`, exactly one each."""
    whole = True
    for attr, word in names:
        parts = values.pop(attr, None)
        if parts is None:
            continue
        if len(parts) != 1:
            report.add(_line(text, word), "E-DEF-SHAPE", f"“{word}”应写一个名称和它的内容。")
            whole = False
        else:
            values[attr] = parts[0]
    return whole


def _line(text: str, key: str) -> int:
    """The line of a key of the first level; 1 when it is not written."""
    match = re.search(rf"(?m)^{re.escape(key)}:", text)
    return text.count("\n", 0, match.start()) + 1 if match else 1


def _form(one: Indicator, say: _Say, text: str) -> None:
    divides = one.shape in {Shape.RATE, Shape.MEAN}
    below = one.denominator
    if divides and below is None:
        say(_line(text, "式"), "E-IND-ZERO", "比率、均值须写“分母”，否则除以零。")
    if not divides and below is not None:
        say(below.line, "E-IND-SHAPE", "数量、同比增幅不写“分母”。")
    if below is not None and below.where == "否":
        say(below.line, "E-IND-ZERO", "分母的条件永远不成立，会除以零。")
    if len(one.exclusions) > MOST_EXCLUSIONS:
        say(_line(text, "剔除"), "E-IND-SIZE", f"最多写 {MOST_EXCLUSIONS} 种剔除。")
    for leg in filter(None, (one.numerator, below)):
        _counting(one, leg, say)
    if below is not None:
        _both_sides(one, one.numerator, below, say)
    if one.formal and not one.beside:
        say(_line(text, "只计次数"), "E-IND-FORMAL", "只计次数的指标须写“并看”哪个成效指标。")
    if not 1 <= one.jump <= 10 * HUNDRED:
        say(_line(text, "骤变"), "E-IND-GUARD", "“骤变”应在 1 至 1000 之间。")
    columns = [group.column for group in one.groupings]
    if one.hide and len(set(columns)) < len(columns):
        say(_line(text, "隐去小数"), "E-IND-HIDE", "隐去小数的指标，同一列只能有一种分组，否则可以互相推出。")
    _guards(one, say, text)


def _counting(one: Indicator, leg: Leg, say: _Say) -> None:
    counting, columns = leg.counting or one.counting, leg.columns or one.columns
    if counting is Counting.ROWS and leg.columns:
        say(leg.line, "E-IND-COUNT", f"“{leg.key}”写了“列”，须写“计: 不同”或“计: 合计”。")
    if counting is not Counting.ROWS and not columns:
        say(leg.line, "E-IND-COUNT", f"“{leg.key}”按不同或合计计数，须写“列”。")


def _both_sides(one: Indicator, above: Leg, below: Leg, say: _Say) -> None:
    data = [leg.data or one.data for leg in (above, below)]
    if above.data == "" and below.data:
        say(above.line, "E-IND-DATA", "分母另取数据时，分子也须写“数据”。")
    ways = [leg.counting or one.counting for leg in (above, below)]
    columns = [leg.columns or one.columns for leg in (above, below)]
    different = Counting.DIFFERENT in ways and data[0] == data[1]
    if different and (ways[0] is not ways[1] or columns[0] != columns[1]):
        say(above.line, "E-IND-COUNT", "分子、分母都从同样的行数不同的值，“计”和“列”须相同。")


def _guards(one: Indicator, say: _Say, text: str) -> None:
    for name in one.ranked:
        group = one.grouping(name)
        if group is None:
            say(_line(text, "排名"), "E-IND-RANK", f"“排名”的“{name}”不是这个指标的分组。")
        elif group.court:
            say(group.line, "E-IND-RANK", f"“{name}”是法院、检察院，不得排名。", "请从“排名”中去掉。")
    if one.ranked:
        for rule in forbidden(one, RANKING):
            say(_line(text, "排名"), "E-IND-RANK", rule.reason, rule.advice)
        if one.direction is None:
            say(_line(text, "排名"), "E-IND-RANK", "可以排名的指标须写“方向”。")
    if one.target:
        for rule in forbidden(one, TARGET):
            say(_line(text, "目标"), "E-IND-TARGET", rule.reason, rule.advice)


def _relations(one: Indicator, say: _Say, text: str, find: Find) -> None:
    below = one.denominator
    for leg in filter(None, (below, one.numerator)):
        data = leg.data or (below.data if below and leg is not below else "") or one.data
        try:
            source = find(data)
        except CannotCompile as error:
            say(leg.line if leg.data else _line(text, "数据"), "E-IND-DATA", str(error))
            continue
        _leg(one, leg, source, say, text)
        if below is not None and leg is one.numerator and data == (below.data or one.data):
            _same_period(one, leg, below, source, say)
        if leg is (below or one.numerator):
            for exclusion in one.exclusions:
                _try(say, exclusion.line, partial(condition, exclusion.where, source.cells))
        for group in one.groupings:
            _grouping(group, leg, below, source, say, elsewhere=data != one.data)


def _same_period(one: Indicator, above: Leg, below: Leg, source: Source, say: _Say) -> None:
    """Over the same rows both sides are counted in the period of the same date."""
    day = below.day or one.day or source.day
    if (above.day or day) != day:
        say(above.line, "E-IND-PERIOD", f"分子按“{above.day}”、分母按“{day}”计期，同一期里不是同一批行。")


def _leg(one: Indicator, leg: Leg, source: Source, say: _Say, text: str) -> None:
    _try(say, leg.line, lambda: condition(leg.where, source.cells))
    for rule in leg.within:
        _try(say, rule.line, partial(within, rule, source.cells))
    day = leg.day or (one.day if source.code == one.data else "") or source.day
    if not day:
        say(leg.line, "E-IND-PERIOD", f"“{source.called}”没有写明日期，不能计入哪一期。", "请写“日期”。")
    elif day not in source.cells or source.cells[day].kind is not Kind.DATE:
        line = leg.line if leg.day else _line(text, "日期")
        say(line, "E-IND-PERIOD", f"“{day}”不是“{source.called}”的日期列，不能计入哪一期。")
    counting = leg.counting or one.counting
    for name in leg.columns or one.columns:
        cell = source.cells.get(name)
        if cell is None or cell.masked:
            say(leg.line, "E-IND-COLUMN", f"没有名为“{name}”的列，或它是个人信息。")
        elif counting is Counting.SUM and cell.kind is not Kind.NUMBER:
            say(leg.line, "E-IND-COLUMN", f"“{name}”不是数字，不能合计。")
        elif counting is Counting.DIFFERENT and cell.kind is Kind.MANY:
            say(leg.line, "E-IND-COLUMN", f"“{name}”可填多个，不能按不同的值计。")


def _grouping(
    group: Grouping, leg: Leg, below: Leg | None, source: Source, say: _Say, *, elsewhere: bool
) -> None:
    own = below is not None and leg is not below and elsewhere
    name = (group.numerator if own else "") or group.column or OWNER
    cell = source.cells.get(name)
    if cell is None or cell.masked:
        say(
            group.line,
            "E-IND-COLUMN",
            f"分组“{group.key}”：“{source.called}”没有名为“{name}”的列，或它是个人信息。",
        )
    elif group.trait is not Trait.ITSELF and not cell.unit:
        say(group.line, "E-IND-COLUMN", f"分组“{group.key}”：“{name}”不是单位，没有地区、层级、类别。")


def _try(say: _Say, line: int, work: Callable[[], object]) -> None:
    try:
        work()
    except CannotCompile as error:
        say(line, "E-IND-COLUMN" if "没有名为" in str(error) else "E-IND-CONDITION", str(error))


def _reconciliation(rule: Reconciliation, say: _Say, text: str, find: Find | None) -> None:
    if rule.match is None and rule.means is Means.MATCH:
        say(
            _line(text, "应有"), "E-REC-MATCH", "没有写“对照”的一方。", "或者写“方式: 重复”“方式: 符合即列”。"
        )
    elif rule.match is not None and rule.means is not Means.MATCH:
        say(rule.match.line, "E-REC-MATCH", "重复、符合即列只看一个台账，不写“对照”。")
    elif rule.match is not None and len(rule.each.columns) != len(rule.match.columns):
        say(rule.match.line, "E-REC-COLUMNS", "两方对照的列数不同。")
    if rule.means is Means.SUCH and not rule.each.where:
        say(rule.each.line, "E-REC-MATCH", "符合即列须写条件，否则每一行都列出。")
    if rule.grace is not None:
        _try(say, _line(text, "宽限"), lambda: interval(rule.grace))  # type: ignore[arg-type]
    if rule.mechanism and not (rule.party and rule.values):
        say(_line(text, "立事项"), "E-REC-MATTER", "写了“立事项”，须写“涉及方”和“记入”。")
    for side in filter(None, (rule.each, rule.match)) if find else ():
        _side(side, say, find)


def _side(side: Side, say: _Say, find: Find | None) -> None:
    try:
        source = find(side.register) if find else None
    except CannotCompile as error:
        say(side.line, "E-IND-DATA", str(error))
        return
    if source is None:
        return
    _try(say, side.line, lambda: condition(side.where, with_today(source.cells, date.min)))
    for name in _named(side):
        cell = source.cells.get(name)
        if cell is None or cell.masked:
            say(side.line, "E-IND-COLUMN", f"“{side.key}”没有名为“{name}”的列，或它是个人信息。")


def _named(side: Side) -> Iterator[str]:
    yield from side.columns
    yield from filter(None, (side.day, side.unit))

"""From a YAML text to a product: all problems in one pass, each with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fuyuantong.definitions.kinds import Every
from fuyuantong.definitions.problems import DefinitionRefused, Problem
from fuyuantong.definitions.reading import read_root
from fuyuantong.definitions.shapes import Report
from fuyuantong.indicators.guarding import RANKING, forbidden
from fuyuantong.indicators.kinds import Blind, Indicator
from fuyuantong.reports.facets import FACETS, GENERAL, top_of
from fuyuantong.reports.kinds import Drawing, Lag, Lagging, Order, Part, Product, Spanning
from fuyuantong.reports.protecting import PLACE, numbers_in
from fuyuantong.reports.vocabulary import PRODUCT, SECTIONS

Find = Callable[[str], Indicator | None]
"""The indicator of a code; None when none is published."""
IsUnit = Callable[[Indicator, str], bool]
"""Whether the keys of a group of an indicator are units."""
_Say = Callable[..., None]
LAG_FACETS = ("", "数", "列")
LETTER_WORDS = frozenset({"单位", "数", "期"})


def examine(
    text: str, file: str = "产品", find: Find | None = None, is_unit: IsUnit | None = None
) -> tuple[Product | None, list[Problem]]:
    """Return what could be read and what is wrong with it; relations to indicators only with `find`."""
    report = Report(file, sections=SECTIONS)
    values = read_root(report, PRODUCT, text)
    if values is None:
        return None, sorted(report.problems)
    product = Product(**values)
    if product.every is Every.WEEK:
        report.add(_line(text, "周期"), "E-RPT-PERIOD", "指标按月计，产品的周期不能是每周。")
    if not product.parts:
        report.add(_line(text, "段落"), "E-RPT-EMPTY", "至少写一个段落。")
    for one in product.measures:
        if product.public and one.persons and one.span is Spanning.YEAR_TO_DATE:
            sentence = f"公开的涉人数“{one.key}”不能用年内累计：与以前各期相减会推出小数。"
            report.add(one.line, "E-RPT-OVERLAP", sentence, "请改为“本期”。")
    for part in product.parts:
        _names(product, part, report.add)
    if not report.problems and find is not None:
        known = _measures(product, report.add, find)
        for part in product.parts:
            _relations(part, known, report.add, is_unit or (lambda *_: True))
    return product, sorted(report.problems)


def examined(
    text: str, file: str = "产品", find: Find | None = None, is_unit: IsUnit | None = None
) -> Product:
    """Return the product of a text without any problem, or raise DefinitionRefused with all of them."""
    product, problems = examine(text, file, find, is_unit)
    if product is None or problems:
        raise DefinitionRefused(problems)
    return product


def _line(text: str, key: str) -> int:
    match = re.search(rf"(?m)^{re.escape(key)}:", text)
    return text.count("\n", 0, match.start()) + 1 if match else 1


def _uses(part: Part) -> Iterator[tuple[int, str]]:
    """Every name of a measure that a section uses, with its line."""
    for table in part.tables:
        yield from ((table.line, name) for name in table.measures)
    yield from ((chart.line, chart.measure) for chart in part.charts)
    yield from ((lag.line, lag.measure) for lag in part.lags)
    yield from ((item.line, item.measure) for item in part.items)


def _names(product: Product, part: Part, say: _Say) -> None:
    """Names that stand for something, and no number in the words that is not an indicator's."""
    known = {one.key for one in product.measures}
    for line, name in _uses(part):
        if name not in known:
            say(line, "E-RPT-MEASURE", f"“{name}”不在“指标”里。")
    lags = {lag.key for each in product.parts for lag in each.lags}
    for name in (name for text in part.texts for name in PLACE.findall(text)):
        if not _is_place(name, known, lags):
            say(part.line, "E-RPT-PLACE", f"不认识“{{{name}}}”。", _FACET_HINT)
    _numbers(part, say)
    for lag in part.lags:
        for name in sorted(set(PLACE.findall(lag.demand + lag.letter)) - LETTER_WORDS):
            say(lag.line, "E-RPT-PLACE", f"要求和提醒函里只能写 {{单位}} {{数}} {{期}}，不能写“{{{name}}}”。")
    for chart in part.charts:
        if chart.drawing is Drawing.BARS and not chart.by:
            say(chart.line, "E-RPT-GROUP", f"“{chart.key}”画条形，须写“分组”。")
    _marks(product, part, say)


def _marks(product: Product, part: Part, say: _Say) -> None:
    if part.total and not any(each.items for each in product.parts):
        say(part.line, "E-RPT-GROUP", f"“{part.key}”写了“总分”，但没有考核段落。")
    if part.items and not part.by:
        say(part.line, "E-RPT-GROUP", f"“{part.key}”有考核项，须写“考核分组”。")


def _is_place(name: str, measures: set[str], lags: set[str]) -> bool:
    alias, _bar, facet = name.partition("·")
    if alias in lags:
        return facet in LAG_FACETS
    return name in GENERAL or (alias in measures and _facet(facet))


def _numbers(part: Part, say: _Say) -> None:
    for text in (*part.texts, *(words for lag in part.lags for words in (lag.demand, lag.letter))):
        for _at, number in numbers_in(PLACE.sub("", text)):
            sentence = f"“{part.key}”里的“{number}”不是指标给出的数。"
            say(part.line, "E-RPT-NUMBER", sentence, "请改写成 {用数}。")


_FACET_HINT = f"可以写：用数名，或用数名·{'、'.join(FACETS)}、某分组前5；以及 {'、'.join(GENERAL)}。"


def _facet(facet: str) -> bool:
    return facet == "" or facet in FACETS or top_of(facet) is not None


def _measures(product: Product, say: _Say, find: Find) -> dict[str, Indicator]:
    known: dict[str, Indicator] = {}
    for one in product.measures:
        found = find(one.code)
        if found is None:
            say(one.line, "E-RPT-INDICATOR", f"没有代码为“{one.code}”的指标。")
        elif found.blind is Blind.NOTHING:
            say(one.line, "E-RPT-BLIND", f"“{found.name}”不向看不全明细的人显示，不能写进发给各单位的材料。")
        else:
            known[one.key] = found
    return known


def _relations(part: Part, known: dict[str, Indicator], say: _Say, is_unit: IsUnit) -> None:
    """Groups that exist, and the guard: what may be put in order, who may be named."""

    def group(line: int, name: str, by: str) -> Indicator | None:
        indicator = known.get(name)
        if indicator is not None and indicator.grouping(by) is None:
            say(line, "E-RPT-GROUP", f"指标“{indicator.name}”没有名为“{by}”的分组。")
            return None
        return indicator

    for line, name, by, in_order in _orders(part):
        indicator = group(line, name, by)
        if indicator and in_order:
            _may_order(indicator, line, by, say, is_unit)
    for lag in part.lags:
        indicator = group(lag.line, lag.measure, lag.by)
        if indicator:
            _may_name(indicator, lag, say, is_unit)


def _orders(part: Part) -> Iterator[tuple[int, str, str, bool]]:
    """(line, measure, group, whether by value) of everything that is broken down, lags aside."""
    for table in part.tables:
        yield from ((table.line, name, table.by, table.order is Order.VALUE) for name in table.measures)
    for chart in part.charts:
        if chart.drawing is Drawing.BARS:
            yield chart.line, chart.measure, chart.by, False
    yield from ((item.line, item.measure, part.by, False) for item in part.items)
    for name in (name for text in part.texts for name in PLACE.findall(text)):
        alias, _bar, facet = name.partition("·")
        if top := top_of(facet):
            yield part.line, alias, top[0], True


def _may_order(indicator: Indicator, line: int, by: str, say: _Say, is_unit: IsUnit) -> None:
    """Courts are never put in order; units only where the indicator allows it (practice: guard-rails)."""
    grouping = indicator.grouping(by)
    if grouping is None or by in indicator.ranked:
        return
    if grouping.court or is_unit(indicator, by):
        say(
            line,
            "E-RPT-RANK",
            f"“{indicator.name}”不得按“{by}”排名。",
            "请用规范次序，或改用指标允许排名的分组。",
        )


def _may_name(indicator: Indicator, lag: Lag, say: _Say, is_unit: IsUnit) -> None:
    grouping = indicator.grouping(lag.by)
    if grouping is None:
        return
    if grouping.court or not is_unit(indicator, lag.by):
        say(lag.line, "E-RPT-LAG", f"“{lag.key}”只能列行政机关一类的单位，“{lag.by}”不是。")
    for rule in forbidden(indicator, RANKING):
        say(lag.line, "E-RPT-LAG", rule.reason, rule.advice)
    if lag.rule is Lagging.TARGET and not indicator.target:
        say(lag.line, "E-RPT-LAG", f"“{indicator.name}”没有目标，不能按未达目标列出单位。")
    if lag.rule is Lagging.AVERAGE and indicator.direction is None:
        say(lag.line, "E-RPT-LAG", f"“{indicator.name}”没有方向，分不出好差。")

"""The data cut: every figure that an issue may show, counted once, as plain JSON. Writes nothing.

Figures are the official ones (the system's sight): a signed period answers from its snapshot. Whoever looks
at the issue follows a figure to its rows only as far as their own rights go.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import translation

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.now import SHANGHAI
from fuyuantong.definitions.kinds import Direction
from fuyuantong.documents.official import said_day
from fuyuantong.indicators import queries as indicators
from fuyuantong.indicators.figures import Figure, Line, exact
from fuyuantong.indicators.kinds import FlagKind
from fuyuantong.indicators.memo import together
from fuyuantong.indicators.periods import Span, run_up
from fuyuantong.matters.doors import GENTLE_KINDS
from fuyuantong.matters.queries.choices import choices
from fuyuantong.organs.models import Region, Unit
from fuyuantong.reports.facets import (
    FEW,
    NOTHING,
    WITHHELD,
    facets_of,
    few,
    moved_of,
    ordered,
    said,
    shut,
    top,
    top_of,
)
from fuyuantong.reports.kinds import (
    Chart,
    Drawing,
    Lag,
    Lagging,
    Listing,
    Measure,
    Order,
    Part,
    Product,
    Spanning,
)
from fuyuantong.reports.protecting import PLACE
from fuyuantong.reports.scoring import Sheet

NOBODY = "无"
_SILENT = {FlagKind.UNRANKED, FlagKind.HIDDEN}
"""Flags that are no doubt about the number."""
MECHANISM = "机制"


@dataclass(slots=True)
class Body:
    """`words`: token → words. `figures`: name of a measure → code, version, value, formula, flags, moment.
    `tables`, `charts`, `lags`: by `段落/名称`; a unit of a lag is {unit, name, figure}."""

    words: dict[str, str] = field(default_factory=dict)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    charts: dict[str, dict[str, Any]] = field(default_factory=dict)
    lags: dict[str, dict[str, Any]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("words", "figures", "tables", "charts", "lags")}


def digest_of(body: Mapping[str, Any]) -> str:
    """SHA-256 of the cut in its canonical form."""
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def span_for(measure: Measure, span: Span) -> Span:
    if measure.span is Spanning.YEAR_TO_DATE:
        return Span(date(span.start.year, 1, 1), span.start.month - 1 + span.months)
    return span


def cut(product: Product, span: Span, *, region: str, owner: str, now: datetime) -> dict[str, Any]:
    """Count everything that the definition names."""
    with together(), translation.override("zh-hans"):  # a paper is Chinese whoever opens it
        return _Cutter(product, span).run(region, owner, now)


class _Cutter:
    """One pass; a figure that several places show is counted once."""

    def __init__(self, product: Product, span: Span) -> None:
        self.product, self.span = product, span
        self.body = Body()
        self.known: dict[tuple[str, str], Figure] = {}
        self.sheet = Sheet(_units)

    def run(self, region: str, owner: str, now: datetime) -> dict[str, Any]:
        place = Region.objects.filter(pk=region).values_list("name", flat=True).first() or ""
        self.body.words |= {
            "期": self.span.label, "期初": said_day(self.span.first), "期末": said_day(self.span.last),
            "地区": place, "机关": owner, "截至": said_day(now.astimezone(SHANGHAI).date()),
        }  # fmt: skip
        for measure in self.product.measures:
            self._measure(measure)
        for part in self.product.parts:
            self._part(part)
        for part in self.product.parts:
            if part.total:
                self.body.tables[f"{part.key}/总分"] = self.sheet.total()
        return self.body.to_json()

    def figure(self, name: str, by: str = "") -> Figure:
        if (name, by) not in self.known:
            measure = self.product.measure(name)
            if measure is None:
                raise KeyError(name)
            found = indicators.value(
                SYSTEM, measure.code, span_for(measure, self.span), by=[by] if by else []
            )
            self.known[name, by] = _with_names(found, by)
        return self.known[name, by]

    def masked(self, name: str) -> bool:
        measure = self.product.measure(name)
        return bool(self.product.public and measure and measure.persons)

    def _measure(self, measure: Measure) -> None:
        figure, masked = self.figure(measure.key), self.masked(measure.key)
        for facet, words in facets_of(figure, masked=masked):
            self.body.words[f"{measure.key}·{facet}" if facet else measure.key] = words
        small = (figure.numerator, figure.denominator)
        hidden = any(few(number, persons=masked) for number in small)
        self.body.figures[measure.key] = {
            "code": figure.indicator.code,
            "name": figure.indicator.name,
            "rule": figure.indicator.rule,
            "version": figure.version,
            "span": figure.span.text,
            "formula": figure.indicator.formula,
            "shown": said(figure, figure.value, masked=masked),
            "value": None if hidden else exact(figure.value),
            "numerator": None if hidden else exact(figure.numerator),
            "denominator": None if hidden else exact(figure.denominator),
            "year_ago": said(figure, figure.year_ago, masked=masked),
            "flags": [flag.words for flag in figure.flags if flag.kind is not FlagKind.UNRANKED],
            "doubts": [str(f.kind.label) for f in figure.flags if f.kind not in _SILENT],
            "signed": figure.frozen.revision if figure.frozen else 0,
            "as_of": figure.as_of.isoformat(),
        }

    def _part(self, part: Part) -> None:
        for text in part.texts:
            for name in PLACE.findall(text):
                alias, _bar, facet = name.partition("·")
                if (asked := top_of(facet)) and self.product.measure(alias):
                    figure = self.figure(alias, asked[0])
                    self.body.words[name] = top(figure, asked[1], masked=self.masked(alias))
        for table in part.tables:
            self.body.tables[f"{part.key}/{table.key}"] = self._table(table)
        for chart in part.charts:
            self.body.charts[f"{part.key}/{chart.key}"] = self._chart(chart)
        for lag in part.lags:
            found = self._lag(lag)
            self.body.lags[f"{part.key}/{lag.key}"] = found
            named = "、".join(f"{one['name']}（{one['figure']}）" for one in found["units"])
            count = len(found["units"])
            self.body.words |= {
                lag.key: named or NOBODY, f"{lag.key}·数": str(count),
                f"{lag.key}·列": f"{count}个，为{named}" if named else NOBODY,
            }  # fmt: skip
        if part.items:
            figures = [self.figure(item.measure, part.by) for item in part.items]
            self.body.tables[f"{part.key}/得分"] = self.sheet.part(part.key, part.items, part.by, figures)

    def _table(self, table: Listing) -> dict[str, Any]:
        figures = [self.figure(name, table.by) for name in table.measures]
        masks = [self.masked(name) for name in table.measures]
        lines = _lines(figures[0], table.order)[: table.most]
        others = [{line.keys: line for line in figure.lines} for figure in figures]
        now = [shut(figure.lines, masked=mask) for figure, mask in zip(figures, masks, strict=True)]
        ago = [shut(figure.lines, masked=mask, ago=True) for figure, mask in zip(figures, masks, strict=True)]
        alone = len(figures) == 1
        head, rows = [table.by], []
        for name, figure in zip(table.measures, figures, strict=True):
            if alone and figure.denominator is not None:
                head += ["分子", "分母"]
            head += [name, *(["上年同期", "同比"] if alone else [])]
        for line in lines:
            row = [line.names[0]]
            for figure, found, signs, before in zip(figures, others, now, ago, strict=True):
                told = signs.get(line.keys, ""), before.get(line.keys, "")
                row += _cells(figure, found.get(line.keys), alone=alone, signs=told)
            rows.append(row)
        whole = ["合计"] + [
            cell
            for figure, mask in zip(figures, masks, strict=True)
            for cell in _cells(figure, _whole(figure), alone=alone, signs=_whole_signs(figure, masked=mask))
        ]
        notes = [
            f"{name}：{figure.indicator.formula}"
            for name, figure in zip(table.measures, figures, strict=True)
        ]
        return {"title": table.key, "head": head, "rows": [*rows, whole], "notes": notes}

    def _chart(self, chart: Chart) -> dict[str, Any]:
        masked = self.masked(chart.measure)
        if chart.drawing is Drawing.TREND:
            figure = self.figure(chart.measure)
            spans = run_up(figure.span, chart.periods)
            found = indicators.series(SYSTEM, figure.indicator.code, spans)
            points = [
                [_short(point.span), exact(point.value), said(figure, point.value, masked=masked)]
                for point in found
            ]
        else:
            figure = self.figure(chart.measure, chart.by)
            order = Order.VALUE if _free_order(figure, chart.by) else Order.PROTOCOL
            signs = shut(figure.lines, masked=masked)
            points = [
                [line.names[0], exact(line.value), signs.get(line.keys) or said(figure, line.value)]
                for line in _lines(figure, order)
                if line.value is not None
            ][: chart.most]
        points = [[name, None if text in {FEW, WITHHELD} else value, text] for name, value, text in points]
        return {
            "title": chart.key,
            "drawing": str(chart.drawing),
            "points": points,
            "unit": figure.indicator.measure,
        }

    def _lag(self, lag: Lag) -> dict[str, Any]:
        figure = self.figure(lag.measure, lag.by)
        units = _units(figure.lines)
        found = []
        for line in _lines(figure, Order.PROTOCOL):
            unit = units.get(line.keys[0])
            if unit is None or unit.kind in GENTLE_KINDS or line.small or not lags(figure, line, lag):
                continue
            found.append({"unit": str(unit.pk), "name": line.names[0], "figure": said(figure, line.value)})
        return {"rule": rule_words(figure, lag), "units": found}


def _with_names(figure: Figure, by: str) -> Figure:
    """Mechanisms by their names: their keys are codes."""
    if by != MECHANISM:
        return figure
    names = choices().mechanisms
    lines = tuple(replace(line, names=(names.get(line.keys[0], line.names[0]),)) for line in figure.lines)
    return replace(figure, lines=lines)


def _short(span: Span) -> str:
    return span.text


def lags(figure: Figure, line: Line, lag: Lag) -> bool:
    """Whether the rule names this group."""
    if line.value is None:
        return False
    if lag.rule is Lagging.COUNT:
        return line.value >= lag.least
    low = figure.indicator.direction in {Direction.AT_LEAST, Direction.UP}
    if lag.rule is Lagging.TARGET:
        goal = figure.goal.value if figure.goal else None
        return goal is not None and (line.value < goal if low else line.value > goal)
    if figure.value is None:
        return False
    return line.value < figure.value if low else line.value > figure.value


def rule_words(figure: Figure, lag: Lag) -> str:
    """The rule as it is said beside the list."""
    if lag.rule is Lagging.COUNT:
        return f"{figure.indicator.name}不少于{lag.least}{figure.indicator.measure}"
    if lag.rule is Lagging.TARGET:
        return f"{figure.indicator.name}未达到目标（{figure.goal.words if figure.goal else '未设目标'}）"
    return f"{figure.indicator.name}差于总体（{said(figure, figure.value)}）"


def _free_order(figure: Figure, by: str) -> bool:
    grouping = figure.indicator.grouping(by)
    return by in figure.indicator.ranked or (
        grouping is not None and not grouping.court and not _units(figure.lines)
    )


def _lines(figure: Figure, order: Order) -> list[Line]:
    """By value, or in the order of protocol (units) or of the region codes."""
    if order is Order.VALUE:
        return ordered(figure.lines)
    units = _units(figure.lines)
    return sorted(figure.lines, key=lambda line: _protocol(units, line))


def _protocol(units: Mapping[str, Unit], line: Line) -> tuple[int, str]:
    unit = units.get(line.keys[0])
    return (unit.protocol_order if unit else 0, line.keys[0] if unit is None else unit.code)


def _units(lines: Sequence[Line]) -> dict[str, Unit]:
    """The units among the first keys: ids, or names as the directory spells them (registers keep those)."""
    keys = {line.keys[0] for line in lines}
    ids = list(_ids(keys))
    found = Unit.objects.filter(Q(pk__in=ids) | Q(name__in=keys)).order_by("valid_until")
    return {str(unit.pk): unit for unit in found} | {unit.name: unit for unit in found}


def _ids(keys: Iterable[str]) -> Iterator[UUID]:
    for key in keys:
        try:
            yield UUID(key)
        except ValueError:
            continue


def _whole(figure: Figure) -> Line:
    return Line((), (), figure.value, figure.numerator, figure.denominator, figure.year_ago)


def _whole_signs(figure: Figure, *, masked: bool) -> tuple[str, str]:
    small = few(figure.numerator, persons=masked) or few(figure.denominator, persons=masked)
    return FEW if small else "", FEW if few(figure.year_ago, persons=masked) else ""


def _cells(figure: Figure, line: Line | None, *, alone: bool, signs: tuple[str, str]) -> list[str]:
    """One measure's cells of a row, in the order of the head; `signs` stand for what is not told now, and of
    a year ago."""
    parts = 2 if alone and figure.denominator is not None else 0
    if line is None:
        return [NOTHING] * (parts + (3 if alone else 1))
    now, ago = signs
    cells = [now or _plain(line.numerator), now or _plain(line.denominator)] if parts else []
    cells.append(now or said(figure, line.value))
    if alone:
        cells += [ago or said(figure, line.year_ago), NOTHING if now or ago else moved_of(figure, line)]
    return cells


def _plain(value: Decimal | None) -> str:
    return NOTHING if value is None else f"{value.normalize():f}"

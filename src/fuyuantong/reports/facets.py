"""What of a figure a narrative may say, in words: the value, its changes, its parts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from fuyuantong.indicators.figures import Figure, Line, Sums, difference, rounded, show
from fuyuantong.indicators.kinds import Shape
from fuyuantong.indicators.suppressing import hidden

GENERAL = ("期", "期初", "期末", "地区", "截至", "机关")
"""Places that are filled with no figure."""
FACETS = ("同比", "环比", "上年同期", "上期", "分子", "分母", "目标", "达标", "口径")
NOTHING = "—"
NO_BASE, NO_DATA = "无可比数", "无数据"
FEW, WITHHELD = "少于3", "不公开"
_TOP = re.compile(r"(.+?)前(\d{1,2})")
_SMALL = 3


def top_of(facet: str) -> tuple[str, int] | None:
    """`领域前3` → (领域, 3)."""
    found = _TOP.fullmatch(facet)
    return (found[1], int(found[2])) if found and 0 < int(found[2]) <= 20 else None  # noqa: PLR2004 - a sentence holds no more


def change(figure: Figure, moved: Decimal | None) -> str:
    """上升3.1个百分点, 下降12.5%, 持平: the word follows from the figure."""
    if moved is None:
        return NO_BASE
    plain = rounded(moved) or Decimal(0)
    if plain == 0:
        return "持平"
    points = "个百分点" if figure.indicator.shape in {Shape.RATE, Shape.GROWTH} else "%"
    return f"{'上升' if plain > 0 else '下降'}{abs(plain).normalize():f}{points}"


def few(value: Decimal | None, *, persons: bool) -> bool:
    """Whether a count of persons is so small that in public it could point at somebody."""
    return persons and value is not None and 0 < value < _SMALL


def shut(lines: Iterable[Line], *, masked: bool, ago: bool = False) -> dict[tuple[str, ...], str]:
    """The groups whose numbers are not told in public, each with what is said instead: small ones, and others
    with them, so that none follows from the whole and the rest. `ago`: by last year's values."""
    if not masked:
        return {}
    cells = {
        line.keys: Sums(n=line.year_ago or Decimal(0))
        if ago
        else Sums(line.denominator or Decimal(0), line.numerator)
        for line in lines
    }
    found = hidden(cells, _SMALL)
    alike = all(few(cells[keys].n, persons=True) or few(cells[keys].d, persons=True) for keys in found)
    return dict.fromkeys(found, FEW if alike else WITHHELD)


def said(figure: Figure, value: Decimal | None, *, masked: bool = False) -> str:
    """The number with its sign; a small count of persons masked."""
    counted = figure.indicator.shape is Shape.NUMBER
    return FEW if counted and few(value, persons=masked) else show(figure.indicator, value).replace(",", "")


def facets_of(figure: Figure, *, masked: bool = False) -> Iterator[tuple[str, str]]:
    """(facet, words) for each of `FACETS`; the value itself is ("", words)."""
    yield "", said(figure, figure.value, masked=masked) if figure.value is not None else NO_DATA
    hidden = masked and any(
        few(value, persons=True) for value in (figure.value, figure.year_ago, figure.previous)
    )
    yield "同比", NO_BASE if hidden else change(figure, figure.growth)
    yield "环比", NO_BASE if hidden else change(figure, figure.change)
    yield "上年同期", said(figure, figure.year_ago, masked=masked)
    yield "上期", said(figure, figure.previous, masked=masked)
    yield "分子", _count(figure.numerator, masked=masked)
    yield "分母", NOTHING if figure.denominator is None else _count(figure.denominator, masked=masked)
    goal = figure.goal
    yield "目标", goal.words if goal else "未设目标"
    yield "达标", _met(figure)
    yield "口径", figure.indicator.rule or figure.indicator.name


def _met(figure: Figure) -> str:
    goal = figure.goal
    if goal is None or goal.value is None:
        return "未设目标值"
    return NO_DATA if goal.met is None else "达到目标" if goal.met else "未达到目标"


def _count(value: Decimal, *, masked: bool) -> str:
    if few(value, persons=masked):
        return FEW
    plain = rounded(value) or Decimal(0)
    return f"{plain.normalize():f}"


def ordered(lines: tuple[Line, ...]) -> list[Line]:
    """Greatest value first; groups without a figure are left out."""
    found = [line for line in lines if line.value is not None and line.names[0] != "（未填）"]
    return sorted(found, key=lambda line: (-(line.value or 0), line.names))


def top(figure: Figure, count: int, *, masked: bool = False) -> str:
    """自然资源12件、住建9件: the groups of greatest value, with their values."""
    found = [line for line in ordered(figure.lines) if line.value][:count]
    signs = shut(figure.lines, masked=masked)
    return (
        "、".join(f"{line.names[0]}（{signs.get(line.keys) or said(figure, line.value)}）" for line in found)
        or "无"
    )


def moved_of(figure: Figure, line: Line) -> str:
    """同比 of a group."""
    return change(figure, difference(figure.indicator, line.value, line.year_ago))

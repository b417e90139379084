"""A figure and its parts: plain frozen values, and the arithmetic that makes them. Free of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fuyuantong.indicators.kinds import FlagKind, Indicator, Shape
from fuyuantong.indicators.periods import Span

HUNDRED = Decimal(100)
_PLACES = Decimal("0.01")
_SHOWN = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Sums:
    """What lines add up to."""

    d: Decimal = Decimal(0)
    n: Decimal = Decimal(0)
    x: tuple[Decimal, Decimal, Decimal] = (Decimal(0), Decimal(0), Decimal(0))

    def __add__(self, other: Sums) -> Sums:
        x = tuple(a + b for a, b in zip(self.x, other.x, strict=True))
        return Sums(self.d + other.d, self.n + other.n, (x[0], x[1], x[2]))

    @property
    def nothing(self) -> bool:
        return not (self.d or self.n or any(self.x))


def number(indicator: Indicator, sums: Sums, year_ago: Sums | None = None) -> Decimal | None:
    """The figure: hundredths of a rate or growth, the number, the mean; None when dividing by nothing."""
    match indicator.shape:
        case Shape.RATE:
            return HUNDRED * sums.n / sums.d if sums.d else None
        case Shape.MEAN:
            return sums.n / sums.d if sums.d else None
        case Shape.GROWTH:
            before = year_ago.n if year_ago else Decimal(0)
            return HUNDRED * (sums.n - before) / before if before else None
    return sums.n


def difference(indicator: Indicator, now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """How much it moved: percentage points of a rate, hundredths of a number; None without a base."""
    if now is None or before is None:
        return None
    if indicator.shape in {Shape.RATE, Shape.GROWTH}:
        return now - before
    return HUNDRED * (now - before) / before if before else None


def rounded(value: Decimal | None) -> Decimal | None:
    """As it is shown: at most two places, halves up."""
    return None if value is None else value.quantize(_PLACES, ROUND_HALF_UP)


def exact(value: Decimal | None) -> str | None:
    """As it is kept and sent: at most four places, as text."""
    if value is None:
        return None
    text = f"{value.quantize(_SHOWN, ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to know before the figure is used, in a sentence."""

    kind: FlagKind
    words: str


@dataclass(frozen=True, slots=True)
class Goal:
    """What the profile in use asks for; `met` None when there is no figure, or only a direction."""

    words: str
    value: Decimal | None
    met: bool | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One group: `keys` as stored, `names` for people."""

    keys: tuple[str, ...]
    names: tuple[str, ...]
    value: Decimal | None
    numerator: Decimal
    denominator: Decimal | None
    year_ago: Decimal | None = None
    small: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One period of the trend."""

    span: Span
    value: Decimal | None
    numerator: Decimal
    denominator: Decimal | None


@dataclass(frozen=True, slots=True)
class Frozen:
    """That the figure was signed: who, when, and what was corrected since it was signed first."""

    id: Any
    revision: int
    signed_by: str
    signed_on: Any
    corrections: tuple[tuple[int, str, str], ...] = ()
    """(revision, reason, the figure before)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """All about one indicator in one period. `change` is 环比, `growth` 同比 (points or hundredths)."""

    indicator: Indicator
    version: int
    span: Span
    value: Decimal | None
    numerator: Decimal
    denominator: Decimal | None
    excluded: tuple[tuple[str, Decimal], ...]
    undated: Decimal
    previous: Decimal | None
    year_ago: Decimal | None
    change: Decimal | None
    growth: Decimal | None
    goal: Goal | None
    flags: tuple[Flag, ...]
    as_of: datetime
    groups: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    frozen: Frozen | None = None
    drillable: bool = False
    hidden: int = 0
    """Groups that are not told because their numbers are small, or would follow from the rest."""
    barred: int = 0
    """Rows that would count, but that a rule of quality keeps out."""

    @property
    def shown(self) -> str:
        """The number with its sign, as people read it."""
        return show(self.indicator, self.value)

    @property
    def ranked(self) -> bool:
        """Whether the groups as shown may be put in order of their values."""
        return bool(self.groups) and set(self.groups) <= set(self.indicator.ranked)


def show(indicator: Indicator, value: Decimal | None) -> str:
    """A number of this indicator with its sign; a dash where there is none."""
    if value is None:
        return "—"
    plain = rounded(value)
    text = f"{plain:,.2f}"
    if indicator.shape is Shape.NUMBER or plain == plain.to_integral_value():  # type: ignore[union-attr]
        text = (
            text.removesuffix("0").removesuffix(".0")
            if text.endswith(".00")
            else text.rstrip("0").rstrip(".")
        )
    return f"{text}{indicator.measure}"


def as_json(figure: Figure) -> dict[str, Any]:
    """What is signed: every number as text."""
    return {
        "code": figure.indicator.code,
        "name": figure.indicator.name,
        "rule": figure.indicator.rule,
        "version": figure.version,
        "span": figure.span.text,
        "formula": figure.indicator.formula,
        "value": exact(figure.value),
        "unit": figure.indicator.measure,
        "numerator": exact(figure.numerator),
        "denominator": exact(figure.denominator),
        "excluded": [[name, exact(n)] for name, n in figure.excluded],
        "undated": exact(figure.undated),
        "previous": exact(figure.previous),
        "year_ago": exact(figure.year_ago),
        "as_of": figure.as_of.isoformat(),
        **({"barred": figure.barred} if figure.barred else {}),
    }


def total(lines: Sequence[Mapping[str, Any]]) -> Sums:
    """The sum of read rows."""
    found = Sums()
    for line in lines:
        found = found + Sums(line["d"], line["n"], (line["x0"], line["x1"], line["x2"]))
    return found

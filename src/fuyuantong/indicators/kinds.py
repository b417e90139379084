"""An indicator as its file says it, and the closed lists of words of the room. Free of tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from fuyuantong.clocks.terms import Term
from fuyuantong.definitions.kinds import Basis, Direction, Every

OBLIGATIONS, LETTERS, MEETINGS = "承办任务", "文书", "会议"
"""What may be counted besides registers, as written in 数据."""


class Shape(TextChoices):
    """What kind of number it is."""

    RATE = "rate", _("比率")
    NUMBER = "number", _("数量")
    MEAN = "mean", _("均值")
    GROWTH = "growth", _("同比增幅")


class Counting(StrEnum):
    ROWS = "rows"
    DIFFERENT = "different"
    SUM = "sum"


class Blind(StrEnum):
    """What somebody gets who may not see all the rows behind a figure."""

    FIGURE = "figure"
    NOTHING = "nothing"


class Trait(StrEnum):
    """What of a unit a breakdown goes by."""

    ITSELF = "itself"
    REGION = "region"
    LEVEL = "level"
    KIND = "kind"


class FlagKind(TextChoices):
    SMALL = "small", _("分母过小")
    JUMP = "jump", _("变动过大")
    REDEFINED = "redefined", _("年中改过口径")
    UNRANKED = "unranked", _("不作排名")
    FORMAL = "formal", _("只计次数")
    UNDATED = "undated", _("有行缺日期")
    BARRED = "barred", _("有行未计入")
    FAULTY = "faulty", _("数据有疑点")
    HIDDEN = "hidden", _("小数已隐去")


class Means(StrEnum):
    """How a rule finds its rows: without a match in the other register, a second time, or as described."""

    MATCH = "match"
    REPEATED = "repeated"
    SUCH = "such"


class Part(TextChoices):
    """Which rows behind a figure."""

    NUMERATOR = "numerator", _("分子")
    DENOMINATOR = "denominator", _("分母")
    EXCLUDED = "excluded", _("剔除")


class SnapshotState(TextChoices):
    SIGNED = "signed", _("已签定")
    CORRECTED = "corrected", _("已更正")


class DifferenceState(TextChoices):
    OPEN = "open", _("待核")
    MATTER = "matter", _("已立事项")
    EXPLAINED = "explained", _("已说明")
    COUNTED = "counted", _("已核准计入")
    GONE = "gone", _("已一致")


@dataclass(frozen=True, slots=True)
class Within:
    """A term to be kept: from one date to another, in natural days, months or years, without rolling."""

    key: str
    since: str
    until: str
    most: Term
    line: int = 0


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of the fraction; `key` is what the formula calls it. What it leaves out the indicator says."""

    key: str
    where: str = ""
    data: str = ""
    day: str = ""
    counting: Counting | None = None
    columns: tuple[str, ...] = ()
    within: tuple[Within, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Rows that are left out of both sides and shown apart."""

    key: str
    where: str
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Grouping:
    """One breakdown. `column` empty: the unit that a row belongs to; `numerator` names the column of a
    numerator counted over other data."""

    key: str
    column: str = ""
    trait: Trait = Trait.ITSELF
    court: bool = False
    numerator: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Indicator:
    """`family`: the same question under several counting rules; `rule`: which of them this is.

    Guards: a denominator below `least` is flagged; a change of more than `jump` (percentage points of a rate,
    hundredths of a number) is; `beside` are indicators of outcome shown with it; `formal`: it counts acts.
    Groups below `hide` are not told (see `suppressing`); `since`: from when this version counts.
    """

    code: str
    name: str
    version: int
    shape: Shape
    data: str
    formula: str
    numerator: Leg
    denominator: Leg | None = None
    family: str = ""
    rule: str = ""
    group: str = ""
    rows: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    day: str = ""
    counting: Counting = Counting.ROWS
    columns: tuple[str, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    every: Every = Every.YEAR
    groupings: tuple[Grouping, ...] = ()
    direction: Direction | None = None
    target: tuple[str, ...] = ()
    ranked: tuple[str, ...] = ()
    unit: str = ""
    blind: Blind = Blind.FIGURE
    least: int = 10
    jump: int = 20
    beside: tuple[str, ...] = ()
    formal: bool = False
    note: str = ""
    since: date | None = None
    hide: int = 0

    @property
    def measure(self) -> str:
        """The sign after the number."""
        return "%" if self.shape in {Shape.RATE, Shape.GROWTH} else self.unit

    def grouping(self, key: str) -> Grouping | None:
        return next((one for one in self.groupings if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Side:
    """One register of a reconciliation: which rows, and the columns that must agree with the other's."""

    key: str
    register: str
    columns: tuple[str, ...]
    where: str = ""
    day: str = ""
    unit: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Every row of `each` should have its match in `match`; the rows without one are the differences.

    By other `means` there is no `match`: of rows with the same columns all but the first differ, or every row
    of `each` does. `barring`: while they differ, these rows are kept out of every figure, visibly.
    `within`: a row of so few days is given time. `mechanism`: the kind of matter a difference may become,
    with `party` the party that the unit of the row takes and `values` its fields ({差异}: the words).
    """

    code: str
    name: str
    version: int
    each: Side
    missing: str
    match: Side | None = None
    means: Means = Means.MATCH
    barring: bool = False
    group: str = ""
    sources: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    grace: Term | None = None
    mechanism: str = ""
    party: str = ""
    values: tuple[tuple[str, str], ...] = ()
    note: str = ""

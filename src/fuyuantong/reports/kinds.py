"""A periodic product as its file says it, and the closed lists of words of the room. Free of tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from fuyuantong.clocks.terms import Term
from fuyuantong.definitions.kinds import Basis, Every


class Form(TextChoices):
    """What is made: it gives the printed paper its head and its place among the others."""

    BULLETIN = "bulletin", _("通报")
    WHITE_PAPER = "white_paper", _("白皮书")
    SUMMARY = "summary", _("总结")
    WARNING = "warning", _("风险提示")
    SCORES = "scores", _("考核得分表")
    INSPECTION = "inspection", _("督查通报")
    CASES = "cases", _("典型案例")


class State(TextChoices):
    """How far an issue of a product is."""

    DRAFT = "draft", _("起草中")
    REVIEW = "review", _("待审签")
    SIGNED = "signed", _("待发布")
    ISSUED = "issued", _("已发布")
    CANCELLED = "cancelled", _("已取消")


class FindingState(TextChoices):
    OPEN = "open", _("待交办")
    TASKED = "tasked", _("已交办")
    DROPPED = "dropped", _("不交办")


class CaseState(TextChoices):
    """A case stands in the product only when a person has confirmed that it is masked."""

    DRAFT = "draft", _("待脱敏确认")
    CONFIRMED = "confirmed", _("已确认")


class Owner(StrEnum):
    OFFICE = "office"
    COURT = "court"
    PROCURATORATE = "procuratorate"


class Reach(StrEnum):
    """To whom it is sent: kinds of organ among the members of the linkage, or all members."""

    MEMBERS = "members"
    PARTY = "party"
    CONGRESS = "congress"
    GOVERNMENT = "government"
    SUPERVISION = "supervision"
    COURT = "court"
    PROCURATORATE = "procuratorate"


class Spanning(StrEnum):
    """Which months a measure is of."""

    OWN = "own"
    YEAR_TO_DATE = "year_to_date"


class Order(StrEnum):
    PROTOCOL = "protocol"
    VALUE = "value"


class Drawing(StrEnum):
    BARS = "bars"
    TREND = "trend"


class Lagging(StrEnum):
    """By which rule a unit is named."""

    TARGET = "target"
    AVERAGE = "average"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator under the name by which the text calls it. `persons`: it counts people (small cells)."""

    key: str
    code: str
    span: Spanning = Spanning.OWN
    persons: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A table: the measures side by side, broken down by a group of the first."""

    key: str
    measures: tuple[str, ...]
    by: str
    order: Order = Order.PROTOCOL
    most: int = 60
    line: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure drawn of one measure: bars by a group, or the last `periods` periods as a line."""

    key: str
    measure: str
    drawing: Drawing = Drawing.BARS
    by: str = ""
    periods: int = 8
    most: int = 12
    line: int = 0


@dataclass(frozen=True, slots=True)
class Lag:
    """Units that are named by a rule, what is asked of each, and in what time.

    `demand` and `letter` may name {单位} and {数}. `letter`: each of them also gets a 提醒函 with this text.
    """

    key: str
    measure: str
    by: str
    rule: Lagging
    demand: str
    least: int = 1
    within: Term | None = None
    letter: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a score: full marks `weight` at the target (or 100 %), less in proportion."""

    key: str
    measure: str
    weight: int
    evidence: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A section under one heading; `annex`: it stands behind the text. `by`: what `items` score. `total`:
    the marks of all parts together."""

    key: str
    texts: tuple[str, ...] = ()
    tables: tuple[Listing, ...] = ()
    charts: tuple[Chart, ...] = ()
    lags: tuple[Lag, ...] = ()
    items: tuple[Item, ...] = ()
    by: str = ""
    total: bool = False
    annex: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Product:
    """One periodic product. `title` may name {期} and {地区}; `public`: small cells of persons are masked."""

    code: str
    name: str
    version: int
    title: str
    every: Every
    owner: Owner
    form: Form
    parts: tuple[Part, ...]
    measures: tuple[Measure, ...] = ()
    linkages: tuple[str, ...] = ("court",)
    rows: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    within: Term | None = None
    to: tuple[Reach, ...] = (Reach.MEMBERS,)
    public: bool = False
    cases: bool = False
    note: str = ""

    def measure(self, key: str) -> Measure | None:
        return next((one for one in self.measures if one.key == key), None)

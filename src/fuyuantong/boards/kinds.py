"""A board as it is composed: its tiles and the closed lists of words of the room. Free of tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from fuyuantong.definitions.kinds import Every
from fuyuantong.indicators.periods import YEAR, Span, shifted, span_of


class Style(TextChoices):
    """How a tile shows what it shows."""

    NUMBER = "number", _("数字")
    TREND = "trend", _("走势")
    GROUPS = "groups", _("分组")
    MATRIX = "matrix", _("县区与机制矩阵")
    CALENDAR = "calendar", _("期限日历")


class Window(TextChoices):
    """Which period, counted from today."""

    SO_FAR = "so_far", _("今年以来")
    LAST_YEAR = "last_year", _("上年")
    QUARTER = "quarter", _("本季度")
    LAST_QUARTER = "last_quarter", _("上季度")
    MONTH = "month", _("本月")
    LAST_MONTH = "last_month", _("上月")
    TWELVE = "twelve", _("近十二个月")


class Size(TextChoices):
    SMALL = "small", _("小")
    MEDIUM = "medium", _("中")
    LARGE = "large", _("大")


COUNTED = frozenset({Style.NUMBER, Style.TREND, Style.GROUPS})
"""Styles that show an indicator."""


@dataclass(frozen=True, slots=True)
class Tile:
    """`key` is its title. `green` and `yellow` are thresholds of the lamp, in the unit of the figure; without
    them the lamp goes by the target of the profile in use."""

    key: str
    style: Style = Style.NUMBER
    indicator: str = ""
    window: Window = Window.SO_FAR
    group: str = ""
    size: Size = Size.SMALL
    green: str = ""
    yellow: str = ""
    line: int = 0


def span_in(window: Window, day: date) -> Span:
    """The period of a tile on a day."""
    year, quarter, month = (span_of(every, day) for every in (Every.YEAR, Every.QUARTER, Every.MONTH))
    return {
        Window.SO_FAR: Span(year.start, day.month),
        Window.LAST_YEAR: year.previous,
        Window.QUARTER: quarter,
        Window.LAST_QUARTER: quarter.previous,
        Window.MONTH: month,
        Window.LAST_MONTH: month.previous,
        Window.TWELVE: Span(shifted(month.start, 1 - YEAR), YEAR),
    }[window]

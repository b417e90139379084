"""The lamp of a figure: by thresholds of the tile, or by the target of the profile in use. With its rule."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from fuyuantong.boards.kinds import Tile
from fuyuantong.definitions.kinds import Direction
from fuyuantong.indicators.figures import Figure
from fuyuantong.indicators.kinds import FlagKind

DOWNWARD = frozenset({Direction.AT_MOST, Direction.DOWN})


@dataclass(frozen=True, slots=True)
class Light:
    colour: str
    word: str
    rule: str


def threshold(text: str) -> Decimal | None:
    """A threshold as typed; None for none and for what is no number."""
    try:
        found = Decimal(text.strip()) if text.strip() else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def light_of(tile: Tile, figure: Figure) -> Light | None:
    """Its colour, word and rule; None where nothing is to be judged: no figure, too small a denominator."""
    small = any(flag.kind == FlagKind.SMALL for flag in figure.flags)
    if figure.value is None or small:
        return None
    green, yellow = threshold(tile.green), threshold(tile.yellow)
    if green is not None:
        return _by_threshold(figure, green, yellow)
    if figure.goal is None or figure.goal.met is None:
        return None
    rule = _("按方案中的目标：%s") % figure.goal.words
    return Light("green", _("达标"), rule) if figure.goal.met else Light("red", _("未达标"), rule)


def _by_threshold(figure: Figure, green: Decimal, yellow: Decimal | None) -> Light:
    down = figure.indicator.direction in DOWNWARD
    sign, value = (-1 if down else 1), figure.value or Decimal(0)
    word = _("不高于") if down else _("不低于")
    rule = _("%(word)s %(n)s 为绿") % {"word": word, "n": green}
    if yellow is not None:
        rule += _("，%(word)s %(n)s 为黄") % {"word": word, "n": yellow}
    rule += _("，其余为红")
    if sign * value >= sign * green:
        return Light("green", _("正常"), rule)
    if yellow is not None and sign * value >= sign * yellow:
        return Light("yellow", _("关注"), rule)
    return Light("red", _("预警"), rule)

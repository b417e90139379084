"""What the profile in use asks an indicator to reach."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from fuyuantong.definitions.kinds import Direction, Target
from fuyuantong.definitions.queries import profile_in_use
from fuyuantong.definitions.reading import read_profile
from fuyuantong.indicators.figures import Goal
from fuyuantong.indicators.kinds import Indicator
from fuyuantong.indicators.memo import recall


@lru_cache(maxsize=16)
def _targets(source: str) -> tuple[Target, ...]:
    """The targets of a profile's text, read once for the process."""
    return read_profile(source).targets


def goal_of(indicator: Indicator, value: Decimal | None) -> Goal | None:
    """The first of its named targets that the profile in use sets; None when it sets none of them."""
    if not indicator.target:
        return None
    profile = recall("profile", profile_in_use)
    if profile is None:
        return None
    found = {one.key: one for one in _targets(profile.source)}
    target = next((found[name] for name in indicator.target if name in found), None)
    if target is None:
        return None
    words = {
        Direction.AT_LEAST: _("不低于"),
        Direction.AT_MOST: _("不高于"),
        Direction.UP: _("上升"),
        Direction.DOWN: _("下降"),
    }[target.direction]
    if target.value is None:
        return Goal(words, None, None, target.source)
    wanted = Decimal(target.value)
    met = None
    if value is not None and target.direction in {Direction.AT_LEAST, Direction.AT_MOST}:
        met = value >= wanted if target.direction is Direction.AT_LEAST else value <= wanted
    return Goal(f"{words} {target.value}{target.unit}", wanted, met, target.source)

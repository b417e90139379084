"""Whether two versions of an indicator count the same: by what they count, not by number or wording."""

from __future__ import annotations

import ast
from collections.abc import Hashable

from fuyuantong.definitions.expressions import parse
from fuyuantong.indicators.kinds import Indicator, Leg


def counts_as(one: Indicator) -> Hashable:
    """Equal for versions that give the same figure of the same rows.

    Names, notes, breakdowns, targets and guards may differ; an order of conditions that differs is a change.
    """
    below = one.denominator
    return (
        one.shape,
        _leg(one, one.numerator, below),
        _leg(one, below, None) if below else None,
        tuple(sorted(_said(exclusion.where) for exclusion in one.exclusions)),
    )


def _leg(one: Indicator, leg: Leg, below: Leg | None) -> Hashable:
    data = leg.data or one.data
    own = one.day if data == one.data else ""
    kept = below.day if below and (below.data or one.data) == data else ""
    return (
        data,
        leg.day or kept or own,
        leg.counting or one.counting,
        leg.columns or one.columns,
        _said(leg.where),
        tuple(sorted((rule.since, rule.until, str(rule.most)) for rule in leg.within)),
    )


def _said(where: str) -> str:
    """A condition without its spaces, brackets and quotes."""
    return ast.dump(parse(where)) if where else ""

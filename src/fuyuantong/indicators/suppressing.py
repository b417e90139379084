"""Small cells that are not told, and others with them, so that none follows from the whole and the rest.

An indicator that hides small cells is broken down by one column at a time and in its own periods only: what
is told of one column and period then says nothing about the cells of another.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fuyuantong.indicators.figures import Sums

FEWEST = 2
Keys = tuple[str, ...]


def hidden(cells: Mapping[Keys, Sums], least: int) -> frozenset[Keys]:
    """The cells not to be told: the small ones, and the next smallest until what is missing is at least two
    cells and not small itself."""
    found = [key for key, sums in cells.items() if _small(sums, least)]
    others = sorted(
        (key for key, sums in cells.items() if key not in found), key=lambda key: _size(cells[key])
    )
    while found and others and (len(found) < FEWEST or _small(_together(cells, found), least)):
        found.append(others.pop(0))
    return frozenset(found)


def _together(cells: Mapping[Keys, Sums], keys: list[Keys]) -> Sums:
    return sum((cells[key] for key in keys), Sums())


def _small(sums: Sums, least: int) -> bool:
    """Whether a number of it, or what a numerator leaves of its denominator, is small (nothing is not)."""
    parts = (sums.n, sums.d, sums.d - sums.n if sums.d else Decimal(0))
    return any(0 < part < least for part in parts)


def _size(sums: Sums) -> tuple[Decimal, Decimal]:
    return (sums.d, sums.n)

"""How good a delivery is: how many of its cells are filled, how old its newest row is. It refuses nothing.

A register says what it expects: 完整 (percent of cells) and 更新 (how often); faulty rows are refused before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fuyuantong.definitions.kinds import Every
from fuyuantong.registers.kinds import Register
from fuyuantong.registers.planning import Planned

DAYS = {Every.WEEK: 7, Every.MONTH: 31, Every.QUARTER: 92, Every.HALF_YEAR: 184, Every.YEAR: 366}


@dataclass(frozen=True, slots=True)
class Quality:
    """What was found of one delivery. `filled` is in percent; `full`, `fresh`: None if nothing is asked."""

    rows: int
    filled: float
    least: int
    gaps: tuple[tuple[str, int], ...]
    newest: str
    days: int | None
    full: bool | None
    fresh: bool | None


def found_of(register: Register, planned: Sequence[Planned], today: date) -> dict[str, Any]:
    """What to keep of a delivery; empty where the register expects nothing."""
    if not register.complete and not register.refresh:
        return {}
    gaps = {c.key: sum(c.key not in row.cells for row in planned) for c in register.columns}
    cells = len(register.columns) * len(planned)
    filled = round(100 * (cells - sum(gaps.values())) / cells, 1)
    newest = max((row.cells[register.day] for row in planned if register.day in row.cells), default="")
    days = (today - date.fromisoformat(newest)).days if newest else None
    return {
        "rows": len(planned), "filled": filled, "least": register.complete,
        "gaps": [[key, count] for key, count in gaps.items() if count], "newest": newest, "days": days,
        "full": filled >= register.complete if register.complete else None,
        "fresh": (days is not None and days <= DAYS[register.refresh]) if register.refresh else None,
    }  # fmt: skip


def quality_of(kept: dict[str, Any]) -> Quality | None:
    """What was kept of a delivery, to be shown."""
    if not kept:
        return None
    return Quality(**kept | {"gaps": tuple((key, count) for key, count in kept["gaps"])})

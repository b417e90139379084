"""How well a piece of text suits a column of a table, and what it costs to go on to another column."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fuyuantong.plans.extraction.labels import LABEL, Role
from fuyuantong.plans.extraction.temporal import is_time
from fuyuantong.plans.extraction.units import complete, is_unit

DUTY: tuple[Role, ...] = ("lead", "responsible", "assist", "deadline")
ORDINAL = re.compile(r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、]?$")
_NONE = re.compile(r"(?:无|/|-+|—+|\\)$")


def whole(text: str) -> bool:
    """Whether a cell's line may stand by itself: a time, a number, nothing, or names of units."""
    return bool(is_time(text) or ORDINAL.match(text) or _NONE.match(text) or complete(text, 0, len(text)))


def step(columns: int, *, blank: bool, open_: bool, lead: bool) -> float:
    """What it costs to go on by so many columns; a blank line stands for one empty cell."""
    if blank:
        return -0.6 * abs(columns - 2)
    if columns == 0:
        return 0.5 if open_ else (-0.9 if lead else -0.7)
    return -0.6 * (columns - 1)


def ruled_step(columns: int, *, blank: bool) -> float:
    """What it costs to go on by so many columns where each blank line ends a cell."""
    if not blank:
        return 0.5 if columns == 0 else -2.0
    return -2.0 if columns == 0 else -0.8 * (columns - 1)


@dataclass(frozen=True, slots=True)
class Look:
    """What a piece of text looks like, whatever the column."""

    ordinal: bool
    time: bool
    named: bool
    none: bool
    announced: bool
    length: int


def look(text: str) -> Look:
    """What a piece of text looks like; the same for every column."""
    time = is_time(text)
    pieces = [p for p in re.split(r"[、,; ]", text.rstrip("。")) if p]
    named = not time and bool(pieces) and all(is_unit(p) or p == "等" for p in pieces)
    label = LABEL.match(text)
    announced = label is not None and label["colon"] is not None and not label["other"]
    return Look(bool(ORDINAL.match(text)), time, named, bool(_NONE.match(text)), announced, len(text))


def fits(look: Look, role: Role) -> float:
    """How well a line suits a column."""
    if look.announced or role == "number":
        suits = role in ("lead", "responsible", "assist") if look.announced else look.ordinal
        return 3.0 if suits else -4.0
    if role == "deadline":
        return 3.0 if look.time else (1.0 if look.none else -3.0)
    if role in DUTY:
        if look.named:
            return 3.0
        return 2.0 if look.none else (-4.0 if look.time or look.length > 60 else -1.0)
    if role in ("task", "state"):
        return -1.5 if look.time or look.named or look.none else (1.5 if look.length > 12 else 0.7)
    return 0.3 if not (look.time or look.named) else -0.5

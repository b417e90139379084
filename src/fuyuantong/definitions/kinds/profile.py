"""A jurisdiction profile (地区方案): what the source documents disagree on, as data."""

from __future__ import annotations

from dataclasses import dataclass

from fuyuantong.definitions.kinds.words import Direction, Every


@dataclass(frozen=True, slots=True)
class Seat:
    """Who holds a seat: 第一召集人, 召集人, 办公室, 化解中心 …; `holder` in the words of the document."""

    key: str
    holder: str
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often something happens; `every` is None where the document says 定期, 适时 or nothing.

    `kind` is the code of the kind of meeting, where the line is about one.
    """

    key: str
    every: Every | None = None
    kind: str = ""
    by: str = ""
    source: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to reach, `value` in `unit`; or only 上升, 下降 without a figure."""

    key: str
    direction: Direction
    value: int | None = None
    unit: str = "%"
    source: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class ProfileBody:
    code: str
    name: str
    version: int
    level: str = ""
    region: str = ""
    simulated: bool = False
    summary: str = ""
    sources: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    mechanisms: tuple[str, ...] = ()
    seats: tuple[Seat, ...] = ()
    meetings: tuple[Rhythm, ...] = ()
    rhythms: tuple[Rhythm, ...] = ()
    targets: tuple[Target, ...] = ()
    ladder: str = ""
    reply_discipline: str = ""

"""What a unit or a post can hold, room by room: how it is listed before a change, and how it is moved.

A room above registers its holdings in its `apps.py`. `tests/handovers/test_every_tie.py` names every link of
every table to a unit or a post and says which holding moves it or why it stays: a new table has to answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from fuyuantong.common.parts import Text
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers.kinds import Between, Held, Seat


@dataclass(frozen=True, slots=True)
class Move:
    """One seat's things going to another; `ends`: the seat that gives will be gone."""

    giver: Seat
    taker: Seat
    ends: bool


@dataclass(frozen=True, slots=True)
class Holding:
    """`held` lists what is open at a seat; `move` takes the rows with these keys to another seat.

    `label` is printed on papers and is Chinese. `rank` orders the kinds, posts (30) before the work that they
    handle. `listed`: named row by row on the 交接单, otherwise only counted.
    """

    code: str
    label: Text
    between: Between
    rank: int
    held: Callable[[Seat], Sequence[Held]]
    move: Callable[[UnitOfWork, Move, Sequence[UUID]], None]
    listed: bool = True


WORK = 40
"""From this rank on a holding is work; before it stand posts, seats and names."""
_known: dict[str, Holding] = {}


def register_holding(holding: Holding) -> None:
    """Add a kind of thing that can be held; registering it again replaces it."""
    _known[holding.code] = holding


def holdings(between: Between) -> list[Holding]:
    """Return the kinds in the order in which they are listed and moved."""
    return sorted((one for one in _known.values() if one.between == between), key=lambda one: one.rank)


def holding(code: str) -> Holding | None:
    return _known.get(code)


def work_of(unit: UUID) -> int:
    """How many things of work (not posts and seats, nor messages) a unit has under way."""
    kinds = [one for one in holdings(Between.UNITS) if one.listed and one.rank >= WORK]
    return sum(len(one.held(Seat(unit))) for one in kinds)

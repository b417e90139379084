"""What would move where: the same lists that carrying out moves, so that the preview is the act."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.handovers import policy
from fuyuantong.handovers.holdings import Holding, holdings
from fuyuantong.handovers.kinds import MASKED, MOVING, Between, Held, Nature, SideRole
from fuyuantong.handovers.models import Handover, Side, key_of


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing and the side that takes it (None: it stays)."""

    holding: Holding
    held: Held
    giver: Side
    taker: Side | None


@dataclass(frozen=True, slots=True)
class Group:
    """The things of one kind of one giving side. `rows` are empty for those who may only count."""

    holding: Holding
    giver: Side
    count: int
    moving: int
    rows: list[Thing]


@dataclass(frozen=True, slots=True)
class Preview:
    groups: list[Group]
    moving: int
    staying: int
    fingerprint: str
    titles: bool


def sides(row: Handover, role: SideRole) -> list[Side]:
    return [side for side in row.sides.all() if side.role == role]


def gathered(row: Handover) -> list[Thing]:
    """Everything that the giving sides hold, in order, with the side that takes it.

    Units that end give all to the first taking side, unless a choice says otherwise; from a unit that goes on
    only what was chosen moves. A post gives all.
    """
    takers = sides(row, SideRole.TAKES)
    by_unit = {str(side.unit_id): side for side in takers}
    between = Between.POSTS if row.nature == Nature.POST else Between.UNITS
    if row.nature != Nature.POST and row.nature not in MOVING:
        return []
    rest = takers[0] if takers and (row.ends or row.nature == Nature.POST) else None
    found: list[Thing] = []
    for giver in sides(row, SideRole.GIVES):
        for one in holdings(between):
            for held in one.held(giver.seat):
                chosen = row.choices.get(key_of(one.code, held.key))
                found.append(Thing(one, held, giver, by_unit.get(chosen, rest) if chosen else rest))
    return found


def fingerprint(things: Iterable[Thing]) -> str:
    """Say in one word which things go where, so that what is carried out is what was looked at."""
    told = sorted(f"{t.holding.code}:{t.held.key}:{t.taker.pk if t.taker else ''}" for t in things)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def preview_of(viewer: Actor, row: Handover) -> Preview:
    """Group what would move. Titles are for the giving unit only, those of named readers for nobody."""
    things = gathered(row)
    titles = policy.reads_titles(viewer, row, done=False)
    grouped: dict[tuple[UUID, str], list[Thing]] = {}
    for thing in things:
        grouped.setdefault((thing.giver.pk, thing.holding.code), []).append(thing)
    groups = [
        Group(
            rows[0].holding,
            rows[0].giver,
            len(rows),
            sum(1 for thing in rows if thing.taker),
            [_masked(thing) for thing in rows] if titles and rows[0].holding.listed else [],
        )
        for rows in grouped.values()
    ]
    moving = sum(group.moving for group in groups)
    return Preview(groups, moving, len(things) - moving, fingerprint(things), titles)


def _masked(thing: Thing) -> Thing:
    if not thing.held.masked:
        return thing
    held = Held(thing.held.key, MASKED, "", thing.held.due_on, masked=True)
    return Thing(thing.holding, held, thing.giver, thing.taker)

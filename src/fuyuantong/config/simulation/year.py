"""The year: which matters begin on which day, played in the order of days; the same for the same seed."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from fuyuantong.clocks.queries import current_calendar
from fuyuantong.common.now import SHANGHAI
from fuyuantong.config.simulation.cast import Cast
from fuyuantong.config.simulation.playing import Play
from fuyuantong.config.simulation.scripts import Script, scripts_of
from fuyuantong.definitions.kinds import Mechanism
from fuyuantong.definitions.queries import latest, mechanism_of_version
from fuyuantong.matters.ticking import open_periods, tick
from fuyuantong.organs.models import Linkage

LINKAGE = "linjiang-court"
TICK_EVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wish:
    """What to play. `part` of `parts`: several processes share one year, each plays its own matters."""

    linkage: str
    mechanisms: tuple[str, ...]
    year: int
    seed: int
    matters: int
    until: date
    part: int = 0
    parts: int = 1


@dataclass(slots=True)
class Played:
    """What came of it. `stopped` counts the scripts that a refusal ended, by their sentence."""

    matters: int = 0
    acts: int = 0
    reminders: int = 0
    by_mechanism: Counter[str] = field(default_factory=Counter)
    stopped: Counter[str] = field(default_factory=Counter)


def play(wish: Wish) -> Played:
    """Play the year of the wish; every act is one transaction, as in real work."""
    linkage = Linkage.objects.select_related("office_unit").get(code=wish.linkage)
    cast, calendar, played = Cast.of(linkage), current_calendar(), Played()
    library = [(m, scripts_of(m)) for m in map(_mechanism, wish.mechanisms)]
    plays = [p for p in _begun(wish, [pair for pair in library if pair[1]], cast) if p.begins <= wish.until]
    queue = [(day, p.number, p) for p in plays if (day := p.next_day(calendar)) and day <= wish.until]
    heapq.heapify(queue)
    ticked = date(wish.year, 1, 1)
    while queue:
        day, number, one = heapq.heappop(queue)
        if wish.part == 0 and day - ticked >= TICK_EVERY:
            played.reminders += _tick(day)
            ticked = day
        one.play(day)
        upcoming = one.next_day(calendar)
        if upcoming is not None and max(day, upcoming) <= wish.until:
            heapq.heappush(queue, (max(day, upcoming), number, one))
    if wish.part == 0:
        played.reminders += _tick(wish.until)
    return _counted(played, plays)


def _counted(played: Played, plays: list[Play]) -> Played:
    for one in plays:
        played.matters += one.matter is not None
        played.acts += one.acts
        played.by_mechanism[one.mechanism.code] += one.matter is not None
        if one.stopped:
            played.stopped[one.stopped] += 1
    return played


def _mechanism(code: str) -> Mechanism:
    return mechanism_of_version(latest(code).pk)


def _begun(wish: Wish, library: list[tuple[Mechanism, list[Script]]], cast: Cast) -> list[Play]:
    """The matters of this part, each with chances of its own, so that parts do not depend on each other."""
    if not library:
        return []
    days = (date(wish.year + 1, 1, 1) - date(wish.year, 1, 1)).days
    plays = []
    for number in range(1 + wish.part, wish.matters + 1, wish.parts):
        chance = Random(f"{wish.seed}:{wish.year}:{number}")  # noqa: S311 - repeatable, not secret
        mechanism, scripts = chance.choice(library)
        begins = date(wish.year, 1, 1) + timedelta(days=chance.randrange(days))
        plays.append(Play(number, chance.choice(scripts), mechanism, cast, chance, begins))
    return plays


def _tick(day: date) -> int:
    """Let time pass: periods open and reminders speak, as the worker would have done it."""
    now, fired = datetime.combine(day, time(8), SHANGHAI), 0
    while open_periods(now):
        pass
    while settled := tick(now):
        fired += settled
    return fired

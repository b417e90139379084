"""The year: which matters begin on which day, played in the order of days; the same for the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.db import IntegrityError, OperationalError

from fuyuantong.clocks.calendar import WorkCalendar
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.common.batches import Batch, batch
from fuyuantong.config.simulation.cast import Cast
from fuyuantong.config.simulation.playing import Play
from fuyuantong.config.simulation.scripts import Script, scripts_of
from fuyuantong.definitions.kinds import Mechanism
from fuyuantong.definitions.queries import latest, mechanism_of_version
from fuyuantong.organs.models import Linkage

LINKAGE = "linjiang-court"
TOGETHER, TRIES = 100, 3
"""How many matters go into one transaction, and how often it is tried."""


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
    """Play the year of the wish, one matter after another; some of them share a transaction.

    Matters do not touch each other, so the year is the same however it is divided.
    """
    linkage = Linkage.objects.select_related("office_unit").get(code=wish.linkage)
    cast, calendar, played = Cast.of(linkage), current_calendar(), Played()
    library = [(m, scripts_of(m)) for m in map(_mechanism, wish.mechanisms)]
    library = [pair for pair in library if pair[1]]
    memory: dict[Hashable, Any] = {}
    numbers = iter(range(1 + wish.part, wish.matters + 1, wish.parts) if library else ())
    while some := list(islice(numbers, TOGETHER)):
        for left in reversed(range(TRIES)):
            plays = [one for n in some if (one := _begun(wish, library, cast, n)).begins <= wish.until]
            try:
                with batch(memory) as together:
                    spoken = [_play_out(one, calendar, wish.until, together) for one in plays]
                break
            except (IntegrityError, OperationalError):  # another process wrote the same row of a register
                if not left:
                    raise
        played.reminders += sum(spoken)
        _count(played, plays)
    return played


def _play_out(one: Play, calendar: WorkCalendar, until: date, together: Batch) -> int:
    spoken = one.play_out(calendar, until)
    together.desks.clear()
    return spoken


def _count(played: Played, plays: list[Play]) -> None:
    for one in plays:
        played.matters += one.matter is not None
        played.acts += one.acts
        played.by_mechanism[one.mechanism.code] += one.matter is not None
        if one.stopped:
            played.stopped[one.stopped] += 1


def _mechanism(code: str) -> Mechanism:
    return mechanism_of_version(latest(code).pk)


def _begun(wish: Wish, library: list[tuple[Mechanism, list[Script]]], cast: Cast, number: int) -> Play:
    """A matter before its first step, with chances of its own, so that parts do not depend on each other."""
    days = (date(wish.year + 1, 1, 1) - date(wish.year, 1, 1)).days
    chance = Random(f"{wish.seed}:{wish.year}:{number}")  # noqa: S311 - repeatable, not secret
    mechanism, scripts = chance.choice(library)
    begins = date(wish.year, 1, 1) + timedelta(days=chance.randrange(days))
    return Play(number, chance.choice(scripts), mechanism, cast, chance, begins)

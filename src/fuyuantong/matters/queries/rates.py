"""Three rates of a kind of letter: answered in time, adopted, carried out. Each has its own denominator.

They are never added up or averaged with one another, and nobody is ranked: units stand in protocol order, and
only those to whom letters went. How many letters a court or procuratorate sends out is not counted here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from fuyuantong.common.actors import Actor
from fuyuantong.definitions.kinds import Archetype
from fuyuantong.definitions.queries import mechanism_of_version
from fuyuantong.matters.kinds import DROPPED_STATES, FINISHED_STATES, FeedbackKind, FeedbackState
from fuyuantong.matters.models import Feedback, Obligation
from fuyuantong.matters.queries.answers import ITEMS
from fuyuantong.matters.queries.letters import ADOPTED, PARTLY, Rate, three_rates
from fuyuantong.organs.models import Unit

ROWS_MOST = 20_000


@dataclass(slots=True)
class _Count:
    """What one unit, or all, was asked and did."""

    due: int = 0
    on_time: int = 0
    items: int = 0
    adopted: int = 0
    partly: int = 0
    handed: int = 0
    done: int = 0
    entered_later: int = 0

    def rates(self) -> list[Rate]:
        replied = (self.on_time, self.due, self.entered_later)
        return three_rates(replied, (self.adopted, self.items, self.partly), (self.done, self.handed))


@dataclass(frozen=True, slots=True)
class UnitRates:
    unit: Unit
    rates: Sequence[Rate]


@dataclass(frozen=True, slots=True)
class RatesTable:
    """The rates of one mechanism in one year as a viewer may see them; without any letter there are none."""

    code: str
    year: int
    rates: Sequence[Rate] = ()
    units: Sequence[UnitRates] = field(default_factory=tuple)


def letter_rates(viewer: Actor, code: str, year: int, today: date) -> RatesTable:
    """The rates of the letters served in a year, over the obligations that the viewer may see.

    A mechanism that is no letter has none.
    """
    said = Feedback.objects.filter(
        obligation=OuterRef("pk"), kind=FeedbackKind.COMPLETION,
        state__in=[FeedbackState.SENT, FeedbackState.ACCEPTED],
    ).order_by("-at")  # fmt: skip
    rows = (
        Obligation.objects.visible_to(viewer)
        .filter(mechanism=code, parent=None, period="", issued_on__year=year)
        .exclude(Q(state__in=sorted(map(str, DROPPED_STATES))))
        .annotate(
            replied=Subquery(said.values("occurred_on")[:1]), answers=Subquery(said.values("answers")[:1])
        )
        .values_list(
            "matter__definition_id", "task", "owner_id", "state", "due_on", "replied", "answers", "backfilled"
        )
    )
    counts: dict[UUID, _Count] = defaultdict(_Count)
    whole = _Count()
    for version, task, owner, state, due_on, replied, answers, backfilled in rows[:ROWS_MOST]:
        letter, asking = asking_tasks(version)
        if not letter:
            return RatesTable(code, year)
        for count in (whole, counts[owner]):
            if task in asking:
                if backfilled:  # what was entered after the fact says nothing about being in time
                    count.entered_later += 1
                else:
                    _reply(count, due_on, replied, today)
                _items(count, (answers or {}).get(ITEMS) or [])
            else:
                count.handed += 1
                count.done += state in FINISHED_STATES
    units = Unit.objects.filter(pk__in=counts).order_by("protocol_order", "code")
    return RatesTable(
        code,
        year,
        whole.rates() if counts else (),
        [UnitRates(unit, counts[unit.pk].rates()) for unit in units],
    )


@lru_cache(maxsize=512)
def asking_tasks(version: UUID) -> tuple[bool, frozenset[str]]:
    """(whether this version is a letter, the tasks by which its addressees answer)."""
    mechanism = mechanism_of_version(version)
    asking = [task.key for task in mechanism.tasks if task.item_field]
    asking = asking or [task.key for task in mechanism.tasks[:1]]
    return mechanism.archetype is Archetype.LETTER, frozenset(asking)


def _reply(count: _Count, due_on: date | None, replied: date | None, today: date) -> None:
    """A reply counts once it is there or its term is over; before that nobody is in time or late."""
    late = bool(due_on and (replied or today) > due_on)
    if replied or late:
        count.due += 1
        count.on_time += not late


def _items(count: _Count, answers: Iterable[object]) -> None:
    given = [str(one.get("答复", "")) for one in answers if isinstance(one, dict)]
    count.items += len(given)
    count.adopted += given.count(ADOPTED)
    count.partly += given.count(PARTLY)

"""The unit of work: every write of the product happens inside exactly one of these.

Rights → lock → change → event → audit → jobs, in one database transaction. The trail is flushed last,
so that the heads of its chains are locked only for the end of the transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fuyuantong.common import batches, events
from fuyuantong.common.actors import Actor
from fuyuantong.common.now import day_of, read_clock


@dataclass(frozen=True, slots=True)
class Note:
    """One line for the trail. `data` may hold only JSON values and no text that may have to be erased."""

    stream: str
    kind: str
    object_type: str
    object_id: UUID | None
    data: Mapping[str, Any] = field(default_factory=dict)
    object_version: int | None = None
    result: str = "ok"
    region: str = ""


@dataclass(slots=True)
class UnitOfWork:
    """What an action gets: who acts, the moment (read once), why, and the pens to write with."""

    actor: Actor
    now: datetime
    purpose: str = ""
    request_id: str = ""
    notes: list[Note] = field(default_factory=list)

    @property
    def today(self) -> date:
        return day_of(self.now)

    def record(self, note: Note) -> None:
        """Put a line on the trail; it is chained and stored when the unit of work ends."""
        self.notes.append(note)

    def publish(self, event: object) -> None:
        """Tell the subscribers of upper rooms, inside this transaction."""
        events.publish(self, event)


Flush = Callable[[UnitOfWork, Sequence[Note]], None]
_flush: list[Flush] = []


def set_flush(flush: Flush) -> None:
    """`audit` gives the function that stores the trail; without one no unit of work can end well."""
    _flush[:] = [flush]


@contextmanager
def unit_of_work(
    actor: Actor, *, purpose: str = "", request_id: str = "", now: datetime | None = None
) -> Iterator[UnitOfWork]:
    """Open the one transaction of an act; nested use raises, an exception undoes everything.

    Inside a batch (`common/batches.py`) it is a part of the batch's transaction and is undone by itself.

    `now` is for tests and for recording on behalf of the scheduler's tick; edges leave it out.
    """
    at_hand = batches.current()
    with at_hand.unit() if at_hand is not None else transaction.atomic(durable=True):
        uow = UnitOfWork(actor=actor, now=now or read_clock(), purpose=purpose, request_id=request_id)
        yield uow
        if uow.notes:
            _flush[0](uow, uow.notes)

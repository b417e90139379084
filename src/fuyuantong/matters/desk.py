"""What lies at hand of one locked matter: its parties, clocks, obligations and what hangs on them.

The rows of a matter that a batch opened (`common/batches.py`), or on which an act holds the lock (`lend`),
stay on its desk: nobody else writes them, so they are read once. Otherwise every question is a statement of
its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import Model

from fuyuantong.common import batches, rows
from fuyuantong.common.actors import Actor
from fuyuantong.common.batches import remember
from fuyuantong.matters import kinds
from fuyuantong.matters.kinds import OPEN_STATES, ObligationState
from fuyuantong.matters.models import (
    Clock,
    Cycle,
    Feedback,
    Follow,
    Matter,
    Obligation,
    Party,
    Petition,
    Reader,
    Reminder,
)
from fuyuantong.matters.models.matter import ADMIN_ROLES, CONTENT
from fuyuantong.organs.models import Linkage, Unit

M = TypeVar("M", bound=Model)
_OF = "(SELECT id FROM matters_obligation WHERE matter_id = %s)"
_WHERE: dict[type[Model], str] = {
    Party: "r.matter_id = %s ORDER BY r.since, r.id",
    Clock: "r.matter_id = %s ORDER BY r.id",
    Obligation: "r.matter_id = %s ORDER BY r.id",
    Cycle: "r.matter_id = %s ORDER BY r.id",
    Follow: "r.matter_id = %s",
    Reader: "r.matter_id = %s",
    Feedback: f"r.obligation_id IN {_OF} ORDER BY r.at, r.id",
    Petition: f"r.obligation_id IN {_OF} ORDER BY r.at, r.id",
    Reminder: "r.clock_id IN (SELECT id FROM matters_clock WHERE matter_id = %s) ORDER BY r.fire_at, r.id",
}
"""How the rows of each kind are found, and in which order they lie."""


class Desk:
    """One matter's desk. `kept`: its rows stay here, nobody else writes them; `new`: none is there yet."""

    def __init__(self, matter: Matter, *, kept: bool = False, new: bool = False) -> None:
        self.matter, self.kept = matter, kept
        self._lists: dict[type[Model], list[Any]] = {model: [] for model in _WHERE} if new else {}
        self._stale = False

    def of(self, model: type[M]) -> list[M]:
        """The rows of a kind, in their order. On a kept desk this is the list itself."""
        if not self.kept:
            return self._read(model)
        if model not in self._lists:
            self._lists[model] = self._read(model)
        return self._lists[model]

    def _read(self, model: type[M]) -> list[M]:
        found = rows.find(model, _WHERE[model], [self.matter.pk])
        for row in found:
            if hasattr(row, "matter_id"):
                row.matter = self.matter  # type: ignore[attr-defined]
            if isinstance(row, Obligation) and self.kept:
                row.owner, row.creditor = unit(row.owner_id), unit(row.creditor_id)
        return found

    def put(self, *new: Model, once: bool = False) -> None:
        """Add new rows of one kind; with `once` those that are there already are left out."""
        (rows.add_later if self.kept else rows.add)(new, once=once)
        if self.kept and type(new[0]) in self._lists:
            self._lists[type(new[0])].extend(new)

    def take_away(self, gone: Sequence[Model]) -> None:
        with _aside():
            rows.remove(gone)
        for row in gone if self.kept else ():
            self.of(type(row)).remove(row)

    def stale(self, statement: str) -> None:
        """Rows that a statement wrote are read again (all of them, without one)."""
        for model in list(self._lists):
            if not statement or model._meta.db_table in statement:  # noqa: SLF001 - Django's documented name
                del self._lists[model]
        if not statement or f'"{Matter._meta.db_table}"' in statement:  # noqa: SLF001
            self._stale = True

    def changed(self, row: Model) -> None:
        """Another instance of a row that lies here was written: it is read again."""
        lying = self._lists.get(type(row), [])
        if not any(one is row for one in lying) and any(one.pk == row.pk for one in lying):
            del self._lists[type(row)]

    def fresh(self) -> Matter:
        """The matter as it stands."""
        if self._stale:
            self._stale = False
            self.matter.refresh_from_db()
        return self.matter

    def parties(self, key: str) -> list[Party]:
        """The units that fill one party, in the order in which they came."""
        return [row for row in self.of(Party) if row.key == key]

    def owed(self, task: str = "", *, only_open: bool = False) -> list[Obligation]:
        """The obligations (of one task), in the order of their keys."""
        found = self.of(Obligation) if not task else [r for r in self.of(Obligation) if r.task == task]
        return [row for row in found if row.state in OPEN_STATES] if only_open else found

    def obligation(self, key: UUID) -> Obligation | None:
        return next((row for row in self.of(Obligation) if row.pk == key), None)

    def clocks_of(self, obligation: Obligation | None, key: str = "") -> list[Clock]:
        """Clocks of one obligation, or of the matter itself."""
        wanted = obligation.pk if obligation is not None else None
        return [c for c in self.of(Clock) if c.obligation_id == wanted and key in ("", c.key)]

    def shows(self, viewer: Actor) -> bool:
        """`MatterQuerySet.visible_to`, asked of the rows at hand."""
        if viewer.unit is None or viewer.roles & ADMIN_ROLES:
            return False
        tied = any(
            p.unit_id == viewer.unit and p.level in CONTENT and (not p.office or p.office in viewer.offices)
            for p in self.of(Party)
        )
        named = self.matter.scope == kinds.Scope.NAMED
        return tied and (not named or any(r.post_id == viewer.post for r in self.of(Reader)))

    def shows_own(self, viewer: Actor, row: Obligation) -> bool:
        """`ObligationQuerySet.visible_to`, asked of the rows at hand."""
        if not self.shows(viewer):
            return False
        owes = row.owner_id if row.state != ObligationState.WITHDRAWN else None
        own = {owes, None if row.by_office else row.creditor_id} - {None}
        return any(
            p.level == kinds.Level.FULL or (p.level == kinds.Level.OWN and {p.unit_id, p.heir_of_id} & own)
            for p in self.of(Party)
            if p.unit_id == viewer.unit and (not p.office or p.office in viewer.offices)
        )


def _aside() -> AbstractContextManager[None]:
    """What a desk itself writes it knows."""
    found = batches.at_hand()
    return found.aside() if found is not None else nullcontext()


def desk_of(matter: Matter) -> Desk:
    """The desk of a matter on which the act or the batch at hand keeps its rows, else one that reads anew."""
    return desk_at_hand(matter.pk) or Desk(matter)


def desk_at_hand(matter: UUID) -> Desk | None:
    """The desk that keeps its rows until the act or the batch at hand ends."""
    found = batches.at_hand()
    return cast("Desk | None", found.desks.get(matter)) if found is not None else None


def kept_desk(matter: UUID) -> Desk | None:
    """The desk of a matter that was opened in this batch; nobody else knows of the matter yet."""
    return desk_at_hand(matter) if batches.current() is not None else None


@contextmanager
def lend(matter: Matter, *, new: bool = False) -> Iterator[None]:
    """Keep the rows of a matter that is locked here until this block ends; `new`: it has none yet."""
    with batches.hand() as found:
        if batches.current() is not None or matter.pk in found.desks:
            yield
            return
        found.desks[matter.pk] = Desk(matter, kept=True, new=new)
        try:
            yield
        finally:
            del found.desks[matter.pk]


def desk_with(obligation: UUID) -> tuple[Desk, Obligation] | None:
    """The kept desk on which an obligation lies."""
    at_hand = batches.current()
    for desk in at_hand.desks.values() if at_hand is not None else ():
        if (row := desk.obligation(obligation)) is not None:
            return desk, row
    return None


def keep(matter: Matter) -> None:
    """A matter that comes into being in a batch gets a desk that is kept."""
    at_hand = batches.current()
    if at_hand is not None:
        at_hand.desks[matter.pk] = Desk(matter, kept=True, new=True)
        at_hand.used.add(matter.pk)


def use(matter: Matter) -> None:
    """What lies on this desk is about to be changed; if the unit of work is undone it is read again."""
    at_hand = batches.current()
    if at_hand is not None:
        at_hand.used.add(matter.pk)


def unit(key: UUID | str) -> Unit:
    """One unit of the directory."""
    return remember(("unit", str(key)), lambda: rows.find(Unit, "r.id = %s", [key])[0])


def units(keys: Iterable[UUID | str]) -> dict[UUID, Unit]:
    """Those of the units that are in the directory, by their ids."""
    wanted = [UUID(str(key)) for key in keys]
    if batches.current() is not None:
        found = remember(("units",), Unit.objects.in_bulk)
        return {key: found[key] for key in wanted if key in found}
    hand = batches.at_hand()
    if hand is None:
        return Unit.objects.in_bulk(wanted)
    known = hand.memory
    missing = [key for key in wanted if ("unit", str(key)) not in known]
    for row in rows.find(Unit, "r.id = ANY(%s)", [missing]) if missing else ():
        known["unit", str(row.pk)] = row
    return {key: known["unit", str(key)] for key in wanted if ("unit", str(key)) in known}


def linkage_of(code: str) -> Linkage:
    """A linkage with its office's unit."""
    return remember(("linkage", code), lambda: rows.find(Linkage, "r.code = %s", [code], "office_unit")[0])

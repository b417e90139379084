"""Many units of work in one transaction, for somebody who alone writes the rows concerned (the simulation).

Each unit of work stays whole: it is refused and undone by itself. What it writes through `common/rows.py` is
held back and goes to the server in bulk, each row once in its last state; a statement that reads or writes
one of those tables in another way sends everything off first. Outside a batch nothing is held back; there a
single act may keep what it has read in its hand (`hand`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models, transaction

T = TypeVar("T")
Values = dict[str, Any]
Write = Callable[[list[Any]], object]
Again = Callable[[Any, Any], Any]
Saying = tuple[str, Write, Again]
_MARKS, _UNDOES = "SAVEPO", "ROLLBA"
_WRITES = ("INSERT", "UPDATE", "DELETE", "WITH", _MARKS)
_SAVEPOINT = "fyt_unit_of_work"
_here = threading.local()


class Held:
    """What waits to be written: new rows with all their columns, changed columns, rows to be taken away.

    `said` keeps what a room writes by a statement of its own (`say`).
    """

    def __init__(self) -> None:
        self.new: dict[type[models.Model], dict[Any, Values]] = {}
        self.changed: dict[type[models.Model], dict[Any, Values]] = {}
        self.gone: dict[type[models.Model], set[Any]] = {}
        self.said: dict[Saying, dict[Hashable, Any]] = {}

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone or self.said)

    def add(self, model: type[models.Model], key: Any, values: Values) -> None:
        self.new.setdefault(model, {})[key] = values

    def change(self, model: type[models.Model], key: Any, values: Values) -> None:
        fresh = self.new.get(model, {}).get(key)
        if fresh is not None:
            self.new[model][key] = fresh | values
            return
        rows = self.changed.setdefault(model, {})
        rows[key] = rows.get(key, {}) | values

    def remove(self, model: type[models.Model], key: Any) -> None:
        self.changed.get(model, {}).pop(key, None)
        if self.new.get(model, {}).pop(key, None) is None:
            self.gone.setdefault(model, set()).add(key)

    def say(self, table: str, write: Write, given: dict[Hashable, Any], again: Again) -> None:
        """What `write` will put into a table in one go; of the same key twice `again` makes one."""
        known = self.said.setdefault((table, write, again), {})
        for key, value in given.items():
            known[key] = again(known[key], value) if key in known else value

    def take_in(self, later: Held) -> None:
        """What came later comes on top of this."""
        for model, rows in later.new.items():
            self.new.setdefault(model, {}).update(rows)
        for model, rows in later.changed.items():
            for key, values in rows.items():
                self.change(model, key, values)
        for model, keys in later.gone.items():
            for key in keys:
                self.remove(model, key)
        for saying, given in later.said.items():
            self.say(*saying[:2], given, saying[2])

    def tables(self) -> set[str]:
        found = {model._meta.db_table for kept in (self.new, self.changed, self.gone) for model in kept}  # noqa: SLF001 - Django's documented name
        return found | {table for table, _write, _again in self.said}


class Hand:
    """What one act has read and may rely on until it ends, because it holds the lock on what that belongs to.

    `memory` keeps what does not change meanwhile (organs, definitions). `desks` are for the rooms: rows that
    nobody else writes, by the key of what they belong to. A desk has `stale(statement)`, called when such
    rows were written in another way or undone, and `changed(row)`. New rows may wait here (`hold`): they are
    written once, in their last state, when the act ends or a statement names their table.
    """

    def __init__(self, memory: dict[Hashable, Any] | None = None) -> None:
        self.memory: dict[Hashable, Any] = {} if memory is None else memory
        self.desks: dict[Any, Any] = {}
        self._writing = False
        self._waiting: dict[Hashable, tuple[str, Write, list[models.Model]]] = {}

    def hold(self, rows: Sequence[models.Model], kind: Hashable, write: Write) -> None:
        """Let new rows of one model wait; those of the same `kind` are given to `write` together."""
        table = rows[0]._meta.db_table  # noqa: SLF001 - Django's documented name
        self._waiting.setdefault(kind, (table, write, []))[2].extend(rows)

    def holds(self, row: models.Model) -> bool:
        return any(one is row for _table, _write, rows in self._waiting.values() for one in rows)

    def write(self) -> None:
        """Write what waits, rows after those that they point at."""
        kinds = sorted({type(rows[0]) for _table, _write, rows in self._waiting.values()}, key=_rank)
        waiting = sorted(self._waiting.values(), key=lambda told: kinds.index(type(told[2][0])))
        self._waiting = {}
        with self.aside():
            for _table, write, rows in waiting:
                write(rows)

    def changed(self, row: models.Model) -> None:
        """Tell the desks that this instance of a row holds its newest state."""
        for desk in self.desks.values():
            desk.changed(row)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Statements that change nothing on the desks, or what the desks know already."""
        before, self._writing = self._writing, True
        try:
            yield
        finally:
            self._writing = before

    def guard(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's
        """Before a statement from elsewhere: what it may see must be there, what it writes is read again."""
        begins = "" if self._writing else sql.lstrip()[:6].upper()
        if begins == _UNDOES:  # what waits came after the savepoint
            self._waiting.clear()
        elif begins and (begins == _MARKS or any(told[0] in sql for told in self._waiting.values())):
            self.write()
        if begins.startswith((*_WRITES, _UNDOES)):
            for desk in self.desks.values():
                desk.stale("" if begins == _UNDOES else sql)
        return execute(sql, params, many, context)


class Batch(Hand):
    """The batch of this thread. `locked` keeps what nobody else can change before the batch ends (the ends of
    chains); which desks the unit of work at hand has changed stands in `used`.
    """

    def __init__(self, memory: dict[Hashable, Any] | None = None) -> None:
        super().__init__(memory)
        self.locked: dict[Hashable, Any] = {}
        self.used: set[Any] = set()
        self._lately: set[Hashable] = set()
        self._settled, self._open = Held(), Held()
        self._again: Held | None = None
        self._marked = self._busy = False

    @property
    def held(self) -> Held:
        """Where the unit of work at hand puts its writes."""
        return self._open

    @contextmanager
    def unit(self) -> Iterator[None]:
        """One unit of work of the batch: an exception undoes it and nothing else."""
        if self._busy:
            raise RuntimeError("a unit of work is open already")
        self._busy = True
        self._open, self._again, self._marked = Held(), None, False
        self.used.clear()
        self._lately.clear()
        try:
            yield
        except BaseException:
            self._undo()
            raise
        else:
            if self._marked:
                self._send(f"RELEASE SAVEPOINT {_SAVEPOINT}")
            self._settled.take_in(self._open)
        finally:
            self._open, self._marked, self._busy = Held(), False, False

    def _undo(self) -> None:
        changed = bool(self._open) or self._marked or self.used
        self._open = Held()
        if self._marked:
            self._send(f"ROLLBACK TO SAVEPOINT {_SAVEPOINT}; RELEASE SAVEPOINT {_SAVEPOINT}")
            self._settled, self._marked = self._again or self._settled, False
        for key in self.used if changed else ():
            if key in self.desks:
                self.desks[key].stale("")
        if self._lately:
            for known in self._lately:
                self.locked.pop(known, None)
            self.write()  # whoever asks anew must find what is there

    def lock(self, key: Hashable, value: Any) -> None:
        """Keep what is locked until the batch ends; forgotten if this unit of work is undone."""
        self.locked[key] = value
        self._lately.add(key)

    def guard(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's
        """Before a statement from elsewhere: what it may see must be there, what it does can be undone."""
        if self._writing:
            return execute(sql, params, many, context)
        if any(table in sql for table in self._settled.tables() | self._open.tables()):
            self.write()
        if sql.lstrip()[:6].upper().startswith(_WRITES):
            self._mark()
            for desk in self.desks.values():
                desk.stale(sql)
        return execute(sql, params, many, context)

    def _mark(self) -> None:
        if not self._marked:
            self._send(f"SAVEPOINT {_SAVEPOINT}")
            self._marked = True

    def write(self) -> None:
        """Send off what is held back; what belongs to the unit of work at hand can still be undone."""
        if self._marked and self._settled:  # it goes behind the mark, so an undoing would take it along
            self._again = Held()
            self._again.take_in(self._settled)
        self._send_rows(self._settled)
        self._settled = Held()
        if self._open:
            self._mark()
            self._send_rows(self._open)
            self._open = Held()

    def _send(self, statement: str) -> None:
        with self.aside(), connection.cursor() as cursor:
            cursor.execute(statement)

    def _send_rows(self, held: Held) -> None:
        with self.aside():
            for model in sorted({*held.new, *held.changed, *held.gone}, key=_rank):
                _remove(model, held.gone.get(model, set()))
                _insert(model, list(held.new.get(model, {}).values()))
                _update(model, held.changed.get(model, {}))
            for (_table, write, _again), given in held.said.items():
                write(list(given.values()))


def current() -> Batch | None:
    """The batch that this thread is in."""
    return getattr(_here, "batch", None)


@contextmanager
def batch(memory: dict[Hashable, Any] | None = None) -> Iterator[Batch]:
    """Play the units of work of this block in one transaction. Pass `memory` on to the next batch."""
    if at_hand() is not None:
        raise RuntimeError("a batch is open already")
    with transaction.atomic(durable=True):
        made = _here.batch = Batch(memory)
        try:
            with connection.execute_wrapper(made.guard):
                yield made
                made.write()
        finally:
            _here.batch = None


def at_hand() -> Hand | None:
    """The batch that this thread is in, else what a single act has in its hand."""
    return current() or getattr(_here, "hand", None)


@contextmanager
def hand() -> Iterator[Hand]:
    """Keep what this block reads; inside a batch or another hand that one goes on."""
    known = at_hand()
    if known is not None:
        yield known
        return
    made = _here.hand = Hand()
    try:
        with connection.execute_wrapper(made.guard):
            yield made
            made.write()
    finally:
        _here.hand = None


def remember(key: Hashable, make: Callable[[], T]) -> T:
    """What `make` answers; inside a batch or an act it is asked once. For what these do not change."""
    found = at_hand()
    if found is None:
        return make()
    if key not in found.memory:
        found.memory[key] = make()
    known: T = found.memory[key]
    return known


@lru_cache
def _rank(model: type[models.Model]) -> tuple[int, str]:
    """Rows come after those they point at: triggers look for them."""
    targets = {f.related_model for f in model._meta.concrete_fields if f.is_relation} - {model}  # noqa: SLF001
    return 1 + max((_rank(target)[0] for target in targets), default=0), model._meta.db_table  # noqa: SLF001


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _remove(model: type[models.Model], keys: set[Any]) -> None:
    if keys:
        meta = model._meta  # noqa: SLF001
        with connection.cursor() as cursor:
            cursor.execute(
                f'DELETE FROM "{meta.db_table}" WHERE "{meta.pk.column}" = ANY(%s)',  # noqa: S608 - names of our own models
                [list(keys)],
            )


def _insert(model: type[models.Model], rows: list[Values]) -> None:
    if not rows:
        return
    table, names = model._meta.db_table, list(rows[0])  # noqa: SLF001
    with (
        connection.wrap_database_errors,
        connection.connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({_quoted(names)}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(tuple(row.values()))


def _update(model: type[models.Model], rows: dict[Any, Values]) -> None:
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for key, values in rows.items():
        alike.setdefault(tuple(values), []).append((*values.values(), key))
    meta = model._meta  # noqa: SLF001
    for names, given in alike.items():
        columns = ", ".join(f'"{name}" = %s' for name in names)
        with connection.cursor() as cursor:
            cursor.executemany(
                f'UPDATE "{meta.db_table}" SET {columns} WHERE "{meta.pk.column}" = %s',  # noqa: S608
                given,
            )

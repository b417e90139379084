"""Rows by their keys, as every act needs them: taken under lock, written back where they changed, added.

The ORM writes such a statement anew each time, and the server plans it anew; for a small act that costs more
than the work itself. Here the statement of a model is written once for the process, and the server keeps its
plan for the connection (`prepare_threshold` in config/database.py). For statements by key only: the best plan
of a list or a filter depends on its values, so lists stay with the ORM.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from copy import deepcopy
from functools import lru_cache, partial
from typing import Any, TypeVar

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from fuyuantong.common import batches

_PLACES = 50
_PLAIN = (
    models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.DateField,
    models.UUIDField,
)  # fmt: skip
"""Fields whose values the driver takes as the row holds them (a link holds the key that it points at)."""
M = TypeVar("M", bound=models.Model)


class Taken(models.Model):
    """A row that knows what it was when it was taken, so that only what changed is written back."""

    taken: dict[str, Any] | None = None

    class Meta:
        abstract = True

    def save_changed(self) -> None:
        """Write the columns that changed since `take`; every column of a row that came another way."""
        if self.taken is None:
            if batches.current() is None:
                self.save()
            else:  # born in the batch, or changed for the first time: every column
                change(self, *(f.attname for f in self._meta.concrete_fields if not f.primary_key))
            return
        now = {name: getattr(self, name) for name in self.taken}
        names = tuple(name for name, value in now.items() if value != self.taken[name])
        if names:
            change(self, *names)
            self.taken = _kept(now)


@contextmanager
def prepared() -> Iterator[None]:
    """Let the server keep the plans of the statements in this block; values go beside them, not into them."""
    connection.ensure_connection()
    live: Any = connection.connection
    before, live.cursor_factory = live.cursor_factory, psycopg.Cursor
    try:
        yield
    finally:
        live.cursor_factory = before


def ask(statement: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    """Return the first row of a prepared statement."""
    with prepared(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def tell(statement: str, values: Sequence[Any]) -> None:
    """Carry out a prepared statement that answers nothing."""
    with prepared(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def take(
    model: type[M], where: str, values: Sequence[Any], *links: str, after: tuple[str, ...] = ()
) -> M | None:
    """Lock the one row for which `where` holds (the row is called `r` there) and read it.

    `links` names foreign keys that are never null; their rows are read along, without a lock, but for those
    in `after`: they are locked first, in their order, and the row after them.
    """
    locks = ", ".join([*(f"l{links.index(link)}" for link in after), "r"])
    found = ask(_select(model, where, links, locks), values)
    if found is None:
        return None
    row = _with_links(model, found, links)
    if isinstance(row, Taken):
        as_taken(row)
    return row


def as_taken(row: Taken) -> None:
    """Let a row that was read whole and locked in another way know what it was, as `take` does."""
    fields = row._meta.concrete_fields  # noqa: SLF001 - Django's documented name
    row.taken = _kept({f.attname: getattr(row, f.attname) for f in fields})


def _with_links(model: type[M], found: tuple[Any, ...], links: tuple[str, ...]) -> M:
    row, at = _made(model, found, 0)
    for link in links:
        linked, at = _made(_fields(model)[link].related_model, found, at)
        setattr(row, link, linked)
    return row


def find(model: type[M], where: str, values: Sequence[Any], *links: str) -> list[M]:
    """Read the rows for which `where` (with its order) holds, without a lock; see `take` for the rest."""
    with prepared(), connection.cursor() as cursor:
        cursor.execute(_select(model, where, links), values)
        return [_with_links(model, found, links) for found in cursor.fetchall()]


def add(rows: Sequence[M], *, once: bool = False) -> None:
    """Insert rows of one model; with `once` those that are there already (by a unique key) are left out.

    In a batch they are written later, and whoever adds them sees to it that none is there already.
    """
    if not rows:
        return
    model, at_hand = type(rows[0]), batches.current()
    if at_hand is not None:
        for row in rows:
            at_hand.held.add(model, row.pk or object(), _values(row))  # some keys are given by the server
    else:
        _add_now(model, rows, once=once)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001


def add_later(rows: Sequence[M], *, once: bool = False) -> None:
    """Insert rows of one model as `add` does, at the latest when the act at hand ends (`batches.hand`).

    What `change` writes to them until then goes along. Not for rows whose key the server gives.
    """
    hand = batches.at_hand()
    if hand is None or batches.current() is not None or not rows:
        add(rows, once=once)
        return
    model = type(rows[0])
    hand.hold(rows, (model, once), partial(_add_now, model, once=once))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001


def add_values(
    model: type[models.Model],
    rows: Sequence[dict[str, Any]],
    *,
    beside: tuple[str, Sequence[Any]] | None = None,
) -> None:
    """Insert rows of which nobody needs an instance: every column's value, by the field's name.

    `beside` is one more writing statement with its values that goes over in the same trip; never in a batch.
    """
    columns, at_hand = _columns_of(model), batches.current()
    live = connections[DEFAULT_DB_ALIAS]
    ready = [
        {column: prepare(row[name], live) if prepare else row[name] for column, name, prepare in columns}
        for row in rows
    ]
    if at_hand is None:
        _insert_now(model, ready, once=False, beside=beside)
        return
    key = model._meta.pk.attname  # noqa: SLF001
    for row, values in zip(rows, ready, strict=True):
        at_hand.held.add(model, row[key], values)


def _add_now(model: type[M], rows: Sequence[M], *, once: bool) -> None:
    _insert_now(model, [_values(row) for row in rows], once=once)


def _insert_now(
    model: type[models.Model],
    rows: Sequence[dict[str, Any]],
    *,
    once: bool,
    beside: tuple[str, Sequence[Any]] | None = None,
) -> None:
    values = [list(row.values()) for row in rows]
    statement, first = beside or ("", ())
    if len(rows) * len(values[0]) + len(first) <= _PLACES:
        insert = _insert(model, len(rows), once=once)
        both = f"WITH beside AS ({statement}) {insert}" if statement else insert
        tell(both, [*first, *(value for row in values for value in row)])
    else:  # the driver does not keep a longer statement; one after another they go in one trip all the same
        if statement:
            tell(statement, first)
        with prepared(), connection.cursor() as cursor:
            cursor.executemany(_insert(model, 1, once=once), values)


def change(row: models.Model, *names: str) -> None:
    """Write these columns of one row back (names of values: `owner_id`, not `owner`)."""
    model, batch, hand = type(row), batches.current(), batches.at_hand()
    if hand is not None and hand.holds(row):
        return
    values = _values(row, _columns_named(model, names))
    if hand is not None:
        hand.changed(row)
    if batch is not None:
        batch.held.change(model, row.pk, values)
        return
    with hand.aside() if hand is not None else nullcontext():
        tell(_update(model, names), [*values.values(), row.pk])


def change_all(rows: Sequence[models.Model], *names: str) -> None:
    """Write the same columns of many rows of one model back, in one trip where nothing is held back."""
    if not rows:
        return
    if batches.current() is not None or batches.at_hand() is not None:
        for row in rows:
            change(row, *names)
        return
    model = type(rows[0])
    columns = _columns_named(model, names)
    with prepared(), connection.cursor() as cursor:
        cursor.executemany(_update(model, names), [[*_values(row, columns).values(), row.pk] for row in rows])


def remove(rows: Sequence[M]) -> None:
    """Take rows of one model away. For models to which no other row points."""
    if not rows:
        return
    model, at_hand = type(rows[0]), batches.current()
    if at_hand is not None:
        for row in rows:
            at_hand.held.remove(model, row.pk)
    else:
        if (hand := batches.at_hand()) is not None:
            hand.write()
        meta = model._meta  # noqa: SLF001
        tell(f'DELETE FROM "{meta.db_table}" WHERE "{meta.pk.column}" = ANY(%s)', [[row.pk for row in rows]])  # noqa: S608 - names of our own models


def _values(row: models.Model, columns: list[tuple[str, str, Any]] | None = None) -> dict[str, Any]:
    """What the columns of a row (all of them) hold, as the driver takes it."""
    values: dict[str, Any] = {}
    live = connections[DEFAULT_DB_ALIAS]  # what `connection` stands for, looked up once
    for column, name, prepare in columns or _columns_of(type(row)):
        value = getattr(row, name)
        values[column] = prepare(value, live) if prepare is not None else value
    return values


@lru_cache
def _columns_of(model: type[models.Model]) -> list[tuple[str, str, Any]]:
    """(column, name of the value, how it is prepared); most values go as they are."""
    return [
        (f.column, f.attname, None if _is_plain(f) else f.get_db_prep_save)
        for f in model._meta.concrete_fields  # noqa: SLF001
        if f.column and not isinstance(f, models.AutoField)
    ]


def _is_plain(field: models.Field[Any, Any]) -> bool:
    """Whether the driver takes a value of the field as the row holds it."""
    if isinstance(field, ArrayField):
        return _is_plain(field.base_field)
    if hasattr(field, "from_db_value"):  # it is not stored as the row holds it (a sealed text)
        return False
    return isinstance(field, (*_PLAIN, models.ForeignKey))


@lru_cache
def _columns_named(model: type[models.Model], names: tuple[str, ...]) -> list[tuple[str, str, Any]]:
    known = {name: column for column in _columns_of(model) for name in column[:2]}
    return [known[name] for name in names]


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    """A copy that does not follow what is changed in place."""
    return {
        name: deepcopy(value) if isinstance(value, list | dict) else value for name, value in values.items()
    }


def _made(model: type[M], values: tuple[Any, ...], at: int) -> tuple[M, int]:
    """Make an instance from the values that begin at `at`, as the ORM would; also where the next begin."""
    fields = model._meta.concrete_fields  # noqa: SLF001
    mine = list(values[at : at + len(fields)])
    for n, field in enumerate(fields):
        read = getattr(field, "from_db_value", None)
        if read is not None:
            mine[n] = read(mine[n], None, connection)
    return model.from_db(connection.alias, [f.attname for f in fields], mine), at + len(fields)


@lru_cache
def _fields(model: type[models.Model]) -> dict[str, Any]:
    """Concrete fields by name and by the name of their value (`owner` and `owner_id`)."""
    fields = model._meta.concrete_fields  # noqa: SLF001
    return {name: f for f in fields for name in (f.name, f.attname)}


@lru_cache
def _select(model: type[models.Model], where: str, links: tuple[str, ...], locks: str = "") -> str:
    columns, joins = [_columns(model, "r")], ""
    for n, link in enumerate(links):
        field = _fields(model)[link]
        target = field.related_model._meta  # noqa: SLF001
        columns.append(_columns(field.related_model, f"l{n}"))
        joins += f' JOIN "{target.db_table}" l{n} ON l{n}."{target.pk.column}" = r."{field.column}"'
    table = model._meta.db_table  # noqa: SLF001
    lock = f" FOR UPDATE OF {locks}" if locks else ""
    return f'SELECT {", ".join(columns)} FROM "{table}" r{joins} WHERE {where}{lock}'  # noqa: S608 - names of our own models


def _columns(model: type[models.Model], alias: str) -> str:
    return ", ".join(f'{alias}."{f.column}"' for f in model._meta.concrete_fields)  # noqa: SLF001


@lru_cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{_fields(model)[name].column}" = %s' for name in names)
    meta = model._meta  # noqa: SLF001
    return f'UPDATE "{meta.db_table}" SET {columns} WHERE "{meta.pk.column}" = %s'  # noqa: S608


@lru_cache
def _insert(model: type[models.Model], count: int, *, once: bool) -> str:
    meta = model._meta  # noqa: SLF001
    names = [column for column, _name, _prepare in _columns_of(model)]
    columns = ", ".join(f'"{name}"' for name in names)
    places = "(" + ", ".join(["%s"] * len(names)) + ")"
    rest = " ON CONFLICT DO NOTHING" * once
    return f'INSERT INTO "{meta.db_table}" ({columns}) VALUES {", ".join([places] * count)}{rest}'  # noqa: S608

"""Rows by their keys, as every act needs them: taken under lock, written back where they changed, added.

The ORM writes such a statement anew each time, and the server plans it anew; for a small act that costs more
than the work itself. Here the statement of a model is written once for the process, and the server keeps its
plan for the connection (`prepare_threshold` in config/database.py). For statements by key only: the best plan
of a list or a filter depends on its values, so lists stay with the ORM.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from functools import lru_cache
from typing import Any, TypeVar

import psycopg
from django.db import connection, models

_PLACES = 50
M = TypeVar("M", bound=models.Model)


class Taken(models.Model):
    """A row that knows what it was when it was taken, so that only what changed is written back."""

    taken: dict[str, Any] | None = None

    class Meta:
        abstract = True

    def save_changed(self) -> None:
        """Write the columns that changed since `take`; every column of a row that came another way."""
        if self.taken is None:
            self.save()
            return
        now = {name: getattr(self, name) for name in self.taken}
        names = tuple(name for name, value in now.items() if value != self.taken[name])
        if names:
            fields = _fields(type(self))
            values = [fields[name].get_db_prep_save(now[name], connection) for name in names]
            with prepared(), connection.cursor() as cursor:
                cursor.execute(_update(type(self), names), [*values, self.pk])
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


def take(model: type[M], where: str, values: Sequence[Any], *links: str) -> M | None:
    """Lock the one row for which `where` holds (the row is called `r` there) and read it.

    `links` names foreign keys that are never null; their rows are read along, without a lock.
    """
    found = ask(_select(model, where, links), values)
    if found is None:
        return None
    row, at = _made(model, found, 0)
    for link in links:
        linked, at = _made(_fields(model)[link].related_model, found, at)
        setattr(row, link, linked)
    if isinstance(row, Taken):
        row.taken = _kept({f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields})  # noqa: SLF001 - Django's documented name
    return row


def add(rows: Sequence[M]) -> None:
    """Insert rows of one model."""
    model = type(rows[0])
    fields = model._meta.concrete_fields  # noqa: SLF001
    values = [[f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields] for row in rows]
    if len(rows) * len(fields) <= _PLACES:
        tell(_insert(model, len(rows)), [value for row in values for value in row])
    else:  # the driver does not keep a longer statement; one after another they go in one trip all the same
        with prepared(), connection.cursor() as cursor:
            cursor.executemany(_insert(model, 1), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001


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
def _select(model: type[models.Model], where: str, links: tuple[str, ...]) -> str:
    columns, joins = [_columns(model, "r")], ""
    for n, link in enumerate(links):
        field = _fields(model)[link]
        target = field.related_model._meta  # noqa: SLF001
        columns.append(_columns(field.related_model, f"l{n}"))
        joins += f' JOIN "{target.db_table}" l{n} ON l{n}."{target.pk.column}" = r."{field.column}"'
    table = model._meta.db_table  # noqa: SLF001
    return f'SELECT {", ".join(columns)} FROM "{table}" r{joins} WHERE {where} FOR UPDATE OF r'  # noqa: S608 - names of our own models


def _columns(model: type[models.Model], alias: str) -> str:
    return ", ".join(f'{alias}."{f.column}"' for f in model._meta.concrete_fields)  # noqa: SLF001


@lru_cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{_fields(model)[name].column}" = %s' for name in names)
    meta = model._meta  # noqa: SLF001
    return f'UPDATE "{meta.db_table}" SET {columns} WHERE "{meta.pk.column}" = %s'  # noqa: S608


@lru_cache
def _insert(model: type[models.Model], count: int) -> str:
    meta = model._meta  # noqa: SLF001
    columns = ", ".join(f'"{f.column}"' for f in meta.concrete_fields)
    places = "(" + ", ".join(["%s"] * len(meta.concrete_fields)) + ")"
    return f'INSERT INTO "{meta.db_table}" ({columns}) VALUES {", ".join([places] * count)}'  # noqa: S608

"""Questions whose shape never changes: the ORM writes their statement once, the server keeps the plan.

What every request asks (whose session, who, at which posts) and what one matter's page asks cost more in the
writing than in the answering. The rule stays a query of the ORM; only the values change. For lists whose best
plan depends on their values the ORM itself is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.query import get_related_populators

from fuyuantong.common.actors import Actor
from fuyuantong.common.rows import prepared

M = TypeVar("M", bound=models.Model)
_SAMPLES: dict[type, Callable[[int], Any]] = {
    UUID: lambda n: UUID(int=n),
    str: lambda n: f"sample {n}",
    date: lambda n: date(1, 1, 1) + timedelta(n),
    datetime: lambda n: datetime(1, 1, 2, tzinfo=UTC) + timedelta(n),
}
_OWN: dict[str, type] = dict.fromkeys(("person", "post", "unit"), UUID) | dict.fromkeys(
    ("region", "name", "unit_name", "post_name", "acting_for", "ip"), str
)
"""What is a viewer's own; in everything else viewers of one kind are alike."""


class Fixed(Generic[M]):
    """`shape` makes the query of its values, which are of `types`; called with values it returns the rows.

    The statement is written twice with values of no meaning: where these stand in it, the real ones go. A
    value that reaches the statement in another dress raises `TypeError` then, not a wrong answer later. What
    the shape decides from its values in Python is decided once for all.
    """

    def __init__(self, shape: Callable[..., models.QuerySet[M]], *types: type) -> None:
        self.shape, self.types = shape, types

    def __call__(self, *values: object) -> list[M]:
        compiler, statement, places = self._written
        if compiler is None:
            return []
        with prepared(), connection.cursor() as cursor:
            told: list[Any] = [values[at] if at is not None else same for at, same in places]
            cursor.execute(statement, told)
            rows = cursor.fetchall()
        return list(_instances(compiler, rows))

    @cached_property
    def _written(self) -> tuple[Any, str, list[tuple[int | None, Any]]]:
        first, other = ([_SAMPLES[t](2 * n + k) for n, t in enumerate(self.types, 10)] for k in (0, 1))
        return written(self.shape, first, other)


class FixedFor(Generic[M]):
    """Of questions whose shape depends on who looks as well: written once for each kind of viewer.

    Viewers are of one kind when they differ in nothing but keys, names and which offices they serve.
    """

    def __init__(self, shape: Callable[..., models.QuerySet[M]], *types: type) -> None:
        self.shape, self.types = shape, types
        self._by_kind: dict[Actor, Fixed[M]] = {}

    def __call__(self, viewer: Actor, *values: object) -> list[M]:
        own = [name for name in _OWN if getattr(viewer, name) is not None]
        blank: dict[str, Any] = dict.fromkeys(own, "")
        kind = replace(viewer, offices=frozenset(map(str, range(len(viewer.offices)))), **blank)
        fixed = self._by_kind.get(kind)
        if fixed is None:
            fixed = self._by_kind[kind] = self._of(kind, own)
        return fixed(*(getattr(viewer, name) for name in own), *sorted(viewer.offices), *values)

    def _of(self, kind: Actor, own: Sequence[str]) -> Fixed[M]:
        offices, rest = len(own), len(own) + len(kind.offices)

        def shape(*told: Any) -> models.QuerySet[M]:
            like: dict[str, Any] = dict(zip(own, told, strict=False))
            return self.shape(replace(kind, offices=frozenset(told[offices:rest]), **like), *told[rest:])

        return Fixed(shape, *(_OWN[name] for name in own), *(str for _ in kind.offices), *self.types)


def written(
    shape: Callable[..., models.QuerySet[Any]], first: Sequence[Any], other: Sequence[Any]
) -> tuple[Any, str, list[tuple[int | None, Any]]]:
    """(compiler, statement, for each place which value goes there or what always stands there)."""
    try:
        compiler: Any = shape(*first).query.get_compiler(connection=connection)
        statement, values = compiler.as_sql()
    except EmptyResultSet:
        return None, "", []
    again, others = shape(*other).query.get_compiler(connection=connection).as_sql()
    places: list[tuple[int | None, Any]] = []
    order: list[int] = []
    for one, two in zip(values, others, strict=True):
        at = first.index(one) if one in first else None
        to = other.index(two) if two in other else None
        if again != statement or (at is None) != (to is None) or (at is None and one != two):
            raise TypeError(f"{shape} has no fixed shape: {one!r}, {two!r}")
        places.append((at, one))
        order += [] if to is None else [to]
    # the members of a set (offices in an IN) stand in any order, but each as often as before
    if sorted(order) != sorted(at for at, _same in places if at is not None):
        raise TypeError(f"{shape} has no fixed shape: {places}, {order}")
    return compiler, statement, places


@cache
def _converters(compiler: Any) -> Any:
    """What the ORM does to the values of a statement's columns; the same for as long as the statement."""
    return compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])


def _instances(compiler: Any, rows: list[tuple[Any, ...]]) -> Iterator[Any]:
    """What the ORM makes of the rows, with rows of `select_related` and annotations."""
    made = compiler.klass_info
    first, last = made["select_fields"][0], made["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:last]]
    populators: Any = get_related_populators
    related = populators(made, compiler.select, connection.alias)
    converters = _converters(compiler)
    for row in compiler.apply_converters(rows, converters) if converters else rows:
        instance = made["model"].from_db(connection.alias, names, row[first:last])
        for one in related:
            one.populate(row, instance)
        for name, at in (compiler.annotation_col_map or {}).items():
            setattr(instance, name, row[at])
        yield instance

"""Questions whose shape never changes: the ORM writes their statement once, the server keeps the plan.

What every request asks (whose session, who, at which posts) costs more in the writing than in the answering.
The rule stays a query of the ORM; only the values change. For lists whose best plan depends on their values, the
ORM itself is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]

from fuyuantong.common.rows import prepared

M = TypeVar("M", bound=models.Model)


class Fixed(Generic[M]):
    """`shape` makes the query of its values; `samples` are values of their types, each unlike any other in it.

    Where a sample stands in the statement its value goes; conditions that depend on the values are not for this.
    """

    def __init__(self, shape: Callable[..., models.QuerySet[M]], *samples: object) -> None:
        self.shape, self.samples = shape, samples

    def __call__(self, *values: object) -> list[M]:
        compiler, statement, places = self._written
        with prepared(), connection.cursor() as cursor:
            cursor.execute(statement, [values[at] if at >= 0 else fixed for at, fixed in places])
            rows = cursor.fetchall()
        return list(_instances(compiler, rows))

    @cached_property
    def _written(self) -> tuple[Any, str, list[tuple[int, Any]]]:
        compiler: Any = self.shape(*self.samples).query.get_compiler(connection=connection)
        statement, values = compiler.as_sql()
        places = [(self.samples.index(one) if one in self.samples else -1, one) for one in values]
        return compiler, statement, places


def _instances(compiler: Any, rows: list[tuple[Any, ...]]) -> Iterator[Any]:
    """What the ORM makes of the rows, rows of `select_related` included."""
    made = compiler.klass_info
    first, last = made["select_fields"][0], made["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:last]]
    related = get_related_populators(made, compiler.select, connection.alias)
    for row in compiler.results_iter([rows]):
        instance = made["model"].from_db(connection.alias, names, row[first:last])
        for one in related:
            one.populate(row, instance)
        yield instance

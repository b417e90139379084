"""Lists page by key, not by offset: page 20,000 costs what page 1 costs, and nothing is shown twice."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet

from fuyuantong.common.refusals import BadInput

M = TypeVar("M", bound=Model)
PAGE_SIZES = (20, 50, 100, 200)


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """`rows` in order; `next` and `previous` are opaque cursors or None."""

    rows: list[M]
    next: str | None
    previous: str | None


def encode(values: Sequence[Any]) -> str:
    plain = [
        v.isoformat() if isinstance(v, date | datetime) else str(v) if isinstance(v, UUID) else v
        for v in values
    ]
    return base64.urlsafe_b64encode(json.dumps(plain, ensure_ascii=False).encode()).decode().rstrip("=")


def decode(cursor: str, width: int) -> list[Any]:
    """Read a cursor back; anything that we did not make is refused."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, UnicodeDecodeError):
        values = None
    if not isinstance(values, list) or len(values) != width or not all(map(_is_plain, values)):
        raise BadInput("E-PAGE", "翻页标记无效。", hint="请从列表第一页重新开始。")
    return values


def _is_plain(value: Any) -> bool:
    """What our own cursors hold: nothing, numbers, and texts that a database can take."""
    return value.isprintable() if isinstance(value, str) else value is None or isinstance(value, int | float)


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that come after `values` in the order; NULLs sort last in ascending order (PostgreSQL's rule)."""
    wanted = Q(pk__in=[])
    same = Q()
    for name, value in zip(order, values, strict=True):
        field, descending = name.lstrip("-"), name.startswith("-")
        if value is None:
            if descending:
                wanted |= same & Q(**{f"{field}__isnull": False})
            same &= Q(**{f"{field}__isnull": True})
            continue
        step = Q(**{f"{field}__{'lt' if descending else 'gt'}": value})
        if not descending:
            step |= Q(**{f"{field}__isnull": True})
        wanted |= same & step
        same &= Q(**{field: value})
    return wanted


def _flip(name: str) -> str:
    return name[1:] if name.startswith("-") else "-" + name


def _ordering(order: Sequence[str]) -> list[Any]:
    return [
        F(n[1:]).desc(nulls_first=True) if n.startswith("-") else F(n).asc(nulls_last=True) for n in order
    ]


def in_order(rows: QuerySet[M], order: Sequence[str]) -> QuerySet[M]:
    """The rows in exactly the order in which `page_by_key` turns their pages."""
    return rows.order_by(*_ordering(order))


def page_by_key(
    rows: QuerySet[M], order: Sequence[str], *, size: int = 50, after: str = "", before: str = ""
) -> Page[M]:
    """Cut one page. The last name of `order` must be unique. Costs one query of `size + 1` rows."""
    names = _names(order, before)
    cut = _cut(rows, names, after, before)
    found = list(cut.order_by(*_ordering(names))[: size + 1])
    return _page(found, order, size, after, before)


def counted_page(
    rows: QuerySet[M], order: Sequence[str], *, most: int, size: int = 50, after: str = "", before: str = ""
) -> tuple[Page[M], int]:
    """Cut one page and count the list up to `most` (> `size`), in two queries.

    Keys first, whole rows only for those that are shown: what a unit sees of a big table is often gathered
    from all over it, and sorting it with all that is joined for the screen costs more than finding it. The
    keys that count the list are at the same time those of its first page.
    """
    names = _names(order, before)
    keys = list(rows.order_by(*_ordering(order)).values_list("pk", flat=True)[:most])
    total = len(keys)
    found = _cut(rows, names, after, before) if after or before else rows.filter(pk__in=keys[: size + 1])
    shown = list(found.order_by(*_ordering(names))[: size + 1]) if keys else []
    return _page(shown, order, size, after, before), total


def _names(order: Sequence[str], before: str) -> list[str]:
    """The order in which rows are read: backwards from the row that the page shall stand before."""
    return [_flip(n) for n in order] if before else list(order)


def _cut(rows: QuerySet[M], names: Sequence[str], after: str, before: str) -> QuerySet[M]:
    cursor = before or after
    return _filtered(rows, names, decode(cursor, len(names))) if cursor else rows


def _page(found: list[M], order: Sequence[str], size: int, after: str, before: str) -> Page[M]:
    more, found = len(found) > size, found[:size]
    if before:
        found.reverse()
    if not found:
        return Page([], None, None)
    first, last = (encode([_value(row, n) for n in order]) for row in (found[0], found[-1]))
    has_next = more if not before else True
    has_previous = more if before else bool(after)
    return Page(found, last if has_next else None, first if has_previous else None)


def _filtered(rows: QuerySet[M], names: Sequence[str], values: Sequence[Any]) -> QuerySet[M]:
    try:
        return rows.filter(_after(names, values))
    except (TypeError, ValueError, OverflowError, ValidationError) as error:
        raise BadInput("E-PAGE", "翻页标记无效。", hint="请从列表第一页重新开始。") from error


def _value(row: Model, name: str) -> Any:
    value: Any = row
    for part in name.lstrip("-").split("__"):
        value = getattr(value, part)
    return value

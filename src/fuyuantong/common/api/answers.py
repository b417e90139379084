"""The shape of what goes out: pages of lists, receipts of acts, problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from pydantic import BaseModel, ConfigDict, Field

from fuyuantong.common.api.inputs import Page as PageQuery
from fuyuantong.common.paging import page_by_key
from fuyuantong.common.refusals import BadInput

T = TypeVar("T")
M = TypeVar("M", bound=Model)
R = TypeVar("R")
S = TypeVar("S", bound=BaseModel)


class Output(BaseModel):
    """An answer; its fields are made from rows by hand, so that nothing slips out."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True)


def plain(shape: type[S], row: Any, **own: Any) -> S:
    """Fill a shape from the row's attributes of the same names; `own` are those that differ."""
    rest = (name for name in shape.model_fields if name not in own)
    return shape(**own, **{name: getattr(row, name) for name in rest})


class Listed(Output, Generic[T]):
    """One page. `next` is what to send as `after` for the following page; null at the end."""

    items: list[T]
    next: str | None = None


class Totals(Output):
    """How many there are, by name."""

    counts: dict[str, int]


class Receipt(Output):
    """What an act came to. It holds no text, so that a repeated request can be given the very same answer.

    `made` are the ids of what the act created (feedback, petitions, obligations that were sent out).
    """

    id: UUID
    kind: str
    state: str = ""
    version: int | None = None
    matter: UUID | None = None
    made: list[UUID] = Field(default_factory=list)


class Place(Output):
    """One wrong place of the input."""

    code: str
    message: str
    pointer: str | None = None
    hint: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    line: int | None = None


class Problem(Output):
    """`application/problem+json` (RFC 9457). `code` is stable; `saved` says that nothing was saved."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[Place]
    request_id: str
    saved: str


def paged(
    rows: QuerySet[M], order: Sequence[str], query: PageQuery, show: Callable[[M], T]
) -> dict[str, Any]:
    """One page of rows by key."""
    page = page_by_key(rows, order, size=query.limit, after=query.after)
    return {"items": [show(row) for row in page.rows], "next": page.next}


def sliced(
    rows: Sequence[R], query: PageQuery, show: Callable[[R], T], key: Callable[[R], object] = attrgetter("pk")
) -> dict[str, Any]:
    """One page of a list that is read whole (the directory, the library); `after` is the last row's key."""
    start = 0
    if query.after:
        places = [n for n, row in enumerate(rows) if str(key(row)) == query.after]
        if not places:
            raise BadInput("E-PAGE", "翻页标记无效。", hint="请从列表第一页重新开始。")
        start = places[0] + 1
    part = rows[start : start + query.limit]
    more = start + query.limit < len(rows)
    return {"items": [show(row) for row in part], "next": str(key(part[-1])) if more else None}

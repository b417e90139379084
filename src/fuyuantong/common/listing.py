"""A page of a list as a page shows it: the rows from the cursor in the address, and the way on and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from fuyuantong.common.paging import page_by_key
from fuyuantong.common.parts import Paging

M = TypeVar("M", bound=Model)


def listed(
    request: HttpRequest,
    rows: QuerySet[M],
    order: Sequence[str],
    *,
    kept: str = "",
    size: int = 50,
) -> tuple[list[M], Paging]:
    """(rows, paging). `kept` is the rest of the query."""
    after, before = (request.GET.get(key, "") for key in ("after", "before"))
    page = page_by_key(rows, order, size=size, after=after, before=before)
    query = f"{kept}&" if kept else ""
    return page.rows, Paging(
        shown=len(page.rows),
        previous_href=f"?{query}before={page.previous}" if page.previous else "",
        next_href=f"?{query}after={page.next}" if page.next else "",
    )

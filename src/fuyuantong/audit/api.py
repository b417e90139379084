"""审计: the trail, its seals and a check of the whole, for signed-in auditors (no key reaches here)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from fuyuantong.audit import queries
from fuyuantong.audit.schemas import (
    EntryOut,
    SealOut,
    SealQuery,
    TrailQuery,
    VerdictOut,
    entry_out,
    seal_out,
    verdict_out,
)
from fuyuantong.common.api import Listed, Query, Room, viewer

room = Room("audit", read="")


@room.reads("/audit/entries", Listed[EntryOut])
def entries(request: HttpRequest, query: Query[TrailQuery]) -> Any:
    """审计记录，最新的在前."""
    page = queries.trail(viewer(request), query.filters(), size=query.limit, after=query.after)
    return {"items": [entry_out(row) for row in page.rows], "next": page.next}


@room.reads("/audit/seals", Listed[SealOut])
def seals(request: HttpRequest, query: Query[SealQuery]) -> Any:
    """最近的封存，最新的在前."""
    return {"items": [seal_out(row) for row in queries.seals(viewer(request), query.limit)], "next": None}


@room.reads("/audit/verdict", VerdictOut)
def verdict(request: HttpRequest) -> VerdictOut:
    """核验全部记录和封存."""
    return verdict_out(queries.verdict(viewer(request)))

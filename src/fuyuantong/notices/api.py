"""消息: the inbox of the person who calls. A unit's key has no inbox: it reads worklists instead."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Query, Receipt, Room, perform, viewer
from fuyuantong.notices import actions, queries
from fuyuantong.notices.schemas import NoticeOut, NoticeQuery, notice_out

room = Room("notices", read="", write="")


@room.reads("/notices", Listed[NoticeOut])
def notices(request: HttpRequest, query: Query[NoticeQuery]) -> Any:
    """我的消息，最新的在前."""
    found = queries.inbox(viewer(request), unread=query.unread == "true", size=query.limit, after=query.after)
    return {"items": [notice_out(row) for row in found.rows], "next": found.next}


@room.writes("/notices/{uuid:key}/read", body=False)
def read(request: HttpRequest, key: UUID) -> HttpResponse:
    """标为已读."""
    seen = queries.notice_for(viewer(request), key)

    def work(uow: Any) -> Receipt:
        actions.mark_read(uow, [seen.pk])
        return Receipt(id=seen.pk, kind="notice", state="read")

    return perform(request, work)

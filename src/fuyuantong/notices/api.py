"""消息: the inbox and preferences of the person who calls, and jobs that were given up.

A unit's key has no inbox: it reads worklists instead.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Query, Receipt, Room, carry_out, perform, viewer
from fuyuantong.notices import actions, queries
from fuyuantong.notices.schemas import (
    DeadLetterOut,
    NoticeOut,
    NoticeQuery,
    PageQuery,
    Preferences,
    ReadAll,
    Settled,
    dead_letter_out,
    notice_out,
    preferences_out,
)

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


@room.writes("/notices/read", answer=ReadAll, body=False)
def read_all(request: HttpRequest) -> Any:
    """全部标为已读."""
    return {"read": carry_out(request, actions.mark_all_read)}


@room.reads("/notices/preferences", Preferences)
def preferences(request: HttpRequest) -> Any:
    """本人的消息设置."""
    return preferences_out(queries.own_preference(viewer(request)))


@room.writes("/notices/preferences", answer=Preferences, method="PUT")
def prefer(request: HttpRequest, body: Preferences) -> Any:
    """修改本人的消息设置."""
    carry_out(request, lambda uow: actions.prefer(uow, **body.model_dump()))
    return body


@room.reads("/dead-letters", Listed[DeadLetterOut])
def dead_letters(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """多次重试仍未完成的后台任务，未处理的在前."""
    found = queries.dead_letters(viewer(request), size=query.limit, after=query.after)
    return {"items": [dead_letter_out(row) for row in found.rows], "next": found.next}


@room.writes("/dead-letters/{int:job}/retry", answer=DeadLetterOut, body=False)
def retry_dead_letter(request: HttpRequest, job: int) -> Any:
    """重新执行."""
    return dead_letter_out(carry_out(request, lambda uow: actions.retry_dead_letter(uow, job)))


@room.writes("/dead-letters/{int:job}/settle", answer=DeadLetterOut)
def settle_dead_letter(request: HttpRequest, job: int, body: Settled) -> Any:
    """登记处理结果."""
    return dead_letter_out(carry_out(request, lambda uow: actions.settle_dead_letter(uow, job, body.remark)))

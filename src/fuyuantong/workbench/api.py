"""领导驾驶舱, 期限日历, 全局检索 and saved views: what the pages show, by the same queries."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import (
    Listed,
    Page,
    Query,
    Receipt,
    Room,
    carry_out,
    perform,
    replayable,
    sliced,
    viewer,
)
from fuyuantong.common.now import today
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.workbench import actions, queries
from fuyuantong.workbench.feeds import address
from fuyuantong.workbench.schemas import (
    BoardOut,
    BoardQuery,
    CalendarOut,
    FeedOut,
    FoundOut,
    MonthQuery,
    NewFeed,
    NewView,
    SearchQuery,
    ViewOut,
    board_out,
    calendar_out,
    feed_out,
    found_out,
    view_out,
)

room = Room("workbench", read="matters:read", write="")


@room.reads("/dashboard", BoardOut)
def dashboard(request: HttpRequest, query: Query[BoardQuery]) -> Any:
    """驾驶舱的全部数字，按本岗位可见范围统计."""
    return board_out(queries.board(viewer(request), today(), query.first(), query.linkage))


@room.reads("/calendar", CalendarOut)
def calendar(request: HttpRequest, query: Query[MonthQuery]) -> Any:
    """一个月的到期任务和法定节假日、调休."""
    first = query.first()
    seen = viewer(request)
    return calendar_out(first, queries.month_of_dues(seen, first), today(), queries.planned(seen, first))


@room.reads("/calendar/feed", FeedOut, scope="")
def feed(request: HttpRequest) -> Any:
    """本人的日历订阅."""
    return feed_out(queries.feed_of(viewer(request)))


@room.writes("/calendar/feed", answer=FeedOut, method="PUT")
def renew_feed(request: HttpRequest, body: NewFeed) -> Any:
    """生成或重新生成订阅地址；地址只在答复里出现一次."""
    secret = carry_out(request, lambda uow: actions.renew_feed(uow, titles=body.titles))
    return feed_out(queries.feed_of(viewer(request)), address(secret))


@room.writes("/calendar/feed", answer=FeedOut, method="DELETE", body=False)
def revoke_feed(request: HttpRequest) -> Any:
    """停用日历订阅."""
    carry_out(request, actions.revoke_feed)
    return feed_out(None)


@room.reads("/search", FoundOut)
def search(request: HttpRequest, query: Query[SearchQuery]) -> Any:
    """按标题、文号、案号、单位检索可见的事项和任务，各至多二十条."""
    return found_out(queries.find(viewer(request), query.words.strip()), today())


@room.reads("/views", Listed[ViewOut], scope="")
def views(request: HttpRequest, query: Query[Page]) -> Any:
    """本人保存的台账视图."""
    return sliced(queries.views_of(viewer(request)), query, view_out)


@room.writes("/views", status=201, keyed=True)
def save_view(request: HttpRequest, body: NewView) -> HttpResponse:
    """保存台账视图；同名的覆盖."""

    def work(uow: UnitOfWork) -> Receipt:
        return Receipt(id=actions.save_view(uow, body.name, body.query, body.register_code).pk, kind="view")

    return perform(request, work, again=replayable, status=201)


@room.writes("/views/{uuid:key}", method="DELETE", body=False)
def remove_view(request: HttpRequest, key: UUID) -> HttpResponse:
    """删除本人的台账视图."""

    def work(uow: UnitOfWork) -> Receipt:
        actions.remove_view(uow, key)
        return Receipt(id=key, kind="view", state="removed")

    return perform(request, work)

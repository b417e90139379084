"""领导驾驶舱, 期限日历, 全局检索 and saved views: what the pages show, by the same queries."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Page, Query, Receipt, Room, perform, replayable, sliced, viewer
from fuyuantong.common.now import today
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.workbench import actions, queries
from fuyuantong.workbench.schemas import (
    BoardOut,
    BoardQuery,
    CalendarOut,
    FoundOut,
    MonthQuery,
    NewView,
    SearchQuery,
    ViewOut,
    board_out,
    calendar_out,
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
    return calendar_out(first, queries.month_of_dues(viewer(request), first), today())


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

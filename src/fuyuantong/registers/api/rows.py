"""Rows: lists, one row with its history, every act on one; exports; figures of activities."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Query, Receipt, expected, paged, perform, sliced, tagged, viewer
from fuyuantong.common.api.acting import carry_out
from fuyuantong.common.now import today
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.serving import bytes_response
from fuyuantong.registers import actions, queries
from fuyuantong.registers.api.base import of_row, room, sees_row
from fuyuantong.registers.queries.rows import ORDER
from fuyuantong.registers.schemas.inputs import (
    Advance,
    CaseQuery,
    Entering,
    ExportQuery,
    FigureQuery,
    RowCorrection,
    RowPurpose,
    RowQuery,
    RowReason,
)
from fuyuantong.registers.schemas.outputs import (
    Figures,
    RowFull,
    RowOut,
    RowPersonal,
    figure_out,
    row_full,
    row_out,
)


@room.reads("/registers/{slug:code}/rows", Listed[RowOut])
def rows(request: HttpRequest, code: str, query: Query[RowQuery]) -> Any:
    """一个台账中本岗位可见的行."""
    register = queries.register_of(code)
    found = queries.rows(viewer(request), register, query.filters(register), today())
    return paged(found, ORDER, query, row_out)


@room.downloads(
    "/registers/{slug:code}/export",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/csv",
    scope="reports:read",
)
def export_rows(request: HttpRequest, code: str, query: Query[ExportQuery]) -> HttpResponse:
    """导出可见的行（xlsx、csv、docx），个人信息遮盖，导出记入审计."""
    register = queries.register_of(code)

    def work(uow: UnitOfWork) -> bytes:
        filters = query.filters(register)
        return actions.export_rows(uow, code, filters, query.format, keys=query.column)[0]

    return bytes_response(carry_out(request, work), f"{register.name}.{query.format}", query.format)


@room.reads("/registers/{slug:code}/figures", Figures)
def register_figures(request: HttpRequest, code: str, query: Query[FigureQuery]) -> Any:
    """活动台账对照目标的数，ids 为计入的行."""
    register, day = queries.register_of(code), today()
    found = queries.figures(viewer(request), register, query.on or day, day)
    return {"items": [figure_out(figure) for figure in found]}


@room.writes("/registers/{slug:code}/rows", status=201, keyed=True)
def enter_row(request: HttpRequest, code: str, body: Entering) -> HttpResponse:
    """录入一行."""

    def work(uow: UnitOfWork) -> Receipt:
        made = actions.enter_row(uow, code, body.values, progress=body.progress, source=body.source)
        return of_row(made)

    return perform(request, work, again=sees_row, status=201)


@room.reads("/register-rows", Listed[RowOut])
def rows_about_case(request: HttpRequest, query: Query[CaseQuery]) -> Any:
    """各台账中关于一个案号的行."""
    return sliced(queries.rows_of_case(viewer(request), query.case_number), query, row_out)


@room.reads("/register-rows/{uuid:key}", RowFull)
def row(request: HttpRequest, key: UUID) -> Any:
    """一行的全部内容和历史；ETag 为其修订号."""
    shown = row_full(queries.row_page(viewer(request), key))
    return tagged(shown, shown.revision)


@room.writes("/register-rows/{uuid:key}/personal", answer=RowPersonal, scope="personal:read")
def row_personal(request: HttpRequest, key: UUID, body: RowPurpose) -> Any:
    """说明用途后查看一行中的个人信息；查看记入审计."""
    return {"cells": carry_out(request, lambda uow: actions.reveal(uow, key, purpose=body.purpose))}


@room.writes("/register-rows/{uuid:key}/correct", versioned=True)
def correct_row(request: HttpRequest, key: UUID, body: RowCorrection) -> HttpResponse:
    """更正：原值和理由留在历史中."""
    revision = expected(request)
    return perform(
        request,
        lambda uow: of_row(actions.correct_row(uow, key, body.values, reason=body.reason, revision=revision)),
    )


@room.writes("/register-rows/{uuid:key}/advance", versioned=True)
def advance_row(request: HttpRequest, key: UUID, body: Advance) -> HttpResponse:
    """活动推进一步：计划→已举办→已反馈."""
    revision = expected(request)
    return perform(request, lambda uow: of_row(actions.advance_row(uow, key, body.values, revision=revision)))


@room.writes("/register-rows/{uuid:key}/void", versioned=True)
def void_row(request: HttpRequest, key: UUID, body: RowReason) -> HttpResponse:
    """废止：行和历史保留，不再计入."""
    revision = expected(request)
    return perform(
        request, lambda uow: of_row(actions.void_row(uow, key, reason=body.reason, revision=revision))
    )


@room.writes("/register-rows/{uuid:key}/seal", versioned=True)
def seal_row(request: HttpRequest, key: UUID, body: RowReason) -> HttpResponse:
    """封存：只有所属单位还看得见."""
    revision = expected(request)
    return perform(
        request, lambda uow: of_row(actions.seal_row(uow, key, reason=body.reason, revision=revision))
    )


@room.writes("/register-rows/{uuid:key}/unseal", versioned=True)
def unseal_row(request: HttpRequest, key: UUID, body: RowReason) -> HttpResponse:
    """解除封存."""
    revision = expected(request)
    return perform(
        request, lambda uow: of_row(actions.unseal_row(uow, key, reason=body.reason, revision=revision))
    )

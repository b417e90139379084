"""台账 and the lists of the workbench: reading, counting, taking away as a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from fuyuantong.common.api import Listed, Page, Query, Totals, paged, plain, tagged, viewer
from fuyuantong.common.api.acting import carry_out
from fuyuantong.common.now import today
from fuyuantong.documents.serving import bytes_response
from fuyuantong.matters import queries
from fuyuantong.matters.actions.exporting import export_ledger
from fuyuantong.matters.api.base import room
from fuyuantong.matters.queries.columns import chosen
from fuyuantong.matters.queries.envelopes import withdrawals as recalled
from fuyuantong.matters.queries.listing import obligation_view
from fuyuantong.matters.schemas.inputs import ExportQuery, LedgerQuery
from fuyuantong.matters.schemas.outputs import ObligationFull, ObligationRow, WithdrawalOut
from fuyuantong.matters.schemas.showing import obligation_full, obligation_row

LIST_ORDER = ("due_on", "id")


@room.reads("/obligations", Listed[ObligationRow])
def obligations(request: HttpRequest, query: Query[LedgerQuery]) -> Any:
    """台账：本岗位可见的承办任务."""
    day, filters = today(), query.filters()
    rows = queries.ledger(viewer(request), filters, day)
    return paged(rows, filters.ordering(), query, lambda row: obligation_row(row, day))


@room.downloads(
    "/obligations/export",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    scope="reports:read",
)
def ledger_export(request: HttpRequest, query: Query[ExportQuery]) -> HttpResponseBase:
    """台账导出（xlsx、docx），导出记入审计."""
    columns = chosen(query.column)
    content = carry_out(request, lambda uow: export_ledger(uow, query.filters(), columns, query.format)[0])
    return bytes_response(content, f"联动任务台账.{query.format}", query.format)


@room.reads("/withdrawals", Listed[WithdrawalOut])
def withdrawals(request: HttpRequest) -> Any:
    """撤回告知：本单位签收前已被撤回的来件，最新的在前."""
    return {"items": [plain(WithdrawalOut, one) for one in recalled(viewer(request))]}


@room.reads("/worklists", Totals)
def worklists(request: HttpRequest) -> Any:
    """工作台各列表的件数."""
    return {"counts": queries.worklist_counts(viewer(request), today())}


@room.reads("/worklists/{slug:name}", Listed[ObligationRow])
def worklist(request: HttpRequest, name: str, query: Query[Page]) -> Any:
    """工作台的一个列表：todo、deputised（代请假同事办理）、working、urged、soon、overdue、standing、finished、started、copied、followed."""
    day = today()
    rows = queries.worklist(viewer(request), name, day)
    return paged(rows, LIST_ORDER, query, lambda row: obligation_row(row, day))


@room.reads("/obligations/{uuid:key}", ObligationFull)
def obligation(request: HttpRequest, key: UUID) -> Any:
    """一项承办任务的全部内容；ETag 为其版本."""
    shown = obligation_full(obligation_view(viewer(request), key, today()))
    return tagged(shown, shown.version)

"""An office's own forms: uploading, settling their columns, taking the ledger out in them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import (
    Listed,
    Page,
    Query,
    Receipt,
    carry_out,
    expected,
    paged,
    perform,
    plain,
    tagged,
    viewer,
)
from fuyuantong.documents.schemas import one_file
from fuyuantong.documents.serving import bytes_response
from fuyuantong.matters.schemas.inputs import LedgerQuery
from fuyuantong.packs import actions, queries
from fuyuantong.packs import schemas as shapes
from fuyuantong.packs.api.base import room
from fuyuantong.packs.api.packs import XLSX
from fuyuantong.packs.models import OwnForm


def _form(row: OwnForm) -> shapes.OwnFormOut:
    told = row.layout
    return plain(
        shapes.OwnFormOut, row, file_name=row.file.name, columns=told["columns"], first_row=told["first_row"],
        foot_row=told["foot_row"],
    )  # fmt: skip


def _told(row: OwnForm) -> Receipt:
    state = "retired" if row.retired_at else "settled" if row.settled else "waiting"
    return Receipt(id=row.pk, kind="own_form", state=state, version=row.version)


def _again(actor: Actor, receipt: Receipt) -> None:
    queries.form_of(actor, receipt.id)


@room.reads("/own-forms", Listed[shapes.OwnFormOut])
def own_forms(request: HttpRequest, query: Query[Page]) -> Any:
    """本办公室在用的自有表格."""
    return paged(queries.forms_of(viewer(request)), queries.FORM_ORDER, query, _form)


@room.uploads("/own-forms", {"linkage": "联动机制代码", "name": "名称，缺省为文件名"})
def add_own_form(request: HttpRequest) -> HttpResponse:
    """上传台账样表（xlsx），按栏名识别各栏."""
    upload, texts = one_file(request, ("linkage", "name"))
    return perform(
        request,
        lambda uow: _told(actions.add_form(uow, upload, linkage=texts["linkage"], name=texts["name"])),
        again=_again,
        status=201,
    )


@room.reads("/own-forms/{uuid:key}", shapes.OwnFormOut)
def own_form(request: HttpRequest, key: UUID) -> Any:
    """一张自有表格；ETag 为其版本."""
    row = queries.form_of(viewer(request), key)
    return tagged(_form(row), row.version)


@room.writes("/own-forms/{uuid:key}/columns", versioned=True)
def settle_own_form(request: HttpRequest, key: UUID, body: shapes.OwnFormColumns) -> HttpResponse:
    """核对各栏对应的列和数据行、表尾的位置."""
    return perform(
        request,
        lambda uow: _told(
            actions.settle_form(
                uow,
                key,
                body.columns,
                first_row=body.first_row,
                foot_row=body.foot_row,
                expected=expected(request),
            )
        ),
    )


@room.writes("/own-forms/{uuid:key}/retire", body=False, versioned=True)
def retire_own_form(request: HttpRequest, key: UUID) -> HttpResponse:
    """停用."""
    return perform(request, lambda uow: _told(actions.retire_form(uow, key, expected=expected(request))))


@room.downloads("/own-forms/{uuid:key}/ledger", XLSX)
def own_form_ledger(request: HttpRequest, key: UUID, query: Query[LedgerQuery]) -> Any:
    """按这张表格导出台账，导出记入审计."""
    row, content = carry_out(request, lambda uow: actions.export_form(uow, key, query.filters()))
    return bytes_response(content, f"{row.name}.xlsx", "xlsx")

"""Sending one issued letter; tables of a case system."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Listed, Query, Receipt, expected, paged, perform, plain, tagged, viewer
from fuyuantong.common.now import today
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.dispatches import actions, queries
from fuyuantong.dispatches import schemas as shapes
from fuyuantong.dispatches.api.base import room
from fuyuantong.dispatches.kinds import BatchState
from fuyuantong.dispatches.models import Batch
from fuyuantong.documents.queries import own_upload
from fuyuantong.matters.queries import get_matter


def _told(row: Batch) -> Receipt:
    return Receipt(id=row.pk, kind="dispatch_batch", state=row.state, version=row.version)


def _seen(actor: Actor, receipt: Receipt) -> None:
    get_matter(actor, receipt.id)


def _batch_seen(actor: Actor, receipt: Receipt) -> None:
    queries.batch_of(actor, receipt.id)


def _row(row: Batch) -> shapes.DispatchBatchRow:
    return plain(shapes.DispatchBatchRow, row)


@room.writes("/dispatches", keyed=True, status=201)
def send(request: HttpRequest, body: shapes.DispatchIn) -> HttpResponse:
    """登记一份已制发的文书并送达收文单位."""

    def work(uow: UnitOfWork) -> Receipt:
        files = [own_upload(uow.actor, key) for key in body.files]
        matter = actions.send(uow, body.sending(), files=files)
        return Receipt(
            id=matter.pk, kind="matter", state=matter.stage, version=matter.version, matter=matter.pk
        )

    return perform(request, work, again=_seen, status=201)


@room.reads("/dispatch-case", shapes.DispatchCase, statuses=(422,))
def dispatch_case(request: HttpRequest, query: Query[shapes.DispatchCaseQuery]) -> Any:
    """按案号查台账所载案情和已有事项."""
    case = queries.case_of(viewer(request), query.case_number)
    return shapes.DispatchCase(
        case_number=case.number, facts=dict(case.facts), matters=[one.pk for one in case.matters]
    )


@room.reads("/dispatch-batches", Listed[shapes.DispatchBatchRow])
def dispatch_batches(request: HttpRequest, query: Query[shapes.DispatchBatchQuery]) -> Any:
    """本单位上传的批量送办表，新的在前."""
    return paged(queries.batches_of(viewer(request)), ("-at", "-id"), query, _row)


@room.uploads("/dispatch-batches", {"recipe": "文书种类", "linkage": "联动机制代码"})
def start_batch(request: HttpRequest) -> HttpResponse:
    """上传办案系统导出的表；只读取，不送出."""
    given = request.POST
    return perform(
        request,
        lambda uow: _told(
            actions.start_batch(
                uow, recipe=given.get("recipe", ""), linkage=given.get("linkage", ""),
                source=request.FILES.get("file"),
            )
        ),
        again=_batch_seen,
        status=201,
    )  # fmt: skip


@room.reads("/dispatch-batches/{uuid:key}", shapes.DispatchBatchFull)
def dispatch_batch(request: HttpRequest, key: UUID) -> Any:
    """一张表逐行的核对结果；ETag 为其版本."""
    actor = viewer(request)
    row = queries.batch_of(actor, key)
    lines = queries.preview(row, actor.region, today()) if row.state == BatchState.PREVIEW else []
    return tagged(plain(shapes.DispatchBatchFull, row, lines=[_line(one) for one in lines]), row.version)


def _line(one: queries.Line) -> shapes.DispatchLine:
    told = one.sending
    return shapes.DispatchLine(
        number=one.number, title=told.title if told else one.said.get("title", ""),
        document_number=one.said.get("number", ""), addressees=list(told.addressees) if told else [],
        reply_on=told.reply_on if told else None, errors=one.errors,
    )  # fmt: skip


@room.writes("/dispatch-batches/{uuid:key}/columns", versioned=True)
def map_columns(request: HttpRequest, key: UUID, body: shapes.DispatchColumns) -> HttpResponse:
    """指定各列的含义；本单位下次上传时沿用."""
    return perform(
        request, lambda uow: _told(actions.map_columns(uow, key, body.columns, expected=expected(request)))
    )


@room.writes("/dispatch-batches/{uuid:key}/confirm", body=False, versioned=True)
def confirm_batch(request: HttpRequest, key: UUID) -> HttpResponse:
    """全部送出；有一行不对则全部不送."""
    return perform(request, lambda uow: _told(actions.confirm_batch(uow, key, expected=expected(request))))


@room.writes("/dispatch-batches/{uuid:key}/drop", body=False, versioned=True)
def drop_batch(request: HttpRequest, key: UUID) -> HttpResponse:
    """放弃."""
    return perform(request, lambda uow: _told(actions.drop_batch(uow, key, expected=expected(request))))

"""Destructions: proposed, decided, carried out."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.archives import actions, queries
from fuyuantong.archives import schemas as shapes
from fuyuantong.archives.api.base import again, room, told
from fuyuantong.archives.models import Destruction
from fuyuantong.archives.printing import destruction_list, printed
from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Listed, Page, Query, expected, paged, perform, plain, tagged, viewer
from fuyuantong.common.refusals import BadInput
from fuyuantong.documents.schemas import one_file
from fuyuantong.documents.serving import bytes_response


def _told(who: Actor, row: Destruction) -> shapes.DestructionRow:
    seen = queries.volumes_of(who).filter(destruction=row).order_by("year", "number")
    return plain(shapes.DestructionRow, row, volumes=list(seen.values_list("pk", flat=True)))


@room.reads("/destructions", Listed[shapes.DestructionRow])
def destructions(request: HttpRequest, query: Query[Page]) -> Any:
    """本单位的销毁提请，最新在前."""
    who = viewer(request)
    return paged(queries.destructions_of(who), queries.ORDER, query, lambda row: _told(who, row))


@room.reads("/destructions/{uuid:key}", shapes.DestructionRow)
def destruction(request: HttpRequest, key: UUID) -> Any:
    """一次销毁提请；ETag 为其版本."""
    who = viewer(request)
    row = queries.destruction_view(who, key).row
    return tagged(_told(who, row), row.version)


@room.downloads("/destructions/{uuid:key}/list", "*/*")
def destruction_register(request: HttpRequest, key: UUID, query: Query[shapes.DirectoryFormat]) -> Any:
    """销毁清册."""
    view = queries.destruction_view(viewer(request), key)
    return bytes_response(
        printed(destruction_list(view), query.format), f"档案销毁清册.{query.format}", query.format
    )


@room.writes("/destructions", keyed=True, status=201)
def propose_destruction(request: HttpRequest, body: shapes.DestructionIn) -> HttpResponse:
    """提请销毁期满的案卷；永久保管和未期满的不能提请."""
    return perform(
        request,
        lambda uow: told(
            actions.propose(uow, body.volumes, opinion=body.opinion, appraisers=body.appraisers)
        ),
        again=again,
        status=201,
    )


@room.writes("/destructions/{uuid:key}/approve", versioned=True)
def approve_destruction(request: HttpRequest, key: UUID, body: shapes.DecisionWords) -> HttpResponse:
    """负责人同意销毁."""
    return perform(
        request, lambda uow: told(actions.approve(uow, key, words=body.words, expected=expected(request)))
    )


@room.writes("/destructions/{uuid:key}/refuse", versioned=True)
def refuse_destruction(request: HttpRequest, key: UUID, body: shapes.DecisionWords) -> HttpResponse:
    """负责人不同意销毁，须写意见."""
    return perform(
        request, lambda uow: told(actions.refuse(uow, key, words=body.words, expected=expected(request)))
    )


@room.uploads(
    "/destructions/{uuid:key}/approval",
    {"by": "批准的负责人", "on": "批准日期", "words": "审批意见"},
)
def record_destruction_approval(request: HttpRequest, key: UUID) -> HttpResponse:
    """登记负责人在纸质清册上的批准，附扫描件."""
    upload, texts = one_file(request, ("by", "on", "words"))
    try:
        on = date.fromisoformat(texts["on"])
    except ValueError:
        raise BadInput("E-FORMAT", "批准日期应写作 2026-01-31。") from None
    return perform(
        request,
        lambda uow: told(
            actions.record_decision(uow, key, upload, by=texts["by"], words=texts["words"], on=on)
        ),
        again=again,
        status=201,
    )


@room.writes("/destructions/{uuid:key}/drop", body=False, versioned=True)
def drop_destruction(request: HttpRequest, key: UUID) -> HttpResponse:
    """撤回销毁提请."""
    return perform(request, lambda uow: told(actions.drop(uow, key, expected=expected(request))))


@room.writes("/destructions/{uuid:key}/carry-out", versioned=True)
def carry_out_destruction(request: HttpRequest, key: UUID, body: shapes.WatchedBy) -> HttpResponse:
    """登记销毁：案卷和其中的材料删除，题名、摘要和批准人留在审计记录里."""
    return perform(
        request,
        lambda uow: told(actions.carry_out(uow, key, watchers=body.watchers, expected=expected(request))),
    )

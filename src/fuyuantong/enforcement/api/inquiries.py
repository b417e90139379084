"""Requests to ask and their answers through the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict

from fuyuantong.common.api import (
    Listed,
    Page,
    Query,
    carry_out,
    expected,
    paged,
    perform,
    plain,
    tagged,
    viewer,
)
from fuyuantong.documents.schemas import one_file
from fuyuantong.enforcement import actions, kinds, queries
from fuyuantong.enforcement import schemas as shapes
from fuyuantong.enforcement.api.base import again, checked, room, told
from fuyuantong.enforcement.forms import InquiryForm
from fuyuantong.enforcement.models import Call, Inquiry

_TEXTS = {"party": "被执行人编号", "classes": "财产类别代码，多个用逗号隔开", "paper": "法律文书名称和文号"}


def call_out(row: Call) -> shapes.CallOut:
    found = row.brought
    return plain(shapes.CallOut, row, source=row.source_id, unit=str(row.source.unit), found=found)


def _inquiry(row: Inquiry) -> shapes.InquiryOut:
    calls = list(row.calls.all())
    absent = [str(call.source.unit) for call in calls if call.state in kinds.UNANSWERED]
    return plain(
        shapes.InquiryOut,
        row,
        case=row.case_id,
        party=row.party_id,
        absent=absent,
        calls=[call_out(call) for call in calls],
    )


@room.reads("/asset-inquiries", Listed[shapes.InquiryOut])
def asset_inquiries(request: HttpRequest, query: Query[Page]) -> Any:
    """本院的财产查询，最新在前."""
    rows = queries.with_calls(queries.inquiries_of(viewer(request)))
    return paged(rows, queries.NEWEST, query, _inquiry)


@room.uploads("/enforcement-cases/{uuid:key}/inquiries", _TEXTS)
def inquire(request: HttpRequest, key: UUID) -> HttpResponse:
    """查询一名被执行人的财产；file 为法律文书."""
    case = queries.case_of(viewer(request), key)
    upload, texts = one_file(request, _TEXTS)
    data = QueryDict(mutable=True)
    data.update({name: texts[name] for name in ("party", "paper")})
    data.setlist("classes", [code for code in texts["classes"].split(",") if code])
    form = InquiryForm(data, {"file": upload}, parties=list(case.parties.all()))
    checked(form)
    return perform(
        request, lambda uow: told(actions.inquire(uow, key, form.wanted(), upload)), again=again, status=201
    )


@room.reads("/asset-inquiries/{uuid:key}", shapes.InquiryOut)
def asset_inquiry(request: HttpRequest, key: UUID) -> Any:
    """一次财产查询和各来源的反馈；ETag 为其版本."""
    row = queries.inquiry_of(viewer(request), key)
    return tagged(_inquiry(row), row.version)


@room.writes("/asset-inquiries/{uuid:key}/confirm", versioned=True)
def confirm_inquiry(request: HttpRequest, key: UUID, body: shapes.InquiryAnswer) -> HttpResponse:
    """第二人审核：同意后发出，不同意须写明理由."""
    data = body.model_dump()
    return perform(
        request, lambda uow: told(actions.confirm_inquiry(uow, key, expected=expected(request), **data))
    )


@room.writes("/asset-inquiries/{uuid:key}/read", answer=shapes.AssetsOut, scope="personal:read")
def read_inquiry(request: HttpRequest, key: UUID, body: shapes.InquiryPurpose) -> Any:
    """查到的财产明细；须写明用途，查看留痕."""
    found = carry_out(request, lambda uow: actions.read_inquiry(uow, key, purpose=body.purpose))
    return shapes.AssetsOut(items=[plain(shapes.AssetOut, a, source=a.call.source_id) for a in found])


@room.writes("/asset-calls/{uuid:key}/settle", versioned=True)
def settle_call(request: HttpRequest, key: UUID, body: shapes.CallSettlement) -> HttpResponse:
    """人工核实一项请求是否送达."""
    data = body.model_dump()
    return perform(
        request, lambda uow: told(actions.settle_call(uow, key, expected=expected(request), **data))
    )

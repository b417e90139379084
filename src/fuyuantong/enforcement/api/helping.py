"""查找临控 and service of papers through the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict

from fuyuantong.common.api import Listed, Page, Query, expected, paged, perform, plain, tagged, viewer
from fuyuantong.common.now import today
from fuyuantong.documents.schemas import one_file
from fuyuantong.enforcement import actions, addresses, linked, queries
from fuyuantong.enforcement import schemas as shapes
from fuyuantong.enforcement.actions import NewReferral, NewService
from fuyuantong.enforcement.api.base import again, checked, room, told
from fuyuantong.enforcement.forms import PursuitForm
from fuyuantong.enforcement.masking import masked_address
from fuyuantong.enforcement.models import Pursuit, Service

_TEXTS = {
    "party": "被执行人编号",
    "target": "person 被执行人、vehicle 被执行车辆",
    "plate": "车牌，查找车辆时填写",
    "police": "公安机关编号",
    "until_on": "布控期满日",
}


def _pursuit(row: Pursuit) -> shapes.PursuitOut:
    hours = {f"{begin}-{end}": passed for begin, end, passed in queries.hours_of(row) if passed is not None}
    return plain(
        shapes.PursuitOut, row, case=row.case_id, party=row.party_id, matter=row.matter_id, hours=hours
    )


def _service(row: Service) -> shapes.ServiceOut:
    shown = masked_address(row.address)
    return plain(shapes.ServiceOut, row, case=row.case_id, party=row.party_id, address=shown)


@room.uploads("/enforcement-cases/{uuid:key}/pursuits", _TEXTS)
def ask_pursuit(request: HttpRequest, key: UUID) -> HttpResponse:
    """提出查找临控：一次一人或一车，待第二人审核；file 为法律文书."""
    who = viewer(request)
    case = queries.case_of(who, key)
    upload, texts = one_file(request, _TEXTS)
    data = QueryDict(mutable=True)
    data.update({name: text for name, text in texts.items() if text})
    offered: dict[str, Any] = {
        "parties": list(case.parties.all()),
        "units": linked.police_of(queries.units_to_ask(who)),
    }
    form = PursuitForm(data, {"file": upload}, **offered)
    checked(form)
    return perform(
        request,
        lambda uow: told(actions.ask_pursuit(uow, key, form.pursuit(), upload)),
        again=again,
        status=201,
    )


@room.reads("/pursuits", Listed[shapes.PursuitOut])
def pursuits(request: HttpRequest, query: Query[Page]) -> Any:
    """本院的查找临控请求，最新在前."""
    return paged(queries.pursuits_of(viewer(request)), queries.NEWEST, query, _pursuit)


@room.reads("/pursuits/{uuid:key}", shapes.PursuitOut)
def pursuit(request: HttpRequest, key: UUID) -> Any:
    """一件查找临控请求和各环节用时；ETag 为其版本."""
    row = queries.pursuit_of(viewer(request), key)
    return tagged(_pursuit(row), row.version)


@room.writes("/pursuits/{uuid:key}/confirm", versioned=True)
def confirm_pursuit(request: HttpRequest, key: UUID, body: shapes.PursuitAnswer) -> HttpResponse:
    """第二人审核：同意后才能在事项中发送请求."""
    data = body.model_dump()
    return perform(
        request, lambda uow: told(actions.confirm_pursuit(uow, key, expected=expected(request), **data))
    )


@room.reads("/enforcement-cases/{uuid:key}/linked", shapes.LinkedMattersOut)
def case_linked(request: HttpRequest, key: UUID) -> Any:
    """一案的执行联动事项：由案件提起的和写有本案号的，各阶段用时以小时计."""
    who = viewer(request)
    items = [
        shapes.LinkedMatterOut(
            matter=one.matter.pk,
            title=one.matter.title,
            mechanism=one.matter.mechanism,
            stage=one.matter.stage,
            state=one.matter.state,
            kind=one.referral.kind if one.referral else "",
            pursuit=one.referral.pursuit_id if one.referral else None,
            due_on=one.due_on,
            overdue=one.overdue,
            steps=[plain(shapes.LinkedStep, step) for step in one.steps],
        )
        for one in linked.linked_matters(who, queries.case_of(who, key), today())
    ]
    return shapes.LinkedMattersOut(items=items)


@room.writes("/enforcement-cases/{uuid:key}/referrals", keyed=True, status=201)
def refer_case(request: HttpRequest, key: UUID, body: shapes.ReferralIn) -> HttpResponse:
    """由案件提起联动事项：移送拒执线索、送拘、网格员协助；材料在事项中上传."""
    new = NewReferral(**body.model_dump())
    return perform(request, lambda uow: told(actions.refer(uow, key, new)), again=again, status=201)


@room.reads("/enforcement-cases/{uuid:key}/addresses", shapes.AddressesOut)
def case_addresses(request: HttpRequest, key: UUID) -> Any:
    """台账里被执行人的送达地址（遮盖）."""
    who = viewer(request)
    case = queries.case_of(who, key)
    items = [
        shapes.AddressOut(
            party=party.pk,
            origin=one.origin,
            address=masked_address(one.address),
            since=one.since,
            until=one.until,
            unsure=one.unsure,
            row=one.row,
        )
        for party in case.parties.all()
        for one in addresses.known(who, party)
    ]
    return shapes.AddressesOut(items=items, counts=dict(addresses.rates(who)))


@room.reads("/enforcement-cases/{uuid:key}/services", Listed[shapes.ServiceOut])
def case_services(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """一案的送达记录，最新在前."""
    who = viewer(request)
    rows = queries.services_of(who).filter(case=queries.case_of(who, key))
    return paged(rows, queries.NEWEST, query, _service)


@room.writes("/enforcement-cases/{uuid:key}/services", keyed=True, status=201)
def serve_paper(request: HttpRequest, key: UUID, body: shapes.ServiceIn) -> HttpResponse:
    """登记发出一件文书，地址取自台账或当事人确认."""
    new = NewService(**body.model_dump())
    return perform(request, lambda uow: told(actions.serve(uow, key, new)), again=again, status=201)


@room.writes("/services/{uuid:key}/result", versioned=True)
def end_service(request: HttpRequest, key: UUID, body: shapes.ServiceResult) -> HttpResponse:
    """登记送达结果."""
    data = body.model_dump()
    return perform(
        request, lambda uow: told(actions.end_service(uow, key, expected=expected(request), **data))
    )

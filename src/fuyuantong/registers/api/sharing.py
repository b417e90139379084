"""数据目录: what can be queried, grants, questions under them, and the record of questions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Listed, Page, Query, Receipt, expected, paged, perform, tagged, viewer
from fuyuantong.common.api.acting import carry_out
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.registers import actions, queries
from fuyuantong.registers.api.base import room
from fuyuantong.registers.models import Grant
from fuyuantong.registers.queries.sharing import ORDER
from fuyuantong.registers.schemas import sharing as shapes


@room.reads("/data-catalogue", shapes.CatalogueOut)
def data_catalogue(request: HttpRequest) -> Any:
    """数据目录：可以查询的数据、查询项、依据、最近一次归集的质量."""
    viewer(request)
    return shapes.CatalogueOut(items=[shapes.shared_out(one) for one in queries.catalogue()])


@room.reads("/data-grants", Listed[shapes.GrantOut])
def data_grants(request: HttpRequest, query: Query[Page]) -> Any:
    """本单位申请的和授出的查询授权."""
    return paged(queries.grants(viewer(request)), ORDER, query, shapes.grant_out)


@room.writes("/data-grants", status=201, keyed=True)
def ask_data_grant(request: HttpRequest, body: shapes.GrantIn) -> HttpResponse:
    """申请查询授权."""
    return perform(request, lambda uow: _told(actions.ask_grant(uow, body.grant())), again=_again, status=201)


@room.reads("/data-grants/{uuid:key}", shapes.GrantOut)
def data_grant(request: HttpRequest, key: UUID) -> Any:
    """一项查询授权；ETag 为其版本."""
    row = queries.grant_of(viewer(request), key)
    return tagged(shapes.grant_out(row), row.version)


@room.writes("/data-grants/{uuid:key}/agree", versioned=True)
def agree_data_grant(request: HttpRequest, key: UUID, body: shapes.GrantRemark) -> HttpResponse:
    """授权."""
    return _decide(request, key, body.remark, agreed=True)


@room.writes("/data-grants/{uuid:key}/refuse", versioned=True)
def refuse_data_grant(request: HttpRequest, key: UUID, body: shapes.GrantRemark) -> HttpResponse:
    """不予授权，须写理由."""
    return _decide(request, key, body.remark, agreed=False)


@room.writes("/data-grants/{uuid:key}/end", versioned=True)
def end_data_grant(request: HttpRequest, key: UUID, body: shapes.GrantRemark) -> HttpResponse:
    """收回，即时生效."""
    version = expected(request)

    def work(uow: UnitOfWork) -> Receipt:
        return _told(actions.end_grant(uow, key, remark=body.remark, expected=version))

    return perform(request, work, again=_again)


@room.writes("/data-grants/{uuid:key}/lookups", answer=shapes.DataAnswerOut, scope="personal:read")
def look_up_data(request: HttpRequest, key: UUID, body: shapes.LookupIn) -> Any:
    """依授权查询一次；答复只给一次，查询记入审计."""

    def work(uow: UnitOfWork) -> Any:
        return actions.look_up(uow, key, question=body.question, reference=body.reference, values=body.values)

    return shapes.answer_out(carry_out(request, work))


@room.reads("/data-lookups", Listed[shapes.LookupOut])
def data_lookups(request: HttpRequest, query: Query[Page]) -> Any:
    """查询记录（审计员可见全部单位的）."""
    return paged(queries.lookups(viewer(request)), ORDER, query, shapes.lookup_out)


def _decide(request: HttpRequest, key: UUID, remark: str, *, agreed: bool) -> HttpResponse:
    version = expected(request)

    def work(uow: UnitOfWork) -> Receipt:
        return _told(actions.decide_grant(uow, key, agreed=agreed, remark=remark, expected=version))

    return perform(request, work, again=_again)


def _again(actor: Actor, receipt: Receipt) -> None:
    queries.grant_of(actor, receipt.id)


def _told(grant: Grant) -> Receipt:
    return Receipt(id=grant.pk, kind="data_grant", state=grant.state, version=grant.version)

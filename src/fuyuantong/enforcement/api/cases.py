"""Cases and the bulletin of debts through the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import (
    Listed,
    Page,
    Query,
    Receipt,
    expected,
    paged,
    perform,
    plain,
    tagged,
    viewer,
)
from fuyuantong.common.now import read_clock
from fuyuantong.enforcement import actions, queries
from fuyuantong.enforcement import schemas as shapes
from fuyuantong.enforcement.api.base import again, room, told
from fuyuantong.enforcement.figures import lines_of
from fuyuantong.enforcement.masking import masked
from fuyuantong.enforcement.models import Case, Seat


def _case(row: Case) -> shapes.EnforcementCaseOut:
    parties = [plain(shapes.DebtorOut, p, number=masked(p.number)) for p in row.parties.all()]
    return plain(
        shapes.EnforcementCaseOut, row, parties=parties, held=queries.worth(list(row.measures.all()))
    )


@room.reads("/enforcement-cases", Listed[shapes.EnforcementCaseOut])
def enforcement_cases(request: HttpRequest, query: Query[Page]) -> Any:
    """本院的执行案件，最新在前."""
    rows = queries.own_cases(viewer(request)).prefetch_related("measures")
    return paged(rows, queries.NEWEST, query, _case)


@room.writes("/enforcement-cases", keyed=True, status=201)
def open_case(request: HttpRequest, body: shapes.EnforcementCaseIn) -> HttpResponse:
    """登记本院的执行案件."""
    data = body.model_dump(exclude={"party"})
    return perform(
        request,
        lambda uow: told(actions.open_case(uow, **data, party=body.party.party())),
        again=again,
        status=201,
    )


@room.reads("/enforcement-cases/{uuid:key}", shapes.EnforcementCaseOut)
def enforcement_case(request: HttpRequest, key: UUID) -> Any:
    """一个执行案件；ETag 为其版本."""
    row = queries.case_of(viewer(request), key)
    return tagged(_case(row), row.version)


@room.writes("/enforcement-cases/{uuid:key}/parties", versioned=True)
def add_case_party(request: HttpRequest, key: UUID, body: shapes.DebtorIn) -> HttpResponse:
    """增加被执行人."""
    return perform(
        request, lambda uow: told(actions.add_party(uow, key, body.party(), expected=expected(request)))
    )


@room.writes("/enforcement-cases/{uuid:key}/notice", versioned=True)
def notice_case(request: HttpRequest, key: UUID, body: shapes.CaseNotice) -> HttpResponse:
    """登记采取措施前的通报；unit 同时告知."""
    return perform(
        request,
        lambda uow: told(
            actions.notice_case(uow, key, on=body.on, unit=body.unit, expected=expected(request))
        ),
    )


@room.writes("/enforcement-cases/{uuid:key}/warning", versioned=True, body=False)
def warn_before_listing(request: HttpRequest, key: UUID) -> HttpResponse:
    """列入失信名单前预警，告知该行政机关或事业单位."""
    return perform(
        request, lambda uow: told(actions.warn_before_listing(uow, key, expected=expected(request)))
    )


@room.writes("/enforcement-cases/{uuid:key}/payment", versioned=True)
def pay_case(request: HttpRequest, key: UUID, body: shapes.CasePayment) -> HttpResponse:
    """登记已履行金额（累计）."""
    return perform(
        request, lambda uow: told(actions.pay_case(uow, key, paid=body.paid, expected=expected(request)))
    )


@room.writes("/enforcement-cases/{uuid:key}/close", versioned=True)
def close_case(request: HttpRequest, key: UUID, body: shapes.CaseClosing) -> HttpResponse:
    """结案；此后不能再查询."""
    return perform(
        request, lambda uow: told(actions.close_case(uow, key, why=body.why, expected=expected(request)))
    )


@room.reads("/public-debts", shapes.DebtsOut)
def public_debts(request: HttpRequest) -> Any:
    """涉政府机构未履行的执行案件."""
    items = []
    for debt in queries.debts_of(viewer(request)):
        case = debt.case
        more = {"case": case.pk, "court": str(case.court), "debtor": debt.party.name, "owed": debt.owed}
        items.append(plain(shapes.DebtOut, case, **more))
    return shapes.DebtsOut(items=items)


@room.reads("/enforcement-figures", shapes.EnforcementFigures)
def enforcement_figures(request: HttpRequest) -> Any:
    """近一年的反馈、送达地址、查找移交和措施预警；协助单位只见自己的反馈."""
    lines = lines_of(viewer(request), read_clock())
    return shapes.EnforcementFigures(items=[plain(shapes.EnforcementFigure, line) for line in lines])


@room.reads("/court-codes", shapes.CourtCodesOut)
def court_codes(request: HttpRequest) -> Any:
    """各法院案号中的法院代字."""
    items = [
        shapes.CourtCodeOut(unit=u.pk, name=str(u), court_code=code)
        for u, code in queries.seats(viewer(request))
    ]
    return shapes.CourtCodesOut(items=items)


@room.writes("/court-codes/{uuid:key}", keyed=True)
def bind_court_code(request: HttpRequest, key: UUID, body: shapes.CourtCodeIn) -> HttpResponse:
    """系统管理员确定一个法院的法院代字."""
    return perform(request, lambda uow: _bound(actions.bind_seat(uow, key, body.court_code)), again=again)


def _bound(seat: Seat) -> Receipt:
    return Receipt(id=seat.pk, kind="court_code", state=seat.court_code, version=1)

"""The steps of an issue, what is asked of units, and cases."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Receipt, expected, perform
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.reports import schemas as shapes
from fuyuantong.reports.actions import deciding, editing, issuing, opening
from fuyuantong.reports.api.base import again, of_matter, room, told
from fuyuantong.reports.queries.issues import issue_of


@room.writes("/reports/{uuid:key}/passages", method="PATCH", versioned=True)
def edit_report(request: HttpRequest, key: UUID, body: shapes.ReportEdits) -> HttpResponse:
    """修改文稿；改动或写入不是指标的数会被拒绝并指明位置."""
    texts = {one.passage: one.text for one in body.passages}
    return perform(request, lambda uow: told(editing.edit(uow, key, texts, expected=expected(request))))


@room.writes("/reports/{uuid:key}/recut", body=False, versioned=True)
def recut_report(request: HttpRequest, key: UUID) -> HttpResponse:
    """重新取数；答复后可看到与上次的差异."""

    def work(uow: UnitOfWork) -> Receipt:
        opening.recut(uow, key, expected=expected(request))
        return told(issue_of(uow.actor, key))

    return perform(request, work)


@room.writes("/reports/{uuid:key}/submit", body=False, versioned=True)
def submit_report(request: HttpRequest, key: UUID) -> HttpResponse:
    """送审."""
    return perform(request, lambda uow: told(deciding.submit(uow, key, expected=expected(request))))


@room.writes("/reports/{uuid:key}/return", versioned=True)
def return_report(request: HttpRequest, key: UUID, body: shapes.ReportReason) -> HttpResponse:
    """退改."""
    return perform(
        request,
        lambda uow: told(deciding.send_back(uow, key, remark=body.reason, expected=expected(request))),
    )


@room.writes("/reports/{uuid:key}/sign", versioned=True)
def sign_report(request: HttpRequest, key: UUID, body: shapes.ReportSigning) -> HttpResponse:
    """审签；由办公室登记的须写明签发人."""
    return perform(
        request, lambda uow: told(deciding.sign(uow, key, **body.model_dump(), expected=expected(request)))
    )


@room.writes("/reports/{uuid:key}/issue", keyed=True, versioned=True)
def issue_report(request: HttpRequest, key: UUID, body: shapes.ReportNumber) -> HttpResponse:
    """发布并发送各单位."""
    return perform(
        request,
        lambda uow: told(issuing.issue(uow, key, number=body.number, expected=expected(request))),
        again=again,
    )


@room.writes("/reports/{uuid:key}/correct", keyed=True, versioned=True, status=201)
def correct_report(request: HttpRequest, key: UUID, body: shapes.ReportReason) -> HttpResponse:
    """出更正：已发布的不改，另出一期说明理由."""
    return perform(
        request,
        lambda uow: told(opening.correct(uow, key, reason=body.reason, expected=expected(request))),
        again=again,
        status=201,
    )


@room.writes("/reports/{uuid:key}/cancel", versioned=True)
def cancel_report(request: HttpRequest, key: UUID, body: shapes.ReportReason) -> HttpResponse:
    """取消误开的一期."""
    return perform(
        request, lambda uow: told(deciding.cancel(uow, key, reason=body.reason, expected=expected(request)))
    )


@room.writes("/reports/{uuid:key}/read", body=False)
def read_report(request: HttpRequest, key: UUID) -> HttpResponse:
    """本单位签阅."""
    return perform(request, lambda uow: told(issuing.read_issue(uow, key)))


@room.writes("/report-findings/{uuid:key}/raise", body=False, keyed=True, versioned=True, status=201)
def raise_report_finding(request: HttpRequest, key: UUID) -> HttpResponse:
    """把对一个单位的要求转为交办件（登记，交办由办公室另行办理）."""
    return perform(
        request,
        lambda uow: of_matter(issuing.raise_finding(uow, key, expected=expected(request))),
        again=again,
        status=201,
    )


@room.writes("/report-findings/{uuid:key}/drop", versioned=True)
def drop_report_finding(request: HttpRequest, key: UUID, body: shapes.ReportReason) -> HttpResponse:
    """不交办，写明理由."""
    return perform(
        request,
        lambda uow: told(issuing.drop_finding(uow, key, reason=body.reason, expected=expected(request))),
    )


@room.writes("/reports/{uuid:key}/cases", keyed=True, versioned=True, status=201)
def add_report_case(request: HttpRequest, key: UUID, body: shapes.ReportCaseIn) -> HttpResponse:
    """录入一件案例；系统给出脱敏稿，待人确认."""
    return perform(
        request,
        lambda uow: told(editing.add_case(uow, key, **body.model_dump(), expected=expected(request))),
        again=again,
        status=201,
    )


@room.writes("/report-cases/{uuid:key}/confirm", versioned=True)
def confirm_report_case(request: HttpRequest, key: UUID, body: shapes.ReportCaseIn) -> HttpResponse:
    """确认案例已脱敏；原文随即清除."""
    return perform(
        request,
        lambda uow: told(editing.confirm_case(uow, key, **body.model_dump(), expected=expected(request))),
    )

"""Measures of control and their alerts through the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict

from fuyuantong.common.api import Listed, Page, Query, expected, paged, perform, plain, tagged, viewer
from fuyuantong.documents.schemas import one_file
from fuyuantong.enforcement import actions, kinds, queries
from fuyuantong.enforcement import schemas as shapes
from fuyuantong.enforcement.api.base import again, checked, room, told
from fuyuantong.enforcement.forms import MeasureForm
from fuyuantong.enforcement.masking import masked, masked_name
from fuyuantong.enforcement.models import Alert, Measure

_TEXTS = {
    "party": "被执行人编号",
    "act": "freeze 冻结、seize 查封、impound 扣押",
    "asset": "查到的财产编号，可空",
    "klass": "财产类别代码",
    "title": "财产",
    "value": "估值（元）",
    "divisible": "可分割：1 或空",
    "owner": "权属",
    "fund": "资金性质",
    "housing": "保交楼项目：1 或空",
    "ruling": "裁定文号",
    "source": "由哪份查控协议办理，空为线下已办理",
    "starts_on": "起始日",
    "ends_on": "届满日，空为最长期限",
}


def _measure(row: Measure) -> shapes.ControlMeasureOut:
    return plain(
        shapes.ControlMeasureOut,
        row,
        case=row.case_id,
        case_no=row.case.case_no,
        party=masked_name(row.party.kind, row.party.name),
        number=masked(row.party.number),
    )


def _alert(row: Alert) -> shapes.MeasureAlertOut:
    rule = kinds.rules().get(row.rule)
    return plain(
        shapes.MeasureAlertOut,
        row,
        measure=row.measure_id,
        case_no=row.measure.case.case_no,
        name=row.rule_name,
        basis=rule.basis if rule else "",
        verified=rule is not None and rule.verified,
    )


@room.reads("/control-measures", Listed[shapes.ControlMeasureOut])
def control_measures(request: HttpRequest, query: Query[Page]) -> Any:
    """本单位采取、办理或监督的控制措施，最新在前."""
    return paged(queries.measures_of(viewer(request)), queries.NEWEST, query, _measure)


@room.uploads("/enforcement-cases/{uuid:key}/measures", _TEXTS)
def take_measure(request: HttpRequest, key: UUID) -> HttpResponse:
    """采取查封、扣押、冻结措施；file 为裁定书、协助执行通知书."""
    case = queries.case_of(viewer(request), key)
    upload, texts = one_file(request, _TEXTS)
    data = QueryDict(mutable=True)
    data.update({name: text for name, text in texts.items() if text})
    offered: dict[str, Any] = {
        "parties": list(case.parties.all()),
        "assets": queries.offered_assets(case),
        "sources": queries.able_sources(case),
    }
    form = MeasureForm(data, {"file": upload}, **offered)
    checked(form)
    return perform(
        request,
        lambda uow: told(actions.take_measure(uow, key, form.measure(), upload)),
        again=again,
        status=201,
    )


@room.reads("/control-measures/{uuid:key}", shapes.ControlMeasureOut)
def control_measure(request: HttpRequest, key: UUID) -> Any:
    """一项控制措施；ETag 为其版本."""
    row = queries.measure_of(viewer(request), key)
    return tagged(_measure(row), row.version)


@room.writes("/control-measures/{uuid:key}/renew", versioned=True)
def renew_measure(request: HttpRequest, key: UUID, body: shapes.MeasureRenewal) -> HttpResponse:
    """续行；ends_on 空为最长期限."""
    return perform(
        request,
        lambda uow: told(actions.renew_measure(uow, key, ends_on=body.ends_on, expected=expected(request))),
    )


@room.writes("/control-measures/{uuid:key}/release", versioned=True)
def release_measure(request: HttpRequest, key: UUID, body: shapes.MeasureRelease) -> HttpResponse:
    """解除，写明理由."""
    return perform(
        request, lambda uow: told(actions.release_measure(uow, key, why=body.why, expected=expected(request)))
    )


@room.writes("/control-measures/{uuid:key}/complaints", keyed=True, status=201)
def complain_of_measure(request: HttpRequest, key: UUID, body: shapes.MeasureComplaint) -> HttpResponse:
    """受理当事人对措施的反映，由执行法院复核."""
    return perform(
        request, lambda uow: told(actions.complain(uow, key, text=body.text)), again=again, status=201
    )


@room.reads("/measure-alerts", Listed[shapes.MeasureAlertOut])
def measure_alerts(request: HttpRequest, query: Query[shapes.AlertQuery]) -> Any:
    """控制措施的预警；open 只列未了结的."""
    return paged(queries.alerts_of(viewer(request), open_only=query.open), queries.NEWEST, query, _alert)


@room.reads("/measure-alerts/{uuid:key}", shapes.MeasureAlertOut)
def measure_alert(request: HttpRequest, key: UUID) -> Any:
    """一件预警；ETag 为其版本."""
    row = queries.alert_of(viewer(request), key)
    return tagged(_alert(row), row.version)


@room.writes("/measure-alerts/{uuid:key}/decide", versioned=True)
def decide_measure_alert(request: HttpRequest, key: UUID, body: shapes.AlertReview) -> HttpResponse:
    """执行法院复核：措施适当，或应予纠正."""
    data = body.model_dump()
    return perform(
        request, lambda uow: told(actions.decide_alert(uow, key, expected=expected(request), **data))
    )

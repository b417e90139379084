"""The router, receipts, and who may be given an old receipt again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Receipt, Room
from fuyuantong.common.refusals import BadInput, FieldError
from fuyuantong.enforcement import queries
from fuyuantong.enforcement.models import (
    Alert,
    Call,
    Case,
    Inquiry,
    Measure,
    Pursuit,
    Referral,
    Service,
    Source,
)

room = Room("enforcement", read="enforcement:read", write="enforcement:write")
_KINDS: dict[type, str] = {
    Case: "enforcement_case",
    Source: "asset_source",
    Inquiry: "asset_inquiry",
    Call: "asset_call",
    Measure: "control_measure",
    Alert: "measure_alert",
    Pursuit: "pursuit",
    Referral: "referral",
    Service: "service",
}
_SEEN: Mapping[str, Any] = {
    "enforcement_case": queries.case_of,
    "asset_source": queries.source_of,
    "asset_inquiry": queries.inquiry_of,
    "asset_call": queries.call_of,
    "control_measure": queries.measure_of,
    "measure_alert": queries.alert_of,
    "pursuit": queries.pursuit_of,
    "referral": queries.referral_of,
    "court_code": lambda looking, _key: queries.seats(looking),
    "service": queries.service_of,
}


def told(row: Any) -> Receipt:
    return Receipt(id=row.pk, kind=_KINDS[type(row)], state=str(row.state), version=row.version)


def again(actor: Actor, receipt: Receipt) -> None:
    """An old answer is given again only to those who still may see what it is about."""
    _SEEN[receipt.kind](actor, receipt.id)


def checked(form: forms.Form) -> None:
    """The texts of an upload are read by the page's own form; what is wrong is said by field."""
    if form.is_valid():
        return
    errors = [
        FieldError("E-FIELD", str(problem), pointer=name)
        for name, problems in form.errors.items()
        for problem in problems
    ]
    raise BadInput("E-FIELD", "有的内容没有填对。", hint="请按各项提示修改后重发。", errors=errors)

"""A request to ask, its answers, what was found (in plain only for a stated purpose)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.enforcement import actions, kinds, policy, queries
from fuyuantong.enforcement.forms import InquiryForm, PurposeForm, SettleForm, StepForm
from fuyuantong.enforcement.kinds import InquiryState
from fuyuantong.enforcement.masking import beside
from fuyuantong.enforcement.models import Asset
from fuyuantong.enforcement.pages.base import ROOM, doing, refused

SAID = {"confirm": _("已审核，查询已发出。"), "withhold": _("已记录：不同意查询。")}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, key: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    case = queries.case_of(viewer, key)
    if not policy.may_handle(viewer, case):
        raise Forbidden(str(policy.COURTS_ONLY))
    form = InquiryForm(request.POST or None, request.FILES or None, parties=list(case.parties.all()))

    def work(uow: UnitOfWork) -> str:
        made = actions.inquire(uow, key, form.wanted(), form.cleaned_data["file"])
        return reverse("enforcement:inquiry", args=[made.pk])

    here = Crumb(case.case_no, reverse("enforcement:case", args=[key]))
    context = {"trail": [ROOM, here, Crumb(_("查询财产"))], "form": form, "case": case}
    return doing(request, form, "enforcement.inquire", work, "enforcement/inquire.html", context)


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return _show(request, key)


def _show(
    request: HttpRequest,
    key: UUID,
    *,
    status: int = 200,
    reason: StepForm | None = None,
    settle: SettleForm | None = None,
    purpose: PurposeForm | None = None,
    assets: list[Asset] | None = None,
) -> HttpResponse:
    viewer = viewer_of(request)
    row = queries.inquiry_of(viewer, key)
    confirms = policy.may_confirm(viewer, row)
    calls = [
        (
            call,
            kinds.class_names(call.classes),
            SettleForm(initial={"version": call.version}, auto_id=f"s{n}_%s")
            if call.state in kinds.UNANSWERED and confirms
            else None,
        )
        for n, call in enumerate(row.calls.all())
    ]
    context: dict[str, Any] = {
        "trail": [
            ROOM,
            Crumb(row.case.case_no, reverse("enforcement:case", args=[row.case_id])),
            Crumb(_("查询财产")),
        ],
        "inquiry": row,
        "classes": kinds.class_names(row.classes),
        "missing": kinds.class_names(row.missing),
        "subject": beside(row.party.name, row.party.number),
        "calls": calls,
        "absent": [call for call, _c, _f in calls if call.state in kinds.UNANSWERED],
        "found": sum(call.brought for call, _c, _f in calls),
        "readable": any(call.assets.all() and not call.erased_at for call, _c, _f in calls),
        "erased_at": max((c.erased_at for c, _c, _f in calls if c.erased_at), default=None),
        "kept_until": queries.kept_until(row),
        "keeping_basis": kinds.keeping_basis(),
        "running": row.state == InquiryState.RUNNING,
        "confirms": confirms and row.state == InquiryState.SECOND,
        "own": row.by_person == viewer.person,
        "reads": confirms,
        "reason": reason or StepForm(label=_("审核意见"), required=False, initial={"version": row.version}),
        "purpose": purpose or PurposeForm(),
        "settle": settle,
        "assets": assets,
        "names": {code: one.name for code, one in kinds.asset_classes().items()},
    }
    return render(request, "enforcement/inquiry.html", context, status=status)


@require_POST
@never_cache
def read(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was found, in plain, after the purpose was stated; shown in this answer and kept nowhere."""
    viewer = viewer_of(request)
    queries.inquiry_of(viewer, key)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return _show(request, key, status=400, purpose=form)
    with unit_of_work(viewer, request_id=getattr(request, "request_id", "")) as uow:
        assets = actions.read_inquiry(uow, key, purpose=form.cleaned_data["purpose"])
    return _show(request, key, assets=assets)


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    if step not in SAID:
        raise NotFound
    queries.inquiry_of(viewer_of(request), key)
    form = StepForm(request.POST, label=_("审核意见"), required=step == "withhold")
    if not form.is_valid():
        return _show(request, key, status=400, reason=form)

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        actions.confirm_inquiry(
            uow, key, agreed=step == "confirm", remark=data["text"], expected=data["version"]
        )
        return reverse("enforcement:inquiry", args=[key])

    try:
        return do_once(request, f"enforcement.{step}", work, str(SAID[step]))
    except Refusal as refusal:
        if refused(refusal):
            raise
        add_to_form(form, refusal)
        return _show(request, key, status=refusal.status, reason=form)


@require_POST
def settle(request: HttpRequest, key: UUID) -> HttpResponse:
    """A person found out at the source what became of a message."""
    call = queries.call_of(viewer_of(request), key)
    form = SettleForm(request.POST)
    if not form.is_valid():
        raise Refusal("E-REQUIRED", _("请写明向谁、怎样核实的。"))

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        actions.settle_call(
            uow, key, arrived=data["arrived"] == "yes", text=data["text"], expected=data["version"]
        )
        if call.inquiry_id:
            return reverse("enforcement:inquiry", args=[call.inquiry_id])
        return reverse("enforcement:measure", args=[call.measure_id])

    return do_once(request, "enforcement.settle", work, _("已记录。"))

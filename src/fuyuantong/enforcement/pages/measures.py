"""A measure of control with its term and alerts; the review of an alert."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.enforcement import actions, kinds, policy, queries
from fuyuantong.enforcement.forms import MeasureForm, RenewForm, SettleForm, StepForm
from fuyuantong.enforcement.kinds import AlertState, MeasureState
from fuyuantong.enforcement.masking import beside, masked_name
from fuyuantong.enforcement.pages.base import ROOM, doing, refused

SAID = {
    "renew": _("已办理续行。"),
    "release": _("已办理解除。"),
    "complain": _("已受理，待执行法院复核。"),
    "justify": _("已记录：措施适当。"),
    "correct": _("已记录，待纠正。"),
}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, key: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    case = queries.case_of(viewer, key)
    if not policy.may_handle(viewer, case):
        raise Forbidden(str(policy.COURTS_ONLY))
    offered: dict[str, Any] = {
        "parties": list(case.parties.all()),
        "assets": queries.offered_assets(case),
        "sources": queries.able_sources(case),
    }
    form = MeasureForm(request.POST or None, request.FILES or None, **offered)

    def work(uow: UnitOfWork) -> str:
        made = actions.take_measure(uow, key, form.measure(), form.cleaned_data["file"])
        return reverse("enforcement:measure", args=[made.pk])

    here = Crumb(case.case_no, reverse("enforcement:case", args=[key]))
    context = {"trail": [ROOM, here, Crumb(_("采取控制措施"))], "form": form, "case": case}
    return doing(request, form, "enforcement.measure", work, "enforcement/measure_new.html", context)


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return _show(request, key)


def _show(request: HttpRequest, key: UUID, *, status: int = 200, **forms_: forms.Form) -> HttpResponse:
    viewer = viewer_of(request)
    row = queries.measure_of(viewer, key)
    court = row.case.court_id == viewer.unit
    handles = policy.may_control(viewer, row)
    first = {"version": row.version}
    made: dict[str, forms.Form] = {
        "renew": RenewForm(initial=first),
        "release": StepForm(label=_("解除理由"), initial=first, auto_id="release_%s"),
        "complain": StepForm(label=_("反映的问题"), initial=first, auto_id="complain_%s"),
    }
    case = Crumb(row.case.case_no, reverse("enforcement:case", args=[row.case_id]) if court else "")
    calls = [
        (
            call,
            SettleForm(initial={"version": call.version}, auto_id=f"s{n}_%s")
            if handles and call.state in kinds.UNANSWERED
            else None,
        )
        for n, call in enumerate(row.calls.all())
    ]
    context: dict[str, Any] = {
        "trail": [ROOM, case, Crumb(row.get_act_display())],
        "measure": row,
        "klass": kinds.class_names([row.klass]),
        "subject": beside(masked_name(row.party.kind, row.party.name), row.party.number),
        "acts": handles and row.state == MeasureState.ACTIVE,
        "complains": policy.may_complain(viewer, row) and row.state in kinds.STANDING,
        "calls": calls,
        "alerts": list(queries.alerts_of(viewer).filter(measure=row).order_by("-at", "-id")),
        "forms": made | forms_,
    }
    return render(request, "enforcement/measure.html", context, status=status)


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    queries.measure_of(viewer_of(request), key)
    made: dict[str, Callable[[], forms.Form]] = {
        "renew": lambda: RenewForm(request.POST),
        "release": lambda: StepForm(request.POST, label=_("解除理由"), auto_id="release_%s"),
        "complain": lambda: StepForm(request.POST, label=_("反映的问题"), auto_id="complain_%s"),
    }
    if step not in made:
        raise NotFound
    form = made[step]()
    if not form.is_valid():
        return _show(request, key, status=400, **{step: form})

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        if step == "complain":
            return reverse("enforcement:alert", args=[actions.complain(uow, key, text=data["text"]).pk])
        if step == "renew":
            actions.renew_measure(uow, key, ends_on=data["ends_on"], expected=data["version"])
        else:
            actions.release_measure(uow, key, why=data["text"], expected=data["version"])
        return reverse("enforcement:measure", args=[key])

    try:
        return do_once(request, f"enforcement.{step}", work, str(SAID[step]))
    except Refusal as refusal:
        if refused(refusal):
            raise
        add_to_form(form, refusal)
        return _show(request, key, status=refusal.status, **{step: form})


@require_GET
def alert(request: HttpRequest, key: UUID) -> HttpResponse:
    return _alert(request, key)


def _alert(
    request: HttpRequest, key: UUID, *, form: StepForm | None = None, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    row = queries.alert_of(viewer, key)
    reviews = policy.may_review(viewer, row) and row.state in kinds.OPEN_ALERTS
    context: dict[str, Any] = {
        "trail": [ROOM, Crumb(_("措施预警"))],
        "alert": row,
        "rule": kinds.rules().get(row.rule),
        "corrects": row.state == AlertState.OPEN or row.rule == kinds.COMPLAINT,
        "form": form or StepForm(label=_("复核意见"), initial={"version": row.version}) if reviews else None,
    }
    return render(request, "enforcement/alert.html", context, status=status)


@require_POST
def alert_step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    if step not in {"justify", "correct"}:
        raise NotFound
    queries.alert_of(viewer_of(request), key)
    form = StepForm(request.POST, label=_("复核意见"))
    if not form.is_valid():
        return _alert(request, key, form=form, status=400)

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        actions.decide_alert(
            uow, key, justified=step == "justify", answer=data["text"], expected=data["version"]
        )
        return reverse("enforcement:alert", args=[key])

    return do_once(request, f"enforcement.{step}", work, str(SAID[step]))

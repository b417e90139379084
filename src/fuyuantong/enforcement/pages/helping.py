"""查找临控 with its second person and its hours; service of papers with its results."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.actors import Actor
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.enforcement import actions, addresses, linked, policy, queries
from fuyuantong.enforcement.forms import PursuitForm, ServiceForm, StepForm
from fuyuantong.enforcement.kinds import PursuitState
from fuyuantong.enforcement.masking import beside, masked_address
from fuyuantong.enforcement.models import Case, Pursuit
from fuyuantong.enforcement.pages.base import ROOM, doing, refused

SAID = {"confirm": _("已审核，可以在事项页发送请求。"), "withhold": _("已记录：不同意。")}


def _case(request: HttpRequest, key: UUID) -> Case:
    viewer = viewer_of(request)
    case = queries.case_of(viewer, key)
    if request.method == "POST" and not policy.may_handle(viewer, case):
        raise Forbidden(str(policy.COURTS_ONLY))
    return case


def _crumbs(case: Case, word: str) -> list[Crumb]:
    return [ROOM, Crumb(case.case_no, reverse("enforcement:case", args=[case.pk])), Crumb(word)]


@require_http_methods(["GET", "POST"])
def pursue(request: HttpRequest, key: UUID) -> HttpResponse:
    case = _case(request, key)
    offered: dict[str, Any] = {
        "parties": list(case.parties.all()),
        "units": linked.police_of(queries.units_to_ask(viewer_of(request))),
    }
    form = PursuitForm(request.POST or None, request.FILES or None, **offered)

    def work(uow: UnitOfWork) -> str:
        made = actions.ask_pursuit(uow, key, form.pursuit(), form.cleaned_data["file"])
        return reverse("enforcement:pursuit", args=[made.pk])

    context = {"trail": _crumbs(case, _("查找临控")), "form": form, "case": case}
    return doing(request, form, "enforcement.pursue", work, "enforcement/pursue.html", context)


@require_GET
def pursuit(request: HttpRequest, key: UUID) -> HttpResponse:
    return _pursuit(request, key)


def _goes_on(viewer: Actor, row: Pursuit) -> bool:
    """Once it was sent something may follow from it: 送拘, 拒执线索, 网格员协助."""
    return row.sent_at is not None and row.case.state == "open" and policy.may_handle(viewer, row.case)


def _pursuit(
    request: HttpRequest, key: UUID, *, form: StepForm | None = None, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    row = queries.pursuit_of(viewer, key)
    waits = row.state == PursuitState.SECOND and policy.may_handle(viewer, row.case)
    context: dict[str, Any] = {
        "trail": _crumbs(row.case, _("查找临控")),
        "pursuit": row,
        "subject": beside(row.party.name, row.party.number),
        "hours": queries.hours_of(row),
        "waits": waits,
        "offered": linked.offered(row.case) if _goes_on(viewer, row) else [],
        "followed": list(row.referrals.select_related("matter").order_by("-at", "-id")),
        "own": row.by_person == viewer.person,
        "form": form or StepForm(label=_("审核意见"), required=False, initial={"version": row.version}),
    }
    return render(request, "enforcement/pursuit.html", context, status=status)


@require_POST
def pursuit_step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    if step not in SAID:
        raise NotFound
    queries.pursuit_of(viewer_of(request), key)
    form = StepForm(request.POST, label=_("审核意见"), required=step == "withhold")
    if not form.is_valid():
        return _pursuit(request, key, form=form, status=400)

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        actions.confirm_pursuit(
            uow, key, agreed=step == "confirm", remark=data["text"], expected=data["version"]
        )
        return reverse("enforcement:pursuit", args=[key])

    try:
        return do_once(request, f"enforcement.pursuit-{step}", work, str(SAID[step]))
    except Refusal as refusal:
        if refused(refusal):
            raise
        add_to_form(form, refusal)
        return _pursuit(request, key, form=form, status=refusal.status)


@require_http_methods(["GET", "POST"])
def services(request: HttpRequest, key: UUID) -> HttpResponse:
    """The addresses that registers hold of the parties, and the papers that were sent."""
    viewer = viewer_of(request)
    case = _case(request, key)
    form = ServiceForm(request.POST or None, parties=list(case.parties.all()))

    def work(uow: UnitOfWork) -> str:
        actions.serve(uow, key, form.service())
        return reverse("enforcement:services", args=[key])

    sent = queries.services_of(viewer).filter(case=case).order_by(*queries.NEWEST)[:50]
    context = {
        "trail": _crumbs(case, _("文书送达")),
        "case": case,
        "form": form,
        "known": [
            (party, [(a, masked_address(a.address)) for a in addresses.known(viewer, party)])
            for party in case.parties.all()
        ],
        "sent": [
            (row, masked_address(row.address), StepForm(initial={"version": row.version}, auto_id=f"s{n}_%s"))
            for n, row in enumerate(sent)
        ],
        "handles": policy.may_handle(viewer, case) and case.state == "open",
        "rates": addresses.rates(viewer),
    }
    return doing(
        request, form, "enforcement.serve", work, "enforcement/services.html", context, _("已登记。")
    )


@require_POST
def service_step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    if step not in {"served", "failed"}:
        raise NotFound
    row = queries.service_of(viewer_of(request), key)
    form = StepForm(request.POST)
    if not form.is_valid():
        raise Refusal("E-REQUIRED", _("请写明送达情况。"))

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        actions.end_service(uow, key, served=step == "served", text=data["text"], expected=data["version"])
        return reverse("enforcement:services", args=[row.case_id])

    return do_once(request, f"enforcement.{step}", work, _("已登记。"))

"""The court's first page, one case with all that hangs on it, the bulletin of public bodies' debts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
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
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.enforcement import actions, linked, policy, queries
from fuyuantong.enforcement.forms import CaseForm, DayForm, PaidForm, PartyForm, StepForm
from fuyuantong.enforcement.masking import masked
from fuyuantong.enforcement.models import Case
from fuyuantong.enforcement.pages.base import ROOM, doing, refused

ROWS = 50
STEPS = {
    "party": _("已登记当事人。"),
    "notice": _("已登记事前通报。"),
    "warning": _("已预警，已告知该单位。"),
    "payment": _("已登记履行金额。"),
    "close": _("已结案。"),
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "trail": [Crumb(str(ROOM.label))],
        "opens": policy.may_open(viewer),
        "court": policy.is_court(viewer),
        "cases": list(queries.own_cases(viewer).order_by(*queries.NEWEST)[:ROWS]),
        "inquiries": list(queries.inquiries_of(viewer).order_by(*queries.NEWEST)[:ROWS]),
        "alerts": list(queries.alerts_of(viewer, open_only=True).order_by(*queries.NEWEST)[:ROWS]),
        "measures": list(queries.measures_of(viewer).order_by("ends_on", "id")[:ROWS]),
        "sources": list(queries.sources_of(viewer).order_by(*queries.NEWEST)[:ROWS]),
        "debts": len(queries.debts_of(viewer)),
    }
    return render(request, "enforcement/index.html", context)


@require_GET
def debts(request: HttpRequest) -> HttpResponse:
    """Open debts of public bodies, oldest first."""
    rows = queries.debts_of(viewer_of(request))
    context = {
        "trail": [ROOM, Crumb(_("涉政府机构执行案件"))],
        "rows": rows,
        "sum": sum((debt.owed for debt in rows), Decimal(0)),
        "chain": queries.debt_mechanisms(),
    }
    return render(request, "enforcement/debts.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if not policy.may_open(viewer_of(request)):
        raise Forbidden(str(policy.COURTS_ONLY))
    form = CaseForm(request.POST or None)

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        told = {name: data[name] for name in ("case_no", "claim", "filed_on")}
        return reverse("enforcement:case", args=[actions.open_case(uow, **told, party=form.party()).pk])

    context = {"trail": [ROOM, Crumb(_("登记执行案件"))], "form": form}
    return doing(request, form, "enforcement.open", work, "enforcement/case_new.html", context)


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return _show(request, key)


def _show(request: HttpRequest, key: UUID, *, status: int = 200, **forms_: forms.Form) -> HttpResponse:
    viewer = viewer_of(request)
    case = queries.case_of(viewer, key)
    first = {"version": case.version}
    made: dict[str, forms.Form] = {
        "party": PartyForm(auto_id="party_%s"),
        "notice": DayForm(initial=first, units=queries.units_to_ask(viewer)),
        "payment": PaidForm(initial=first | {"paid": case.paid}),
        "close": StepForm(label=_("结案方式"), initial=first, auto_id="close_%s"),
    }
    measures = list(case.measures.order_by("starts_on", "id"))
    context: dict[str, Any] = {
        "trail": [ROOM, Crumb(case.case_no)],
        "case": case,
        "parties": [(p, masked(p.number)) for p in case.parties.all()],
        "public": any(p.public for p in case.parties.all()),
        "handles": policy.may_handle(viewer, case) and case.state == "open",
        "inquiries": list(case.inquiries.select_related("party").order_by(*queries.NEWEST)[:ROWS]),
        "pursuits": list(queries.pursuits_of(viewer).filter(case=case).order_by(*queries.NEWEST)),
        "linked": linked.linked_matters(viewer, case, today()),
        "offered": linked.offered(case),
        "sent": list(queries.services_of(viewer).filter(case=case).order_by(*queries.NEWEST)[:ROWS]),
        "measures": measures,
        "held": queries.worth(measures),
        "alerts": list(queries.alerts_of(viewer, open_only=True).filter(measure__case=case).order_by("at")),
        "forms": made | forms_,
    }
    return render(request, "enforcement/case.html", context, status=status)


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """Party, notice, warning, payment, close: each with a form of its own on the case's page."""
    viewer = viewer_of(request)
    case = queries.case_of(viewer, key)
    made: dict[str, Callable[[], forms.Form]] = {
        "party": lambda: PartyForm(request.POST, auto_id="party_%s"),
        "notice": lambda: DayForm(request.POST, units=queries.units_to_ask(viewer)),
        "payment": lambda: PaidForm(request.POST),
        "close": lambda: StepForm(request.POST, label=_("结案方式"), auto_id="close_%s"),
        "warning": lambda: StepForm(request.POST, required=False),
    }
    if step not in made:
        raise NotFound
    form = made[step]()
    if not form.is_valid():
        return _show(request, key, status=400, **{step: form})

    def work(uow: UnitOfWork) -> str:
        _run(uow, step, key, form)
        return reverse("enforcement:case", args=[case.pk])

    try:
        return do_once(request, f"enforcement.{step}", work, str(STEPS[step]))
    except Refusal as refusal:
        if refused(refusal) or step == "warning":
            raise
        add_to_form(form, refusal)
        return _show(request, key, status=refusal.status, **{step: form})


def _run(uow: UnitOfWork, step: str, key: UUID, form: forms.Form) -> Case:
    data = form.cleaned_data
    if isinstance(form, PartyForm):
        return actions.add_party(uow, key, form.party())
    told: dict[str, Any] = {"expected": data["version"]}
    if step == "notice":
        unit = UUID(data["unit"]) if data["unit"] else None
        return actions.notice_case(uow, key, on=data["on"], unit=unit, **told)
    if step == "payment":
        return actions.pay_case(uow, key, paid=data["paid"], **told)
    if step == "warning":
        return actions.warn_before_listing(uow, key, **told)
    return actions.close_case(uow, key, why=data["text"], **told)

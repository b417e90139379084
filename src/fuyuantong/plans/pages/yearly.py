"""年度计划: the list, one plan with its items and its gate, an item changed in a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb, Empty, Stage
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.documents.binding import FORMS
from fuyuantong.documents.serving import bytes_response
from fuyuantong.plans import actions, policy, queries
from fuyuantong.plans.actions.binding import take_plan
from fuyuantong.plans.forms import (
    ConsultForm,
    DecisionForm,
    ItemForm,
    PrintForm,
    SendBackForm,
    SubmitForm,
    VoidForm,
)
from fuyuantong.plans.kinds import PlanState
from fuyuantong.plans.pages.acting import PLANS, act, actor_of, go, today

ANSWER_WITHIN = timedelta(days=10)
"""What is offered as the time for opinions."""
_GATE = (
    PlanState.DRAFT,
    PlanState.CONSULTING,
    PlanState.SUBMITTED,
    PlanState.APPROVED,
    PlanState.PRINTED,
    PlanState.ISSUED,
)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = actor_of(request)
    may_import = policy.may_import(viewer)
    context = {
        "trail": [Crumb(PLANS.label)],
        "plans": queries.plans_of(viewer)[:200],
        "may_import": may_import,
        "empty": Empty(
            _("还没有计划"),
            _("导入一份来文，核对后转入计划草案。")
            if may_import
            else _("计划下达或征求意见后会在这里显示。"),
            href=reverse("plans:import") if may_import else "",
            act=_("来文导入") if may_import else "",
        ),
    }
    return render(request, "plans/list.html", context)


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return show_plan(request, key)


def show_plan(
    request: HttpRequest,
    key: UUID,
    *,
    status: int = 200,
    forms: Mapping[str, BaseForm] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The plan's page; `forms` replaces the empty form of a step by the one that was refused."""
    viewer = actor_of(request)
    view = queries.plan_view(viewer, key, today())
    context = {
        "trail": [PLANS, Crumb(view.plan.title)],
        "view": view,
        "gate": gate(PlanState(view.plan.state)),
        "forms": step_forms(view, queries.consultable_units(viewer, key)) | _named(forms or {}),
        "refusal": refusal,
        "opened": next(iter(forms or {}), ""),
    }
    return render(request, "plans/plan.html", context, status=status)


def _named(forms: Mapping[str, BaseForm]) -> dict[str, BaseForm]:
    """Names of steps as a template can write them."""
    return {name.replace("-", "_"): form for name, form in forms.items()}


@require_GET
def volume(request: HttpRequest, key: UUID, form: str) -> HttpResponse:
    """The plan's file, to print or to keep."""
    if form not in FORMS:
        raise NotFound
    with unit_of_work(actor_of(request), request_id=str(getattr(request, "request_id", ""))) as uow:
        content = take_plan(uow, key, form)
    return bytes_response(content, f"计划案卷.{form}", form)


def gate(state: PlanState) -> list[Stage]:
    """The strip above the plan: which steps are done, where it is now."""
    if state is PlanState.VOID:
        return [Stage(state.label, "now")]
    at = _GATE.index(state)
    done_last = state is PlanState.ISSUED
    return [
        Stage(one.label, "done" if n < at or (done_last and n == at) else "now" if n == at else "ahead")
        for n, one in enumerate(_GATE)
    ]


def step_forms(view: queries.PlanView, units: list[Any]) -> dict[str, BaseForm]:
    """The forms of the steps, all carrying the version of the plan that is shown."""
    if not view.runs:
        return {}
    plan = view.plan
    version = {"version": plan.version}
    decided = version | {"decided_on": today()}
    return {
        "consult": ConsultForm(
            initial=version | {"units": [u.pk for u in units], "due_on": today() + ANSWER_WITHIN},
            choices=units,
            prefix="consult",
        ),
        "submit": SubmitForm(initial=version, prefix="submit"),
        "approve": DecisionForm(initial=decided, prefix="approve"),
        "send_back": SendBackForm(initial=decided, prefix="send-back"),
        "print": PrintForm(initial=version | {"title": plan.title, "issued_on": today()}, prefix="print"),
        "void": VoidForm(initial=version, prefix="void"),
    }


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    """Change an item while the plan is a draft."""
    view = queries.plan_view(actor_of(request), key, today())
    row = next((row for row in view.rows if row.item.pk == item), None)
    if row is None:
        raise NotFound
    if request.method == "POST" and request.POST.get("then") == "remove":
        version = request.POST.get("version", "")

        def remove(uow: UnitOfWork) -> str:
            actions.mark_not_task(uow, item, expected=int(version) if version.isdigit() else None)
            return reverse("plans:plan", args=[key])

        url = act(request, remove)
        messages.success(request, _("已从计划中移出。"))
        return go(url)
    form = ItemForm(request.POST) if request.method == "POST" else ItemForm.of(row.item)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            data = form.edit()

            def run(uow: UnitOfWork) -> str:
                actions.edit_item(uow, item, data, expected=form.cleaned_data["version"])
                return reverse("plans:plan", args=[key]) + f"#i-{item}"

            try:
                return go(act(request, run))
            except Refusal as refusal:
                if refusal.status in (403, 404):
                    raise
                add_to_form(form, refusal)
                status = refusal.status
    if not view.editable:
        return redirect("plans:plan", key=key)
    context = {
        "trail": [PLANS, Crumb(view.plan.title, reverse("plans:plan", args=[key])), Crumb(_("修改任务"))],
        "view": view,
        "row": row,
        "form": form,
    }
    return render(request, "plans/edit.html", context, status=status)

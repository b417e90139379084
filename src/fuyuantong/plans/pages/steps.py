"""The steps of the gate, each one POST from the plan's page, and opinions on a draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fuyuantong.common.errors import add_to_form
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.plans import actions, queries
from fuyuantong.plans.forms import (
    ConsultForm,
    DecisionForm,
    OpinionForm,
    PrintForm,
    SendBackForm,
    SubmitForm,
    Versioned,
    VoidForm,
)
from fuyuantong.plans.pages.acting import act, actor_of, go
from fuyuantong.plans.pages.yearly import show_plan

Run = Callable[[UnitOfWork, UUID, Mapping[str, Any]], object]


def _consult(uow: UnitOfWork, key: UUID, data: Mapping[str, Any]) -> object:
    units = [unit.pk for unit in data["units"]]
    return actions.consult(uow, key, units, data["due_on"], expected=data["version"])


def _submit(uow: UnitOfWork, key: UUID, data: Mapping[str, Any]) -> object:
    return actions.submit_for_approval(uow, key, text=data["text"], expected=data["version"])


def _approve(uow: UnitOfWork, key: UUID, data: Mapping[str, Any]) -> object:
    return actions.approve(
        uow,
        key,
        decided_by=data["decided_by"],
        decided_on=data["decided_on"],
        reference=data["reference"],
        text=data["text"],
        expected=data["version"],
    )


def _send_back(uow: UnitOfWork, key: UUID, data: Mapping[str, Any]) -> object:
    return actions.send_back(
        uow,
        key,
        decided_by=data["decided_by"],
        decided_on=data["decided_on"],
        text=data["text"],
        expected=data["version"],
    )


def _print(uow: UnitOfWork, key: UUID, data: Mapping[str, Any]) -> object:
    return actions.print_out(
        uow,
        key,
        number=data["number"],
        issued_on=data["issued_on"],
        title=data["title"],
        expected=data["version"],
    )


def _issue(uow: UnitOfWork, key: UUID, data: Mapping[str, Any]) -> object:
    return actions.issue(uow, key, expected=data["version"])


def _void(uow: UnitOfWork, key: UUID, data: Mapping[str, Any]) -> object:
    return actions.void(uow, key, text=data["text"], expected=data["version"])


STEPS: Mapping[str, tuple[type[Versioned], Run, str]] = {
    "consult": (ConsultForm, _consult, "已发出征求意见。"),
    "submit": (SubmitForm, _submit, "已登记报审。"),
    "approve": (DecisionForm, _approve, "已登记同意。"),
    "send-back": (SendBackForm, _send_back, "已退回修改，草案重新打开。"),
    "print": (PrintForm, _print, "已登记印发。"),
    "issue": (Versioned, _issue, "已下达，任务已发到各单位。"),
    "void": (VoidForm, _void, "计划已作废。"),
}


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    if step not in STEPS:
        raise NotFound
    kind, run, done = STEPS[step]
    form = _form(request, kind, key, step)
    if not form.is_valid():
        return show_plan(request, key, status=400, forms={step: form})

    def then(uow: UnitOfWork) -> str:
        run(uow, key, form.cleaned_data)
        return reverse("plans:plan", args=[key])

    try:
        url = act(request, then)
    except Refusal as refusal:
        if refusal.status in (403, 404, 409):  # this step may be gone from the page: the refusal's own page
            raise  # shows the typed text
        add_to_form(form, refusal)
        return show_plan(request, key, status=refusal.status, forms={step: form}, refusal=refusal)
    messages.success(request, _(done))
    return go(url)


def _form(request: HttpRequest, kind: type[Versioned], key: UUID, step: str) -> Form:
    if kind is ConsultForm:
        units = queries.consultable_units(actor_of(request), key)
        return ConsultForm(request.POST, choices=units, prefix=step)
    return kind(request.POST, prefix=step)


@require_POST
def opinion(request: HttpRequest, key: UUID, opinion: UUID) -> HttpResponse:
    """A unit's opinion (or its 代录), and what the office made of it."""
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return show_plan(request, key, status=400)
    data = form.cleaned_data

    def run(uow: UnitOfWork) -> str:
        if data["how"] in ("adopt", "decline"):
            actions.settle_opinion(
                uow, opinion, adopted=data["how"] == "adopt", answer=data["text"], expected=data["version"]
            )
        else:
            actions.give_opinion(
                uow, opinion, text=data["text"], agreed=data["how"] == "agree", expected=data["version"]
            )
        return reverse("plans:plan", args=[key]) + "#opinions"

    try:
        url = act(request, run)
    except Refusal as refusal:
        if refusal.status in (403, 404, 409):
            raise
        return show_plan(request, key, status=refusal.status, refusal=refusal)
    messages.success(request, _("已记录。"))
    return go(url)

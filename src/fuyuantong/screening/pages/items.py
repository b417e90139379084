"""The asker's pages: what may be asked, one item with its questions, whole files."""

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
from fuyuantong.common.parts import Crumb, Kpi
from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.policy import handles
from fuyuantong.screening import actions, kinds, policy, progress, queries
from fuyuantong.screening.forms import AskForm, FileForm, ItemForm, ReasonForm, SourceForm
from fuyuantong.screening.kinds import Decision, ItemState, JobState
from fuyuantong.screening.pages.lists import SCREENING

ROWS = 50
STEPS = {"agree": _("已同意。"), "refuse": _("已答复不同意。"), "end": _("已停用。")}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    names = {code: listing.name for code, listing in kinds.listings().items()}
    context = {
        "trail": [Crumb(SCREENING.label)],
        "lists": queries.lists_for(viewer),
        "items": [
            (row, names.get(row.listing, "")) for row in queries.items_of(viewer).order_by("-at")[:ROWS]
        ],
        "waiting": list(queries.hits_of(viewer, waiting=True).order_by("-at")[:ROWS]),
        "objections": list(queries.objections_of(viewer).order_by("-at")[:ROWS]),
        "handles": handles(viewer) and viewer.unit is not None,
    }
    return render(request, "screening/index.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    listing = queries.listing_of(code)
    if not handles(viewer):
        raise Forbidden(str(policy.HANDLING_ONLY))
    offered: dict[str, Any] = {
        "publishers": queries.publishers_for(code),
        "measures": queries.measures_for(code),
    }
    form = ItemForm(request.POST or None, **offered)
    status = 200

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data | {"publisher": UUID(form.cleaned_data["publisher"])}
        return reverse("screening:item", args=[actions.propose_item(uow, listing=code, **data).pk])

    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return do_once(request, "screening.propose", work, _("已提交发布单位。"))
            except Refusal as refusal:
                if refusal.status in (403, 404):
                    raise
                add_to_form(form, refusal)
                status = refusal.status
    context = {"trail": [SCREENING, Crumb(_("登记比对事项"))], "form": form, "listing": listing}
    return render(request, "screening/new.html", context, status=status)


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return _show(request, key)


def _show(request: HttpRequest, key: UUID, *, status: int = 200, **forms_: forms.Form) -> HttpResponse:
    viewer = viewer_of(request)
    row = queries.item_of(viewer, key)
    known = kinds.measures()
    asks = policy.may_ask(viewer, row) and row.state == ItemState.AGREED
    sources = queries.sources_of(viewer) if asks else []
    first: dict[str, forms.Form] = {
        "ask": AskForm(),
        "file": FileForm(),
        "source": SourceForm(sources=sources),
        "reason": ReasonForm(label=_("理由"), required=False, initial={"version": row.version}),
    }
    context: dict[str, Any] = {
        "trail": [SCREENING, Crumb(row.title)],
        "item": row,
        "listing": queries.listing_of(row.listing),
        "measures": [known[code] for code in row.measures if code in known],
        "asks": asks,
        "sources": sources,
        "agrees": policy.may_agree(viewer, row) and row.state == ItemState.PROPOSED,
        "ends": row.state == ItemState.AGREED
        and (policy.may_agree(viewer, row) or policy.may_ask(viewer, row)),
        "checks": list(queries.checks_of(viewer, row).order_by("-at", "-id")[:ROWS]),
        "jobs": queries.jobs_of(viewer, row),
        **(first | forms_),
    }
    return render(request, "screening/item.html", context, status=status)


def _do(
    request: HttpRequest,
    key: UUID,
    name: str,
    form: forms.Form,
    work: Callable[[UnitOfWork], str],
    said: str = "",
) -> HttpResponse:
    queries.item_of(viewer_of(request), key)
    if not form.is_valid():
        return _show(request, key, status=400, **{name: form})
    try:
        return do_once(request, f"screening.{name}", work, said)
    except Refusal as refusal:
        if refusal.status in (403, 404, 409):
            raise
        add_to_form(form, refusal)
        return _show(request, key, status=refusal.status, **{name: form})


@require_POST
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """One question at the counter; the answer is a page of its own."""
    form = AskForm(request.POST)

    def work(uow: UnitOfWork) -> str:
        (check,) = actions.ask(uow, key, [form.question()])
        return reverse("screening:check", args=[check.pk])

    return _do(request, key, "ask", form, work)


@require_POST
def upload(request: HttpRequest, key: UUID) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)

    def work(uow: UnitOfWork) -> str:
        return reverse("screening:job", args=[actions.start_job(uow, key, form.cleaned_data["file"]).pk])

    return _do(request, key, "file", form, work)


@require_POST
def register(request: HttpRequest, key: UUID) -> HttpResponse:
    """The unit's own rows of a register as a whole file."""
    form = SourceForm(request.POST, sources=queries.sources_of(viewer_of(request)))

    def work(uow: UnitOfWork) -> str:
        made = actions.start_register_job(uow, key, form.cleaned_data["source"])
        return reverse("screening:job", args=[made.pk])

    return _do(request, key, "source", form, work)


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    if step not in STEPS:
        raise NotFound
    form = ReasonForm(request.POST, label=_("理由"), required=step == "refuse")

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        told = {"remark": data["text"], "expected": data["version"]}
        if step == "end":
            actions.end_item(uow, key, **told)
        else:
            actions.decide_item(uow, key, agreed=step == "agree", **told)
        return reverse("screening:item", args=[key])

    return _do(request, key, "reason", form, work, str(STEPS[step]))


@require_GET
def job(request: HttpRequest, key: UUID) -> HttpResponse:
    """A whole file: how far it is, what was found."""
    viewer = viewer_of(request)
    row = queries.job_of(viewer, key)
    counts = [
        Kpi(label, row.counts.get(value, 0), "#hits", tone)
        for (value, label), tone in zip(Decision.choices, ("over", "review", "ok"), strict=False)
    ]
    context = {
        "trail": [
            SCREENING,
            Crumb(row.item.title, reverse("screening:item", args=[row.item_id])),
            Crumb(_("整份比对")),
        ],
        "job": row,
        "making": row.state == JobState.WAITING,
        "percent": progress.told(row.pk) if row.state == JobState.WAITING else None,
        "counts": counts,
        "hits": list(queries.hits_of(viewer).filter(asked__job=row).order_by("state", "at")[:200]),
    }
    return render(request, "screening/job.html", context)

"""Agreements with those who hold data, and which class of property is covered by whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

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
from fuyuantong.enforcement.adapters import link_names
from fuyuantong.enforcement.forms import SourceForm, StepForm
from fuyuantong.enforcement.kinds import SourceState
from fuyuantong.enforcement.pages.base import ROOM, doing, refused

SAID = {"agree": _("已同意。"), "refuse": _("已答复不同意。"), "end": _("已停用。")}
ROWS = 50


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The matrix: class of property × source, gaps named."""
    viewer = viewer_of(request)
    columns, rows = queries.coverage_of(viewer)
    context = {
        "trail": [ROOM, Crumb(_("查控覆盖表"))],
        "columns": columns,
        "rows": rows,
        "gaps": [row.asset.name for row in rows if row.gap],
        "sources": list(queries.sources_of(viewer).order_by(*queries.NEWEST)),
        "opens": policy.may_open(viewer),
    }
    return render(request, "enforcement/sources.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    if not policy.may_open(viewer):
        raise Forbidden(str(policy.COURTS_ONLY))
    form = SourceForm(request.POST or None, units=queries.units_to_ask(viewer), links=link_names())

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data | {"unit": UUID(form.cleaned_data["unit"])}
        return reverse("enforcement:source", args=[actions.propose_source(uow, **data).pk])

    covered = Crumb(_("查控覆盖表"), reverse("enforcement:sources"))
    context = {"trail": [ROOM, covered, Crumb(_("商请接入"))], "form": form, "links": link_names()}
    said = _("已提交协助单位。")
    return doing(request, form, "enforcement.propose", work, "enforcement/source_new.html", context, said)


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return _show(request, key)


def _show(
    request: HttpRequest, key: UUID, *, form: StepForm | None = None, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    row = queries.source_of(viewer, key)
    context: dict[str, Any] = {
        "trail": [ROOM, Crumb(_("查控覆盖表"), reverse("enforcement:sources")), Crumb(row.title)],
        "source": row,
        "classes": kinds.class_names(row.classes),
        "agrees": policy.may_agree(viewer, row) and row.state == SourceState.PROPOSED,
        "ends": policy.may_end(viewer, row) and row.state in {SourceState.PROPOSED, SourceState.AGREED},
        "calls": list(queries.calls_of(viewer, row).order_by(*queries.NEWEST)[:ROWS]),
        "rates": queries.rates_of(viewer, row),
        "form": form or StepForm(label=_("理由"), required=False, initial={"version": row.version}),
    }
    return render(request, "enforcement/source.html", context, status=status)


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    if step not in SAID:
        raise NotFound
    queries.source_of(viewer_of(request), key)
    form = StepForm(request.POST, label=_("理由"), required=step == "refuse")
    if not form.is_valid():
        return _show(request, key, form=form, status=400)

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        told = {"remark": data["text"], "expected": data["version"]}
        if step == "end":
            actions.end_source(uow, key, **told)
        else:
            actions.decide_source(uow, key, agreed=step == "agree", **told)
        return reverse("enforcement:source", args=[key])

    try:
        return do_once(request, f"enforcement.source-{step}", work, str(SAID[step]))
    except Refusal as refusal:
        if refused(refusal):
            raise
        add_to_form(form, refusal)
        return _show(request, key, form=form, status=refusal.status)

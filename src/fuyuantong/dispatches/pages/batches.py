"""A table of the case system: uploaded, its columns named once, every row looked at, all sent or none."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.dispatches import actions, queries
from fuyuantong.dispatches.forms import BatchForm, ColumnsForm
from fuyuantong.dispatches.kinds import BatchState
from fuyuantong.dispatches.models import Batch
from fuyuantong.dispatches.pages.sending import ROOM, _offered, _senders

SHOWN_MOST = 50


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    known = _senders(viewer)
    offered = _offered(viewer, known[0].name)
    form = BatchForm(request.POST or None, request.FILES or None, recipes=known, linkages=offered["linkages"])
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                said = _("已读取，请核对。")
                return do_once(request, "dispatches.start", lambda uow: _start(uow, form), said)
            except Refusal as refusal:
                if refusal.status in (403, 404):
                    raise
                add_to_form(form, refusal)
                status = refusal.status
    context = {
        "trail": [ROOM, Crumb(_("批量送办"))],
        "form": form,
        "rows": list(queries.batches_of(viewer)[:SHOWN_MOST]),
    }
    return render(request, "dispatches/batches.html", context, status=status)


def _start(uow: UnitOfWork, form: BatchForm) -> str:
    data = form.cleaned_data
    row = actions.start_batch(uow, recipe=data["recipe"], linkage=data["linkage"], source=data["file"])
    return reverse("dispatches:batch", args=[row.pk])


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return _show(request, queries.batch_of(viewer_of(request), key))


def _show(request: HttpRequest, row: Batch, refusal: Refusal | None = None) -> HttpResponse:
    viewer = viewer_of(request)
    open_ = row.state == BatchState.PREVIEW
    lines = queries.preview(row, viewer.region, today()) if open_ else []
    context = {
        "trail": [ROOM, Crumb(_("批量送办"), reverse("dispatches:batches")), Crumb(row.name)],
        "row": row,
        "lines": lines,
        "wrong": sum(bool(line.errors) for line in lines),
        "form": ColumnsForm(heads=row.heads, columns=row.columns, initial={"version": row.version}),
        "refusal": refusal,
        "open": open_,
    }
    return render(request, "dispatches/batch.html", context, status=refusal.status if refusal else 200)


SAID = {"columns": _("列的含义已记住。"), "confirm": _("已全部送出。"), "drop": _("已放弃。")}


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """columns, confirm, drop."""
    if step not in SAID:
        raise NotFound
    row = queries.batch_of(viewer_of(request), key)
    form = ColumnsForm(request.POST, heads=row.heads, columns=row.columns)
    if not form.is_valid():
        return _show(request, row)

    def work(uow: UnitOfWork) -> str:
        seen = form.cleaned_data["version"]
        if step == "columns":
            actions.map_columns(uow, key, form.columns(), expected=seen)
        elif step == "confirm":
            actions.confirm_batch(uow, key, expected=seen)
        else:
            actions.drop_batch(uow, key, expected=seen)
        return reverse("dispatches:batch", args=[key])

    try:
        return do_once(request, f"dispatches.{step}", work, SAID[step])
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        row.refresh_from_db()
        return _show(request, row, refusal)

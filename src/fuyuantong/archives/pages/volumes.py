"""Volumes: the list of a year, filing it, one volume and how long it is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fuyuantong.archives import actions, policy, queries
from fuyuantong.archives.forms import RetentionForm, YearForm
from fuyuantong.archives.kinds import FilingState
from fuyuantong.archives.rules import rules
from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.listing import listed
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb, Empty
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.documents.serving import bytes_response, download_response

YEARS = range(1990, 2101)


def home() -> Crumb:
    return Crumb(_("案卷"), reverse("archives:index"))


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    years = queries.years_of(viewer, today())
    form = YearForm(request.GET or None, years=years)
    chosen: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    year = chosen.get("year") or today().year
    found = queries.volumes_of(
        viewer, year=year, retention=chosen.get("retention", ""), source=chosen.get("source", "")
    )
    kept = f"year={year}&retention={chosen.get('retention', '')}&source={chosen.get('source', '')}"
    rows, paging = listed(request, found, queries.VOLUME_ORDER, kept=kept, size=100)
    keeps, filing = policy.keeps(viewer), queries.latest_filing(viewer, year)
    context = {
        "trail": [Crumb(_("案卷"))],
        "form": form if form.is_bound else YearForm(initial={"year": year}, years=years),
        "year": year,
        "rows": rows,
        "keeps": keeps,
        "filing": filing,
        "making": filing is not None and filing.state == FilingState.MAKING,
        "due": queries.due_for_appraisal(viewer, today()).count() if keeps else 0,
        "destructions": list(queries.destructions_of(viewer).order_by(*queries.ORDER)[:20]),
        "rules": rules(),
        "paging": paging,
        "empty": Empty(_("这一年还没有立卷"), _("办结的事项、开过的会、下达的计划，到年终一次立卷。")),
    }
    return render(request, "archives/index.html", context)


@require_POST
def file_year(request: HttpRequest, year: int) -> HttpResponse:
    if year not in YEARS:
        raise NotFound

    def run(uow: UnitOfWork) -> str:
        actions.start_filing(uow, year)
        return f"{reverse('archives:index')}?year={year}"

    return do_once(request, "archives.file", run, _("已开始立卷，完成后在本页列出。"))


@require_GET
def directory(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    if kind not in ("docx", "pdf") or year not in YEARS:
        raise NotFound
    with unit_of_work(viewer_of(request), request_id=str(getattr(request, "request_id", ""))) as uow:
        content = actions.take_directory(uow, year, kind)
    return bytes_response(content, f"{year}年度案卷目录.{kind}", kind)


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return _show(request, key)


def _show(
    request: HttpRequest, key: UUID, *, refused: RetentionForm | None = None, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    row = queries.volume_of(viewer, key)
    form = refused or RetentionForm(initial={"version": row.version, "retention": row.retention})
    context = {
        "trail": [home(), Crumb(row.title)],
        "row": row,
        "address": reverse(f"{_HOMES[row.source]}", args=[row.source_id]),
        "form": form if policy.keeps(viewer) and row.destruction_id is None else None,
        "refused": refused,
        "rules": rules(),
    }
    return render(request, "archives/volume.html", context, status=status)


_HOMES = {"matter": "matters:detail", "meeting": "meetings:meeting", "plan": "plans:plan"}


@require_POST
def retention(request: HttpRequest, key: UUID) -> HttpResponse:
    form = RetentionForm(request.POST)
    if not form.is_valid():
        return _show(request, key, refused=form, status=400)
    data = form.cleaned_data

    def run(uow: UnitOfWork) -> str:
        actions.set_retention(uow, key, data["retention"], reason=data["reason"], expected=data["version"])
        return reverse("archives:volume", args=[key])

    try:
        return do_once(request, "archives.retention", run, _("已调整保管期限。"))
    except Refusal as refusal:
        if refusal.status in (403, 404, 409):
            raise
        add_to_form(form, refusal)
        return _show(request, key, refused=form, status=refusal.status)


@require_GET
def content(request: HttpRequest, key: UUID) -> HttpResponseBase:
    with unit_of_work(viewer_of(request), request_id=str(getattr(request, "request_id", ""))) as uow:
        row = actions.take_volume(uow, key)
    return download_response(row.file)

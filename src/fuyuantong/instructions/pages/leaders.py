"""The leaders of a linkage, and how far their 批示 have come."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.instructions import actions, policy, queries
from fuyuantong.instructions.forms import LeaderForm
from fuyuantong.instructions.models import Leader

ROOM = Crumb(_("领导批示"), "/instructions/")
YEARS_SHOWN = 4


@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """落实 by leader, in protocol order; every figure leads to the papers behind it."""
    viewer, day = viewer_of(request), today()
    years = [day.year - n for n in range(YEARS_SHOWN)]
    try:
        year = int(request.GET.get("year") or day.year)
    except ValueError:
        year = day.year
    rows = queries.figures(viewer, day, year or None)
    context = {"trail": [ROOM, Crumb(_("落实统计"))], "rows": rows, "year": year, "years": years, "day": day}
    return render(request, "instructions/statistics.html", context)


@require_http_methods(["GET", "POST"])
def leaders(request: HttpRequest) -> HttpResponse:
    """The list, and a new entry."""
    return _leaders(request, None)


@require_http_methods(["GET", "POST"])
def leader(request: HttpRequest, key: UUID) -> HttpResponse:
    """The same page with one entry open."""
    row = queries.leaders_of(viewer_of(request), all_=True).filter(pk=key).first()
    if row is None:
        raise NotFound
    return _leaders(request, row)


def _leaders(request: HttpRequest, row: Leader | None) -> HttpResponse:
    viewer = viewer_of(request)
    if not viewer.offices or not policy.may_keep(viewer, row.linkage if row else min(viewer.offices)):
        raise Forbidden(str(policy.OFFICE_ONLY))
    status = 200
    if request.method == "POST":
        form = LeaderForm(request.POST, region=viewer.region)
        status = 400
        if form.is_valid():
            try:
                return do_once(
                    request, "instructions.leader", lambda uow: _keep(uow, form, row), _("已保存。")
                )
            except Refusal as refusal:
                if refusal.status in (403, 404):
                    raise
                add_to_form(form, refusal)
                status = refusal.status
    else:
        form = LeaderForm(initial=_first(row), region=viewer.region)
    context = {
        "trail": [ROOM, Crumb(_("领导名录"))],
        "rows": list(queries.leaders_of(viewer, all_=True)),
        "form": form,
        "row": row,
    }
    return render(request, "instructions/leaders.html", context, status=status)


def _first(row: Leader | None) -> dict[str, object]:
    if row is None:
        return {"place": 1, "active": True}
    told = {name: getattr(row, name) for name in ("name", "position", "place", "active", "version")}
    return told | {"unit": row.unit.name}


def _keep(uow: UnitOfWork, form: LeaderForm, row: Leader | None) -> str:
    data = form.cleaned_data
    same = {name: data[name] for name in ("name", "position", "unit", "place")}
    if row is None:
        actions.add_leader(uow, linkage=min(uow.actor.offices), **same)
    else:
        actions.change_leader(uow, row.pk, active=data["active"], expected=data["version"], **same)
    return reverse("instructions:leaders")

"""The room's figures with their file; which 法院代字 belongs to which court."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.now import read_clock
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.documents.serving import bytes_response
from fuyuantong.enforcement import actions, policy, queries
from fuyuantong.enforcement.figures import lines_of
from fuyuantong.enforcement.forms import SeatForm
from fuyuantong.enforcement.pages.base import ROOM


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    context = {
        "trail": [ROOM, Crumb(_("查控统计"))],
        "lines": lines_of(viewer_of(request), read_clock()),
    }
    return render(request, "enforcement/figures.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """What the page shows, as a file."""
    with unit_of_work(viewer_of(request), request_id=getattr(request, "request_id", "")) as uow:
        content = actions.export_figures(uow)
    return bytes_response(content, "执行查控统计.xlsx", "xlsx")


@require_GET
def seats(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    binds = policy.may_bind(viewer)
    rows = [
        (court, code, SeatForm(initial={"court_code": code}, auto_id=f"s{n}_%s") if binds else None)
        for n, (court, code) in enumerate(queries.seats(viewer))
    ]
    context = {"trail": [ROOM, Crumb(_("法院代字"))], "rows": rows}
    return render(request, "enforcement/seats.html", context)


@require_POST
def seat(request: HttpRequest, key: UUID) -> HttpResponse:
    form = SeatForm(request.POST)
    if not form.is_valid():
        raise Refusal("E-REQUIRED", _("请填写法院代字。"))

    def work(uow: UnitOfWork) -> str:
        actions.bind_seat(uow, key, form.cleaned_data["court_code"])
        return reverse("enforcement:seats")

    return do_once(request, "enforcement.seat", work, _("已保存。"))

"""The list, and one change as its viewer may see it; carrying it out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fuyuantong.common.access import viewer_of
from fuyuantong.common.listing import listed
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb, Empty
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.handovers import actions, policy, queries
from fuyuantong.handovers.forms import SignForm
from fuyuantong.handovers.kinds import Nature
from fuyuantong.organs.pages.answering import act


def home() -> Crumb:
    return Crumb(_("机构调整与交接"), reverse("handovers:index"))


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    rows, paging = listed(request, queries.handovers(viewer), queries.ORDER)
    context = {
        "trail": [Crumb(_("机构调整与交接"))],
        "rows": rows,
        "drafts_units": policy.drafts(viewer, Nature.MERGE),
        "drafts_posts": policy.drafts(viewer, Nature.POST),
        "paging": paging,
        "empty": Empty(_("还没有机构调整或人员交接"), _("合并、分设、更名、撤销和人员变动在这里成批办理。")),
    }
    return render(request, "handovers/index.html", context)


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return show_handover(request, key)


def show_handover(
    request: HttpRequest,
    key: UUID,
    *,
    refused: SignForm | None = None,
    slip: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    """One change; `refused` is the form of a slip whose signatures were not taken."""
    view = queries.found(viewer_of(request), key)
    slips: list[dict[str, Any]] = []
    for one in view.slips:
        first = {"version": one.slip.version, "signed_on": today()}
        form = refused if refused is not None and slip == one.slip.pk else SignForm(initial=first)
        slips.append(
            {"view": one, "form": form if "sign" in view.may and one.slip.signed_on is None else None}
        )
    context = {
        "trail": [home(), Crumb(view.row.title)],
        "view": view,
        "row": view.row,
        "slips": slips,
        "refused": refused,
        "early": view.row.on > today(),
        "drafter": view.row.nature not in (Nature.RENAME, Nature.POST)
        and view.row.drafted_person == viewer_of(request).person,
    }
    return render(request, "handovers/handover.html", context, status=status)


@require_POST
def carry_out(request: HttpRequest, key: UUID) -> HttpResponse:
    """Carry out what the person has looked at: the form carries the preview's fingerprint."""
    text = request.POST.get("version", "")
    expected = int(text) if text.isascii() and text.isdigit() else 0

    def run(uow: UnitOfWork, _values: dict[str, Any]) -> str:
        seen = request.POST.get("seen", "") or "-"
        actions.carry_out(uow, key, seen=seen, expected=expected)
        return reverse("handovers:handover", args=[key])

    return act(request, "handover.carry_out", run, _("已执行。请各方核对并签署交接单。"))

"""An answer, a hit side by side, an objection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.screening import actions, kinds, policy, queries
from fuyuantong.screening.forms import ObjectionForm, ReasonForm
from fuyuantong.screening.kinds import HitState, ObjectionState
from fuyuantong.screening.models import Hit, Objection
from fuyuantong.screening.pages.lists import SCREENING

S = HitState
SAID = {
    "same": _("已记录复核意见。"),
    "other": _("已记录：不是同一主体。"),
    "feedback": _("已反馈。"),
    "object": _("已受理，已转发布单位审查。"),
}


@require_GET
def check(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was answered to one question."""
    row = queries.check_of(viewer_of(request), key)
    context = {
        "trail": [
            SCREENING,
            Crumb(row.item.title, reverse("screening:item", args=[row.item_id])),
            Crumb(row.reference),
        ],
        "check": row,
        "listing": queries.listing_of(row.item.listing),
        "hits": [(hit, queries.told_of(hit)) for hit in row.hits.all()],
    }
    return render(request, "screening/check.html", context)


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return _show(request, key)


def _show(
    request: HttpRequest,
    key: UUID,
    *,
    feedback: ReasonForm | None = None,
    objection: ObjectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer = viewer_of(request)
    hit = queries.hit_of(viewer, key)
    handles = policy.may_handle(viewer, hit)
    first = {"version": hit.version}
    looking = hit.state in {S.WAITING, S.SECOND}
    open_ = hit.objections.filter(state__in=[ObjectionState.OPEN, ObjectionState.UPHELD]).first()
    objects = handles and open_ is None and (looking or hit.state == S.CONFIRMED)
    context = {
        "trail": [
            SCREENING,
            Crumb(hit.asked.reference, reverse("screening:check", args=[hit.asked_id])),
            Crumb(_("命中")),
        ],
        "hit": hit,
        "listing": kinds.listings()[hit.asked.item.listing],
        "told": queries.told_of(hit),
        "objection_open": open_,
        "reviews": handles and looking,
        "own_first": hit.state == S.SECOND and hit.first_by == viewer.person,
        "feedback": feedback or ReasonForm(label=_("处置情况"), initial=first)
        if handles and hit.state in {S.CONFIRMED, S.WITHDRAWN}
        else None,
        "objection": objection or ObjectionForm(label=_("异议理由"), initial=first) if objects else None,
    }
    return render(request, "screening/hit.html", context, status=status)


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    if step not in SAID:
        raise NotFound
    queries.hit_of(viewer_of(request), key)
    form = (
        ObjectionForm(request.POST, label=_("异议理由"))
        if step == "object"
        else ReasonForm(request.POST, required=step == "feedback")
    )
    shown: dict[str, Any] = {"objection": form} if isinstance(form, ObjectionForm) else {"feedback": form}
    if not form.is_valid():
        return _show(request, key, status=400, **shown)
    data = form.cleaned_data
    told = {"expected": data["version"]}
    work: dict[str, Callable[[UnitOfWork], Hit | Objection]] = {
        "same": lambda uow: actions.review(uow, key, same=True, **told),
        "other": lambda uow: actions.review(uow, key, same=False, **told),
        "feedback": lambda uow: actions.feed_back(uow, key, text=data["text"], **told),
        "object": lambda uow: actions.object_to(
            uow, key, applicant=data["applicant"], text=data["text"], **told
        ),
    }

    def run(uow: UnitOfWork) -> str:
        made = work[step](uow)
        return reverse(f"screening:{'objection' if isinstance(made, Objection) else 'hit'}", args=[made.pk])

    try:
        return do_once(request, f"screening.{step}", run, str(SAID[step]))
    except Refusal as refusal:
        if refusal.status in (403, 404, 409):
            raise
        add_to_form(form, refusal)
        return _show(request, key, status=refusal.status, **shown)


@require_GET
def objection(request: HttpRequest, key: UUID) -> HttpResponse:
    return _objection(request, key)


def _objection(
    request: HttpRequest, key: UUID, *, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    row = queries.objection_of(viewer, key)
    decides = policy.may_decide(viewer, row) and row.state == ObjectionState.OPEN
    owner = row.record.unit_id == viewer.unit
    context = {
        "trail": [SCREENING, Crumb(_("异议"))],
        "objection": row,
        "owner": owner,
        "appeal": queries.listing_of(row.record.listing).appeal
        if row.state == ObjectionState.REFUSED
        else "",
        "asked": row.unit_id == viewer.unit,
        "form": form or ReasonForm(label=_("审查意见"), initial={"version": row.version})
        if decides
        else None,
    }
    return render(request, "screening/objection.html", context, status=status)


@require_POST
def objection_step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    if step not in {"uphold", "refuse"}:
        raise NotFound
    queries.objection_of(viewer_of(request), key)
    form = ReasonForm(request.POST, label=_("审查意见"))
    if not form.is_valid():
        return _objection(request, key, form=form, status=400)
    data = form.cleaned_data

    def work(uow: UnitOfWork) -> str:
        actions.decide_objection(
            uow, key, upheld=step == "uphold", answer=data["text"], expected=data["version"]
        )
        return reverse("screening:objection", args=[key])

    return do_once(request, f"screening.{step}", work, _("已答复。"))

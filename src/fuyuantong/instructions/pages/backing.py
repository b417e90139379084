"""督办 by leave: what stands behind a letter, its signature on paper, and the mandates of 政府督查."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fuyuantong.common.access import viewer_of
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Forbidden
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import receive_upload
from fuyuantong.documents.serving import download_response
from fuyuantong.instructions import actions, policy, queries
from fuyuantong.instructions.forms import BackForm, MandateForm, PaperSignForm
from fuyuantong.instructions.pages.submissions import ROOM, attempt
from fuyuantong.matters.models import Draft


@require_http_methods(["GET", "POST"])
def back(request: HttpRequest, key: UUID) -> HttpResponse:
    """写明依据: the 批示 about this matter, and the mandates that hold today."""
    viewer, day = viewer_of(request), today()
    draft = queries.letter_to_back(viewer, key)
    mandates = queries.mandates_of(viewer).filter(linkage=draft.matter.linkage)
    offered: dict[str, Any] = {
        "wrote": list(queries.instructions_about(viewer, draft.matter_id)),
        "mandates": [one for one in mandates if one.holds_on(day)],
    }
    form = BackForm(request.POST or None, initial={"version": draft.version}, **offered)

    def work(uow: UnitOfWork) -> str:
        actions.back_letter(uow, key, expected=form.cleaned_data["version"], **form.chosen())
        return reverse("matters:letter", args=[key])

    context = {"form": form, "offered": any(offered.values()), "draft": draft}
    return _ask(request, draft, form, work, _("写明依据"), _("依据已写明，可以送签。"), context, "back.html")


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, key: UUID) -> HttpResponse:
    """登记纸面签发: the leader signed the print-out and has no account."""
    viewer = viewer_of(request)
    draft = queries.letter_to_back(viewer, key)
    first = {"version": draft.version, "signed_on": today(), "number": draft.number}
    leaders = queries.leaders_of(viewer).filter(linkage=draft.matter.linkage)
    form = PaperSignForm(request.POST or None, request.FILES or None, initial=first, leaders=leaders)

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        original = receive_upload(uow, data["original"])
        actions.sign_letter(
            uow, key, leader=UUID(data["leader"]), signed_on=data["signed_on"], original=original,
            number=data["number"], expected=data["version"],
        )  # fmt: skip
        return reverse("matters:letter", args=[key])

    context = {"form": form, "draft": draft}
    return _ask(
        request,
        draft,
        form,
        work,
        _("登记纸面签发"),
        _("已登记签发，主送单位已收到通知。"),
        context,
        "sign.html",
    )


def _ask(
    request: HttpRequest, draft: Draft, form: Any, work: Any, words: str, said: str,
    context: dict[str, Any], page: str,
) -> HttpResponse:  # fmt: skip
    status = 200
    if request.method == "POST":
        answer = attempt(request, form, f"instructions.{page}", work, said)
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    trail = [Crumb(draft.title[:30], reverse("matters:letter", args=[draft.pk])), Crumb(words)]
    return render(request, f"instructions/{page}", context | {"trail": trail}, status=status)


@require_GET
def original(request: HttpRequest, key: UUID) -> HttpResponseBase:
    return download_response(queries.original_of(viewer_of(request), key).file)


@require_http_methods(["GET", "POST"])
def mandates(request: HttpRequest) -> HttpResponse:
    """政府督查授权: the list, and a new one."""
    viewer = viewer_of(request)
    linkages = [one for one in queries.linkages_of(viewer) if policy.may_keep(viewer, one.code)]
    if not linkages:
        raise Forbidden(_("政府督查授权由联席会议办公室登记，您现在的岗位不能办理。"))
    form = MandateForm(request.POST or None, linkages=linkages, region=viewer.region)
    status = 200
    if request.method == "POST":

        def work(uow: UnitOfWork) -> str:
            actions.add_mandate(uow, **form.cleaned_data)
            return reverse("instructions:mandates")

        answer = attempt(request, form, "instructions.mandate", work, _("已登记。"))
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    context = {
        "trail": [ROOM, Crumb(_("政府督查授权"))],
        "rows": [(one, one.holds_on(today())) for one in queries.mandates_of(viewer)],
        "form": form,
    }
    return render(request, "instructions/mandates.html", context, status=status)

"""文书送办: paste the case number, drop the document, confirm."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.actors import Actor
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Forbidden, Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.dispatches import actions, policy, queries
from fuyuantong.dispatches.forms import ITEM_MARK, ReadForm, SendForm
from fuyuantong.dispatches.kinds import recipes
from fuyuantong.dispatches.reading import Found, read_letter
from fuyuantong.documents.actions import receive_upload
from fuyuantong.documents.models import StoredFile
from fuyuantong.documents.queries import own_upload

ROOM = Crumb(_("文书送办"), "/dispatches/")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The number and the document; a post reads them and shows what was understood."""
    viewer = viewer_of(request)
    _senders(viewer)
    form = ReadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _understood(request, viewer, form)
        except Refusal as refusal:
            if refusal.status in (403, 404):
                raise
            name = "case" if refusal.code == "E-CASE-NO" else "document"
            form.add_error(name, f"{refusal.message}{refusal.hint}")
    context = {"trail": [Crumb(ROOM.label)], "form": form}
    return render(request, "dispatches/new.html", context, status=400 if form.errors else 200)


def _understood(request: HttpRequest, viewer: Actor, form: ReadForm) -> HttpResponse:
    """The whole letter, filled in from the document and from the register of the case."""
    stored: StoredFile | None = None
    if form.cleaned_data["document"]:
        with unit_of_work(viewer, request_id=str(getattr(request, "request_id", ""))) as uow:
            stored = receive_upload(uow, form.cleaned_data["document"])
    found = read_letter(stored.reading.text) if stored and stored.reading else Found()
    number = form.cleaned_data["case"] or found.case_number
    case = queries.case_of(viewer, number) if number else None
    first = _first(viewer, found, case)
    first["file"] = stored.pk if stored else None
    return _confirm(request, viewer, SendForm(initial=first, **_offered(viewer, first["recipe"])), case)


def _first(viewer: Actor, found: Found, case: queries.Case | None) -> dict[str, Any]:
    known = [one.name for one in _senders(viewer)]
    recipe = found.recipe if found.recipe in known else known[0]
    cause = case.fact("案由") if case else ""
    about = cause or (case.number if case else "")
    return {
        "recipe": recipe,
        "title": found.title or (f"关于{about}的{recipe}" if about else ""),
        "number": found.number,
        "addressees": found.addressees or (case.fact("被告机关") if case else ""),
        "case_number": case.number if case else "",
        "cause": cause,
        "signed_on": found.signed_on or today(),
        "served_on": today(),
        "reply_on": found.reply_on,
        "items": "\n".join(f"{fault}{ITEM_MARK}{ask}" if fault else ask for fault, ask in found.items),
    }


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """确认送出: the matter opened, the acts done, the addressees told, in one transaction."""
    viewer = viewer_of(request)
    known = [one.name for one in _senders(viewer)]
    if request.method == "GET":
        return redirect("dispatches:new")
    recipe = request.POST.get("recipe", "")
    form = SendForm(request.POST, **_offered(viewer, recipe if recipe in known else known[0]))
    status = 400
    if form.is_valid():

        def work(uow: UnitOfWork) -> str:
            key = form.cleaned_data["file"]
            files = [own_upload(uow.actor, key)] if key else []
            matter = actions.send(uow, form.sending(), files=files)
            return reverse("matters:detail", args=[matter.pk])

        try:
            return do_once(request, "dispatches.send", work, _("已送出，收文单位已收到通知。"))
        except Refusal as refusal:
            if refusal.status in (403, 404):
                raise
            add_to_form(form, refusal)
            status = refusal.status
    return _confirm(request, viewer, form, None, status=status)


def _confirm(
    request: HttpRequest, _viewer: Actor, form: SendForm, case: queries.Case | None, *, status: int = 200
) -> HttpResponse:
    context = {"trail": [ROOM, Crumb(_("确认送出"))], "form": form, "case": case}
    return render(request, "dispatches/send.html", context, status=status)


def _offered(viewer: Actor, recipe: str) -> dict[str, Any]:
    one = recipes()[recipe]
    return {
        "recipes": _senders(viewer),
        "linkages": queries.linkages_of(viewer, one),
        "kinds": queries.kinds_of(one),
        "region": viewer.region,
    }


def _senders(viewer: Actor) -> list[Any]:
    found = policy.may_send(viewer)
    if not found:
        raise Forbidden(_("文书送办由法院、检察院的承办人使用，您现在的岗位不能办理。"))
    return found

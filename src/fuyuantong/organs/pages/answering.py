"""What the pages of the room share: one form, one action, one answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from fuyuantong.common.actors import NOBODY, Actor
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.idempotency import check_key, remember, request_digest, store_answer
from fuyuantong.common.now import read_clock
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.organs import policy


@dataclass(slots=True)
class Secret:
    """A first password or a key: printed in the answer of the very request that made it, kept nowhere."""

    title: str
    note: str
    text: str = ""


Run = Callable[[UnitOfWork, dict[str, Any]], str]
_MOST_DIGITS = 9
_KEPT = ("csrfmiddlewaretoken", "idempotency_key")


def actor_of(request: HttpRequest) -> Actor:
    actor = request.actor  # type: ignore[attr-defined]
    if not isinstance(actor, Actor):  # the middleware lets nobody in without one
        raise Refusal("E-SIGN-IN", _("尚未登录或登录已失效。"), status=HTTPStatus.UNAUTHORIZED)
    return actor


def as_uuid(text: str) -> UUID:
    """Read a key out of a form; nonsense becomes the key that no row has."""
    try:
        return UUID(text)
    except ValueError:
        return NOBODY


def number_of(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))


def safe_next(request: HttpRequest, target: str, otherwise: str = "/") -> str:
    """Return where to go after an act: only places of our own (no other site, no script)."""
    allowed = {request.get_host()}
    fine = url_has_allowed_host_and_scheme(target, allowed_hosts=allowed, require_https=request.is_secure())
    return target if fine and target.startswith("/") else otherwise


def is_confirmed(request: HttpRequest) -> bool:
    """Say whether the actor need not prove again who sits there."""
    return policy.is_confirmed(actor_of(request), int(request.session.get("confirmed_at", 0)), read_clock())


def _to_confirm(back: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('organs:confirm')}?{urlencode({'next': back})}")


def perform(request: HttpRequest, operation: str, values: dict[str, Any], run: Run) -> str:
    """Run one action in one unit of work; a second submission of the same form goes where the first went."""
    if not is_confirmed(request):
        raise Refusal(
            "E-CONFIRM",
            _("距上次确认身份已超过 5 分钟。"),
            status=HTTPStatus.UNAUTHORIZED,
            hint=_("请在新窗口打开“我的账号—确认身份”，再回来保存；您填写的内容已保留。"),
        )
    key = str(request.POST.get("idempotency_key", ""))
    body = {name: texts for name, texts in request.POST.lists() if name not in _KEPT}
    with unit_of_work(actor_of(request), request_id=number_of(request)) as uow:
        if key:
            earlier = remember(uow, operation, check_key(key), request_digest({"path": request.path, **body}))
            if earlier is not None:
                return str((earlier.answer or {}).get("target", "/"))
        target = run(uow, values)
        if key:
            store_answer(uow, operation, key, HTTPStatus.SEE_OTHER, {"target": target})
    return target


def form_page(
    request: HttpRequest,
    form: Form,
    template: str,
    context: Mapping[str, Any],
    *,
    operation: str,
    run: Run,
    done: str = "",
    secret: Secret | None = None,
) -> HttpResponse:
    """Show a form; when it comes back right, run the action and go on, else show what is wrong."""
    status = HTTPStatus.OK
    if request.method != "POST" and not is_confirmed(request):
        return _to_confirm(request.get_full_path())
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                target = perform(request, operation, form.cleaned_data, run)
            except Refusal as refusal:
                if refusal.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
                    raise
                add_to_form(form, refusal)
                status = HTTPStatus(refusal.status)
            else:
                return _go_on(request, target, done, secret)
    return render(request, template, {"form": form, **context}, status=status)


def act(
    request: HttpRequest, operation: str, run: Run, done: str = "", secret: Secret | None = None
) -> HttpResponse:
    """Run the action of a button and go on; a refusal flies to the page of refusals."""
    if not is_confirmed(request):
        return _to_confirm(safe_next(request, urlsplit(request.headers.get("Referer", "")).path))
    return _go_on(request, perform(request, operation, {}, run), done, secret)


def _go_on(request: HttpRequest, target: str, done: str, secret: Secret | None) -> HttpResponse:
    if secret is not None and secret.text:
        response = render(request, "organs/secret.html", {"secret": secret, "target": target})
        response.headers["Cache-Control"] = "no-store"
        return response
    if done:
        messages.success(request, done)
    return HttpResponseRedirect(target)


def version_of(request: HttpRequest, present: int) -> int:
    """The version the person began from; a form that lost it is treated as begun before everything."""
    if request.method != "POST":
        return present
    text = str(request.POST.get("version", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0

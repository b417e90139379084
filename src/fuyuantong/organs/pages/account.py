"""One's own account: posts, password, second factor, sessions."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.actors import Actor
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import read_clock
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.organs import actions, factors, passwords
from fuyuantong.organs.forms import CodeForm, PasswordForm
from fuyuantong.organs.middleware import anonymous_actor
from fuyuantong.organs.models import Person
from fuyuantong.organs.pages.answering import as_uuid, number_of, safe_next
from fuyuantong.organs.queries import sign_ins_of


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):  # the middleware lets nobody else in
        raise Refusal("E-SIGN-IN", _("尚未登录或登录已失效。"), status=HTTPStatus.UNAUTHORIZED)
    return request.user


def _self(request: HttpRequest) -> Actor:
    """People without a post still act on their own account."""
    person = _person(request)
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    blank = anonymous_actor(request)
    return actor or Actor(person.pk, None, None, "", person.name, "", ip=blank.ip)


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    rows = sign_ins_of(person)
    present = str(request.session.session_key)
    context: dict[str, Any] = {
        "person": person,
        "tenures": request.tenures,  # type: ignore[attr-defined]
        "sign_ins": [(row, row.session_key == present) for row in rows],
        "has_factor": factors.has_factor(person),
    }
    return render(request, "organs/account.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password; afterwards one signs in again everywhere else, here a new session begins."""
    person = _person(request)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                _change(request, person, form.cleaned_data)
            except Refusal as refusal:
                add_to_form(form, refusal)
                status = HTTPStatus(refusal.status)
            else:
                messages.success(request, _("密码已修改，其他设备上的登录已全部退出。"))
                return HttpResponseRedirect("/")
    stale = passwords.is_stale(person, read_clock())
    return render(request, "organs/password.html", {"form": form, "stale": stale}, status=status)


def _change(request: HttpRequest, person: Person, typed: dict[str, str]) -> None:
    actor = _self(request)
    with unit_of_work(actor, request_id=number_of(request)) as uow:
        changed = actions.change_password(uow, person.pk, present=typed["present"], new=typed["new"])
        actions.begin_session(uow, request, changed, "password", actor.ip)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Prove again with a fresh code that it is still the same person; good for five minutes."""
    person = _person(request)
    target = safe_next(request, str(request.POST.get("next") or request.GET.get("next", "/me/")), "/me/")
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        with unit_of_work(_self(request), request_id=number_of(request)) as uow:
            if actions.confirm_session(uow, request, person, form.cleaned_data["code"]):
                return HttpResponseRedirect(target)
        form.add_error("code", _("验证码不对、已用过或该账号暂时锁定。请等下一个验证码再试。"))
        status = HTTPStatus.UNAUTHORIZED
    return render(request, "organs/confirm.html", {"form": form, "next": target}, status=status)


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one other session, or all of them."""
    person = _person(request)
    chosen = str(request.POST.get("session", ""))
    only = as_uuid(chosen) if chosen else None
    with unit_of_work(_self(request), request_id=number_of(request)) as uow:
        count = actions.end_other_sessions(uow, person, str(request.session.session_key), only)
    messages.success(request, _("已退出 %(count)s 个其他登录。") % {"count": count})
    return HttpResponseRedirect(reverse("organs:account"))


for _view in (account, password, confirm, end_sessions):
    _view.without_post = True  # type: ignore[attr-defined]

"""Sign-in: name and password, then the one-time code; the same page for every failure."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from fuyuantong.common.now import read_clock
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.organs import actions, factors
from fuyuantong.organs.addresses import client_ip
from fuyuantong.organs.forms import CodeForm, SignInForm
from fuyuantong.organs.middleware import anonymous_actor
from fuyuantong.organs.models import Person
from fuyuantong.organs.pages.answering import actor_of, as_uuid, number_of, safe_next
from fuyuantong.organs.queries import account_of, actor_for

PENDING_SECONDS = 300
_WHY = {
    "idle": gettext_lazy("您已超过 15 分钟没有操作，为安全起见请重新登录。"),
    "absolute": gettext_lazy("登录已满 8 小时，请重新登录。"),
}


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    target = safe_next(request, str(request.POST.get("next") or request.GET.get("next", "/")))
    if isinstance(request.user, Person):
        return HttpResponseRedirect(target)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        why = _WHY.get(str(request.GET.get("why", "")), "")
        return render(
            request, "organs/sign_in.html", {"form": form, "next": target, "why": why}, status=status
        )
    with unit_of_work(anonymous_actor(request), request_id=number_of(request)) as uow:
        person = actions.verify_password(
            uow, request, form.cleaned_data["username"], form.cleaned_data["password"]
        )
        if person is not None and not settings.FYT_SECOND_FACTOR and not factors.has_factor(person):
            return _begin(uow, request, person, "password", target)
    if person is None:
        wrong = _("登录名或密码不对，或该账号暂时锁定。")
        form.add_error(None, wrong + _("连续 5 次不对将锁定 15 分钟；忘记密码请联系安全管理员。"))
        context = {"form": form, "next": target}
        return render(request, "organs/sign_in.html", context, status=HTTPStatus.UNAUTHORIZED)
    request.session.cycle_key()
    request.session["pending"] = {
        "person": str(person.pk),
        "at": int(read_clock().timestamp()),
        "next": target,
    }
    return HttpResponseRedirect(reverse("organs:code" if factors.has_factor(person) else "organs:enrol"))


def _begin(uow: UnitOfWork, request: HttpRequest, person: Person, factor: str, target: str) -> HttpResponse:
    ip = client_ip(request)
    actions.begin_session(uow, request, person, factor, ip)
    last = request.session.get("last_sign_in")
    if last:
        sentence = _("上次登录：%(at)s，来自 %(ip)s。如非本人，请立即修改密码。")
        messages.info(request, sentence % {"at": last[0][:16].replace("T", " "), "ip": last[1]})
    return HttpResponseRedirect(target)


def _pending(request: HttpRequest) -> tuple[Person, str] | None:
    """Return (person, where to go) of somebody whose password was right within the last five minutes."""
    kept = request.session.get("pending")
    if not kept or int(read_clock().timestamp()) - kept["at"] > PENDING_SECONDS:
        request.session.pop("pending", None)
        return None
    person = account_of(UUID(kept["person"]))
    return (person, str(kept["next"])) if person else None


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    pending = _pending(request)
    if pending is None:
        return HttpResponseRedirect(reverse("organs:sign-in"))
    person, target = pending
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        with unit_of_work(anonymous_actor(request), request_id=number_of(request)) as uow:
            if actions.verify_code(uow, request, person, form.cleaned_data["code"]):
                return _begin(uow, request, person, "totp", target)
        _wrong_code(form)
        status = HTTPStatus.UNAUTHORIZED
    return render(request, "organs/code.html", {"form": form}, status=status)


def _wrong_code(form: Form) -> None:
    form.add_error("code", _("验证码不对、已用过或该账号暂时锁定。请等下一个验证码再试。"))


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """First sign-in: tie an authenticator program to the account before anything else."""
    pending = _pending(request)
    if pending is None or factors.has_factor(pending[0]):
        return HttpResponseRedirect(reverse("organs:sign-in"))
    person, target = pending
    secret = request.session.setdefault("new_secret", factors.new_secret())
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        with unit_of_work(anonymous_actor(request), request_id=number_of(request)) as uow:
            if actions.enrol_factor(uow, person, secret, form.cleaned_data["code"]):
                del request.session["new_secret"]
                return _begin(uow, request, person, "totp", target)
        _wrong_code(form)
        status = HTTPStatus.UNAUTHORIZED
    # The picture is drawn by us from our own text; nothing of the request is in it.
    picture = mark_safe(factors.picture(person, secret))  # noqa: S308
    context = {"form": form, "picture": picture, "secret": secret}
    return render(request, "organs/enrol.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Person):
        actor = request.actor or anonymous_actor(request)  # type: ignore[attr-defined]
        with unit_of_work(actor, request_id=number_of(request)) as uow:
            actions.end_session(uow, request, "signed_out")
    response = HttpResponseRedirect(reverse("organs:sign-in"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


sign_out.without_post = True  # type: ignore[attr-defined]


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Switch to another post of one's own; a post one does not hold does not exist."""
    person = request.user
    before = actor_of(request)
    wanted = as_uuid(str(request.POST.get("post", "")))
    chosen = actor_for(person, wanted, client_ip(request))  # type: ignore[arg-type]
    if chosen.post != before.post:
        with unit_of_work(chosen, request_id=number_of(request)) as uow:
            actions.note_post(uow, chosen)
    request.session["post"] = str(chosen.post)
    return HttpResponseRedirect(safe_next(request, str(request.POST.get("next", "/"))))

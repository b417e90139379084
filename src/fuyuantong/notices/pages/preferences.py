"""消息设置: when and over which ways a person hears, and the own accounts there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from fuyuantong.common.actors import Actor
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.notices import actions, queries
from fuyuantong.notices.forms import AccountForm, CodeForm, PreferenceForm
from fuyuantong.notices.pages.base import number_of, viewer_of


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Let a person choose when and how to hear."""
    actor = viewer_of(request)
    if request.method == "POST":
        form = PreferenceForm(request.POST)
        if form.is_valid():
            with unit_of_work(actor, request_id=number_of(request)) as uow:
                actions.prefer(uow, **form.cleaned_data)
            messages.success(request, _("消息设置已保存。"))
            return redirect("notices:preferences")
    else:
        form = PreferenceForm(initial=_chosen(actor))
    crumbs = [Crumb(_("消息"), reverse("notices:inbox")), Crumb(_("消息设置"))]
    status = 422 if form.errors else 200
    context = {"form": form, "crumbs": crumbs, "accounts": queries.accounts(actor)}
    return render(request, "notices/preferences.html", context, status=status)


def _chosen(actor: Actor) -> dict[str, object]:
    own = queries.own_preference(actor)
    names = ("digest_hour", "quiet_from", "quiet_until")
    chosen: dict[str, object] = {name: getattr(own, name) for name in names}
    chosen["channels"] = queries.own_channels(actor)
    chosen["urgent_channels"] = queries.own_channels(actor, hurried=True)
    return chosen


@require_POST
def enter_account(request: HttpRequest, channel: str) -> HttpResponse:
    """Keep an account and send a code there."""
    actor, form = viewer_of(request), AccountForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写账号（120 字以内）。本次未保存任何数据。"))
        return redirect("notices:preferences")
    try:
        with unit_of_work(actor, request_id=number_of(request)) as uow:
            actions.ask_code(uow, channel, form.cleaned_data["account"])
    except Refusal as refusal:
        return _said(request, refusal)
    messages.success(request, _("验证码已发往这个账号，请在 10 分钟内填写。"))
    return redirect("notices:preferences")


@require_POST
@sensitive_post_parameters("code")
def prove_account(request: HttpRequest, channel: str) -> HttpResponse:
    """Take the account into use when the code is right."""
    actor, form = viewer_of(request), CodeForm(request.POST)
    code = form.cleaned_data["code"] if form.is_valid() else ""
    try:
        with unit_of_work(actor, request_id=number_of(request)) as uow:
            wrong = actions.prove_account(uow, channel, code)
    except Refusal as refusal:
        return _said(request, refusal)
    if wrong:
        messages.error(request, wrong)
    else:
        messages.success(request, _("账号已验证，今后的消息发到这里。"))
    return redirect("notices:preferences")


@require_POST
def remove_account(request: HttpRequest, channel: str) -> HttpResponse:
    with unit_of_work(viewer_of(request), request_id=number_of(request)) as uow:
        actions.remove_account(uow, channel)
    messages.success(request, _("已删除这个账号。"))
    return redirect("notices:preferences")


def _said(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Say on the page itself why the account was not taken; what may not be known stays hidden."""
    if refusal.status == 404:  # noqa: PLR2004 - not found
        raise refusal
    messages.error(request, _("%(why)s本次未保存任何数据。") % {"why": str(refusal)})
    return redirect("notices:preferences")

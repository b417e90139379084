"""消息: the inbox, preferences, and jobs that were given up."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.actors import Actor
from fuyuantong.common.jobs import job_word
from fuyuantong.common.paging import Page
from fuyuantong.common.parts import Crumb, Empty, Paging, Tab
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import unit_of_work
from fuyuantong.notices import actions, queries
from fuyuantong.notices.channels import open_channels
from fuyuantong.notices.forms import InboxForm, PreferenceForm, SettleForm
from fuyuantong.notices.kinds import SHOWN_AT_MOST


def _actor(request: HttpRequest) -> Actor:
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor) or actor.person is None:
        raise NotFound
    return actor


def _number(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))


def _turn(base: str, page: Page, kept: dict[str, str]) -> Paging:  # type: ignore[type-arg]
    def link(**more: str | None) -> str:
        return f"{base}?{urlencode(kept | {k: v for k, v in more.items() if v})}"

    return Paging(
        shown=len(page.rows),
        previous_href=link(before=page.previous) if page.previous else "",
        next_href=link(after=page.next) if page.next else "",
        first_href=link() if page.previous else "",
    )


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the viewer's messages, unread ones first of all; `?show=all` for every one."""
    viewer = _actor(request)
    form = InboxForm(request.GET)
    if not form.is_valid():
        return redirect("notices:inbox")
    query = form.cleaned_data
    every = query["show"] == "all"
    page = queries.inbox(viewer, unread=not every, after=query["after"], before=query["before"])
    base = reverse("notices:inbox")
    count = queries.unread_count(viewer)
    context = {
        "notices": page.rows,
        "unread": count,
        "tabs": [
            Tab(_("未读"), base, min(count, SHOWN_AT_MOST), current=not every),
            Tab(_("全部"), f"{base}?show=all", current=every),
        ],
        "paging": _turn(base, page, {"show": "all"} if every else {}),
        "empty": Empty(_("没有未读消息"), _("任务下达、催办、反馈和提醒都会在这里出现。"), icon="bell"),
        "crumbs": [Crumb(_("消息"))],
    }
    return render(request, "notices/inbox.html", context)


@require_POST
def open_notice(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Mark a message read and go to what it is about."""
    actor = _actor(request)
    found = queries.notice_for(actor, notice)
    with unit_of_work(actor, request_id=_number(request)) as uow:
        actions.mark_read(uow, [notice])
    inside = found.url and url_has_allowed_host_and_scheme(found.url, allowed_hosts={request.get_host()})
    return redirect(found.url if inside else "notices:inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    actor = _actor(request)
    with unit_of_work(actor, request_id=_number(request)) as uow:
        count = actions.mark_all_read(uow)
    messages.success(request, _("已将 %(n)s 条消息标为已读。") % {"n": count})
    return redirect("notices:inbox")


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Let a person choose when and how to hear."""
    actor = _actor(request)
    if actor.person is None:
        raise NotFound
    if request.method == "POST":
        form = PreferenceForm(request.POST)
        if form.is_valid():
            with unit_of_work(actor, request_id=_number(request)) as uow:
                actions.prefer(uow, **form.cleaned_data)
            messages.success(request, _("消息设置已保存。"))
            return redirect("notices:preferences")
    else:
        own = queries.preference_of(actor.person)
        usual = [channel.code for channel in open_channels(for_units=False)]
        names = ("digest_hour", "quiet_from", "quiet_until")
        chosen = own.channels if own.channels is not None else usual
        form = PreferenceForm(initial={"channels": chosen} | {name: getattr(own, name) for name in names})
    crumbs = [Crumb(_("消息"), reverse("notices:inbox")), Crumb(_("消息设置"))]
    status = 422 if form.errors else 200
    context = {"form": form, "crumbs": crumbs, "ways": open_channels(for_units=False)}
    return render(request, "notices/preferences.html", context, status=status)


@require_GET
def dead_letters(request: HttpRequest) -> HttpResponse:
    """Show the system administrator the jobs that were given up."""
    viewer = _actor(request)
    form = InboxForm(request.GET)
    cursor = form.cleaned_data if form.is_valid() else {"after": "", "before": ""}
    page = queries.dead_letters(viewer, after=cursor["after"], before=cursor["before"])
    context = {
        "letters": [(letter, job_word(letter.name)) for letter in page.rows],
        "paging": _turn(reverse("notices:dead_letters"), page, {}),
        "empty": Empty(_("没有未完成的后台任务"), _("多次重试仍未完成的任务会在这里出现。"), icon="s-check"),
        "crumbs": [Crumb(_("未完成的后台任务"))],
        "form": SettleForm(),
    }
    return render(request, "notices/dead_letters.html", context)


@require_POST
def retry_dead_letter(request: HttpRequest, job: int) -> HttpResponse:
    with unit_of_work(_actor(request), request_id=_number(request)) as uow:
        actions.retry_dead_letter(uow, job)
    messages.success(request, _("已重新执行，结果稍后可见。"))
    return redirect("notices:dead_letters")


@require_POST
def settle_dead_letter(request: HttpRequest, job: int) -> HttpResponse:
    form = SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写处理说明（300 字以内）。本次未保存任何数据。"))
        return redirect("notices:dead_letters")
    with unit_of_work(_actor(request), request_id=_number(request)) as uow:
        actions.settle_dead_letter(uow, job, form.cleaned_data["remark"])
    messages.success(request, _("已登记处理结果。"))
    return redirect("notices:dead_letters")

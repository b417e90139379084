"""消息: the inbox."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fuyuantong.common.parts import Crumb, Empty, Tab
from fuyuantong.common.uow import unit_of_work
from fuyuantong.notices import actions, queries
from fuyuantong.notices.forms import InboxForm
from fuyuantong.notices.kinds import SHOWN_AT_MOST
from fuyuantong.notices.pages.base import number_of, turn, viewer_of


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the viewer's messages, unread ones first of all; `?show=all` for every one."""
    viewer = viewer_of(request)
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
        "paging": turn(base, page, {"show": "all"} if every else {}),
        "empty": Empty(_("没有未读消息"), _("任务下达、催办、反馈和提醒都会在这里出现。"), icon="bell"),
        "crumbs": [Crumb(_("消息"))],
    }
    return render(request, "notices/inbox.html", context)


@require_POST
def open_notice(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Mark a message read and go to what it is about."""
    actor = viewer_of(request)
    found = queries.notice_for(actor, notice)
    with unit_of_work(actor, request_id=number_of(request)) as uow:
        actions.mark_read(uow, [notice])
    inside = found.url and url_has_allowed_host_and_scheme(found.url, allowed_hosts={request.get_host()})
    return redirect(found.url if inside else "notices:inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    actor = viewer_of(request)
    with unit_of_work(actor, request_id=number_of(request)) as uow:
        count = actions.mark_all_read(uow)
    messages.success(request, _("已将 %(n)s 条消息标为已读。") % {"n": count})
    return redirect("notices:inbox")

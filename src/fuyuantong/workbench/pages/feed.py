"""日历订阅: a person's secret calendar address, renewed, revoked and read."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fuyuantong.common.access import viewer_of
from fuyuantong.common.now import day_of, read_clock
from fuyuantong.common.parts import Crumb
from fuyuantong.common.uow import unit_of_work
from fuyuantong.workbench import actions, feeds, queries


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Make a new address and show it, this once."""
    titles = request.POST.get("titles") == "on"
    with unit_of_work(viewer_of(request), request_id=str(getattr(request, "request_id", ""))) as uow:
        secret = actions.renew_feed(uow, titles=titles)
    crumbs = [Crumb(_("会议与日程"), reverse("workbench:calendar")), Crumb(_("日历订阅"))]
    answer = render(request, "workbench/feed.html", {"address": feeds.address(secret), "trail": crumbs})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    with unit_of_work(viewer_of(request), request_id=str(getattr(request, "request_id", ""))) as uow:
        actions.revoke_feed(uow)
    messages.success(request, _("日历订阅已停用，原地址不能再读取。"))
    return redirect("workbench:calendar")


@login_not_required
@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar itself; whoever has the address reads it, with the rights that its person has today."""
    now = read_clock()
    found, viewers = queries.feed_viewers(secret, now)
    with unit_of_work(viewers[0], request_id=str(getattr(request, "request_id", ""))) as uow:
        actions.note_feed_read(uow, found)
    body = feeds.write(
        queries.feed_entries(viewers, day_of(now)), name=_("府院通日程"), base=settings.FYT_BASE_URL, now=now,
        titles=found.titles,
    )  # fmt: skip
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer

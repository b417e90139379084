"""For the system administrator: given-up jobs, channels, and messages that may have gone out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fuyuantong.common.actors import NOBODY
from fuyuantong.common.jobs import job_word
from fuyuantong.common.now import read_clock
from fuyuantong.common.parts import Crumb, Empty
from fuyuantong.common.uow import unit_of_work
from fuyuantong.notices import actions, queries
from fuyuantong.notices.channels import channel_of
from fuyuantong.notices.forms import InboxForm, SettleForm
from fuyuantong.notices.pages.base import number_of, turn, viewer_of


@require_GET
def dead_letters(request: HttpRequest) -> HttpResponse:
    """Show the system administrator the jobs that were given up."""
    viewer = viewer_of(request)
    form = InboxForm(request.GET)
    cursor = form.cleaned_data if form.is_valid() else {"after": "", "before": ""}
    page = queries.dead_letters(viewer, after=cursor["after"], before=cursor["before"])
    context = {
        "letters": [(letter, job_word(letter.name)) for letter in page.rows],
        "paging": turn(reverse("notices:dead_letters"), page, {}),
        "empty": Empty(_("没有未完成的后台任务"), _("多次重试仍未完成的任务会在这里出现。"), icon="s-check"),
        "crumbs": [Crumb(_("未完成的后台任务"))],
        "form": SettleForm(),
    }
    return render(request, "notices/dead_letters.html", context)


@require_POST
def retry_dead_letter(request: HttpRequest, job: int) -> HttpResponse:
    with unit_of_work(viewer_of(request), request_id=number_of(request)) as uow:
        actions.retry_dead_letter(uow, job)
    messages.success(request, _("已重新执行，结果稍后可见。"))
    return redirect("notices:dead_letters")


@require_POST
def settle_dead_letter(request: HttpRequest, job: int) -> HttpResponse:
    form = SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写处理说明（300 字以内）。本次未保存任何数据。"))
        return redirect("notices:dead_letters")
    with unit_of_work(viewer_of(request), request_id=number_of(request)) as uow:
        actions.settle_dead_letter(uow, job, form.cleaned_data["remark"])
    messages.success(request, _("已登记处理结果。"))
    return redirect("notices:dead_letters")


@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """Show which channels are open, which units have a robot, and what may have gone out."""
    viewer = viewer_of(request)
    form = InboxForm(request.GET)
    cursor = form.cleaned_data if form.is_valid() else {"after": "", "before": ""}
    page = queries.unsure(viewer, after=cursor["after"], before=cursor["before"])
    names = queries.names_of(page.rows)
    context = {
        "uses": queries.channel_uses(viewer, read_clock()),
        "robots": queries.robot_seats(viewer),
        "unsure": [
            (row, _word(row.channel), names.get(row.unit or row.person or NOBODY, "—")) for row in page.rows
        ],
        "paging": turn(reverse("notices:channels"), page, {}),
        "crumbs": [Crumb(_("外发渠道"))],
        "none_open": Empty(
            _("没有开通外发渠道"),
            _("消息只在系统内查看。开通办法见安装维护手册“后台任务与消息”。"),
            icon="bell",
        ),
    }
    return render(request, "notices/channels.html", context)


def _word(channel: str) -> str:
    way = channel_of(channel)
    return str(way.word) if way else channel


@require_POST
def settle_delivery(request: HttpRequest, delivery: UUID) -> HttpResponse:
    with unit_of_work(viewer_of(request), request_id=number_of(request)) as uow:
        actions.settle_delivery(uow, delivery)
    messages.success(request, _("已登记：不再重发。"))
    return redirect("notices:channels")


@require_POST
def resend_delivery(request: HttpRequest, delivery: UUID) -> HttpResponse:
    with unit_of_work(viewer_of(request), request_id=number_of(request)) as uow:
        actions.resend_delivery(uow, delivery)
    messages.success(request, _("已重新发送，结果稍后可见。"))
    return redirect("notices:channels")

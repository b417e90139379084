"""请假代办: who is away, and who stands in."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import today as clock_today
from fuyuantong.common.parts import Crumb, Empty
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.notices import actions, queries
from fuyuantong.notices.forms import InboxForm, LeaveForm
from fuyuantong.notices.models import Leave
from fuyuantong.notices.pages.base import number_of, turn, viewer_of
from fuyuantong.notices.policy import may_enter_leave


@require_http_methods(["GET", "POST"])
def leaves(request: HttpRequest) -> HttpResponse:
    """Show the leaves that the viewer may know of, and take a new one."""
    viewer, day = viewer_of(request), clock_today()
    seats = queries.seats_to_leave(viewer, day)
    deputies = queries.possible_deputies(seats, day)
    if request.method == "POST":
        form = LeaveForm(data=request.POST, seats=seats, deputies=deputies)
        if form.is_valid() and _entered(request, form):
            return redirect("notices:leaves")
    else:
        own = next((s for s in seats if s.person_id == viewer.person and s.post_id == viewer.post), None)
        initial = {"seat": f"{own.post_id}:{own.person_id}"} if own else {}
        form = LeaveForm(seats=seats, deputies=deputies, initial=initial)
    query = InboxForm(request.GET)
    cursor = query.cleaned_data if query.is_valid() else {"after": "", "before": ""}
    page = queries.leaves(viewer, after=cursor["after"], before=cursor["before"])
    rows = [
        (row, _state(row, day), row.ended_at is None and row.until_on >= day
         and may_enter_leave(viewer, row.person_id, row.post.unit_id))
        for row in page.rows
    ]  # fmt: skip
    context = {
        "form": form if seats else None,
        "rows": rows,
        "paging": turn(reverse("notices:leaves"), page, {}),
        "empty": Empty(
            _("没有请假登记"), _("登记后，消息和待办会转给代办人，到期自动结束。"), icon="calendar"
        ),
        "crumbs": [Crumb(_("消息"), reverse("notices:inbox")), Crumb(_("请假代办"))],
    }
    return render(request, "notices/leaves.html", context, status=422 if form.errors else 200)


def _state(row: Leave, day: date) -> tuple[str, str]:
    """(tone, word) of a leave on this day."""
    if row.ended_at is not None or row.until_on < day:
        return "done", _("已结束")
    return ("wait", _("未开始")) if row.since_on > day else ("run", _("代办中"))


def _entered(request: HttpRequest, form: LeaveForm) -> bool:
    typed = dict(form.cleaned_data)
    post, _colon, person = typed.pop("seat").partition(":")
    deputy = UUID(typed.pop("deputy"))
    try:
        with unit_of_work(viewer_of(request), request_id=number_of(request)) as uow:
            actions.enter_leave(uow, post=UUID(post), person=UUID(person), deputy=deputy, **typed)
    except Refusal as refusal:
        add_to_form(form, refusal)
        return False
    messages.success(request, _("已登记，代办人已收到消息。"))
    return True


@require_POST
def end_leave(request: HttpRequest, leave: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    seen = queries.leave_of(viewer, leave)
    with unit_of_work(viewer, request_id=number_of(request)) as uow:
        actions.end_leave(uow, seen.pk)
    messages.success(request, _("已结束代办。"))
    return redirect("notices:leaves")

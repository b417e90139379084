"""会议: the list with what is due, a new one, one meeting with agenda, answers, decisions."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.now import today
from fuyuantong.common.paging import page_by_key
from fuyuantong.common.parts import Crumb, Empty, Paging, Stage
from fuyuantong.common.refusals import Forbidden
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.meetings import actions, queries
from fuyuantong.meetings.flow import stages_of
from fuyuantong.meetings.forms import meetings as forms
from fuyuantong.meetings.kinds import MeetingState
from fuyuantong.meetings.pages.acting import MEETINGS, Act, carry
from fuyuantong.meetings.pages.steps import acts_of
from fuyuantong.meetings.printing.binding import PAPERS, wanted

SIZE = 30


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    form = forms.MeetingFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = queries.meetings_of(
        viewer, state=chosen.get("state", ""), words=chosen.get("q", ""), year=chosen.get("year")
    )
    page = page_by_key(
        rows, ("-created_at", "-id"), size=SIZE, after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )  # fmt: skip
    kept = {name: str(value) for name, value in chosen.items() if value}
    hosts = bool(queries.hostable(viewer))
    context = {
        "trail": [Crumb(MEETINGS.label)],
        "form": form,
        "chips": kept,
        "meetings": page.rows,
        "periods": queries.periods_due(viewer, today()),
        "invitations": queries.own_invitations(viewer),
        "hosts": hosts,
        "paging": Paging(
            len(page.rows),
            previous_href=_turn(kept, "before", page.previous),
            next_href=_turn(kept, "after", page.next),
        ),
        "empty": Empty(
            _("没有会议"),
            _("筹备会议后，从议题到对账销号都在这里办理。") if hosts else _("收到会议通知后在这里回执。"),
            href=reverse("meetings:prepare") if hosts else "",
            act=_("筹备会议") if hosts else "",
        ),
    }
    return render(request, "meetings/list.html", context)


def _turn(kept: Mapping[str, str], name: str, cursor: str | None) -> str:
    return f"?{urlencode({**kept, name: cursor})}" if cursor else ""


@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    places = [
        (f"{version.code}|{linkage.code}", f"{version.name}（{linkage}）")
        for version, linkage in queries.hostable(viewer)
    ]
    if not places:
        raise Forbidden(_("您现在的岗位不能筹备会议。"))
    if request.method == "GET":
        initial = {"where": request.GET.get("where", "")}
        return _preparing(request, forms.PrepareForm(places=places, initial=initial))
    form = forms.PrepareForm(request.POST, places=places)

    def work(uow: UnitOfWork) -> str:
        kind, linkage = form.place_of
        row = actions.prepare(uow, kind=kind, linkage=linkage, arrangement=form.arrangement())
        return reverse("meetings:meeting", args=[row.pk])

    said = _("会议开始筹备。上次未议完的议题已自动列入。")
    return carry(request, form, work, lambda status, bad: _preparing(request, bad, status), said)


def _preparing(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    context = {"trail": [MEETINGS, Crumb(_("筹备会议"))], "form": form}
    return render(request, "meetings/prepare.html", context, status=status)


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return show_meeting(request, key)


def show_meeting(
    request: HttpRequest, key: UUID, status: int = 200, name: str = "", form: Form | None = None
) -> HttpResponse:
    """The meeting's page; `form` is the refused one of the step `name`, unfolded."""
    viewer = viewer_of(request)
    view = queries.meeting_view(viewer, key)
    acts = [
        act if act.name != name or form is None
        else Act(act.name, act.label, form, act.address, act.tone, act.note, opened=True)
        for act in acts_of(view, queries.placeable(viewer, view.meeting))
    ]  # fmt: skip
    context = {
        "trail": [MEETINGS, Crumb(view.meeting.title)],
        "view": view,
        "meeting": view.meeting,
        "stages": stages(view),
        "acts": acts,
        "opened": name,
        "clashes": queries.clashing(viewer, view.meeting) if view.inside else [],
        "stray": form if name and all(act.name != name for act in acts) else None,
        "paper_form": forms.PaperForm(),
        "prints": [(code, name) for code, (name, _make) in PAPERS.items() if wanted(code, view)],
    }
    return render(request, "meetings/meeting.html", context, status=status)


def stages(view: queries.MeetingView) -> list[Stage]:
    """The strip above the meeting; kinds without 请示 have no such stages."""
    state = MeetingState(view.meeting.state)
    if state is MeetingState.CANCELLED:
        return [Stage(state.label, "now")]
    gate = stages_of(view.kind)
    at = gate.index(state)
    return [
        Stage(one.label, "done" if n < at else "now" if n == at else "ahead") for n, one in enumerate(gate)
    ]


@require_POST
def remove_item(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    def work(uow: UnitOfWork) -> str:
        actions.remove_item(uow, key, item=item)
        return reverse("meetings:meeting", args=[key]) + "#agenda"

    return do_once(request, request.path[:200], work, _("已移出议程。"))


@require_POST
def move_item(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    """One place up."""
    view = queries.meeting_view(viewer_of(request), key)
    keys = [line.item.pk for line in view.lines]

    def work(uow: UnitOfWork) -> str:
        at = keys.index(item) if item in keys else 0
        if at:
            keys[at - 1], keys[at] = keys[at], keys[at - 1]
        actions.order_items(uow, key, items=keys)
        return reverse("meetings:meeting", args=[key]) + "#agenda"

    return do_once(request, request.path[:200], work, _("已调整次序。"))


@require_POST
def uninvite(request: HttpRequest, key: UUID, unit: UUID) -> HttpResponse:
    def work(uow: UnitOfWork) -> str:
        actions.uninvite(uow, key, units=[unit])
        return reverse("meetings:meeting", args=[key]) + "#guests"

    return do_once(request, request.path[:200], work, _("已取消。"))

"""回执, 签到, one item's decision, the record's text, papers, the ledger of decisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Forbidden, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.serving import download_response
from fuyuantong.meetings import actions, queries
from fuyuantong.meetings.actions import Coming
from fuyuantong.meetings.actions.minutes import drafted
from fuyuantong.meetings.forms import meetings as forms
from fuyuantong.meetings.kinds import MeetingState, Outcome, ReplyState
from fuyuantong.meetings.pages.acting import MEETINGS, carry
from fuyuantong.meetings.queries.papers import paper_of

ADDED_MOST = 2
"""Blank rows for each unit on the page of 签到."""


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, key: UUID, invitation: UUID) -> HttpResponse:
    """回执 of one's own unit, or 代录 by the host."""
    view = queries.meeting_view(viewer_of(request), key)
    guest = next((one for one in view.guests if one.invitation.pk == invitation), None)
    if guest is None:
        raise NotFound
    people = [Coming(one.name, one.rank, one.instead_of) for one in guest.people]
    row = guest.invitation
    if request.method == "GET":
        usual = ReplyState.COMING if row.reply == ReplyState.WAITING else row.reply
        told = {"answer": usual, "text": row.text, "version": row.version}
        return _replying(request, view, guest, forms.ReplyForm(initial=told, people=people))
    form = forms.ReplyForm(request.POST, people=people)

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        actions.reply(
            uow, invitation, answer=ReplyState(data["answer"]), people=form.coming(), text=data["text"],
            expected=data["version"],
        )  # fmt: skip
        return reverse("meetings:meeting", args=[key]) + "#guests"

    return carry(
        request,
        form,
        work,
        lambda status, bad: _replying(request, view, guest, bad, status),
        _("回执已登记。"),
    )


def _replying(
    request: HttpRequest, view: queries.MeetingView, guest: queries.Guest, form: Form, status: int = 200
) -> HttpResponse:
    context = {"trail": _trail(view, _("回执")), "view": view, "guest": guest, "form": form}
    return render(request, "meetings/reply.html", context, status=status)


@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, key: UUID) -> HttpResponse:
    """签到: who of those named came, and who came besides."""
    view = _run_by(request, key)
    if request.method == "GET":
        context = {"trail": _trail(view, _("签到")), "view": view, "blank": range(ADDED_MOST)}
        return render(request, "meetings/attendance.html", context)
    came = [UUID(one) for one in request.POST.getlist("came") if len(one) == 36]  # noqa: PLR2004 - a UUID
    added = {
        guest.invitation.pk: [
            Coming(name.strip(), rank.strip(), instead.strip())
            for name, rank, instead in zip(
                request.POST.getlist(f"name-{guest.invitation.pk}"),
                request.POST.getlist(f"rank-{guest.invitation.pk}"),
                request.POST.getlist(f"instead-{guest.invitation.pk}"),
                strict=False,
            )
            if name.strip()
        ]
        for guest in view.guests
    }

    def work(uow: UnitOfWork) -> str:
        actions.sign_in(uow, key, came=came, added={pk: people for pk, people in added.items() if people})
        return reverse("meetings:meeting", args=[key]) + "#guests"

    return do_once(request, request.path[:200], work, _("签到已登记。"))


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    """议定 one item."""
    view = _run_by(request, key)
    line = next((one for one in view.lines if one.item.pk == item), None)
    if line is None:
        raise NotFound
    told, rows = forms.DecideForm.told(line.item)
    given: dict[str, Any] = {"outcomes": view.outcomes, "rows": rows, "region": view.meeting.region_id}
    if request.method == "GET":
        return _deciding(request, view, line, forms.DecideForm(initial=told, **given))
    form = forms.DecideForm(request.POST, **given)

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        actions.decide(
            uow, item, outcome=Outcome(data["outcome"]), text=data["text"], dissent=data["dissent"],
            resolutions=form.resolutions(), expected=data["version"],
        )  # fmt: skip
        return reverse("meetings:meeting", args=[key]) + "#agenda"

    return carry(
        request, form, work, lambda status, bad: _deciding(request, view, line, bad, status), _("已登记。")
    )


def _deciding(
    request: HttpRequest, view: queries.MeetingView, line: queries.Line, form: Form, status: int = 200
) -> HttpResponse:
    context = {"trail": _trail(view, _("议定")), "view": view, "line": line, "form": form}
    return render(request, "meetings/decide.html", context, status=status)


@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, key: UUID) -> HttpResponse:
    """The record's text: drafted from the decisions until somebody has changed it."""
    view = _run_by(request, key)
    row = view.meeting
    if request.method == "GET":
        text = row.minutes or (drafted(row) if row.state == MeetingState.HELD else "")
        return _writing(request, view, forms.MinutesForm(initial={"text": text, "version": row.version}))
    form = forms.MinutesForm(request.POST)
    anew = request.POST.get("then") == "anew"

    def work(uow: UnitOfWork) -> str:
        text = "" if anew else form.cleaned_data["text"]
        actions.write_minutes(uow, key, text=text, expected=form.cleaned_data["version"])
        return reverse("meetings:minutes", args=[key]) if anew else reverse("meetings:meeting", args=[key])

    return carry(
        request, form, work, lambda status, bad: _writing(request, view, bad, status), _("纪要已保存。")
    )


def _writing(request: HttpRequest, view: queries.MeetingView, form: Form, status: int = 200) -> HttpResponse:
    context = {"trail": _trail(view, _("纪要")), "view": view, "form": form}
    return render(request, "meetings/minutes.html", context, status=status)


@require_POST
def add_paper(request: HttpRequest, key: UUID) -> HttpResponse:
    def work(uow: UnitOfWork) -> str:
        actions.add_paper(uow, key, request.FILES.get("file"), label=request.POST.get("label", ""))
        return reverse("meetings:meeting", args=[key]) + "#papers"

    return do_once(request, request.path[:200], work, _("材料已上传。"))


@require_POST
def add_item_paper(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    """Material on an item; the unit that brings the topic comes back to its topic."""
    back = request.POST.get("back") == "topic"

    def work(uow: UnitOfWork) -> str:
        made = actions.add_item_paper(
            uow, item, request.FILES.get("file"), label=request.POST.get("label", "")
        )
        topic = queries.topic_of_item(viewer_of(request), made.subject_id) if back else None
        if topic is not None:
            return reverse("meetings:topic", args=[topic])
        return reverse("meetings:meeting", args=[key]) + "#agenda"

    return do_once(request, request.path[:200], work, _("材料已上传。"))


@require_GET
def paper(request: HttpRequest, key: UUID, number: UUID) -> HttpResponseBase:
    return download_response(paper_of(viewer_of(request), key, number).file)


def _run_by(request: HttpRequest, key: UUID) -> queries.MeetingView:
    view = queries.meeting_view(viewer_of(request), key)
    if not view.runs:
        raise Forbidden(_("会议由主办单位办理，您现在的岗位只能查看。"))
    return view


def _trail(view: queries.MeetingView, label: str) -> list[Crumb]:
    page = reverse("meetings:meeting", args=[view.meeting.pk])
    return [MEETINGS, Crumb(view.meeting.title, page), Crumb(label)]

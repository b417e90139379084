"""Papers to print or to file: one paper of a meeting, 桌签, a topic's form, whole volumes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import unit_of_work
from fuyuantong.documents.serving import bytes_response
from fuyuantong.meetings import queries
from fuyuantong.meetings.actions.exporting import FORMS, take_volume, take_year
from fuyuantong.meetings.pages.acting import MEETINGS
from fuyuantong.meetings.printing.answers import printed, printed_paper
from fuyuantong.meetings.printing.sheets import application

YEAR_DIGITS = 4


@require_GET
def paper(request: HttpRequest, key: UUID, paper: str, kind: str) -> HttpResponse:
    return printed_paper(queries.meeting_view(viewer_of(request), key), paper, kind)


@require_GET
def form(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    view = queries.topic_view(viewer_of(request), key)
    return printed(application(view), kind, f"议题申请表-{view.topic.title}")


@require_GET
def plates(request: HttpRequest, key: UUID) -> HttpResponse:
    """桌签: a page of A4 for each person, to be folded; the name stands on both sides."""
    view = queries.meeting_view(viewer_of(request), key)
    if not view.inside:
        raise NotFound
    names = [view.meeting.chair] if view.meeting.chair else []
    names += [one.name for guest in view.guests for one in guest.people if one.name not in names]
    context = {"trail": [MEETINGS, Crumb(_("桌签"))], "view": view, "names": names}
    return render(request, "meetings/plates.html", context)


@require_GET
def volume(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    if kind not in FORMS:
        raise NotFound
    with unit_of_work(viewer_of(request), request_id=str(getattr(request, "request_id", ""))) as uow:
        content = take_volume(uow, key, kind)
    return bytes_response(content, f"会议案卷.{kind}", kind)


@require_GET
def year(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    if kind not in FORMS or len(str(year)) != YEAR_DIGITS:
        raise NotFound
    with unit_of_work(viewer_of(request), request_id=str(getattr(request, "request_id", ""))) as uow:
        content = take_year(uow, year, kind)
    return bytes_response(content, f"{year}年会议案卷.{kind}", kind)

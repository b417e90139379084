"""Papers of meetings as files."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Input, Query, carry_out, choice, viewer
from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.serving import bytes_response
from fuyuantong.meetings import queries
from fuyuantong.meetings.actions.exporting import FORMS, take_volume, take_year
from fuyuantong.meetings.api.base import room
from fuyuantong.meetings.printing.answers import printed, printed_paper
from fuyuantong.meetings.printing.sheets import application

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class PrintFormat(Input):
    format: Annotated[str, choice(["pdf", "docx"])] = "pdf"


class VolumeFormat(Input):
    format: Annotated[str, choice(list(FORMS))] = "zip"


@room.downloads("/meetings/{uuid:key}/prints/{str:paper}", "application/pdf", DOCX)
def print_meeting_paper(
    request: HttpRequest, key: UUID, paper: str, query: Query[PrintFormat]
) -> HttpResponse:
    """会议文书：request、notice、agenda、sign-sheet、seating、minutes、submission."""
    return printed_paper(queries.meeting_view(viewer(request), key), paper, query.format)


@room.downloads("/topics/{uuid:key}/form", "application/pdf", DOCX)
def print_topic_form(request: HttpRequest, key: UUID, query: Query[PrintFormat]) -> HttpResponse:
    """议题申请表."""
    view = queries.topic_view(viewer(request), key)
    return printed(application(view), query.format, f"议题申请表-{view.topic.title}")


@room.downloads("/meetings/{uuid:key}/volume", "*/*")
def meeting_volume(request: HttpRequest, key: UUID, query: Query[VolumeFormat]) -> Any:
    """一次会议的全部文书和材料，带卷内目录."""
    content = carry_out(request, lambda uow: take_volume(uow, key, query.format))
    return bytes_response(content, f"会议案卷.{query.format}", query.format)


@room.downloads("/meeting-volumes/{int:year}", "*/*")
def year_volumes(request: HttpRequest, year: int, query: Query[VolumeFormat]) -> Any:
    """一年的会议案卷（主办单位）."""
    if not 1990 <= year <= 2100:  # noqa: PLR2004 - years that a calendar of ours can have
        raise NotFound
    content = carry_out(request, lambda uow: take_year(uow, year, query.format))
    return bytes_response(content, f"{year}年会议案卷.{query.format}", query.format)

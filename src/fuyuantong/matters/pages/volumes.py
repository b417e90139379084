"""一键打印案卷: the file of a matter, and the files of a year."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import unit_of_work
from fuyuantong.documents.binding import FORMS
from fuyuantong.documents.serving import bytes_response
from fuyuantong.matters.actions import binding

YEARS = range(1990, 2101)


@require_GET
def volume(request: HttpRequest, matter_id: UUID, form: str) -> HttpResponse:
    if form not in FORMS:
        raise NotFound
    with unit_of_work(viewer_of(request), request_id=str(getattr(request, "request_id", ""))) as uow:
        content = binding.take_file(uow, matter_id, form)
    return bytes_response(content, f"事项案卷.{form}", form)


@require_GET
def year(request: HttpRequest, year: int, form: str) -> HttpResponse:
    if form not in FORMS or year not in YEARS:
        raise NotFound
    mechanism = request.GET.get("mechanism", "")
    with unit_of_work(viewer_of(request), request_id=str(getattr(request, "request_id", ""))) as uow:
        content = binding.take_year(uow, year, form, mechanism=mechanism)
    return bytes_response(content, f"{year}年事项案卷.{form}", form)

"""Files of matters with their directory."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field

from fuyuantong.common.api import Input, Query, carry_out, choice
from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.binding import FORMS
from fuyuantong.documents.serving import bytes_response
from fuyuantong.matters.actions import binding
from fuyuantong.matters.api.base import room
from fuyuantong.matters.pages.volumes import YEARS


class BindingForm(Input):
    format: Annotated[str, choice(list(FORMS))] = "zip"


class YearBinding(BindingForm):
    mechanism: Annotated[str, Field(max_length=60)] = ""


@room.downloads("/matters/{uuid:key}/volume", "*/*", scope="reports:read")
def matter_volume(request: HttpRequest, key: UUID, query: Query[BindingForm]) -> Any:
    """一件事项的全部文书和材料，带卷内目录."""
    content = carry_out(request, lambda uow: binding.take_file(uow, key, query.format))
    return bytes_response(content, f"事项案卷.{query.format}", query.format)


@room.downloads("/matter-volumes/{int:year}", "*/*", scope="reports:read")
def matter_volumes(request: HttpRequest, year: int, query: Query[YearBinding]) -> Any:
    """一年内办结事项的案卷（联席会议办公室），可按机制类别."""
    if year not in YEARS:
        raise NotFound
    content = carry_out(
        request, lambda uow: binding.take_year(uow, year, query.format, mechanism=query.mechanism)
    )
    return bytes_response(content, f"{year}年事项案卷.{query.format}", query.format)

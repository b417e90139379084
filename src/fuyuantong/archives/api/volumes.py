"""Volumes: the list, filing a year, how long one is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from fuyuantong.archives import actions, queries
from fuyuantong.archives import schemas as shapes
from fuyuantong.archives.api.base import again, room, told
from fuyuantong.archives.models import Volume
from fuyuantong.archives.pages.volumes import YEARS
from fuyuantong.common.api import (
    Listed,
    Query,
    carry_out,
    expected,
    paged,
    perform,
    plain,
    tagged,
    viewer,
)
from fuyuantong.common.now import today
from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.serving import bytes_response, download_response


def _row(row: Volume) -> shapes.VolumeRow:
    return plain(shapes.VolumeRow, row, sha256=row.file.sha256)


@room.reads("/volumes", Listed[shapes.VolumeRow])
def volumes(request: HttpRequest, query: Query[shapes.VolumeQuery]) -> Any:
    """本单位的案卷，最新年度在前；due 只列保管期满的."""
    who = viewer(request)
    rows = queries.volumes_of(who, year=query.year, retention=query.retention, source=query.source)
    if query.due:
        rows = rows.filter(pk__in=queries.due_for_appraisal(who, today()).values("pk"))
    return paged(rows, queries.VOLUME_ORDER, query, _row)


@room.reads("/volumes/{uuid:key}", shapes.VolumeRow)
def volume(request: HttpRequest, key: UUID) -> Any:
    """一卷的立卷情况；ETag 为其版本."""
    row = queries.volume_of(viewer(request), key)
    return tagged(_row(row), row.version)


@room.downloads("/volumes/{uuid:key}/content", "*/*")
def volume_content(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """立卷时的全部材料（zip）."""
    row: Volume = carry_out(request, lambda uow: actions.take_volume(uow, key))
    return download_response(row.file)


@room.downloads("/volume-directories/{int:year}", "*/*")
def volume_directory(request: HttpRequest, year: int, query: Query[shapes.DirectoryFormat]) -> Any:
    """一年的案卷目录."""
    if year not in YEARS:
        raise NotFound
    content = carry_out(request, lambda uow: actions.take_directory(uow, year, query.format))
    return bytes_response(content, f"{year}年度案卷目录.{query.format}", query.format)


@room.writes("/volumes/{uuid:key}/retention", versioned=True)
def set_volume_retention(request: HttpRequest, key: UUID, body: shapes.RetentionIn) -> HttpResponse:
    """调整保管期限，须写理由."""
    return perform(
        request,
        lambda uow: told(
            actions.set_retention(uow, key, body.retention, reason=body.reason, expected=expected(request))
        ),
    )


@room.writes("/filings", keyed=True, status=201)
def file_year(request: HttpRequest, body: shapes.FilingIn) -> HttpResponse:
    """一年的事项、会议、计划一次立卷；由后台办理，可查进度."""
    return perform(request, lambda uow: told(actions.start_filing(uow, body.year)), again=again, status=201)


@room.reads("/filings/{uuid:key}", shapes.FilingRow)
def filing(request: HttpRequest, key: UUID) -> Any:
    """立卷的进度."""
    return plain(shapes.FilingRow, queries.filing_of(viewer(request), key))

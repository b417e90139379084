"""Packs: making, taking out, bringing in, adopting."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import (
    Listed,
    Page,
    Query,
    Receipt,
    carry_out,
    expected,
    paged,
    perform,
    plain,
    tagged,
    viewer,
)
from fuyuantong.common.refusals import FieldError, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.schemas import one_file
from fuyuantong.documents.serving import bytes_response
from fuyuantong.packs import actions, queries
from fuyuantong.packs import schemas as shapes
from fuyuantong.packs.actions.taking import file_name
from fuyuantong.packs.api.base import again, room, told, told_return
from fuyuantong.packs.cells import Unreadable, day_of
from fuyuantong.packs.codes import row_code
from fuyuantong.packs.kinds import LineKind
from fuyuantong.packs.models import Pack, PackRow, Return
from fuyuantong.packs.printing import PAPERS

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES_MOST = 500


def _pack(row: Pack) -> shapes.PackOut:
    return plain(shapes.PackOut, row, unit=row.unit_id, replaced_by=row.replaced_by_id, form=row.form_id)


def _return(viewer: Any, row: Return) -> shapes.PackReturn:
    seen = {str(key) for key in queries.rows_of(viewer, row.pack).values_list("obligation_id", flat=True)}
    shown = [line for line in row.lines if not line["obligation"] or line["obligation"] in seen]
    lines = sorted(shown, key=lambda line: (line["kind"] != LineKind.REFUSED, line["row"], line["place"]))
    told = [
        shapes.ReturnedLine(**{name: line[name] for name in shapes.ReturnedLine.model_fields})
        for line in lines[:LINES_MOST]
    ]
    return plain(shapes.PackReturn, row, pack=row.pack_id, file_name=row.file.name, lines=told)


@room.reads("/packs", Listed[shapes.PackOut])
def packs(request: HttpRequest, query: Query[shapes.PackQuery]) -> Any:
    """可见的任务包，最新在前."""
    return paged(queries.packs_of(viewer(request)), queries.PACK_ORDER, query, _pack)


@room.writes("/packs", keyed=True, status=201)
def make_packs(request: HttpRequest, body: shapes.PackIn) -> HttpResponse:
    """给各单位各制作一份任务包；未返回的旧包由新包代替."""

    def work(uow: UnitOfWork) -> Receipt:
        made = actions.make_packs(uow, **body.model_dump())
        first = told(made[0])
        first.made = [one.pk for one in made]
        return first

    return perform(request, work, again=again, status=201)


@room.reads("/packs/{uuid:key}", shapes.PackOut)
def pack(request: HttpRequest, key: UUID) -> Any:
    """一份任务包；ETag 为其版本."""
    row = queries.pack_of(viewer(request), key)
    return tagged(_pack(row), row.version)


@room.reads("/packs/{uuid:key}/rows", Listed[shapes.PackLine])
def pack_rows(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """包内任务及其任务编号."""
    row = queries.pack_of(viewer(request), key)

    def show(one: PackRow) -> shapes.PackLine:
        return plain(shapes.PackLine, one, code=row_code(row, one), obligation=one.obligation_id)

    return paged(queries.rows_of(viewer(request), row), ("place", "id"), query, show)


@room.downloads("/packs/{uuid:key}/content", XLSX, DOCX)
def pack_content(request: HttpRequest, key: UUID, query: Query[shapes.PackFormat]) -> Any:
    """下载任务包，供填写."""
    row, content = carry_out(request, lambda uow: actions.take_file(uow, key, query.format))
    return bytes_response(content, file_name(row, query.format), query.format)


@room.downloads("/packs/{uuid:key}/print", "application/pdf", DOCX)
def print_pack(request: HttpRequest, key: UUID, query: Query[shapes.PackPaper]) -> Any:
    """打印承办单或反馈单."""
    row, content = carry_out(request, lambda uow: actions.take_print(uow, key, query.paper, query.format))
    name = f"{PAPERS[query.paper][0]} {row.spoken_code} {row.unit}.{query.format}"
    return bytes_response(content, name, query.format)


@room.downloads("/pack-bundles/{uuid:key}", "application/octet-stream")
def pack_bundle(request: HttpRequest, key: UUID, query: Query[shapes.PackFormat]) -> Any:
    """同一批制作的任务包，连同承办单、反馈单."""
    content = carry_out(request, lambda uow: actions.take_bundle(uow, key, query.format))
    return bytes_response(content, "任务包.zip", "zip")


@room.writes("/packs/{uuid:key}/withdraw", versioned=True)
def withdraw_pack(request: HttpRequest, key: UUID, body: shapes.PackReason) -> HttpResponse:
    """作废误发的任务包."""
    return perform(
        request,
        lambda uow: told(actions.withdraw_pack(uow, key, reason=body.reason, expected=expected(request))),
    )


TEXTS = {
    "why": "代录原因（办公室代录时必填）",
    "said_on": "反馈日期，缺省为今天",
    "received_on": "签收日期，用于表中没有填签收日期的待签收任务",
}


@room.uploads("/packs/{uuid:key}/returns", TEXTS)
def return_pack(request: HttpRequest, key: UUID) -> HttpResponse:
    """上传填好的任务包，得到逐行预览；尚未写入任何一行."""
    upload, texts = one_file(request, tuple(TEXTS))
    said_on, received_on = (_day(name, texts[name]) for name in ("said_on", "received_on"))

    def work(uow: UnitOfWork) -> Receipt:
        made = actions.start_return(
            uow, key, upload, why=texts["why"], said_on=said_on, received_on=received_on
        )
        return told_return(made)

    return perform(request, work, again=again, status=201)


def _day(name: str, text: str) -> date | None:
    try:
        return day_of(text)[0]
    except Unreadable as error:
        words = str(error)
        raise Refusal("E-DATE", words, errors=[FieldError("E-DATE", words, pointer=name)]) from error


@room.reads("/pack-returns/{uuid:key}", shapes.PackReturn)
def pack_return(request: HttpRequest, key: UUID) -> Any:
    """预览：每一行会怎样."""
    who = viewer(request)
    return _return(who, queries.return_of(who, key))


@room.writes("/pack-returns/{uuid:key}/adopt", keyed=True)
def adopt_return(request: HttpRequest, key: UUID, body: shapes.PackAdoption) -> HttpResponse:
    """整包采用：全部写入，或一行也不写."""
    return perform(request, lambda uow: told_return(actions.adopt_return(uow, key, body.digest)), again=again)

"""Sheets of units: seeing, filling, looking at in the unit, sending back, the office's wording."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Page, Query, expected, perform, plain, sliced, tagged, viewer
from fuyuantong.rounds import actions, queries
from fuyuantong.rounds import schemas as shapes
from fuyuantong.rounds.api.base import room, told
from fuyuantong.rounds.kinds import WORDS
from fuyuantong.rounds.models import Sheet


def _row(row: Sheet) -> shapes.SheetRow:
    return plain(shapes.SheetRow, row, round=row.round_id, unit=row.unit_id, unit_name=str(row.unit))


def _entry(line: queries.Line) -> shapes.RoundEntry:
    row = line.entry
    return plain(
        shapes.RoundEntry,
        row,
        obligation=row.obligation_id,
        matter=row.obligation.matter_id,
        title=row.obligation.title,
        last={name: getattr(line.last, name) for name in WORDS} if line.last else {},
        files=[one.pk for one in line.files],
    )


@room.reads("/rounds/{uuid:key}/sheets", Listed[shapes.SheetRow])
def round_sheets(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """一轮调度中可见的填报表."""
    looker = viewer(request)
    return sliced(queries.sheets_of(looker, queries.round_of(looker, key)), query, _row)


@room.reads("/round-sheets/{uuid:key}", shapes.SheetFull)
def round_sheet(request: HttpRequest, key: UUID) -> Any:
    """一份填报表；ETag 为其版本."""
    view = queries.sheet_of(viewer(request), key)
    shown = plain(
        shapes.SheetFull,
        view.sheet,
        round=view.sheet.round_id,
        unit=view.sheet.unit_id,
        unit_name=str(view.sheet.unit),
        entries=[_entry(line) for line in view.lines],
        may=sorted(view.may),
    )
    return tagged(shown, shown.version)


@room.writes("/round-sheets/{uuid:key}/fill", versioned=True)
def fill_sheet(request: HttpRequest, key: UUID, body: shapes.SheetWords) -> HttpResponse:
    """填报；send 为真时提交（联席会议办公室代录须写明原因）."""
    words = {one.entry: one.words() for one in body.entries}
    return perform(
        request,
        lambda uow: told(
            actions.fill(
                uow, key, words, send=body.send, recorded_why=body.recorded_why, expected=expected(request)
            )
        ),
    )


@room.writes("/round-sheets/{uuid:key}/check", body=False, versioned=True)
def check_sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """科长审核通过."""
    return perform(request, lambda uow: told(actions.check(uow, key, expected=expected(request))))


@room.writes("/round-sheets/{uuid:key}/approve", body=False, versioned=True)
def approve_sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """分管领导审签，报送."""
    return perform(request, lambda uow: told(actions.approve(uow, key, expected=expected(request))))


@room.writes("/round-sheets/{uuid:key}/return", versioned=True)
def return_sheet(request: HttpRequest, key: UUID, body: shapes.SheetRemark) -> HttpResponse:
    """单位内退回经办人."""
    return perform(
        request, lambda uow: told(actions.give_back(uow, key, remark=body.remark, expected=expected(request)))
    )


@room.writes("/round-sheets/{uuid:key}/send-back", versioned=True)
def send_back_sheet(request: HttpRequest, key: UUID, body: shapes.SheetRemark) -> HttpResponse:
    """退改（对法院、检察院等为商请补充）."""
    return perform(
        request, lambda uow: told(actions.send_back(uow, key, remark=body.remark, expected=expected(request)))
    )


@room.writes("/round-sheets/{uuid:key}/edit", versioned=True)
def edit_sheet(request: HttpRequest, key: UUID, body: shapes.SheetEdits) -> HttpResponse:
    """办公室编辑汇总用语；单位原文保留."""
    words = {one.entry: one.words() for one in body.entries}
    brief = {one.entry: one.brief for one in body.entries}
    return perform(
        request, lambda uow: told(actions.edit(uow, key, words, brief=brief, expected=expected(request)))
    )

"""会议类型: what kinds of meeting there are, and publishing one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Page, Query, perform, sliced, viewer
from fuyuantong.meetings import actions, queries
from fuyuantong.meetings.api.base import again, room, told
from fuyuantong.meetings.schemas import inputs, outputs, showing


@room.reads("/meeting-kinds", Listed[outputs.MeetingKindRow])
def meeting_kinds(request: HttpRequest, query: Query[Page]) -> Any:  # noqa: ARG001 - ninja hands it in
    """会议类型，本地方案选用的在前."""
    return sliced(queries.offered_kinds(), query, showing.kind_row, key=lambda one: one[0].code)


@room.reads("/meeting-kinds/{str:code}", outputs.MeetingKindFull)
def meeting_kind(request: HttpRequest, code: str) -> Any:  # noqa: ARG001
    """一类会议的全部规定和原文."""
    row = queries.latest_kind(code)
    every, chosen = next((e, c) for r, e, c in queries.offered_kinds() if r.code == code)
    return showing.kind_full(row, every, chosen=chosen)


@room.asks("/meeting-kind-checks", outputs.MeetingKindChecked, scope="")
def check_meeting_kind(request: HttpRequest, body: inputs.MeetingKindSource) -> Any:
    """检查一份会议类型，不发布；有错时逐行指出."""
    kind = actions.check_kind(viewer(request), body.source)
    return {"code": kind.code, "name": kind.name, "version": kind.version}


@room.writes("/meeting-kinds", status=201, keyed=True, scope="")
def publish_meeting_kind(request: HttpRequest, body: inputs.MeetingKindSource) -> HttpResponse:
    """发布会议类型的新版本."""
    return perform(request, lambda uow: told(actions.publish_kind(uow, body.source)), again=again, status=201)

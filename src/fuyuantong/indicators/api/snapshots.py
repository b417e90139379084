"""Signed figures: reading, freezing a period, correcting with a reason."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Page, Query, Receipt, perform, sliced, viewer
from fuyuantong.indicators import actions, queries
from fuyuantong.indicators.api.base import may_freeze, of_snapshot, room
from fuyuantong.indicators.periods import read_span
from fuyuantong.indicators.queries.snapshots import latest_snapshot
from fuyuantong.indicators.schemas import Signing, SigningAnew, SnapshotRow, snapshot_out


@room.reads("/indicators/{slug:code}/snapshots", Listed[SnapshotRow])
def indicator_snapshots(request: HttpRequest, code: str, query: Query[Page]) -> Any:
    """一个指标已签定的数和更正，最新在前."""
    return sliced(queries.snapshots(viewer(request), code), query, snapshot_out)


@room.writes("/indicators/{slug:code}/freeze", keyed=True, status=201)
def freeze_indicator(request: HttpRequest, code: str, body: Signing) -> HttpResponse:
    """签定一个已结束期间的数；已签定的不变."""
    span = read_span(body.period)

    def work(uow: Any) -> Receipt:
        actions.freeze(uow, span, [code], signed_by=body.signed_by)
        row = latest_snapshot(code, span)
        return of_snapshot(row)  # type: ignore[arg-type]

    return perform(request, work, again=may_freeze, status=201)


@room.writes("/indicators/{slug:code}/correct", keyed=True, status=201)
def correct_indicator(request: HttpRequest, code: str, body: SigningAnew) -> HttpResponse:
    """更正已签定的数，写明理由；原数保留."""
    span = read_span(body.period)

    def work(uow: Any) -> Receipt:
        return of_snapshot(actions.correct(uow, code, span, reason=body.reason, signed_by=body.signed_by))

    return perform(request, work, again=may_freeze, status=201)

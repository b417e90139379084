"""Changes of units and people: seeing, drafting, saying what goes where, carrying out, slips."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from fuyuantong.common.api import Listed, Query, Receipt, expected, paged, perform, plain, tagged, viewer
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.serving import bytes_response, download_response
from fuyuantong.handovers import actions, composing, queries
from fuyuantong.handovers import schemas as shapes
from fuyuantong.handovers.api.base import again, room, told
from fuyuantong.handovers.models import Handover, Side
from fuyuantong.handovers.queries import Found, Preview, SlipView
from fuyuantong.organs.api.base import check_confirmed
from fuyuantong.organs.queries import chosen_person, chosen_units


def _row(row: Handover) -> shapes.HandoverRow:
    return plain(shapes.HandoverRow, row)


def _side(side: Side) -> shapes.HandoverSide:
    return shapes.HandoverSide(unit=side.unit_id, post=side.post_id, name=side.name)


def _preview(found: Preview) -> shapes.HandoverPreview:
    groups = [
        shapes.HandoverGroup(
            holding=group.holding.code,
            label=str(group.holding.label),
            giver=group.giver.unit_id,
            count=group.count,
            moving=group.moving,
            things=[
                shapes.HandoverThing(
                    key=f"{thing.holding.code}:{thing.held.key}",
                    title=thing.held.title,
                    due_on=thing.held.due_on,
                    to=thing.taker.unit_id if thing.taker else None,
                )
                for thing in group.rows
            ],
        )
        for group in found.groups
    ]
    return shapes.HandoverPreview(
        moving=found.moving,
        staying=found.staying,
        fingerprint=found.fingerprint,
        titles=found.titles,
        groups=groups,
    )


def _slip(view: SlipView) -> shapes.HandoverSlip:
    lines = [plain(shapes.HandoverLine, line) for _label, rows in view.lines for line in rows]
    return plain(
        shapes.HandoverSlip, view.slip, giver=view.slip.giver.name, taker=view.slip.taker.name, lines=lines
    )


def _whole(found: Found) -> shapes.HandoverOut:
    return plain(
        shapes.HandoverOut,
        found.row,
        givers=[_side(side) for side in found.givers],
        takers=[_side(side) for side in found.takers],
        preview=_preview(found.preview) if found.preview else None,
        slips=[_slip(view) for view in found.slips],
    )


@room.reads("/handovers", Listed[shapes.HandoverRow])
def handovers(request: HttpRequest, query: Query[shapes.HandoverQuery]) -> Any:
    """可见的机构调整与人员交接，最新在前."""
    return paged(queries.handovers(viewer(request)), queries.ORDER, query, _row)


@room.writes("/handovers", keyed=True, status=201)
def draft_handover(request: HttpRequest, body: shapes.HandoverIn) -> HttpResponse:
    """拟订机构调整；执行前一切照常."""
    check_confirmed(request)

    def work(uow: UnitOfWork) -> Receipt:
        data = body.model_dump()
        data["givers"] = chosen_units(data["givers"], "givers")
        data["takers"] = chosen_units(data["takers"], "takers")
        return told(actions.draft_handover(uow, **data))

    return perform(request, work, again=again, status=201)


@room.writes("/post-handovers", keyed=True, status=201)
def draft_post_handover(request: HttpRequest, body: shapes.PostHandoverIn) -> HttpResponse:
    """拟订人员交接：某人离开岗位，另一人接手."""
    check_confirmed(request)

    def work(uow: UnitOfWork) -> Receipt:
        data = body.model_dump()
        data["person"] = chosen_person(data.pop("username"), "username")
        return told(actions.draft_post_handover(uow, **data))

    return perform(request, work, again=again, status=201)


@room.reads("/handovers/{uuid:key}", shapes.HandoverOut)
def handover(request: HttpRequest, key: UUID) -> Any:
    """一次调整：拟订中的带移交清单预览，已执行的带交接单；ETag 为其版本."""
    view = queries.found(viewer(request), key)
    return tagged(_whole(view), view.row.version)


@room.writes("/handovers/{uuid:key}", method="PATCH", versioned=True)
def change_handover(request: HttpRequest, key: UUID, body: shapes.HandoverChange) -> HttpResponse:
    """修改名称、生效日期和依据."""
    data = body.model_dump()
    return perform(
        request, lambda uow: told(actions.change_handover(uow, key, expected=expected(request), **data))
    )


@room.writes("/handovers/{uuid:key}/choices", versioned=True)
def choose_handover(request: HttpRequest, key: UUID, body: shapes.HandoverChoices) -> HttpResponse:
    """移交单位指定各项去向."""
    return perform(
        request, lambda uow: told(actions.choose(uow, key, body.choices, expected=expected(request)))
    )


@room.writes("/handovers/{uuid:key}/drop", body=False, versioned=True)
def drop_handover(request: HttpRequest, key: UUID) -> HttpResponse:
    """放弃；不作任何变动."""
    return perform(request, lambda uow: told(actions.drop_handover(uow, key, expected=expected(request))))


@room.writes("/handovers/{uuid:key}/carry-out", versioned=True)
def carry_out_handover(request: HttpRequest, key: UUID, body: shapes.CarryOut) -> HttpResponse:
    """核准执行：全部移交，或者一项也不动."""
    check_confirmed(request)
    return perform(
        request, lambda uow: told(actions.carry_out(uow, key, seen=body.seen, expected=expected(request)))
    )


@room.reads("/handover-slips/{uuid:key}", shapes.HandoverSlip)
def handover_slip(request: HttpRequest, key: UUID) -> Any:
    """一张交接单；ETag 为其版本."""
    view = queries.slip_of(viewer(request), key)
    return tagged(_slip(view), view.slip.version)


@room.downloads("/handover-slips/{uuid:key}/pdf", "application/pdf")
def handover_slip_pdf(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """交接单 PDF."""
    view = queries.slip_of(viewer(request), key)
    return bytes_response(composing.paper(view, "pdf"), f"{composing.name_of(view)}.pdf", "pdf")


@room.downloads("/handover-slips/{uuid:key}/scan", "*/*")
def handover_slip_scan(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """签字盖章后的扫描件."""
    return download_response(queries.scan_of(viewer(request), key))


@room.writes("/handover-slips/{uuid:key}/sign", versioned=True)
def sign_handover_slip(request: HttpRequest, key: UUID, body: shapes.SlipSigned) -> HttpResponse:
    """登记双方在纸上的签字."""
    data = body.model_dump()
    return perform(
        request, lambda uow: told(actions.record_signatures(uow, key, expected=expected(request), **data))
    )

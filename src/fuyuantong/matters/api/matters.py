"""事项: listing, opening, acts of the definition, and what people add."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from fuyuantong.common.actors import Actor
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
    replayable,
    sliced,
    tagged,
    viewer,
)
from fuyuantong.common.now import today
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.schemas import one_file
from fuyuantong.documents.serving import download_response
from fuyuantong.matters import queries
from fuyuantong.matters.actions import dates, ending, filing, moving, reading, talking
from fuyuantong.matters.actions.opening import act, open_matter
from fuyuantong.matters.api.base import of_matter, room
from fuyuantong.matters.kinds import Scope
from fuyuantong.matters.queries.envelopes import envelopes
from fuyuantong.matters.queries.listing import (
    MATTER_ORDER,
    TIMELINE_ORDER,
    file_of,
    may_still_work,
    timeline,
)
from fuyuantong.matters.queries.listing import matters as listed
from fuyuantong.matters.queries.moving import move_preview as preview
from fuyuantong.matters.schemas import inputs
from fuyuantong.matters.schemas.outputs import (
    EnvelopeOut,
    MatterFull,
    MatterRow,
    MovePreviewOut,
    PersonalOut,
    TimelineOut,
    VersionChangeOut,
)
from fuyuantong.matters.schemas.showing import matter_full, matter_row, timeline_row
from fuyuantong.registers.queries import rows_about
from fuyuantong.registers.schemas.outputs import RowOut, row_out


def _again(actor: Actor, receipt: Receipt) -> None:
    """An old answer is given again only to those who still see the matter and may still work on it."""
    may_still_work(actor, receipt.matter or receipt.id)


@room.reads("/matters", Listed[MatterRow])
def matters(request: HttpRequest, query: Query[inputs.MatterQuery]) -> Any:
    """本岗位可见的事项，最新登记的在前."""
    return paged(listed(viewer(request), query.filters()), MATTER_ORDER, query, matter_row)


@room.reads("/matters/{uuid:key}", MatterFull)
def matter(request: HttpRequest, key: UUID) -> Any:
    """一个事项的全部内容；ETag 为其版本."""
    shown = matter_full(queries.matter_view(viewer(request), key, today()))
    return tagged(shown, shown.version)


@room.reads("/matters/{uuid:key}/timeline", Listed[TimelineOut])
def matter_timeline(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """事项动态（哈希链），最新的在前."""
    return paged(timeline(viewer(request), key), TIMELINE_ORDER, query, timeline_row)


@room.writes("/matters/{uuid:key}/personal", answer=PersonalOut, scope="personal:read")
def personal(request: HttpRequest, key: UUID, body: inputs.Purpose) -> Any:
    """说明用途后查看事项中的个人信息；查看记入审计."""
    return {"fields": carry_out(request, lambda uow: reading.reveal(uow, key, purpose=body.purpose))}


@room.reads("/envelopes", Listed[EnvelopeOut])
def envelope_list(request: HttpRequest, query: Query[Page]) -> Any:
    """往来登记：办公室只知悉谁发给谁、属哪一类、在什么时候的事项."""
    page = envelopes(viewer(request), size=query.limit, after=query.after)
    return {"items": [plain(EnvelopeOut, row) for row in page.rows], "next": page.next}


@room.writes("/matters", status=201, keyed=True)
def open_(request: HttpRequest, body: inputs.NewMatter) -> HttpResponse:
    """登记事项."""
    return perform(request, lambda uow: of_matter(open_matter(uow, body.opening())), again=_again, status=201)


@room.writes("/matters/{uuid:key}/acts", keyed=True, versioned=True)
def do_act(request: HttpRequest, key: UUID, body: inputs.DoAct) -> HttpResponse:
    """办理机制规定的动作；made 为由此送出的承办任务."""

    def work(uow: UnitOfWork) -> Receipt:
        row, sent = act(
            uow,
            key,
            body.act,
            data=body.values,
            occurred_on=body.occurred_on,
            served=body.served_by_unit(),
            collector=body.collector,
            expected=expected(request),
        )
        return of_matter(row, [one.pk for one in sent])

    return perform(request, work, again=_again)


@room.writes("/matters/{uuid:key}/comments", status=201, keyed=True)
def comment(request: HttpRequest, key: UUID, body: inputs.NewComment) -> HttpResponse:
    """留言（个人账号）."""

    def work(uow: UnitOfWork) -> Receipt:
        made = talking.comment(uow, key, text=body.text)
        return Receipt(id=made.pk, kind="comment", matter=key)

    return perform(request, work, again=_again, status=201)


@room.writes("/matters/{uuid:key}/copies", keyed=True)
def copy(request: HttpRequest, key: UUID, body: inputs.CopyTo) -> HttpResponse:
    """抄送."""
    return perform(request, lambda uow: of_matter(talking.copy_to(uow, key, units=body.units)), again=_again)


@room.writes("/matters/{uuid:key}/following", method="PUT")
def follow(request: HttpRequest, key: UUID, body: inputs.Following) -> HttpResponse:
    """关注或取消关注."""

    def work(uow: UnitOfWork) -> Receipt:
        talking.follow(uow, key, on=body.on)
        return Receipt(id=key, kind="matter", matter=key)

    return perform(request, work, again=replayable)


@room.writes("/matters/{uuid:key}/links", keyed=True)
def link(request: HttpRequest, key: UUID, body: inputs.LinkTo) -> HttpResponse:
    """关联另一事项."""

    def work(uow: UnitOfWork) -> Receipt:
        made = talking.link(uow, key, other=body.other)
        return Receipt(id=made.pk, kind="link", matter=key)

    return perform(request, work, again=_again)


@room.writes("/matters/{uuid:key}/merge", keyed=True, versioned=True)
def merge(request: HttpRequest, key: UUID, body: inputs.MergeInto) -> HttpResponse:
    """并案：本事项并入另一事项."""

    def work(uow: UnitOfWork) -> Receipt:
        row = ending.merge(uow, key, into=body.into, reason=body.reason, expected=expected(request))
        return of_matter(row, [body.into])

    return perform(request, work, again=_again)


@room.writes("/matters/{uuid:key}/scope", method="PUT", versioned=True)
def scope(request: HttpRequest, key: UUID, body: inputs.SetScope) -> HttpResponse:
    """设定知悉范围."""

    def work(uow: UnitOfWork) -> Receipt:
        return of_matter(
            talking.set_scope(uow, key, scope=Scope(body.scope), posts=body.posts, expected=expected(request))
        )

    return perform(request, work, again=_again)


@room.reads("/matters/{uuid:key}/versions/{int:version}", MovePreviewOut)
def move_preview(request: HttpRequest, key: UUID, version: int) -> Any:
    """预览换用机制的另一版本."""
    found = preview(viewer(request), key, version)
    changes = [plain(VersionChangeOut, one) for one in found.changes]
    return plain(MovePreviewOut, found, target=found.target.version, changes=changes)


@room.writes("/matters/{uuid:key}/version", versioned=True)
def move_to_version(request: HttpRequest, key: UUID, body: inputs.MoveTo) -> HttpResponse:
    """换用机制的另一版本."""

    def work(uow: UnitOfWork) -> Receipt:
        seen = expected(request)
        row = moving.move_to_version(uow, key, version=body.version, reason=body.reason, expected=seen)
        return of_matter(row)

    return perform(request, work, again=_again)


@room.writes("/matters/{uuid:key}/clocks/{uuid:clock}/extend", versioned=True)
def extend_clock(request: HttpRequest, key: UUID, clock: UUID, body: inputs.ExtendClock) -> HttpResponse:
    """延长事项本身的期限."""

    def work(uow: UnitOfWork) -> Receipt:
        seen = expected(request)
        return of_matter(
            dates.extend_matter_clock(uow, key, clock, due_on=body.due_on, reason=body.reason, expected=seen)
        )

    return perform(request, work, again=_again)


@room.writes("/matters/{uuid:key}/void", versioned=True)
def void_matter(request: HttpRequest, key: UUID, body: inputs.Voiding) -> HttpResponse:
    """作废."""

    def work(uow: UnitOfWork) -> Receipt:
        return of_matter(ending.void_matter(uow, key, reason=body.reason, expected=expected(request)))

    return perform(request, work, again=_again)


@room.uploads("/matters/{uuid:key}/files", {"label": "说明"})
def add_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """上传材料到事项."""
    upload, texts = one_file(request, ("label",))

    def work(uow: UnitOfWork) -> Receipt:
        made = filing.add_file(uow, key, upload, label=texts["label"])
        return Receipt(id=made.pk, kind="file", matter=key)

    return perform(request, work, again=_again, status=201)


@room.reads("/matters/{uuid:key}/rows", Listed[RowOut])
def matter_rows(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """事项登记到各台账的行，和同案号的行."""
    who = viewer(request)
    return sliced(rows_about(who, queries.get_matter(who, key).pk), query, row_out)


@room.downloads("/matters/{uuid:key}/files/{uuid:number}", "*/*")
def get_file(request: HttpRequest, key: UUID, number: UUID) -> HttpResponseBase:
    """下载事项或其承办任务的材料."""
    return download_response(file_of(viewer(request), key, number).file)

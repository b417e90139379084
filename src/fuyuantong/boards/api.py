"""指标看板: the boards, what they show, composing them, their files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.boards import actions, queries
from fuyuantong.boards.models import Board
from fuyuantong.boards.schemas import (
    BoardExportQuery,
    BoardFull,
    BoardRow,
    BoardTiles,
    NewBoard,
    full_out,
    row_out,
    tiles_in,
)
from fuyuantong.common.actors import Actor
from fuyuantong.common.api import (
    Listed,
    Page,
    Query,
    Receipt,
    Room,
    carry_out,
    expected,
    perform,
    sliced,
    tagged,
    viewer,
)
from fuyuantong.common.now import today
from fuyuantong.documents.serving import bytes_response
from fuyuantong.indicators import policy

room = Room("boards", read="indicators:read", write="indicators:write")


def _of(one: Board) -> Receipt:
    return Receipt(id=one.pk, kind="board", state="retired" if one.retired else "made", version=one.version)


def _may(actor: Actor, _receipt: Receipt) -> None:
    policy.check_freeze(actor)


@room.reads("/boards", Listed[BoardRow])
def boards(request: HttpRequest, query: Query[Page]) -> Any:
    """指标看板，现行方案首先显示的在前."""
    return sliced(queries.boards(viewer(request)), query, row_out)


@room.reads("/boards/{uuid:key}", BoardFull)
def board(request: HttpRequest, key: UUID) -> Any:
    """一块看板现在的各格和数，按本岗位可见范围；ETag 为其版本."""
    seen = viewer(request)
    one = queries.board(seen, key)
    return tagged(full_out(one, queries.shown(seen, one, today())), one.version)


@room.writes("/boards", status=201, keyed=True)
def create_board(request: HttpRequest, body: NewBoard) -> HttpResponse:
    """新建看板，可以从另一块复制."""
    return perform(
        request, lambda uow: _of(actions.create(uow, body.name, like=body.like)), again=_may, status=201
    )


@room.writes("/boards/{uuid:key}/compose", versioned=True)
def compose_board(request: HttpRequest, key: UUID, body: BoardTiles) -> HttpResponse:
    """编排看板：名称和各格，按次序."""
    version = expected(request)
    return perform(
        request, lambda uow: _of(actions.compose(uow, key, body.name, tiles_in(body), expected=version))
    )


@room.writes("/boards/{uuid:key}/retire", body=False, versioned=True)
def retire_board(request: HttpRequest, key: UUID) -> HttpResponse:
    """停用看板."""
    version = expected(request)
    return perform(request, lambda uow: _of(actions.retire(uow, key, expected=version)))


@room.downloads(
    "/boards/{uuid:key}/export",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/csv",
)
def export_board(request: HttpRequest, key: UUID, query: Query[BoardExportQuery]) -> HttpResponse:
    """导出看板上的全部数（xlsx、csv、docx），导出记入审计."""
    content, name = carry_out(request, lambda uow: actions.export(uow, key, query.format))
    return bytes_response(content, name, query.format)

"""单位版头: the unit's own Word templates."""

from __future__ import annotations

from operator import attrgetter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Listed, Nothing, Page, Query, Receipt, expected, perform, sliced, viewer
from fuyuantong.documents import policy
from fuyuantong.documents.actions.letterheads import add_letterhead as add
from fuyuantong.documents.actions.letterheads import retire_letterhead as retire
from fuyuantong.documents.api.base import room
from fuyuantong.documents.models import Letterhead
from fuyuantong.documents.queries.letterheads import letterheads_of
from fuyuantong.documents.schemas import numbers as shapes
from fuyuantong.documents.schemas import one_file


@room.reads("/letterheads", Listed[shapes.LetterheadOut])
def letterheads(request: HttpRequest, query: Query[Page]) -> Any:
    """本单位的版头，各版本都在内."""
    return sliced(letterheads_of(viewer(request)), query, shapes.letterhead_out, key=attrgetter("pk"))


@room.uploads("/letterheads", {"name": "名称", "genre": "文种（空为所有文种）"})
def add_letterhead(request: HttpRequest) -> HttpResponse:
    """上传版头的新版本."""
    upload, texts = one_file(request, ("name", "genre"))

    def work(uow: Any) -> Receipt:
        return _told(add(uow, upload, name=texts["name"], genre=texts["genre"]))

    return perform(request, work, again=_keeps, status=201)


@room.writes("/letterheads/{uuid:key}/retire", versioned=True)
def retire_letterhead(request: HttpRequest, key: UUID, body: Nothing) -> HttpResponse:  # noqa: ARG001
    """停用一个版头."""
    return perform(request, lambda uow: _told(retire(uow, key, expected=expected(request))), again=_keeps)


def _told(row: Letterhead) -> Receipt:
    state = "retired" if row.retired_at else "in_use"
    return Receipt(id=row.pk, kind="letterhead", state=state, version=row.version)


def _keeps(actor: Actor, _receipt: Receipt) -> None:
    policy.check(actor, "letterhead.add")

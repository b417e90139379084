"""督办 by leave: mandates of 政府督查, what stands behind a letter, its signature on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from fuyuantong.common.api import Listed, Page, Query, Receipt, expected, paged, perform, plain, viewer
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.queries import own_upload
from fuyuantong.documents.serving import download_response
from fuyuantong.instructions import actions, queries
from fuyuantong.instructions import schemas as shapes
from fuyuantong.instructions.api.base import again, room, told
from fuyuantong.instructions.models import Mandate
from fuyuantong.matters.models import Draft


def _mandate(row: Mandate) -> shapes.MandateRow:
    return plain(shapes.MandateRow, row, unit=row.unit_id, unit_name=row.unit.name)


def _letter(row: Draft) -> Receipt:
    return Receipt(id=row.pk, kind="letter", state=row.state, version=row.version, matter=row.matter_id)


@room.reads("/mandates", Listed[shapes.MandateRow])
def mandates(request: HttpRequest, query: Query[Page]) -> Any:
    """政府督查授权，新的在前."""
    return paged(queries.mandates_of(viewer(request)), ("-issued_on", "-id"), query, _mandate)


@room.writes("/mandates", keyed=True, status=201)
def add_mandate(request: HttpRequest, body: shapes.MandateIn) -> HttpResponse:
    """登记政府督查授权."""
    return perform(
        request, lambda uow: told(actions.add_mandate(uow, **body.model_dump())), again=again, status=201
    )


@room.writes("/letters/{uuid:key}/backing", versioned=True)
def back_letter(request: HttpRequest, key: UUID, body: shapes.LetterBackingIn) -> HttpResponse:
    """写明督办依据：关于本事项的领导批示，或有效的政府督查授权."""
    data = body.model_dump()
    return perform(
        request, lambda uow: _letter(actions.back_letter(uow, key, expected=expected(request), **data))
    )


@room.writes("/letters/{uuid:key}/paper_signature", versioned=True)
def sign_letter_on_paper(request: HttpRequest, key: UUID, body: shapes.PaperSignatureIn) -> HttpResponse:
    """登记纸面签发：领导在打印件上签发，附原件."""
    data = body.model_dump(exclude={"original"})

    def work(uow: UnitOfWork) -> Receipt:
        original = own_upload(uow.actor, body.original)
        return _letter(actions.sign_letter(uow, key, original=original, expected=expected(request), **data))

    return perform(request, work)


@room.downloads("/letters/{uuid:key}/original", "*/*")
def letter_original(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """下载签发原件."""
    return download_response(queries.original_of(viewer(request), key).file)

"""文书: letters that wait for a signature, and the signed ones."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Listed, Query, Receipt, expected, paged, perform, tagged, viewer
from fuyuantong.common.now import today
from fuyuantong.common.refusals import Forbidden
from fuyuantong.matters.actions import signing, writing
from fuyuantong.matters.api.base import room
from fuyuantong.matters.models import Draft
from fuyuantong.matters.policy import may_draft
from fuyuantong.matters.queries import rates
from fuyuantong.matters.queries.letters import LETTER_ORDER, get_letter
from fuyuantong.matters.queries.letters import letters as listed
from fuyuantong.matters.schemas import letters as shapes


def _told(row: Draft) -> Receipt:
    return Receipt(id=row.pk, kind="letter", state=row.state, version=row.version, matter=row.matter_id)


def _again(actor: Actor, receipt: Receipt) -> None:
    """An old answer is given again only to those who still draft the letter."""
    row = get_letter(actor, receipt.id)
    if not may_draft(actor, row):
        raise Forbidden(f"这份文书由{row.unit}拟稿和签发。")


@room.reads("/letters", Listed[shapes.LetterRow])
def letters(request: HttpRequest, query: Query[shapes.LetterQuery]) -> Any:
    """本单位拟稿和签发的文书；给出 matter 时为该事项可见的文书."""
    rows = listed(viewer(request), state=query.state, matter=query.matter)
    return paged(rows, LETTER_ORDER, query, shapes.letter_row)


@room.reads("/letters/{uuid:key}", shapes.LetterFull)
def letter(request: HttpRequest, key: UUID) -> Any:
    """一份文书的全文；ETag 为其版本."""
    shown = shapes.letter_full(get_letter(viewer(request), key))
    return tagged(shown, shown.version)


@room.reads("/letter-rates/{str:code}", shapes.LetterRates)
def letter_rates(request: HttpRequest, code: str, query: Query[shapes.RatesQuery]) -> Any:
    """一类文书建议的三项率：按期回复、采纳、落实，全部和逐单位；以您可以看到的任务计，互不合并，不作排名."""
    day = today()
    return shapes.rates_out(rates.letter_rates(viewer(request), code, query.year or day.year, day))


@room.writes("/matters/{uuid:key}/letters")
def letter_write(request: HttpRequest, key: UUID, body: shapes.WriteLetter) -> HttpResponse:
    """起草文书：按事项定义的文书种类，由本单位起草，与办理动作生成的文书同样送签、签发."""
    data = body.model_dump()
    return perform(
        request, lambda uow: _told(writing.write_letter(uow, key, **data)), again=_again, status=201
    )


@room.writes("/letters/{uuid:key}", method="PUT", versioned=True)
def letter_edit(request: HttpRequest, key: UUID, body: shapes.EditLetter) -> HttpResponse:
    """修改拟稿：标题、正文、文号、主送、抄送."""
    data = body.model_dump()
    return perform(
        request, lambda uow: _told(signing.edit(uow, key, expected=expected(request), **data)), again=_again
    )


@room.writes("/letters/{uuid:key}/submit", versioned=True)
def letter_submit(request: HttpRequest, key: UUID, body: shapes.SubmitLetter) -> HttpResponse:  # noqa: ARG001
    """送签."""
    return perform(
        request, lambda uow: _told(signing.submit(uow, key, expected=expected(request))), again=_again
    )


@room.writes("/letters/{uuid:key}/sign", versioned=True)
def letter_sign(request: HttpRequest, key: UUID, body: shapes.SignLetter) -> HttpResponse:
    """签发：由本单位负责人（不须审批的也可由审核人）办理."""
    data = body.model_dump()
    return perform(
        request, lambda uow: _told(signing.sign(uow, key, expected=expected(request), **data)), again=_again
    )


@room.writes("/letters/{uuid:key}/send_back", versioned=True)
def letter_send_back(request: HttpRequest, key: UUID, body: shapes.LetterReason) -> HttpResponse:
    """退改."""
    return perform(
        request,
        lambda uow: _told(signing.send_back(uow, key, reason=body.reason, expected=expected(request))),
        again=_again,
    )


@room.writes("/letters/{uuid:key}/drop", versioned=True)
def letter_drop(request: HttpRequest, key: UUID, body: shapes.LetterReason) -> HttpResponse:
    """弃用."""
    return perform(
        request,
        lambda uow: _told(signing.drop(uow, key, reason=body.reason, expected=expected(request))),
        again=_again,
    )


@room.writes("/letters/{uuid:key}/number", versioned=True)
def letter_number(request: HttpRequest, key: UUID, body: shapes.LetterNumber) -> HttpResponse:
    """登记外部文号."""
    return perform(
        request,
        lambda uow: _told(signing.register_number(uow, key, number=body.number, expected=expected(request))),
        again=_again,
    )

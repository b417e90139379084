"""文书: letters that wait for a signature, and the signed ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Listed, Page, Query, Receipt, expected, paged, perform, tagged, viewer
from fuyuantong.common.now import read_clock, today
from fuyuantong.common.refusals import BadInput, Forbidden
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.official import print_docx, print_pdf
from fuyuantong.documents.schemas import one_file
from fuyuantong.documents.serving import bytes_response
from fuyuantong.matters.actions import circulating, pressing, signing, writing
from fuyuantong.matters.api.base import room
from fuyuantong.matters.models import Draft
from fuyuantong.matters.papers import document_of, watermark_for
from fuyuantong.matters.policy import may_draft
from fuyuantong.matters.queries import rates
from fuyuantong.matters.queries.letters import LETTER_ORDER, get_letter, readings_of, versions_of
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


@room.downloads("/letters/{uuid:key}/pdf", "application/pdf")
def letter_pdf(request: HttpRequest, key: UUID) -> HttpResponse:
    """GB/T 9704 格式的 PDF/A，带查看人和时间水印."""
    row, by = get_letter(viewer(request), key), viewer(request)
    printed = print_pdf(document_of(row, watermark_for(by, read_clock())))
    return bytes_response(printed.content, f"{row.title[:60]}.pdf", "pdf")


@room.downloads(
    "/letters/{uuid:key}/docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)
def letter_docx(request: HttpRequest, key: UUID) -> HttpResponse:
    """GB/T 9704 格式的 Word 文件，带查看人和时间水印."""
    row, by = get_letter(viewer(request), key), viewer(request)
    made = print_docx(document_of(row, watermark_for(by, read_clock())))
    return bytes_response(made, f"{row.title[:60]}.docx", "docx")


@room.reads("/letters/{uuid:key}/versions", Listed[shapes.LetterVersionOut])
def letter_versions(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """文书的历次文本；由拟稿单位查看."""
    return paged(versions_of(viewer(request), key), ("ordinal",), query, shapes.version_out)


@room.reads("/letters/{uuid:key}/readings", Listed[shapes.LetterReadingOut])
def letter_readings(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """收文单位的首次阅读记录；由拟稿单位查看."""
    return paged(readings_of(viewer(request), key), ("at", "id"), query, shapes.reading_out)


@room.writes("/letters/{uuid:key}/circulate", versioned=True)
def letter_circulate(request: HttpRequest, key: UUID, body: shapes.CirculateLetter) -> HttpResponse:
    """送核稿会签."""
    return _act(request, key, circulating.circulate, **body.model_dump())


@room.writes("/letters/{uuid:key}/opine", versioned=True)
def letter_opine(request: HttpRequest, key: UUID, body: shapes.LetterOpinion) -> HttpResponse:
    """核稿或会签意见；本单位核稿在先，会签在后."""
    data = body.model_dump()
    return perform(
        request,
        lambda uow: _told(circulating.opine(uow, key, expected=expected(request), **data)),
        again=_seen,
    )


@room.writes("/letters/{uuid:key}/recall", versioned=True)
def letter_recall(request: HttpRequest, key: UUID, body: shapes.SubmitLetter) -> HttpResponse:  # noqa: ARG001
    """从核稿会签撤回修改."""
    return _act(request, key, circulating.recall)


@room.writes("/letters/{uuid:key}/seal", versioned=True)
def letter_seal(request: HttpRequest, key: UUID, body: shapes.LetterDay) -> HttpResponse:
    """登记用印."""
    return _act(request, key, circulating.seal, on=body.on)


@room.writes("/letters/{uuid:key}/dispatch", versioned=True)
def letter_dispatch(request: HttpRequest, key: UUID, body: shapes.LetterDay) -> HttpResponse:
    """登记分发."""
    return _act(request, key, circulating.dispatch, on=body.on)


@room.writes("/letters/{uuid:key}/file", versioned=True)
def letter_file(request: HttpRequest, key: UUID, body: shapes.LetterFile) -> HttpResponse:
    """归档."""
    return _act(request, key, circulating.file_away, **body.model_dump())


@room.writes("/letters/{uuid:key}/receive", versioned=True)
def letter_receive(request: HttpRequest, key: UUID, body: shapes.LetterDay) -> HttpResponse:
    """主送单位签收督办单、约谈通知书、通报."""
    return _of_addressee(request, key, pressing.receive, on=body.on)


@room.writes("/letters/{uuid:key}/answer", versioned=True)
def letter_answer(request: HttpRequest, key: UUID, body: shapes.LetterAnswer) -> HttpResponse:
    """主送单位书面反馈."""
    return _of_addressee(request, key, pressing.answer, text=body.text, on=body.on)


@room.uploads(
    "/letters/{uuid:key}/recording",
    {"verb": "receive（签收）或 answer（反馈）", "unit": "代录的主送单位", "why": "代录原因",
     "on": "实际日期，可空", "text": "反馈内容，签收不填"},
)  # fmt: skip
def letter_recording(request: HttpRequest, key: UUID) -> HttpResponse:
    """为没有账号的主送单位代录签收或反馈，附原件."""
    get_letter(viewer(request), key)
    upload, told = one_file(request, ("verb", "unit", "why", "on", "text"))
    try:
        unit = UUID(told["unit"])
        on = date.fromisoformat(told["on"]) if told["on"] else None
    except ValueError:
        raise BadInput("E-FORMAT", "单位应为其编号，日期应写作 2026-01-31。") from None
    if told["verb"] not in ("receive", "answer"):
        raise BadInput("E-CHOICE", "verb 应为 receive 或 answer。")

    def work(uow: UnitOfWork) -> Receipt:
        given: dict[str, Any] = {"why": told["why"], "original": upload, "text": told["text"], "on": on}
        return _told(pressing.record_letter(uow, key, told["verb"], unit, **given))

    return perform(request, work, again=_again, status=201)


def _of_addressee(request: HttpRequest, key: UUID, work: Callable[..., Draft], **data: Any) -> HttpResponse:
    return perform(
        request, lambda uow: _told(work(uow, key, expected=expected(request), **data)), again=_seen
    )


def _act(request: HttpRequest, key: UUID, work: Callable[..., Draft], **data: Any) -> HttpResponse:
    return perform(
        request, lambda uow: _told(work(uow, key, expected=expected(request), **data)), again=_again
    )


def _seen(actor: Actor, receipt: Receipt) -> None:
    get_letter(actor, receipt.id)


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

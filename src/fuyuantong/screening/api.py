"""Lists, items, checks, hits, objections and whole files through the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import (
    Listed,
    Page,
    Query,
    Receipt,
    Room,
    expected,
    paged,
    perform,
    plain,
    tagged,
    viewer,
)
from fuyuantong.common.api.loading import refuse
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.schemas import one_file
from fuyuantong.screening import actions, progress, queries
from fuyuantong.screening import schemas as shapes
from fuyuantong.screening.kinds import JobState
from fuyuantong.screening.masking import masked_number
from fuyuantong.screening.models import Check, Hit, Item, Job, ListVersion, Objection, Record

MOST_DIGITS = 9
room = Room("screening", read="screening:read", write="screening:write")
_KINDS = {
    Record: "list_record",
    Item: "screening_item",
    Check: "screening_check",
    Hit: "screening_hit",
    Objection: "screening_objection",
    Job: "screening_job",
    ListVersion: "list_version",
}


def _told(row: Any) -> Receipt:
    state = str(getattr(row, "state", "") or getattr(row, "decision", ""))
    return Receipt(id=row.pk, kind=_KINDS[type(row)], state=state, version=getattr(row, "version", None))


def _again(actor: Actor, receipt: Receipt) -> None:
    """An old answer is given again only to those who still may see what it is about."""
    seen: dict[str, Any] = {
        "screening_item": queries.item_of,
        "screening_check": queries.check_of,
        "screening_hit": queries.hit_of,
        "screening_objection": queries.objection_of,
        "screening_job": queries.job_of,
    }
    if receipt.kind in seen:
        seen[receipt.kind](actor, receipt.id)
    else:
        version = ListVersion.objects.get(pk=receipt.id)
        queries.records_of(actor, version.listing)


def _record(row: Record) -> shapes.ListRecordOut:
    return plain(shapes.ListRecordOut, row, number=masked_number(row.number))


def _item(row: Item) -> shapes.ScreeningItemOut:
    return plain(shapes.ScreeningItemOut, row, unit=row.unit_id, publisher=row.publisher_id)


def _hit(row: Hit) -> shapes.HitOut:
    told = queries.told_of(row)
    measures = [plain(shapes.MeasureOut, measure) for measure in told.measures]
    return plain(
        shapes.HitOut,
        row,
        check=row.asked_id,
        reference=row.asked.reference,
        evidence=told.evidence,
        basis=told.basis,
        case_no=told.case_no,
        duty=told.duty,
        conduct=told.conduct,
        published=row.record.published if told.published else {},
        published_on=row.record.published_on,
        publisher=told.court,
        measures=measures,
        expires_on=told.expires_on,
        objection=told.objection,
    )


def check_out(row: Check, *, met: bool = True) -> shapes.CheckOut:
    """A check as it is told to its asker; `met`: whether it may have hits at all."""
    return plain(shapes.CheckOut, row, hits=[_hit(hit) for hit in row.hits.all()] if met else [])


def _objection(row: Objection) -> shapes.ObjectionOut:
    return plain(shapes.ObjectionOut, row, hit=row.hit_id, record=row.record_id, unit=row.unit_id)


@room.reads("/screening-lists", shapes.ListsOut)
def lists(request: HttpRequest) -> Any:
    """有哪些名单，现行第几版."""
    return shapes.ListsOut(
        items=[
            plain(shapes.ListOut, view.listing, version=view.version, publishes=view.publishes)
            for view in queries.lists_for(viewer(request))
        ]
    )


@room.reads("/screening-lists/{slug:code}/records", Listed[shapes.ListRecordOut])
def list_records(request: HttpRequest, code: str, query: Query[Page]) -> Any:
    """本单位发布的名单记录."""
    return paged(queries.records_of(viewer(request), code), queries.RECORD_ORDER, query, _record)


@room.writes("/screening-lists/{slug:code}/records", keyed=True, status=201)
def publish_records(request: HttpRequest, code: str, body: shapes.ListDelivery) -> HttpResponse:
    """发布名单记录：整批采用或整批不采用."""
    records = [one.record() for one in body.records]
    return perform(
        request,
        lambda uow: _told(actions.publish(uow, code, records, source="api", after=body.after)),
        again=_again,
        status=201,
    )


@room.uploads("/screening-lists/{slug:code}/files", {"after": "提交依据的版本号，可不填"})
def publish_list_file(request: HttpRequest, code: str) -> HttpResponse:
    """从 CSV 文件发布名单记录；after 为提交依据的版本，名单已有更新的一版时不采用."""
    upload, texts = one_file(request, ("after",))
    after = _version(texts["after"])
    return perform(
        request,
        lambda uow: _told(actions.publish_file(uow, code, upload, after=after)),
        again=_again,
        status=201,
    )


def _version(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and len(text) < MOST_DIGITS):
        raise refuse("E-TYPE", "“after”应为版本号。", "after", "请填整数，或不填。")
    return int(text) if text else None


@room.reads("/list-records/{uuid:key}", shapes.ListRecordOut)
def list_record(request: HttpRequest, key: UUID) -> Any:
    """一条名单记录；ETag 为其版本."""
    row = queries.record_of(viewer(request), key)
    return tagged(_record(row), row.version)


@room.writes("/list-records/{uuid:key}/withdraw", versioned=True)
def withdraw_record(request: HttpRequest, key: UUID, body: shapes.RecordWithdrawal) -> HttpResponse:
    """屏蔽、删除或因信用修复撤下，通知收到过命中结果的单位."""
    return perform(
        request,
        lambda uow: _told(actions.withdraw(uow, key, body.state, why=body.why, expected=expected(request))),
    )


@room.writes("/list-records/{uuid:key}/object", versioned=True)
def object_to_record(request: HttpRequest, key: UUID, body: shapes.ObjectionIn) -> HttpResponse:
    """受理当事人直接向发布单位提出的异议（纸质、窗口、邮寄）."""
    data = body.model_dump()

    def work(uow: UnitOfWork) -> Receipt:
        return _told(actions.object_to_record(uow, key, expected=expected(request), **data))

    return perform(request, work, again=_again)


@room.reads("/screening-items", Listed[shapes.ScreeningItemOut])
def screening_items(request: HttpRequest, query: Query[Page]) -> Any:
    """本单位登记的和须由本单位同意的比对事项."""
    return paged(queries.items_of(viewer(request)), queries.NEWEST, query, _item)


@room.writes("/screening-items", keyed=True, status=201)
def propose_item(request: HttpRequest, body: shapes.ScreeningItemIn) -> HttpResponse:
    """登记比对事项，待发布单位同意."""
    return perform(
        request, lambda uow: _told(actions.propose_item(uow, **body.model_dump())), again=_again, status=201
    )


@room.reads("/screening-items/{uuid:key}", shapes.ScreeningItemOut)
def screening_item(request: HttpRequest, key: UUID) -> Any:
    """一个比对事项；ETag 为其版本."""
    row = queries.item_of(viewer(request), key)
    return tagged(_item(row), row.version)


def _decide(request: HttpRequest, key: UUID, body: shapes.ScreeningRemark, *, agreed: bool) -> HttpResponse:
    return perform(
        request,
        lambda uow: _told(
            actions.decide_item(uow, key, agreed=agreed, remark=body.remark, expected=expected(request))
        ),
    )


@room.writes("/screening-items/{uuid:key}/agree", versioned=True)
def agree_item(request: HttpRequest, key: UUID, body: shapes.ScreeningRemark) -> HttpResponse:
    """发布单位同意比对."""
    return _decide(request, key, body, agreed=True)


@room.writes("/screening-items/{uuid:key}/refuse", versioned=True)
def refuse_item(request: HttpRequest, key: UUID, body: shapes.ScreeningRemark) -> HttpResponse:
    """发布单位不同意，写明理由."""
    return _decide(request, key, body, agreed=False)


@room.writes("/screening-items/{uuid:key}/end", versioned=True)
def end_item(request: HttpRequest, key: UUID, body: shapes.ScreeningRemark) -> HttpResponse:
    """停用比对事项."""
    return perform(
        request, lambda uow: _told(actions.end_item(uow, key, remark=body.remark, expected=expected(request)))
    )


@room.writes("/screening-items/{uuid:key}/checks", keyed=True, status=201)
def ask_list(request: HttpRequest, key: UUID, body: shapes.Questions) -> HttpResponse:
    """比对 1 至 100 个对象；答复中的 made 是各次比对的编号."""
    questions = [one.question() for one in body.questions]

    def work(uow: UnitOfWork) -> Receipt:
        made = actions.ask(uow, key, questions)
        return Receipt(id=key, kind="screening_item", made=[check.pk for check in made])

    return perform(request, work, again=_again, status=201)


@room.reads("/screening-items/{uuid:key}/checks", Listed[shapes.CheckOut])
def screening_checks(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """一个事项下的比对及其结论，最新在前."""
    who = viewer(request)
    rows = queries.checks_of(who, queries.item_of(who, key)).prefetch_related(queries.hits_with_records())
    return paged(rows, queries.NEWEST, query, check_out)


@room.reads("/screening-checks/{uuid:key}", shapes.CheckOut)
def screening_check(request: HttpRequest, key: UUID) -> Any:
    """一次比对的结论和命中."""
    return check_out(queries.check_of(viewer(request), key))


@room.uploads("/screening-items/{uuid:key}/jobs", {})
def start_screening_job(request: HttpRequest, key: UUID) -> HttpResponse:
    """提交 CSV 整份比对，由后台完成."""
    upload, _texts = one_file(request, ())
    return perform(request, lambda uow: _told(actions.start_job(uow, key, upload)), again=_again, status=201)


@room.writes("/screening-items/{uuid:key}/register-jobs", keyed=True, status=201)
def start_register_job(request: HttpRequest, key: UUID, body: shapes.RegisterToCompare) -> HttpResponse:
    """整份比对本单位在一个台账里的行，由后台完成."""
    return perform(
        request,
        lambda uow: _told(actions.start_register_job(uow, key, body.source)),
        again=_again,
        status=201,
    )


@room.reads("/screening-jobs/{uuid:key}", shapes.ScreeningJobOut)
def screening_job(request: HttpRequest, key: UUID) -> Any:
    """整份比对的进度和结果数."""
    row = queries.job_of(viewer(request), key)
    percent = progress.told(key) if row.state == JobState.WAITING else 100
    return plain(shapes.ScreeningJobOut, row, item=row.item_id, percent=percent)


@room.reads("/screening-hits", Listed[shapes.HitOut])
def screening_hits(request: HttpRequest, query: Query[shapes.HitQuery]) -> Any:
    """本单位的命中；waiting 只列待复核的."""
    return paged(queries.hits_of(viewer(request), waiting=query.waiting), queries.NEWEST, query, _hit)


@room.reads("/screening-hits/{uuid:key}", shapes.HitOut)
def screening_hit(request: HttpRequest, key: UUID) -> Any:
    """一次命中；ETag 为其版本."""
    row = queries.hit_of(viewer(request), key)
    return tagged(_hit(row), row.version)


@room.writes("/screening-hits/{uuid:key}/review", versioned=True)
def review_hit(request: HttpRequest, key: UUID, body: shapes.HitReview) -> HttpResponse:
    """复核是否同一主体：相符须两人，不是的一人即可."""
    return perform(
        request, lambda uow: _told(actions.review(uow, key, same=body.same, expected=expected(request)))
    )


@room.writes("/screening-hits/{uuid:key}/feedback", versioned=True)
def feed_back_hit(request: HttpRequest, key: UUID, body: shapes.HitText) -> HttpResponse:
    """反馈处置情况."""
    return perform(
        request, lambda uow: _told(actions.feed_back(uow, key, text=body.text, expected=expected(request)))
    )


@room.writes("/screening-hits/{uuid:key}/object", versioned=True)
def object_to_hit(request: HttpRequest, key: UUID, body: shapes.ObjectionIn) -> HttpResponse:
    """受理当事人的异议，转发布单位审查."""
    data = body.model_dump()
    return perform(
        request, lambda uow: _told(actions.object_to(uow, key, expected=expected(request), **data))
    )


@room.reads("/screening-objections", Listed[shapes.ObjectionOut])
def screening_objections(request: HttpRequest, query: Query[Page]) -> Any:
    """本单位受理的和须由本单位审查的异议."""
    return paged(queries.objections_of(viewer(request)), queries.NEWEST, query, _objection)


@room.reads("/screening-objections/{uuid:key}", shapes.ObjectionOut)
def screening_objection(request: HttpRequest, key: UUID) -> Any:
    """一件异议；ETag 为其版本."""
    row = queries.objection_of(viewer(request), key)
    return tagged(_objection(row), row.version)


@room.writes("/screening-objections/{uuid:key}/decide", versioned=True)
def decide_objection(request: HttpRequest, key: UUID, body: shapes.ObjectionAnswer) -> HttpResponse:
    """发布单位审查异议."""
    return perform(
        request,
        lambda uow: _told(
            actions.decide_objection(
                uow, key, upheld=body.upheld, answer=body.answer, expected=expected(request)
            )
        ),
    )

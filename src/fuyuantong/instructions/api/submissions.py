"""呈批单 and 批示: listing, putting up, recording, the sheet of A4, scans."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from fuyuantong.common.api import (
    Input,
    Listed,
    Query,
    Receipt,
    choice,
    expected,
    paged,
    perform,
    plain,
    tagged,
    viewer,
)
from fuyuantong.common.now import read_clock, today
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.serving import download_response
from fuyuantong.instructions import actions, queries
from fuyuantong.instructions import schemas as shapes
from fuyuantong.instructions.api.base import again, room, told, uploads
from fuyuantong.instructions.models import Submission
from fuyuantong.instructions.printing import sheet
from fuyuantong.matters.papers import watermark_for
from fuyuantong.meetings.printing.answers import printed

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class SubmissionFormat(Input):
    format: Annotated[str, choice(["pdf", "docx"])] = "pdf"


def _row(row: Submission) -> shapes.SubmissionRow:
    return plain(shapes.SubmissionRow, row, progress=queries.counts_of(row))


@room.reads("/submissions", Listed[shapes.SubmissionRow])
def submissions(request: HttpRequest, query: Query[shapes.SubmissionQuery]) -> Any:
    """可见的呈批单和批示，最新在前."""
    filters = queries.Filters(query.words, query.state, query.leader, query.progress, query.year)
    return paged(queries.submissions_of(viewer(request), filters, today()), queries.ORDER, query, _row)


@room.writes("/submissions", keyed=True, status=201)
def submit(request: HttpRequest, body: shapes.SubmissionIn) -> HttpResponse:
    """新建呈批单；附件为本人已上传的文件."""
    data = body.model_dump(exclude={"files"})

    def work(uow: UnitOfWork) -> Receipt:
        return told(actions.submit(uow, files=uploads(uow, body.files), **data))

    return perform(request, work, again=again, status=201)


@room.reads("/submissions/{uuid:key}", shapes.SubmissionFull)
def submission(request: HttpRequest, key: UUID) -> Any:
    """一份呈批单、各位领导的批示和任务落实情况；ETag 为其版本."""
    view = queries.submission_of(viewer(request), key, today())
    wrote = [
        plain(shapes.InstructionRow, one, leader=one.leader_id, items=[_item(item) for item in items])
        for one, items in view.instructions
    ]
    files = [shapes.SubmissionFile(id=one.pk, name=one.file.name, size=one.file.size) for one in view.files]
    full = plain(
        shapes.SubmissionFull, view.row, progress=queries.counts_of(view.row), instructions=wrote,
        files=files, matter=view.matter.pk if view.matter else None, may=sorted(view.may),
    )  # fmt: skip
    return tagged(full, view.row.version)


def _item(view: queries.ItemView) -> shapes.InstructionItemRow:
    return plain(
        shapes.InstructionItemRow, view.item, progress=str(view.progress),
        matter=view.matter.pk if view.matter else None, due_on=view.due_on,
    )  # fmt: skip


@room.writes("/submissions/{uuid:key}/instructions", versioned=True)
def record(request: HttpRequest, key: UUID, body: shapes.InstructionIn) -> HttpResponse:
    """登记批示，并按项交办."""
    data = body.model_dump(exclude={"files", "items"})
    items = [one.item() for one in body.items]

    def work(uow: UnitOfWork) -> Receipt:
        made = actions.record(
            uow, key, items=items, files=uploads(uow, body.files), expected=expected(request), **data
        )
        return told(made.submission)

    return perform(request, work)


@room.writes("/submissions/{uuid:key}/drop", versioned=True)
def drop(request: HttpRequest, key: UUID, body: shapes.SubmissionReason) -> HttpResponse:
    """不再呈批."""
    return perform(
        request, lambda uow: told(actions.drop(uow, key, reason=body.reason, expected=expected(request)))
    )


@room.downloads("/submissions/{uuid:key}/paper", "application/pdf", DOCX)
def submission_paper(request: HttpRequest, key: UUID, query: Query[SubmissionFormat]) -> HttpResponse:
    """呈批单（A4）."""
    actor = viewer(request)
    view = queries.submission_of(actor, key, today())
    return printed(
        sheet(view, watermark_for(actor, read_clock())), query.format, f"呈批单-{view.row.title[:40]}"
    )


@room.downloads("/submissions/{uuid:key}/files/{uuid:number}/content", "*/*")
def submission_file(request: HttpRequest, key: UUID, number: UUID) -> HttpResponseBase:
    """下载批示原件."""
    return download_response(queries.file_of(viewer(request), key, number).file)

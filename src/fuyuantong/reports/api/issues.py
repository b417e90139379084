"""Issues: the list, one with draft and figures, its papers, who got it, what it asks of units, cases."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from fuyuantong.common.api import Listed, Page, Query, paged, perform, plain, sliced, tagged, viewer
from fuyuantong.reports import schemas as shapes
from fuyuantong.reports.actions.opening import open_issue
from fuyuantong.reports.api.base import again, room, told
from fuyuantong.reports.models import Case, Delivery, Finding, Issue
from fuyuantong.reports.queries import issues
from fuyuantong.reports.serving import letter_response, paper_response

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def _row(row: Issue) -> shapes.ReportRow:
    return plain(shapes.ReportRow, row, corrects=row.corrects_id)


def _delivery(row: Delivery) -> shapes.ReportDeliveryRow:
    return plain(shapes.ReportDeliveryRow, row, unit=row.unit_id, unit_name=str(row.unit))


def _finding(row: Finding) -> shapes.ReportFindingRow:
    return plain(shapes.ReportFindingRow, row, issue=row.issue_id, unit=row.unit_id, unit_name=str(row.unit))


def _case(row: Case) -> shapes.ReportCaseRow:
    return plain(shapes.ReportCaseRow, row)


@room.reads("/reports", Listed[shapes.ReportRow])
def reports(request: HttpRequest, query: Query[shapes.ReportQuery]) -> Any:
    """可见的定期材料，最新在前."""
    found = issues.issues_of(viewer(request), code=query.code, state=query.state)
    return paged(found, issues.ISSUE_ORDER, query, _row)


@room.writes("/reports", keyed=True, status=201)
def open_report(request: HttpRequest, body: shapes.ReportIn) -> HttpResponse:
    """开出一期：取数、起草."""
    return perform(request, lambda uow: told(open_issue(uow, **body.model_dump())), again=again, status=201)


@room.reads("/reports/{uuid:key}", shapes.ReportFull)
def report(request: HttpRequest, key: UUID) -> Any:
    """一期材料：文稿、指标数、取数校验码；ETag 为其版本."""
    view = issues.view_of(viewer(request), key)
    lines = [line for section in view.sections for line in section.lines]
    made = shapes.ReportFull(
        **_row(view.issue).model_dump(), cut=view.cut.digest, cut_at=view.cut.at, figures=dict(view.figures),
        passages=[
            shapes.ReportPassageOut(
                id=one.passage.pk, part=one.passage.part, words=one.words, typed=one.typed
            )
            for one in lines
        ],
        differences=[list(one) for one in view.differences], may=sorted(view.may),
    )  # fmt: skip
    return tagged(made, view.issue.version)


@room.downloads("/reports/{uuid:key}/paper.pdf", PDF)
def report_pdf(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """下载版式文件（PDF）；未发布的为预览."""
    return paper_response(issues.issue_of(viewer(request), key), "pdf")


@room.downloads("/reports/{uuid:key}/paper.docx", DOCX)
def report_docx(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """下载 docx；未发布的为预览."""
    return paper_response(issues.issue_of(viewer(request), key), "docx")


@room.reads("/reports/{uuid:key}/deliveries", Listed[shapes.ReportDeliveryRow])
def report_deliveries(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """发给了谁，谁已签阅."""
    return sliced(
        list(issues.view_of(viewer(request), key).deliveries), query, _delivery, key=lambda one: str(one.pk)
    )


@room.reads("/reports/{uuid:key}/findings", Listed[shapes.ReportFindingRow])
def report_findings(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """对各单位的要求；单位只看到对自己的."""
    return sliced(
        list(issues.view_of(viewer(request), key).findings), query, _finding, key=lambda one: str(one.pk)
    )


@room.reads("/reports/{uuid:key}/cases", Listed[shapes.ReportCaseRow])
def report_cases(request: HttpRequest, key: UUID, query: Query[Page]) -> Any:
    """典型案例（脱敏后的文字）."""
    return sliced(list(issues.view_of(viewer(request), key).cases), query, _case, key=lambda one: str(one.pk))


@room.downloads("/report-findings/{uuid:key}/letter.docx", DOCX)
def report_letter(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """给一个单位的提醒函."""
    return letter_response(issues.finding_of(viewer(request), key), "docx")

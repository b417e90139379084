"""Products: all, one, checking and publishing a text; the schedule."""

from __future__ import annotations

from operator import attrgetter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import Listed, Page, Query, paged, perform, plain, sliced, viewer
from fuyuantong.common.now import today
from fuyuantong.indicators.periods import span_of
from fuyuantong.reports import schemas as shapes
from fuyuantong.reports.actions.opening import start_schedule, stop_schedule
from fuyuantong.reports.actions.publishing import publish_product
from fuyuantong.reports.api.base import again, may_publish, room, told
from fuyuantong.reports.models import ProductVersion, Schedule
from fuyuantong.reports.queries import library
from fuyuantong.reports.queries.issues import schedules_of


def _row(row: ProductVersion) -> shapes.ReportProductRow:
    product = library.told(row)
    last = span_of(product.every, today()).previous.text
    return shapes.ReportProductRow(
        code=row.code,
        name=row.name,
        version=row.version,
        form=row.form,
        every=str(product.every),
        last_period=last,
    )


def _schedule(row: Schedule) -> shapes.ReportScheduleRow:
    return plain(shapes.ReportScheduleRow, row)


@room.reads("/report-products", Listed[shapes.ReportProductRow])
def report_products(request: HttpRequest, query: Query[Page]) -> Any:  # noqa: ARG001 - ninja hands it in
    """定期产品库：每个产品的现行版本."""
    return sliced(list(library.library()), query, _row, key=attrgetter("code"))


@room.reads("/report-products/{slug:code}", shapes.ReportProductFull)
def report_product(request: HttpRequest, code: str) -> Any:  # noqa: ARG001
    """一个产品的定义原文和所用指标."""
    row = library.latest(code)
    product = library.told(row)
    return shapes.ReportProductFull(
        **_row(row).model_dump(), title=product.title, source=row.source,
        indicators={one.key: one.code for one in product.measures},
        versions=[one.version for one in library.versions(code)],
    )  # fmt: skip


@room.asks("/report-definitions/check", shapes.ReportChecked, scope="")
def check_report_product(request: HttpRequest, body: shapes.ReportSource) -> Any:
    """检查一份产品定义，不保存."""
    found, problems = library.review(viewer(request), body.source)
    lines = [
        shapes.ReportProblem(line=one.line, code=one.code, message=one.sentence, hint=one.hint)
        for one in problems
    ]
    return shapes.ReportChecked(sound=found is not None and not problems, problems=lines)


@room.writes("/report-definitions", status=201, keyed=True, scope="")
def publish_report_product(request: HttpRequest, body: shapes.ReportSource) -> HttpResponse:
    """发布一个产品的新版本."""
    return perform(
        request, lambda uow: told(publish_product(uow, body.source)), again=may_publish, status=201
    )


@room.reads("/report-schedules", Listed[shapes.ReportScheduleRow])
def report_schedules(request: HttpRequest, query: Query[Page]) -> Any:
    """每期自动开出的产品."""
    return paged(schedules_of(viewer(request)), ("code", "linkage"), query, _schedule)


@room.writes("/report-schedules", keyed=True, status=201)
def start_report_schedule(request: HttpRequest, body: shapes.ReportScheduleIn) -> HttpResponse:
    """每期结束后自动开出一个产品."""
    return perform(
        request, lambda uow: told(start_schedule(uow, **body.model_dump())), again=again, status=201
    )


@room.writes("/report-schedules/{uuid:key}/stop", body=False)
def stop_report_schedule(request: HttpRequest, key: UUID) -> HttpResponse:
    """不再自动开出."""
    return perform(request, lambda uow: told(stop_schedule(uow, key)))

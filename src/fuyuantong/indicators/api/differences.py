"""Reconciliations: rules, differences, explaining one, making a matter of it."""

from __future__ import annotations

from operator import itemgetter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.api import (
    Listed,
    Page,
    Query,
    Receipt,
    expected,
    paged,
    perform,
    sliced,
    tagged,
    viewer,
)
from fuyuantong.common.api.acting import carry_out
from fuyuantong.documents.serving import bytes_response
from fuyuantong.indicators import actions, policy, queries
from fuyuantong.indicators.api.base import of_difference, room
from fuyuantong.indicators.api.figures import FILES
from fuyuantong.indicators.models import Difference
from fuyuantong.indicators.periods import Span, read_span
from fuyuantong.indicators.queries.differing import ORDER, difference_for, differences_of, open_by_rule
from fuyuantong.indicators.schemas import (
    DifferenceExportQuery,
    DifferenceQuery,
    DifferenceRow,
    DifferenceWords,
    KeptOutExportQuery,
    KeptOutQuery,
    ReconciliationRow,
    difference_out,
    rule_out,
)


@room.reads("/reconciliations", Listed[ReconciliationRow])
def reconciliations(request: HttpRequest, query: Query[Page]) -> Any:
    """台账核对的规则，各有几处待核."""
    counts = open_by_rule(viewer(request))
    found = [(row.code, row) for row in queries.rules()]
    return sliced(found, query, lambda one: rule_out(one[1], counts[one[0]]), key=itemgetter(0))


@room.reads("/reconciliations/{slug:code}/differences", Listed[DifferenceRow])
def reconciliation_differences(request: HttpRequest, code: str, query: Query[DifferenceQuery]) -> Any:
    """一条规则的差异，只列可见的行."""
    queries.latest_rule(code)
    return paged(differences_of(viewer(request), code, query.state), ORDER, query, difference_out)


@room.writes("/reconciliations/{slug:code}/run", body=False)
def run_reconciliation(request: HttpRequest, code: str) -> HttpResponse:
    """现在核对."""

    def work(uow: Any) -> Receipt:
        policy.check_freeze(uow.actor)
        actions.reconcile(uow, code)
        row = queries.latest_rule(code)
        return Receipt(id=row.pk, kind="reconciliation", state="run", version=row.version)

    return perform(request, work)


@room.reads("/differences/{uuid:key}", DifferenceRow)
def difference(request: HttpRequest, key: UUID) -> Any:
    """一处差异；ETag 为其版本."""
    shown = difference_out(difference_for(viewer(request), key))
    return tagged(shown, shown.version)


@room.writes("/differences/{uuid:key}/explain", versioned=True)
def explain_difference(request: HttpRequest, key: UUID, body: DifferenceWords) -> HttpResponse:
    """说明差异的原因."""
    version = expected(request)
    return perform(
        request, lambda uow: of_difference(actions.explain(uow, key, text=body.reason, expected=version))
    )


@room.writes("/differences/{uuid:key}/count", versioned=True)
def count_difference(request: HttpRequest, key: UUID, body: DifferenceWords) -> HttpResponse:
    """核准这一行计入指标."""
    version = expected(request)
    return perform(
        request, lambda uow: of_difference(actions.admit(uow, key, text=body.reason, expected=version))
    )


@room.reads("/kept-out", Listed[DifferenceRow])
def kept_out(request: HttpRequest, query: Query[KeptOutQuery]) -> Any:
    """不计入指标的行和原因：全部，或者一个指标在一个期间的；只列可见的行."""
    found, _count = queries.kept_out(viewer(request), query.indicator, _period(query))
    return paged(found, ORDER, query, difference_out)


@room.downloads("/reconciliations/{slug:code}/export", *FILES)
def export_differences(request: HttpRequest, code: str, query: Query[DifferenceExportQuery]) -> HttpResponse:
    """导出一条规则的差异（xlsx、csv、docx），只列可见的行；导出记入审计."""
    content, name = carry_out(
        request, lambda uow: actions.export_differences(uow, code, query.state, query.format)
    )
    return bytes_response(content, name, query.format)


@room.downloads("/kept-out/export", *FILES)
def export_kept_out(request: HttpRequest, query: Query[KeptOutExportQuery]) -> HttpResponse:
    """导出不计入指标的行（xlsx、csv、docx），导出记入审计."""
    span = _period(query)
    content, name = carry_out(
        request, lambda uow: actions.export_kept_out(uow, query.indicator, span, query.format)
    )
    return bytes_response(content, name, query.format)


def _period(query: KeptOutQuery) -> Span | None:
    return read_span(query.period) if query.indicator else None


@room.writes("/differences/{uuid:key}/matter", body=False, versioned=True)
def raise_difference(request: HttpRequest, key: UUID) -> HttpResponse:
    """就这处差异立一件事项."""
    version = expected(request)

    def work(uow: Any) -> Receipt:
        actions.raise_matter(uow, key, expected=version)
        return of_difference(Difference.objects.get(pk=key))

    return perform(request, work)

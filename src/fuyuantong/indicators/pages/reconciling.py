"""台账核对: the rules, what differs, explaining a difference, making a matter of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.paging import page_by_key
from fuyuantong.common.parts import Crumb, Paging, Tab
from fuyuantong.common.refusals import BadInput, NotFound
from fuyuantong.common.uow import unit_of_work
from fuyuantong.documents.serving import bytes_response
from fuyuantong.indicators import actions, policy, queries
from fuyuantong.indicators.actions.reconciling import sentence
from fuyuantong.indicators.barring import BARRING
from fuyuantong.indicators.kinds import DifferenceState
from fuyuantong.indicators.pages.figures import crumb
from fuyuantong.indicators.periods import Span, read_span
from fuyuantong.indicators.queries.differing import ORDER, differences_of, open_by_rule
from fuyuantong.indicators.reconciling import told

SIZE = 50


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    policy.check_look(viewer)
    counts = open_by_rule(viewer)
    context = {
        "trail": [crumb(), Crumb(_("台账核对"))],
        "rows": [(row, told(row), counts[row.code]) for row in queries.rules()],
        "may_run": policy.may_freeze(viewer),
    }
    return render(request, "indicators/reconciliations.html", context)


@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    policy.check_look(viewer)
    row = queries.latest_rule(code)
    rule = told(row)
    state = request.GET.get("state", str(DifferenceState.OPEN))
    state = state if state in DifferenceState.values else ""
    found = differences_of(viewer, code, state)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = page_by_key(found, ORDER, size=SIZE, after=after, before=before)
    base = f"?state={state}"
    context = {
        "trail": [crumb(), Crumb(_("台账核对"), reverse("indicators:reconciliations")), Crumb(row.name)],
        "row": row,
        "rule": rule,
        "state": state,
        "tabs": [
            Tab(str(label), f"?state={value}", current=value == state)
            for value, label in DifferenceState.choices
        ],
        "rows": [_shown(rule, one) for one in page.rows],
        "paging": Paging(
            shown=len(page.rows),
            total=_("共 %s 条") % found.count(),
            previous_href=f"{base}&before={page.previous}" if page.previous else "",
            next_href=f"{base}&after={page.next}" if page.next else "",
        ),
        "may_run": policy.may_freeze(viewer),
    }
    return render(request, "indicators/differences.html", context)


def _shown(rule: Any, one: Any) -> dict[str, Any]:
    return {
        "one": one,
        "words": sentence(rule, one.row),
        "href": reverse("registers:row", args=[one.row_id]),
        "matter": reverse("matters:detail", args=[one.matter]) if one.matter else "",
        "why": rule.missing,
        "book": one.row.book.name,
        "countable": rule.barring and one.state in BARRING,
        "raisable": bool(rule.mechanism) and one.state in {"open", "explained"},
        "explainable": one.state in {"open", "explained"},
    }


@require_GET
def export(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The differences of one state as a file."""
    state = request.GET.get("state", "")
    state = state if state in DifferenceState.values else ""
    with unit_of_work(viewer_of(request), request_id=getattr(request, "request_id", "")) as uow:
        content, name = actions.export_differences(uow, code, state, kind)
    return bytes_response(content, name, kind)


@require_GET
def kept_out(request: HttpRequest) -> HttpResponse:
    """Rows that no figure counts, each with its reason: all, or those of one indicator's period."""
    viewer = viewer_of(request)
    code, span = _asked(request)
    found, count = queries.kept_out(viewer, code, span)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = page_by_key(found.select_related("row__book"), ORDER, size=SIZE, after=after, before=before)
    asked = {"indicator": code, "period": span.text} if span else {}
    name = queries.latest(code).name if code else ""

    def turned(**turn: str) -> str:
        return f"?{urlencode(asked | turn)}"

    context = {
        "trail": [
            crumb(),
            Crumb(_("台账核对"), reverse("indicators:reconciliations")),
            Crumb(_("未计入的行")),
        ],
        "name": name,
        "span": span,
        "count": count,
        "query": urlencode(asked),
        "rows": [_shown(told(one.rule), one) for one in page.rows],
        "paging": Paging(
            shown=len(page.rows),
            total=_("共 %s 条") % found.count(),
            previous_href=turned(before=page.previous) if page.previous else "",
            next_href=turned(after=page.next) if page.next else "",
        ),
        "may_run": policy.may_freeze(viewer),
    }
    return render(request, "indicators/kept_out.html", context)


def _asked(request: HttpRequest) -> tuple[str, Span | None]:
    code = request.GET.get("indicator", "")
    return (code, read_span(request.GET.get("period", ""))) if code else ("", None)


@require_GET
def export_kept_out(request: HttpRequest, kind: str) -> HttpResponse:
    """The same list as a file."""
    code, span = _asked(request)
    with unit_of_work(viewer_of(request), request_id=getattr(request, "request_id", "")) as uow:
        content, name = actions.export_kept_out(uow, code, span, kind)
    return bytes_response(content, name, kind)


@require_POST
def run(request: HttpRequest, code: str) -> HttpResponse:
    """Hold the registers against each other now."""

    def work(uow: Any) -> str:
        actions.reconcile(uow, code)
        return reverse("indicators:reconciliation", args=[code])

    return do_once(request, "indicator.reconcile", work, _("已核对。"))


@require_POST
def act(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """`explain` a difference, let the row `count` all the same, or open a `matter` about it."""
    if step not in {"explain", "count", "matter"}:
        raise NotFound
    version = request.POST.get("version", "")
    if version and not version.isdigit():
        raise BadInput("E-TYPE", _("版本应为数字。"))

    def work(uow: Any) -> str:
        expected = int(version) if version else None
        if step == "matter":
            return reverse("matters:detail", args=[actions.raise_matter(uow, key, expected=expected).pk])
        put = actions.admit if step == "count" else actions.explain
        one = put(uow, key, text=request.POST.get("reason", ""), expected=expected)
        return reverse("indicators:reconciliation", args=[one.code])

    return do_once(request, f"indicator.difference.{step}", work, _("已办理。"))

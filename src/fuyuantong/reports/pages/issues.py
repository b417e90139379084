"""通报与白皮书: the list, one issue with its draft beside its figures, its papers and letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.charts import Point, Series
from fuyuantong.common.charts.drawing import figure
from fuyuantong.common.charts.prints import Mark, bars, trend
from fuyuantong.common.now import today
from fuyuantong.common.paging import page_by_key
from fuyuantong.common.parts import Crumb, Empty, Paging
from fuyuantong.indicators.policy import may_look
from fuyuantong.reports import policy
from fuyuantong.reports.forms import CaseForm, StepForm, TextsForm, case_form
from fuyuantong.reports.kinds import State
from fuyuantong.reports.queries import issues as queries
from fuyuantong.reports.serving import letter_response, paper_response

HOME = Crumb(gettext_lazy("通报与白皮书"), "/reports/")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    state = request.GET.get("state", "")
    chosen = state if state in State.values else ""
    page = page_by_key(
        queries.issues_of(viewer, state=chosen), queries.ISSUE_ORDER, size=50,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    opens = policy.may_open(viewer)
    empty = Empty(
        _("还没有定期材料"),
        _("在产品库里开出一期，或设为每期自动开出。")
        if opens
        else _("发给本单位的通报和白皮书会在这里显示。"),
        href=reverse("reports:products") if opens else "",
        act=_("产品库") if opens else "",
    )
    paging = Paging(
        shown=len(page.rows), total=_("本页 %s 份") % len(page.rows),
        previous_href=f"?before={page.previous}" if page.previous else "",
        next_href=f"?after={page.next}" if page.next else "",
    )  # fmt: skip
    context = {
        "trail": [Crumb(str(HOME.label))],
        "issues": page.rows,
        "paging": paging,
        "empty": empty,
        "today": today(),
        "opens": opens,
    }
    return render(request, "reports/index.html", context)


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return show_issue(request, key)


def show_issue(
    request: HttpRequest,
    key: UUID,
    *,
    status: int = 200,
    texts: TextsForm | None = None,
    step: StepForm | None = None,
    typed: CaseForm | None = None,
    typed_for: UUID | None = None,
) -> HttpResponse:
    """The issue; `texts`, `step` or `typed` (of the case `typed_for`) replace the form that was refused."""
    viewer = viewer_of(request)
    view = queries.view_of(viewer, key)
    lines = [line for section in view.sections for line in section.lines]
    initial = {"version": view.issue.version}
    form = texts or (TextsForm(lines=lines, initial=initial) if "edit" in view.may else None)
    new = typed if typed and typed_for is None else CaseForm(initial=initial, auto_id="case-new-%s")
    context = {
        "trail": [HOME, Crumb(view.issue.title)],
        "view": view,
        "form": form,
        "sections": [
            (
                part,
                [(line, form[f"text-{line.passage.pk}"] if form else None) for line in part.lines],
                _drawn(part.charts),
            )
            for part in view.sections
        ],
        "step": step or StepForm(initial=initial),
        "refused": step or typed or (texts if texts is not None else None),
        "cases": [(one, typed if typed and typed_for == one.pk else case_form(one)) for one in view.cases],
        "new_case": new,
        "drills": may_look(viewer),
        "read": sum(1 for one in view.deliveries if one.read_at),
        "offices": view.issue.linkage in viewer.offices and policy.may_open(viewer, view.issue.linkage),
        "late": view.issue.due_on is not None
        and view.issue.issued_on is None
        and today() > view.issue.due_on,
    }
    return render(request, "reports/issue.html", context, status=status)


def _drawn(charts: Sequence[dict[str, Any]]) -> list[tuple[str, SafeString]]:
    made = []
    for one in charts:
        marks = [
            Mark(name, None if value is None else float(value), words) for name, value, words in one["points"]
        ]
        if not any(mark.value for mark in marks):
            continue
        svg = (trend if one["drawing"] == "trend" else bars)(marks, palette="css")
        points = [Point(mark.name, one["title"], mark.value) for mark in marks if mark.value is not None]
        made.append((one["title"], figure(svg, one["title"], points, [Series(one["title"])])))
    return made


@require_GET
def paper(request: HttpRequest, key: UUID, kind: str) -> HttpResponseBase:
    """The printed paper; before it is issued, a preview that says so."""
    return paper_response(queries.issue_of(viewer_of(request), key), kind)


@require_GET
def letter(request: HttpRequest, key: UUID, kind: str) -> HttpResponseBase:
    return letter_response(queries.finding_of(viewer_of(request), key), kind)

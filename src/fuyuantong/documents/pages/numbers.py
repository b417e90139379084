"""文号登记簿: the numbers of the viewer's unit year by year, voiding one, the rules of own numbering."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import today
from fuyuantong.common.paging import page_by_key
from fuyuantong.common.parts import Crumb, Empty, Paging, Tab
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents import actions, policy
from fuyuantong.documents.forms import NumberRuleForm, VoidNumberForm
from fuyuantong.documents.kinds import NumberState
from fuyuantong.documents.queries.numbers import (
    NUMBER_ORDER,
    get_number,
    numbers,
    rules_of,
    series_of,
    years_of,
)

TONES = {"taken": "done", "external": "run", "voided": "paused"}


@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """One year of the book, newest first; `state` and `year` narrow it."""
    viewer, this = viewer_of(request), today().year
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else this  # noqa: PLR2004 - a year
    state = request.GET.get("state", "")
    state = state if state in NumberState.values else ""
    after, before = (request.GET.get(key, "") for key in ("after", "before"))
    page = page_by_key(numbers(viewer, year=year, state=state), NUMBER_ORDER, after=after, before=before)
    base = f"?year={year}"
    tabs = [Tab(_("全部"), base, current=not state)]
    tabs += [Tab(label, f"{base}&state={key}", current=state == key) for key, label in NumberState.choices]
    here = f"{base}&state={state}"
    context = {
        "trail": [Crumb(_("文号登记簿"))],
        "year": year,
        "years": years_of(viewer, this),
        "tabs": tabs,
        "series": series_of(viewer, year),
        "rows": [(row, TONES[row.state]) for row in page.rows],
        "paging": Paging(
            shown=len(page.rows),
            previous_href=f"{here}&before={page.previous}" if page.previous else "",
            next_href=f"{here}&after={page.next}" if page.next else "",
            first_href=here,
        ),
        "may_rule": policy.may(viewer, "number.rule"),
        "may_void": policy.may(viewer, "number.void"),
        "empty": Empty(_("这一年还没有文号"), _("签发文书时编号，或者登记外部文号后，在这里列出。")),
    }
    return render(request, "documents/numbers.html", context)


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """Which kinds of paper the unit numbers here."""
    viewer = viewer_of(request)
    policy.check(viewer, "number.rule")
    form = NumberRuleForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    here = reverse("documents:number-rules")
    if request.method == "POST" and form.is_valid():

        def work(uow: UnitOfWork) -> str:
            data = form.cleaned_data
            actions.set_rule(uow, genre=data["genre"], prefix=data["series"], active=data["active"])
            return here

        try:
            return do_once(request, "number.rule", work, _("编号办法已保存。"))
        except Refusal as refusal:
            status = refusal.status
            add_to_form(form, refusal)
    context = {
        "trail": [Crumb(_("文号登记簿"), reverse("documents:numbers")), Crumb(_("编号办法"))],
        "form": form,
        "rules": [(rule, f"{rule.prefix}〔{today().year}〕1号") for rule in rules_of(viewer)],
    }
    return render(request, "documents/number_rules.html", context, status=status)


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, key: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    row = get_number(viewer, key)
    policy.check(viewer, "number.void")
    form = VoidNumberForm(request.POST or None, initial={"version": row.version})
    status = 422 if request.method == "POST" else 200
    back = f"{reverse('documents:numbers')}?year={row.year}"
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def work(uow: UnitOfWork) -> str:
            actions.void_number(uow, row.pk, reason=data["reason"], expected=data["version"])
            return back

        try:
            return do_once(request, "number.void", work, _("%s 已作废，不再使用。") % row.text)
        except Refusal as refusal:
            status = refusal.status
            add_to_form(form, refusal)
    context = {
        "trail": [Crumb(_("文号登记簿"), back), Crumb(_("作废文号"))],
        "heading": _("作废文号"),
        "sub": f"{row.text} {row.title}",
        "ask": _("作废的文号仍在登记簿上，不会再编给别的文书。"),
        "form": form,
        "back": back,
    }
    return render(request, "documents/form.html", context, status=status)

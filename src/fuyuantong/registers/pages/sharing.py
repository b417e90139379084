"""数据目录: what can be queried, leave to query it, questions under it, and who asked what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import today
from fuyuantong.common.paging import page_by_key
from fuyuantong.common.parts import Crumb, Empty, Paging, Pair
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.registers import actions, policy, queries
from fuyuantong.registers.forms.sharing import DecideForm, GrantForm, LookupForm
from fuyuantong.registers.kinds import GrantState
from fuyuantong.registers.pages.rows import ask as ask_form
from fuyuantong.registers.queries.sharing import ORDER

GRANTS_SHOWN, LOOKUPS_SHOWN = 50, 50
STEPS = {
    "agree": gettext_lazy("已授权。"),
    "refuse": gettext_lazy("已答复不予授权。"),
    "end": gettext_lazy("已收回，即时生效。"),
}


def crumb() -> Crumb:
    return Crumb(_("数据目录"), reverse("registers:catalogue"))


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """What registers lend: questions, owners, basis, last delivery; and the viewer's grants."""
    viewer = viewer_of(request)
    context = {
        "trail": [Crumb(_("数据目录"))],
        "shared": queries.catalogue(),
        "grants": list(queries.grants(viewer).order_by("-id")[:GRANTS_SHOWN]),
        "today": today(),
        "may_ask": policy.may(viewer, "grant.ask") and viewer.unit is not None,
        "nothing": Empty(_("还没有可以查询的数据"), _("台账写明“供查”后列在这里。"), icon="layers"),
    }
    return render(request, "registers/catalogue.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the unit that keeps a register for leave to query it."""
    viewer, register = viewer_of(request), queries.lent_register(code)
    policy.check(viewer, "grant.ask")
    owners = [unit for unit in queries.owners_of(register, today()) if unit.pk != viewer.unit]
    data = request.POST if request.method == "POST" else None
    form = GrantForm(data, register=register, owners=owners, colleagues=queries.colleagues(viewer, today()))

    def work(uow: UnitOfWork) -> str:
        return reverse("registers:grant", args=[actions.ask_grant(uow, form.grant()).pk])

    return ask_form(
        request, form, work, [crumb(), Crumb(_("申请查询授权"))], _("申请查询“%s”") % register.name,
        reverse("registers:catalogue"), "register.grant.ask", _("已提交数据单位。"),
        _("数据单位授权后，名单里的账号才能查询；到期或收回即停止。"),
    )  # fmt: skip


@require_GET
def grant(request: HttpRequest, key: UUID) -> HttpResponse:
    return _show(request, key)


def _show(request: HttpRequest, key: UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.grant_of(viewer, key)
    register = queries.register_of(found.book_id)
    handles = policy.may(viewer, "grant.decide")
    mine = found.unit_id == viewer.unit
    asks = mine and handles and found.open_on(today()) and found.names(viewer.person)
    given: forms.Form | None = more.get("asked")
    asking = [
        given if isinstance(given, LookupForm) and given.lent.key == lent.key else LookupForm(lent=lent)
        for lent in register.lent
        if lent.key in found.questions
    ]
    context: dict[str, Any] = {
        "trail": [crumb(), Crumb(register.name)],
        "grant": found,
        "register": register,
        "expired": found.state == GrantState.AGREED and not found.open_on(today()),
        "asking": asking if asks else [],
        "asked": given,
        "decides": handles and not mine and found.state == GrantState.PROPOSED,
        "ends": handles and found.state in (GrantState.PROPOSED, GrantState.AGREED),
        "decide": more.get("decide") or DecideForm(initial={"version": found.version}),
        "lookups": list(queries.lookups(viewer).filter(grant=found).order_by("-id")[:LOOKUPS_SHOWN]),
        "lent": [lent for lent in register.lent if lent.key in found.questions],
        "answer": more.get("answer"),
    }
    return render(request, "registers/grant.html", context, status=status)


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """同意, 不同意, 收回."""
    found = queries.grant_of(viewer_of(request), key)
    if step not in STEPS:
        raise NotFound
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _show(request, key, status=422, decide=form)

    def work(uow: UnitOfWork) -> str:
        told = {"remark": form.cleaned_data["remark"], "expected": form.cleaned_data["version"]}
        if step == "end":
            actions.end_grant(uow, found.pk, **told)
        else:
            actions.decide_grant(uow, found.pk, agreed=step == "agree", **told)
        return reverse("registers:grant", args=[key])

    try:
        return do_once(request, f"register.grant.{step}", work, str(STEPS[step]))
    except Refusal as refusal:
        if refusal.status in (403, 404, 409):
            raise
        add_to_form(form, refusal)
        return _show(request, key, status=refusal.status, decide=form)


@require_POST
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """One question. The answer is on this page once and is kept nowhere."""
    viewer = viewer_of(request)
    found = queries.grant_of(viewer, key)
    lent = queries.register_of(found.book_id).question(request.POST.get("question", ""))
    if lent is None:
        raise NotFound
    form = LookupForm(request.POST, lent=lent)
    if not form.is_valid():
        return _show(request, key, status=422, asked=form)
    try:
        with unit_of_work(viewer, request_id=getattr(request, "request_id", "")) as uow:
            answer = actions.look_up(
                uow, key, question=lent.key, reference=form.cleaned_data["reference"], values=form.values()
            )
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        for error in refusal.errors:
            name = error.pointer if error.pointer in form.fields else f"c:{error.pointer}"
            form.add_error(name if name in form.fields else None, error.message)
        return _show(request, key, status=refusal.status, asked=form)
    if answer.lookup.why:
        messages.warning(request, _("未予查询：%s。本次已记录。") % answer.lookup.why)
    told = [[Pair(c.key, text or "—") for c, text in row] for row in answer.rows]
    return _show(request, key, answer={"lookup": answer.lookup, "rows": told})


@require_GET
def lookups(request: HttpRequest) -> HttpResponse:
    """查询记录: of the viewer's grants; for the auditor of everybody."""
    viewer = viewer_of(request)
    turn = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = page_by_key(queries.lookups(viewer), ORDER, size=LOOKUPS_SHOWN, **turn)
    context = {
        "trail": [crumb(), Crumb(_("查询记录"))],
        "rows": page.rows,
        "paging": Paging(
            shown=len(page.rows),
            total=_("本页 %s 条") % len(page.rows),
            previous_href=f"?before={page.previous}" if page.previous else "",
            next_href=f"?after={page.next}" if page.next else "",
            first_href="?" if page.previous else "",
        ),
        "empty": Empty(_("还没有查询"), _("每次查询和未予查询的都记在这里。"), icon="search"),
    }
    return render(request, "registers/lookups.html", context)

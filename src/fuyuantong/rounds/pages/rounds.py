"""进展调度: the list, a new round, one round as its office sees it, its papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.listing import listed
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb, Empty, Kpi
from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.serving import download_response
from fuyuantong.matters.queries.choices import choices
from fuyuantong.rounds import actions, policy, queries
from fuyuantong.rounds.forms import ReasonForm, RoundForm, Versioned
from fuyuantong.rounds.kinds import PaperKind, PaperState, SheetState

ROUNDS = Crumb(_("进展调度"), "/rounds/")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    rows, paging = listed(request, queries.rounds_of(viewer), queries.ROUND_ORDER)
    opens = policy.may_open(viewer)
    empty = Empty(
        _("还没有调度"),
        _("开启一轮调度，各单位在同一张表上填报进展。")
        if opens
        else _("联席会议办公室开启调度后会在这里显示。"),
        href=reverse("rounds:new") if opens else "",
        act=_("开启调度") if opens else "",
    )
    context = {
        "trail": [Crumb(ROUNDS.label)],
        "rounds": rows,
        "series": list(queries.series_of(viewer)) if opens else [],
        "opens": opens,
        "paging": paging,
        "empty": empty,
        "today": today(),
    }
    return render(request, "rounds/index.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a round; a post without a title comes from the ledger, with the tasks that were ticked there."""
    viewer = viewer_of(request)
    if not policy.may_open(viewer):
        raise Forbidden(str(policy.OFFICE_ONLY))
    offered: dict[str, Any] = {
        "linkages": queries.linkages_of(viewer),
        "plans": queries.plans_to_ask_about(viewer),
        "mechanisms": choices().mechanisms,
    }
    if request.method == "POST" and "title" in request.POST:
        form = RoundForm(request.POST, **offered)
        status = 400
        if form.is_valid():
            try:
                return do_once(
                    request, "rounds.open", lambda uow: _open(uow, form), _("已开启，已通知各单位。")
                )
            except Refusal as refusal:
                if refusal.status in (403, 404):
                    raise
                add_to_form(form, refusal)
                status = refusal.status
    else:
        chosen = request.POST.getlist("ids")
        first = {
            "duties": ["lead", "responsible"],
            "cadence": "special",
            "lead_days": 7,
            "ids": " ".join(chosen),
        }
        named = {name: request.GET[name] for name in ("plan", "mechanism") if name in request.GET}
        form, status = RoundForm(initial=first | named, **offered), 200
    context = {
        "trail": [ROUNDS, Crumb(_("开启调度"))],
        "form": form,
        "chosen": len(str(form["ids"].value() or "").split()),
    }
    return render(request, "rounds/new.html", context, status=status)


def _open(uow: UnitOfWork, form: RoundForm) -> str:
    data = form.cleaned_data
    same: dict[str, Any] = {name: data[name] for name in ("linkage", "title", "cadence", "remark")}
    if data["again"]:
        actions.start_series(uow, scope=form.scope(), lead_days=data["lead_days"], **same)
        return reverse("rounds:index")
    made = actions.open_round(uow, scope=form.scope(), due_on=data["due_on"], **same)
    return reverse("rounds:round", args=[made.pk])


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    """The office's overview; a unit that is asked is led to its sheet."""
    return show_round(request, key)


def show_round(
    request: HttpRequest, key: UUID, *, status: int = 200, refused: ReasonForm | None = None
) -> HttpResponse:
    viewer = viewer_of(request)
    round_ = queries.round_of(viewer, key)
    if round_.linkage not in viewer.offices:
        own = queries.own_sheet(viewer, round_)
        if own is None:
            raise NotFound
        return redirect("rounds:sheet", key=own.pk)
    view = queries.overview(viewer, key, today())
    making = any(paper.state == PaperState.WAITING for paper in view.papers)
    context = {
        "trail": [ROUNDS, Crumb(view.round.title)],
        "view": view,
        "figures": _figures(view),
        "kinds": PaperKind.choices,
        "making": making,
        "cancel": refused or ReasonForm(initial={"version": view.round.version}),
        "refused": refused is not None,
    }
    return render(request, "rounds/round.html", context, status=status)


def _figures(view: queries.Overview) -> list[Kpi]:
    def n(state: SheetState) -> int:
        return view.by_state.get(state, 0)

    checking = n(SheetState.SECTION) + n(SheetState.LEADER)
    return [
        Kpi(_("应报单位"), str(len(view.sheets)), "#sheets", "note"),
        Kpi(_("已报"), str(n(SheetState.SENT)), "#sheets", "done"),
        Kpi(_("单位审签中"), str(checking), "#sheets", "run"),
        Kpi(_("退改"), str(n(SheetState.BACK)), "#sheets", "soon"),
        Kpi(_("未报"), str(n(SheetState.WAITING)), "#sheets", "over" if view.overdue else "note"),
    ]


STEPS = {"urge": _("已催报。"), "close": _("已结束填报。"), "cancel": _("已取消，已通知各单位。")}


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    if step not in STEPS:
        raise NotFound
    form = ReasonForm(request.POST) if step == "cancel" else Versioned(request.POST)
    if not form.is_valid():
        return show_round(request, key, status=400)
    data = form.cleaned_data

    def run(uow: UnitOfWork) -> str:
        if step == "urge":
            actions.urge(uow, key, expected=data["version"])
        elif step == "close":
            actions.close(uow, key, expected=data["version"])
        else:
            actions.cancel(uow, key, reason=data["reason"], expected=data["version"])
        return reverse("rounds:round", args=[key])

    try:
        return do_once(request, f"rounds.{step}", run, str(STEPS[step]))
    except Refusal as refusal:
        if refusal.status in (403, 404, 409) or not isinstance(form, ReasonForm):
            raise
        add_to_form(form, refusal)
        return show_round(request, key, status=refusal.status, refused=form)


@require_POST
def make_paper(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    if kind not in PaperKind.values:
        raise NotFound

    def run(uow: UnitOfWork) -> str:
        actions.want_paper(uow, key, PaperKind(kind))
        return reverse("rounds:round", args=[key]) + "#papers"

    return do_once(request, "rounds.paper", run, _("正在生成，完成后可在本页下载。"))


@require_GET
def paper(request: HttpRequest, key: UUID) -> HttpResponseBase:
    row = queries.paper_of(viewer_of(request), key)
    if row.file is None:
        raise NotFound
    return download_response(row.file)


@require_POST
def stop(request: HttpRequest, key: UUID) -> HttpResponse:
    def run(uow: UnitOfWork) -> str:
        actions.stop_series(uow, key)
        return reverse("rounds:index")

    return do_once(request, "rounds.stop", run, _("以后不再自动开启。"))

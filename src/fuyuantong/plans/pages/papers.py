"""来文导入: upload, reading, the review screen, names, and the way into a plan."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb, Empty
from fuyuantong.common.refusals import BadInput, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.uploads import uploaded
from fuyuantong.organs.kinds import UnitKind
from fuyuantong.plans import actions, queries
from fuyuantong.plans.actions import NameSettlement
from fuyuantong.plans.forms import AdoptForm, ItemForm, UploadForm
from fuyuantong.plans.kinds import ImportState, ItemState
from fuyuantong.plans.models import Import
from fuyuantong.plans.pages.acting import IMPORTS, act, actor_of, go, today, uuids, version_of

SHOWN = {
    "todo": {ItemState.TO_REVIEW},
    "confirmed": {ItemState.CONFIRMED},
    "dropped": {ItemState.NOT_A_TASK, ItemState.MERGED, ItemState.SPLIT},
}


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The upload form and the papers of the viewer's post; POST takes a paper in."""
    viewer = actor_of(request)
    papers = queries.imports_of(viewer)
    offices = sorted(viewer.offices)
    status = 200
    if request.method == "POST":
        files = uploaded(request, "file")
        form = UploadForm(request.POST, request.FILES, offices=offices)
        if form.is_valid():
            data = form.cleaned_data | {"file": files[0]}
            try:
                return go(act(request, lambda uow: _start(uow, data)))
            except Refusal as refusal:
                add_to_form(form, refusal)
                status = refusal.status
        else:
            status = 400
    else:
        form = UploadForm(offices=offices)
    context = {
        "trail": [Crumb(IMPORTS.label)],
        "form": form,
        "papers": papers,
        "most_megabytes": settings.FYT_UPLOAD_MAX_BYTES // 1024 // 1024,
        "empty": Empty(
            _("还没有导入过来文"), _("上传一份工作要点、实施方案或任务清单，系统会读出其中的任务。")
        ),
    }
    return render(request, "plans/import.html", context, status=status)


def _start(uow: UnitOfWork, data: dict[str, object]) -> str:
    upload = data["file"]
    assert isinstance(upload, UploadedFile)  # noqa: S101 - says the type, checks nothing
    row = actions.start_import(
        uow, upload, linkage=str(data.get("linkage", "")), again=bool(data.get("again"))
    )
    return reverse("plans:review", args=[row.pk])


@require_GET
def review(request: HttpRequest, key: UUID) -> HttpResponse:
    """The source beside its items; while it is being read, how far that has come."""
    viewer = actor_of(request)
    paper = queries.import_for(viewer, key)
    if paper.state in (ImportState.READING, ImportState.FAILED, ImportState.DROPPED):
        return _waiting(request, paper)
    if request.headers.get("HX-Trigger") == "progress":
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return show_review(request, key)


def _waiting(request: HttpRequest, paper: Import) -> HttpResponse:
    context = {"trail": [IMPORTS, Crumb(str(paper))], "paper": paper}
    return render(request, "plans/reading.html", context)


def show_review(
    request: HttpRequest,
    key: UUID,
    *,
    status: int = 200,
    forms: dict[UUID, ItemForm] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The review screen; `forms` are item forms that stand open (with what was typed)."""
    view = queries.review_of(actor_of(request), key, today())
    show = request.GET.get("show", "")
    cards = [card for card in view.cards if show not in SHOWN or card.item.state in SHOWN[show]]
    open_forms = dict(forms or {})
    for card in cards:
        if request.GET.get("edit") == str(card.item.pk) and card.item.pk not in open_forms:
            open_forms[card.item.pk] = ItemForm.of(card.item)
    context = {
        "trail": [IMPORTS, Crumb(view.paper.number or str(view.paper))],
        "view": view,
        "cards": [(card, open_forms.get(card.item.pk)) for card in cards],
        "show": show,
        "refusal": refusal,
        "adopted": view.paper.state == ImportState.ADOPTED,
    }
    return render(request, "plans/review.html", context, status=status)


@require_POST
def read_now(request: HttpRequest, key: UUID) -> HttpResponse:
    """Read a waiting paper at once, without a worker."""

    def run(uow: UnitOfWork) -> str:
        actions.read_import(uow, key)
        return reverse("plans:review", args=[key])

    return go(act(request, run))


@require_POST
def drop(request: HttpRequest, key: UUID) -> HttpResponse:
    def run(uow: UnitOfWork) -> str:
        actions.drop_import(uow, key, expected=version_of(request))
        return reverse("plans:import")

    url = act(request, run)
    messages.success(request, _("已放弃这份来文，提取的内容已删除。"))
    return go(url)


@require_http_methods(["GET", "POST"])
def names(request: HttpRequest, key: UUID) -> HttpResponse:
    """单位对应: what the names of the paper stand for."""
    viewer = actor_of(request)
    paper, found = queries.names_of(viewer, key, today())
    refusal = None
    if request.method == "POST":
        try:
            settlements = _settlements(request, found)

            def run(uow: UnitOfWork) -> str:
                actions.settle_names(uow, key, settlements)
                return reverse("plans:names", args=[key])

            url = act(request, run)
            messages.success(
                request, _("已记住 %(n)d 个名称的对应，以后同名自动识别。") % {"n": len(settlements)}
            )
            return go(url)
        except Refusal as caught:
            if caught.status in (403, 404):
                raise
            refusal = caught
    chosen = request.GET.get("name", "")
    context = {
        "trail": [IMPORTS, Crumb(str(paper), reverse("plans:review", args=[key])), Crumb(_("单位对应"))],
        "paper": paper,
        "open": [one for one in found if not one.named.is_settled or one.value == chosen],
        "settled": [one for one in found if one.named.is_settled and one.value != chosen],
        "units": queries.units_to_choose(viewer, key, today()),
        "kinds": UnitKind.choices,
        "refusal": refusal,
    }
    return render(request, "plans/names.html", context, status=refusal.status if refusal else 200)


def _settlements(request: HttpRequest, found: list[queries.OpenName]) -> list[NameSettlement]:
    """What the form says about each name; names left alone are not in it."""
    every = request.POST.get("all") == "create"
    settlements = []
    for one in found:
        place = f"n:{one.value}:"
        how = request.POST.get(f"{place}how", "")
        if every and one.named.state == "unknown" and not how:
            how = "create"
        if not how:
            continue
        unit = request.POST.get(f"{place}unit", "")
        units = request.POST.getlist(f"{place}units") if how == "group" else [unit] if unit else []
        settlements.append(
            NameSettlement(
                one.named.raw,
                one.named.prefix,
                how,
                units=uuids(units),
                name=request.POST.get(f"{place}name", "") or one.suggested,
                kind=request.POST.get(f"{place}kind", "") or one.kind,
            )
        )
    if not settlements:
        raise BadInput("E-REQUIRED", _("没有选择任何处理方式。"), hint=_("请为至少一个名称选择怎样处理。"))
    if any(s.how == "create" and s.kind not in UnitKind.values for s in settlements):
        raise BadInput("E-RULE", _("机构类别不在名单里。"))
    return settlements


@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest, key: UUID) -> HttpResponse:
    """转入计划草案."""
    viewer = actor_of(request)
    view = queries.review_of(viewer, key, today())
    if view.paper.state == ImportState.ADOPTED:
        return redirect("plans:review", key=key)
    plans = queries.draft_plans(viewer, view.paper.linkage)
    initial = {"title": view.paper.title, "year": view.paper.year, "version": view.paper.version}
    form = AdoptForm(request.POST or None, initial=initial, plans=plans)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            data = form.cleaned_data

            def run(uow: UnitOfWork) -> str:
                row = actions.to_plan(
                    uow,
                    key,
                    title=data["title"],
                    year=data["year"],
                    plan=data.get("plan"),
                    expected=data["version"],
                )
                return reverse("plans:plan", args=[row.pk])

            try:
                url = act(request, run)
            except Refusal as refusal:
                if refusal.status in (403, 404):
                    raise
                add_to_form(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("已转入计划草案。任务在下达之前不发给任何单位。"))
                return go(url)
        else:
            status = 400
    context = {
        "trail": [IMPORTS, Crumb(str(view.paper), reverse("plans:review", args=[key])), Crumb(_("转入计划"))],
        "view": view,
        "form": form,
    }
    return render(request, "plans/adopt.html", context, status=status)

"""The product library: what there is, opening an issue, the schedule, the editor of a definition."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb, Pair
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.pages.editing import Checked, Editing, edit_source
from fuyuantong.definitions.presenting import problem_rows
from fuyuantong.definitions.vocabulary.wording import word_of
from fuyuantong.reports import policy
from fuyuantong.reports.actions.opening import open_issue, start_schedule, stop_schedule
from fuyuantong.reports.actions.publishing import publish_product
from fuyuantong.reports.forms import OpenForm
from fuyuantong.reports.pages.issues import HOME
from fuyuantong.reports.queries import library as queries
from fuyuantong.reports.queries.issues import Offer, offers_of


def _crumb() -> Crumb:
    return Crumb(_("产品库"), reverse("reports:products"))


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "trail": [HOME, Crumb(_("产品库"))],
        "offers": [(offer, word_of(offer.product.every)) for offer in offers_of(viewer, today())],
        "may_publish": policy.may_publish(viewer),
    }
    return render(request, "reports/products.html", context)


@require_GET
def product(request: HttpRequest, code: str) -> HttpResponse:
    return _product(request, code)


def _offer(request: HttpRequest, code: str) -> Offer:
    found = next((one for one in offers_of(viewer_of(request), today()) if one.version.code == code), None)
    if found is None:
        raise NotFound
    return found


def _product(
    request: HttpRequest, code: str, *, status: int = 200, refused: OpenForm | None = None
) -> HttpResponse:
    viewer, offer = viewer_of(request), _offer(request, code)
    one = offer.product
    pairs = [
        Pair(_("标题"), one.title, wide=True),
        Pair(_("周期"), word_of(one.every)),
        Pair(_("版式"), str(one.form.label)),
        Pair(_("公开"), _("向社会公开") if one.public else _("内部")),
        Pair(_("指标"), "、".join(f"{part.key}（{part.code}）" for part in one.measures), wide=True),
        Pair(_("段落"), "、".join(part.key for part in one.parts), wide=True),
        Pair(_("来源"), "；".join(one.sources), wide=True),
        Pair(_("说明"), one.note, wide=True),
    ]
    context = {
        "trail": [HOME, _crumb(), Crumb(offer.version.name)],
        "offer": offer,
        "pairs": [pair for pair in pairs if pair.value],
        "versions": queries.versions(code),
        "form": refused or OpenForm(linkages=offer.linkages, initial={"period": offer.last}),
        "refused": refused,
        "may_publish": policy.may_publish(viewer),
        "opens": bool(offer.linkages) and policy.may_open(viewer),
        "names": [
            (row, place) for row in offer.schedules for place in offer.linkages if place.code == row.linkage
        ],
    }
    return render(request, "reports/product.html", context, status=status)


@require_POST
def open_now(request: HttpRequest, code: str) -> HttpResponse:
    """Open one issue of an ended period."""
    form = OpenForm(request.POST, linkages=_offer(request, code).linkages)
    status = 400
    if form.is_valid():
        data = form.cleaned_data
        try:
            return do_once(
                request,
                "report.open",
                lambda uow: reverse("reports:issue", args=[open_issue(uow, code=code, **data).pk]),
                _("已取数并起草。"),
            )
        except Refusal as refusal:
            if refusal.status in (403, 404):
                raise
            add_to_form(form, refusal)
            status = refusal.status
    return _product(request, code, status=status, refused=form)


@require_POST
def schedule(request: HttpRequest, code: str) -> HttpResponse:
    """每期自动开出."""
    linkage = request.POST.get("linkage", "")

    def work(uow: UnitOfWork) -> str:
        start_schedule(uow, code=code, linkage=linkage)
        return reverse("reports:product", args=[code])

    return do_once(request, "report.schedule", work, _("以后每期结束自动开出。"))


@require_POST
def stop(request: HttpRequest, key: UUID) -> HttpResponse:
    def work(uow: UnitOfWork) -> str:
        return reverse("reports:product", args=[stop_schedule(uow, key).code])

    return do_once(request, "report.stop", work, _("以后不再自动开出。"))


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new product, empty or from a copy (`?copy=code`)."""
    policy.check_publish(viewer_of(request))
    copy = request.GET.get("copy", "")
    return _editor(request, queries.text_to_edit(queries.latest(copy)) if copy else "", _("新建产品"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    policy.check_publish(viewer_of(request))
    row = queries.latest(code)
    return _editor(request, queries.text_to_edit(row), _("修改“%s”") % row.name)


def _editor(request: HttpRequest, text: str, heading: str) -> HttpResponse:
    viewer = viewer_of(request)

    def review(typed: str) -> Checked:
        told, found = queries.review(viewer, typed)
        return Checked(problem_rows(typed, found), told is not None and not found)

    def publish(typed: str) -> HttpResponse:
        return do_once(request, "report.publish", lambda uow: _publish(request, uow, typed))

    trail = [HOME, _crumb(), Crumb(heading)]
    return edit_source(request, Editing(heading, trail, review, publish, check_words=_("检查")), text)


def _publish(request: HttpRequest, uow: UnitOfWork, text: str) -> str:
    row = publish_product(uow, text)
    messages.success(request, _("已发布“%(name)s”第 %(n)s 版。") % {"name": row.name, "n": row.version})
    return reverse("reports:product", args=[row.code])

"""The publisher's pages: a list with its records and versions, one record."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import today
from fuyuantong.common.paging import page_by_key
from fuyuantong.common.parts import Crumb, Paging
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.screening import actions, policy, queries
from fuyuantong.screening.forms import FileForm, ObjectionForm, RecordForm, WithdrawForm
from fuyuantong.screening.kinds import LIVE, ObjectionState
from fuyuantong.screening.masking import masked_number

SCREENING = Crumb(_("名单比对"), "/screening/")


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Records and versions; a post publishes one record."""
    viewer_of(request)
    listing = queries.listing_of(code)
    if request.method == "GET":
        return _show(request, code, RecordForm(listing=listing, initial={"published_on": today()}))
    queries.records_of(viewer_of(request), code)
    form = RecordForm(request.POST, listing=listing)
    if not form.is_valid():
        return _show(request, code, form, status=400)

    def work(uow: UnitOfWork) -> str:
        actions.publish(uow, code, [form.record()])
        return reverse("screening:list", args=[code])

    try:
        return do_once(request, "screening.publish", work, _("已发布。"))
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        add_to_form(form, refusal)
        return _show(request, code, form, status=refusal.status)


@require_POST
def upload(request: HttpRequest, code: str) -> HttpResponse:
    queries.records_of(viewer_of(request), code)
    form = FileForm(request.POST, request.FILES)
    plain = RecordForm(listing=queries.listing_of(code), initial={"published_on": today()})
    if not form.is_valid():
        return _show(request, code, plain, file=form, status=400)

    def work(uow: UnitOfWork) -> str:
        actions.publish_file(uow, code, form.cleaned_data["file"], after=form.cleaned_data["after"])
        return reverse("screening:list", args=[code])

    try:
        return do_once(request, "screening.publish_file", work, _("已发布。"))
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        add_to_form(form, refusal)
        return _show(request, code, plain, file=form, status=refusal.status)


def _show(
    request: HttpRequest, code: str, form: RecordForm, *, file: FileForm | None = None, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    page = page_by_key(
        queries.records_of(viewer, code),
        queries.RECORD_ORDER,
        size=50,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    listing = queries.listing_of(code)
    context = {
        "trail": [SCREENING, Crumb(listing.name)],
        "listing": listing,
        "records": [(row, masked_number(row.number)) for row in page.rows],
        "versions": queries.versions_of(code),
        "form": form,
        "file": file or FileForm(),
        "version": queries.live_version(code),
        "paging": Paging(
            shown=len(page.rows),
            total="",
            previous_href=f"?before={page.previous}" if page.previous else "",
            next_href=f"?after={page.next}" if page.next else "",
        ),
    }
    return render(request, "screening/list.html", context, status=status)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, key: UUID) -> HttpResponse:
    """One record; a post takes it down."""
    return _record(request, key)


@require_POST
def object_to(request: HttpRequest, key: UUID) -> HttpResponse:
    """An objection that reached the publisher itself."""
    queries.record_of(viewer_of(request), key)
    form = ObjectionForm(request.POST, label=_("异议理由"))
    if not form.is_valid():
        return _record(request, key, objection=form, status=400)
    data = form.cleaned_data
    told = {"applicant": data["applicant"], "text": data["text"], "expected": data["version"]}

    def work(uow: UnitOfWork) -> str:
        return reverse("screening:objection", args=[actions.object_to_record(uow, key, **told).pk])

    return do_once(request, "screening.object_to_record", work, _("已受理，请在期限内审查。"))


def _record(
    request: HttpRequest, key: UUID, *, objection: ObjectionForm | None = None, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    row = queries.record_of(viewer, key)
    first = {"version": row.version}
    posted = request.POST if request.method == "POST" and objection is None else None
    form = WithdrawForm(posted, label=_("撤下原因"), initial=first)
    if posted is not None:
        status = 400
        if form.is_valid():
            data = form.cleaned_data

            def work(uow: UnitOfWork) -> str:
                actions.withdraw(uow, key, data["state"], why=data["text"], expected=data["version"])
                return reverse("screening:record", args=[key])

            return do_once(request, "screening.withdraw", work, _("已撤下，已通知收到命中结果的单位。"))
    listing = queries.listing_of(row.listing)
    acts = row.state in LIVE and policy.may_withdraw(viewer, row)
    objections = list(queries.objections_of(viewer).filter(record=row).order_by("-at"))
    going = any(one.state in (ObjectionState.OPEN, ObjectionState.UPHELD) for one in objections)
    context = {
        "trail": [
            SCREENING,
            Crumb(listing.name, reverse("screening:list", args=[row.listing])),
            Crumb(row.name),
        ],
        "record": row,
        "listing": listing,
        "number": masked_number(row.number),
        "published": queries.published_of(row),
        "conduct": [listing.conduct[c] for c in row.conduct if c in listing.conduct],
        "form": form if acts else None,
        "objections": objections,
        "objection": (objection or ObjectionForm(label=_("异议理由"), initial=first))
        if acts and not going
        else None,
    }
    return render(request, "screening/record.html", context, status=status)

"""自有表格: an office's own 台账, its columns settled once, filled with the ledger."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb, Empty
from fuyuantong.common.refusals import BadInput, Forbidden, Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.documents.serving import bytes_response
from fuyuantong.documents.uploads import uploaded
from fuyuantong.matters.forms.ledger import LedgerForm
from fuyuantong.matters.queries.choices import choices
from fuyuantong.packs import actions, policy, queries
from fuyuantong.packs.forms import ColumnsForm, OwnFormForm
from fuyuantong.packs.layouts import Layout
from fuyuantong.packs.pages.packs import PACKS

FORMS = Crumb(gettext_lazy("自有表格"), "/packs/forms/")


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The forms in use; POST takes a new one in."""
    viewer = viewer_of(request)
    if not policy.may_make(viewer):
        raise Forbidden(str(policy.OFFICE_ONLY))
    linkages = queries.linkages_of(viewer)
    files = request.FILES if request.method == "POST" else None
    form, status = OwnFormForm(request.POST or None, files, linkages=linkages), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return do_once(request, "packs.form", lambda uow: _add(uow, request, form))
            except Refusal as refusal:
                if refusal.status in (403, 404):
                    raise
                add_to_form(form, refusal)
                status = refusal.status
    empty = Empty(_("还没有自有表格"), _("上传本办公室的台账样表，核对一次栏目，以后导出就填这张表。"))
    rows = list(queries.forms_of(viewer).order_by(*queries.FORM_ORDER))
    context = {
        "trail": [PACKS, Crumb(FORMS.label)],
        "rows": rows,
        "form": form,
        "empty": empty,
        "chosen": request.GET.urlencode(),  # the ledger's own filters, when one comes from there
    }
    return render(request, "packs/forms.html", context, status=status)


def _add(uow: UnitOfWork, request: HttpRequest, form: OwnFormForm) -> str:
    data = form.cleaned_data
    upload = uploaded(request, "file")[0]
    made = actions.add_form(uow, upload, linkage=data["linkage"], name=data["name"])
    return reverse("packs:form", args=[made.pk])


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, key: UUID) -> HttpResponse:
    """Which column is which, as guessed from the heads; POST settles it."""
    row = queries.form_of(viewer_of(request), key)
    layout = Layout.from_json(row.layout)
    form = ColumnsForm(request.POST or None, layout=layout, initial={"version": row.version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return do_once(
                    request, "packs.form.settle", lambda uow: _settle(uow, key, form), _("栏目已核对。")
                )
            except Refusal as refusal:
                if refusal.status in (403, 404):
                    raise
                add_to_form(form, refusal)
                status = refusal.status
    context = {
        "trail": [PACKS, FORMS, Crumb(row.name)],
        "row": row,
        "form": form,
        "fields": [form[f"column-{letter}"] for letter in form.letters],
    }
    return render(request, "packs/form.html", context, status=status)


def _settle(uow: UnitOfWork, key: UUID, form: ColumnsForm) -> str:
    data = form.cleaned_data
    actions.settle_form(
        uow, key, form.columns(), first_row=data["first_row"], foot_row=data["foot_row"] or 0,
        expected=data["version"],
    )  # fmt: skip
    return reverse("packs:form", args=[key])


@require_POST
def retire(request: HttpRequest, key: UUID) -> HttpResponse:
    def run(uow: UnitOfWork) -> str:
        actions.retire_form(uow, key)
        return reverse("packs:forms")

    return do_once(request, "packs.form.retire", run, _("已停用。"))


@require_GET
def ledger(request: HttpRequest, key: UUID) -> HttpResponse:
    """The ledger in this form; the address takes the ledger's own filters."""
    form = LedgerForm(request.GET, choices=choices())
    if not form.is_valid():
        raise BadInput("E-PARAM-UNKNOWN", _("筛选条件无效，没有导出。"), hint=_("请回到台账核对筛选条件。"))
    with unit_of_work(viewer_of(request), request_id=str(getattr(request, "request_id", ""))) as uow:
        row, content = actions.export_form(uow, key, form.filters())
    return bytes_response(content, f"{row.name}.xlsx", "xlsx")

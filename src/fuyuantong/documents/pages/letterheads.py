"""单位版头: a unit's own Word templates, with a preview of each filled with a made-up letter."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb, Empty
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents import policy
from fuyuantong.documents.actions.letterheads import add_letterhead, retire_letterhead
from fuyuantong.documents.forms import LetterheadForm
from fuyuantong.documents.letterheads import KEYS, fill
from fuyuantong.documents.official import Document, Layout, paragraphs
from fuyuantong.documents.queries import open_file
from fuyuantong.documents.queries.letterheads import get_letterhead, letterheads_of
from fuyuantong.documents.serving import bytes_response

SAMPLE = Document(
    layout=Layout.LETTER,
    title="关于商请研究有关事项的函",
    issuers=("临江市某某局",),
    number="临某函〔2026〕1号",
    addressees=("临江市某某委员会",),
    body=paragraphs("这是用于预览版头的样文，内容为虚构。\n以上事项，请予研究支持，并将有关情况函复为盼。"),
    issued_on=date(2026, 3, 5),
    copies=("临江市人民政府办公室",),
)
"""What a preview shows; fictional."""


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """The unit's letterheads, and the form that takes in another version."""
    viewer = viewer_of(request)
    policy.check(viewer, "letterhead.add")
    form = LetterheadForm(request.POST or None, request.FILES or None)
    status = 422 if request.method == "POST" else 200
    here = reverse("documents:letterheads")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def work(uow: UnitOfWork) -> str:
            add_letterhead(uow, data["file"], name=data["name"], genre=data["genre"])
            return here

        try:
            return do_once(request, "letterhead.add", work, _("版头已收下，从现在起使用。"))
        except Refusal as refusal:
            status = refusal.status
            add_to_form(form, refusal)
    context = {
        "trail": [Crumb(_("文号登记簿"), reverse("documents:numbers")), Crumb(_("单位版头"))],
        "form": form,
        "rows": letterheads_of(viewer),
        "keys": KEYS,
        "empty": Empty(_("还没有单位版头"), _("没有版头时，文书按国家标准的格式生成。"), icon="doc"),
    }
    return render(request, "documents/letterheads.html", context, status=status)


@require_GET
def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """The letterhead filled with a made-up letter, as a .docx."""
    row = get_letterhead(viewer_of(request), key)
    return bytes_response(fill(open_file(row.file).read_bytes(), SAMPLE), f"{row.name}（预览）.docx", "docx")


@require_POST
def retire(request: HttpRequest, key: UUID) -> HttpResponse:
    row = get_letterhead(viewer_of(request), key)

    def work(uow: UnitOfWork) -> str:
        retire_letterhead(uow, row.pk)
        return reverse("documents:letterheads")

    return do_once(request, "letterhead.retire", work, _("“%s”已停用。") % row.name)

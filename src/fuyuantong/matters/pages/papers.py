"""A letter as a file: PDF and Word, its versions beside each other, and that an addressee has opened it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.now import read_clock
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import unit_of_work
from fuyuantong.documents.comparing import compare, redline_docx
from fuyuantong.documents.letterheads import fill
from fuyuantong.documents.official import print_docx, print_pdf
from fuyuantong.documents.queries import open_file
from fuyuantong.documents.queries.letterheads import letterhead_for
from fuyuantong.documents.serving import bytes_response
from fuyuantong.matters.actions import circulating
from fuyuantong.matters.models import Draft
from fuyuantong.matters.papers import document_of, watermark_for
from fuyuantong.matters.policy import may_draft
from fuyuantong.matters.queries.letters import Two, get_letter, two_versions, unread


def note_reading(request: HttpRequest, row: Draft) -> None:
    """Keep who of an addressed unit opened a signed letter first."""
    viewer = viewer_of(request)
    if unread(viewer, row):
        with unit_of_work(viewer, request_id=getattr(request, "request_id", "")) as uow:
            circulating.note_reading(uow, row.pk)


@require_GET
def pdf(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The letter as PDF/A, marked with who took it and when; `clean` is for those who put the seal on it."""
    viewer = viewer_of(request)
    row = get_letter(viewer, draft_id)
    note_reading(request, row)
    clean = request.GET.get("clean") == "1" and may_draft(viewer, row)
    printed = print_pdf(document_of(row, watermark_for(viewer, read_clock(), clean=clean)))
    return bytes_response(printed.content, f"{row.title[:60]}.pdf", "pdf")


@require_GET
def docx(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The letter as .docx by the standard; with `head` in the unit's own letterhead, for its writers."""
    viewer = viewer_of(request)
    row = get_letter(viewer, draft_id)
    note_reading(request, row)
    drafts = may_draft(viewer, row)
    head = letterhead_for(row.unit_id, row.genre) if drafts and request.GET.get("head") == "1" else None
    clean = drafts and request.GET.get("clean") == "1"
    document = document_of(row, watermark_for(viewer, read_clock(), clean=clean))
    made = fill(open_file(head.file).read_bytes(), document) if head else print_docx(document)
    return bytes_response(made, f"{row.title[:60]}.docx", "docx")


@require_GET
def fonts(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Which faces the PDF of this letter uses, and whether a character is in none of them."""
    row = get_letter(viewer_of(request), draft_id)
    context = {
        "trail": [Crumb(row.title[:30], reverse("matters:letter", args=[row.pk])), Crumb(_("公文字体"))],
        "letter": row,
        "printed": print_pdf(document_of(row)),
    }
    return render(request, "matters/letter_fonts.html", context)


@require_GET
def versions(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Two versions of the letter's words beside each other; `from` and `to` choose them."""
    viewer = viewer_of(request)
    row = get_letter(viewer, draft_id)
    if not may_draft(viewer, row):
        raise NotFound
    two = _two(request, row)
    context = {
        "trail": [Crumb(row.title[:30], reverse("matters:letter", args=[row.pk])), Crumb(_("版本"))],
        "letter": row,
        "two": two,
        "rows": compare(two.old.text, two.new.text),
        "title_row": compare(two.old.title, two.new.title),
    }
    return render(request, "matters/letter_versions.html", context)


@require_GET
def redline(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The same comparison as a .docx with tracked changes."""
    viewer = viewer_of(request)
    row = get_letter(viewer, draft_id)
    if not may_draft(viewer, row):
        raise NotFound
    two = _two(request, row)
    made = redline_docx(two.new.title, compare(two.old.text, two.new.text), two.new.by, two.new.at)
    return bytes_response(made, f"{row.title[:50]}（修订）.docx", "docx")


def _two(request: HttpRequest, row: Draft) -> Two:
    asked = [request.GET.get(name, "") for name in ("from", "to")]
    first, second = (int(one) if one.isdecimal() and len(one) < 5 else None for one in asked)  # noqa: PLR2004
    return two_versions(row, first, second)

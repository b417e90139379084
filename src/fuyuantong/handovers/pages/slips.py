"""交接单: as a file, signed, with its scan."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.serving import bytes_response, download_response
from fuyuantong.handovers import actions, composing, queries
from fuyuantong.handovers.forms import SignForm
from fuyuantong.handovers.pages.showing import show_handover


@require_GET
def paper(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    if kind not in ("docx", "pdf"):
        raise NotFound
    view = queries.slip_of(viewer_of(request), key)
    return bytes_response(composing.paper(view, kind), f"{composing.name_of(view)}.{kind}", kind)


@require_GET
def scan(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The signed paper, for those who may read its lines."""
    return download_response(queries.scan_of(viewer_of(request), key))


@require_POST
def sign(request: HttpRequest, key: UUID) -> HttpResponse:
    view = queries.slip_of(viewer_of(request), key)
    form = SignForm(request.POST, request.FILES)
    handover = view.slip.handover_id
    if not form.is_valid():
        return show_handover(request, handover, refused=form, slip=key, status=400)
    data = dict(form.cleaned_data)
    expected = data.pop("version")

    def run(uow: UnitOfWork) -> str:
        actions.record_signatures(uow, key, expected=expected, **data)
        return reverse("handovers:handover", args=[handover])

    try:
        return do_once(request, "handover.sign", run, _("已登记签字情况。"))
    except Refusal as refusal:
        if refusal.status in (403, 404, 409):
            raise
        add_to_form(form, refusal)
        return show_handover(request, handover, refused=form, slip=key, status=refusal.status)

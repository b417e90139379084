"""What came back: upload, preview line by line, adopt whole."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb, Kpi
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.serving import download_response
from fuyuantong.documents.uploads import uploaded
from fuyuantong.packs import actions, policy, queries
from fuyuantong.packs.forms import ReturnForm
from fuyuantong.packs.kinds import FILLED, LineKind, PackState
from fuyuantong.packs.models import Return
from fuyuantong.packs.pages.packs import PACKS, show_pack

LINES_SHOWN = 400
TONES = {
    LineKind.NEW: "done",
    LineKind.CHANGED: "soon",
    LineKind.SAME: "note",
    LineKind.MISSING: "paused",
    LineKind.REFUSED: "over",
}
ORDER = {
    kind: n
    for n, kind in enumerate(
        (LineKind.REFUSED, LineKind.CHANGED, LineKind.NEW, LineKind.MISSING, LineKind.SAME)
    )
}
_WORDS = ("progress", "problems", "next_steps")


@require_POST
def start(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the file in and show what it would do; nothing is written yet."""
    viewer = viewer_of(request)
    pack = queries.pack_of(viewer, key)
    form = ReturnForm(request.POST, request.FILES, own=policy.is_own(viewer, pack))
    if not form.is_valid():
        return show_pack(request, key, status=422, form=form)

    def run(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        made = actions.start_return(
            uow, key, uploaded(request, "file")[0], why=data.get("why", ""), said_on=data["said_on"],
            received_on=data["received_on"],
        )  # fmt: skip
        return reverse("packs:return", args=[made.pk])

    try:
        return do_once(request, "packs.return", run)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        add_to_form(form, refusal)
        return show_pack(request, key, status=refusal.status, form=form)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """Row by row what would change; POST adopts it, all of it or nothing."""
    viewer = viewer_of(request)
    found = queries.return_of(viewer, key)
    context: dict[str, Any] = {
        "trail": [
            PACKS,
            Crumb(found.pack.title, reverse("packs:pack", args=[found.pack_id])),
            Crumb(_("返回预览")),
        ],
        "found": found,
        "figures": _figures(found),
        "lines": _lines(viewer_sees(request, found), found),
        "most": LINES_SHOWN,
        "adopts": found.pack.state == PackState.OUT
        and not found.done_at
        and policy.may_return(viewer, found.pack)
        and not found.refused
        and found.adoptable,
    }
    status = 200
    if request.method == "POST":
        try:
            return do_once(request, "packs.adopt", lambda uow: _adopt(request, uow, key), _("已整包采用。"))
        except Refusal as refusal:
            if refusal.status in (403, 404):
                raise
            context["refusal"], status = refusal, refusal.status
    return render(request, "packs/return.html", context, status=status)


def viewer_sees(request: HttpRequest, found: Return) -> set[str]:
    """The tasks of the pack that this viewer sees: what was narrowed since is not shown (知悉范围)."""
    rows = queries.rows_of(viewer_of(request), found.pack)
    return {str(key) for key in rows.values_list("obligation_id", flat=True)}


def _adopt(request: HttpRequest, uow: UnitOfWork, key: UUID) -> str:
    made = actions.adopt_return(uow, key, request.POST.get("digest", ""))
    return reverse("packs:pack", args=[made.pack_id])


def _figures(found: Return) -> list[Kpi]:
    return [
        Kpi(str(kind.label), str(found.counts.get(kind.value, 0)), "#lines", TONES[kind])
        for kind in (LineKind.NEW, LineKind.CHANGED, LineKind.SAME, LineKind.MISSING, LineKind.REFUSED)
    ]


def _lines(seen: set[str], found: Return) -> list[dict[str, Any]]:
    """The lines that matter first: refused, changed, new; then the others."""
    shown = [line for line in found.lines if not line["obligation"] or line["obligation"] in seen]
    lines = sorted(shown, key=lambda line: (ORDER[LineKind(line["kind"])], line["row"], line["place"]))
    return [_line(line) for line in lines[:LINES_SHOWN]]


def _line(line: dict[str, Any]) -> dict[str, Any]:
    given, before = line["given"], line["before"]
    words = [(FILLED[key], before.get(key, ""), given[key]) for key in _WORDS if given.get(key)]
    days = [(FILLED[key], "", given[key]) for key in ("signed_on", "finished_on") if given.get(key)]
    kind = LineKind(line["kind"])
    return {**line, "tone": TONES[kind], "word": kind.label, "changes": [*days, *words]}


@require_GET
def original(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The file as it came back."""
    return download_response(queries.return_of(viewer_of(request), key).file)

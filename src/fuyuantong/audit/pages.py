"""The auditor's pages: the trail, its seals, and a check of the whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fuyuantong.audit import queries
from fuyuantong.audit.actions import seal_key_path
from fuyuantong.audit.forms import TrailForm
from fuyuantong.audit.policy import require_auditor
from fuyuantong.audit.signing import key_id, public_bytes, signer
from fuyuantong.audit.verifying import verify
from fuyuantong.audit.wording import say
from fuyuantong.common.access import viewer_of
from fuyuantong.common.parts import Crumb, Paging


@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    form = TrailForm(request.GET)
    page = queries.trail(
        viewer, form.filters(), after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    return render(
        request,
        "audit/trail.html",
        {
            "trail": [Crumb(_("审计"))],
            "form": form,
            "rows": [(row, say(row.kind)) for row in page.rows],
            "paging": _paging(request, len(page.rows), page.next, page.previous),
            "seals": queries.seals(viewer),
            "unsealed": queries.unsealed_streams(viewer),
        },
    )


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """核验 of the whole trail; a POST, because it reads everything."""
    require_auditor(viewer_of(request))
    public = public_bytes(signer(seal_key_path()))
    verdict = verify(public) if request.method == "POST" else None
    context = {
        "trail": [Crumb(_("审计"), "/audit/"), Crumb(_("完整性核验"))],
        "verdict": verdict,
        "key_id": key_id(public),
        "public_key": public.hex(),
    }
    return render(request, "audit/check.html", context)


def _paging(request: HttpRequest, shown: int, following: str | None, previous: str | None) -> Paging:
    def href(**keys: str | None) -> str:
        query = request.GET.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        for name, value in keys.items():
            if value is None:
                return ""
            query[name] = value
        return f"?{query.urlencode()}"

    return Paging(shown, "", href(before=previous), href(after=following), href())

"""往来登记: matters of which an office may know who, whom, what kind and when, and nothing more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.parts import Crumb, Paging
from fuyuantong.matters.queries.envelopes import envelopes, withdrawals


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    after, before = (request.GET.get(name, "") for name in ("after", "before"))
    viewer = viewer_of(request)
    page = envelopes(viewer, after=after, before=before)
    paging = Paging(
        shown=len(page.rows),
        previous_href=f"?before={page.previous}" if page.previous else "",
        next_href=f"?after={page.next}" if page.next else "",
        first_href="?",
    )
    trail = [Crumb(_("联动任务台账"), reverse("matters:ledger")), Crumb(_("往来登记"))]
    context = {"trail": trail, "rows": page.rows, "paging": paging, "withdrawn": withdrawals(viewer)}
    return render(request, "matters/envelopes.html", context)

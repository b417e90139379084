"""议定事项台账: every decision with how far it is, figures that open their rows, and the yearly check."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fuyuantong.common.access import viewer_of
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb, Empty, Kpi
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.meetings import actions, queries
from fuyuantong.meetings.forms import meetings as forms
from fuyuantong.meetings.kinds import DecisionStanding
from fuyuantong.meetings.pages.acting import MEETINGS, carry
from fuyuantong.organs.models import Linkage

TONES = {"open": "run", "over": "over", "done": "done", "off": "done", "ended": "paused", "none": "note"}


@require_http_methods(["GET", "POST"])
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger (`?year=`, `?standing=`, `?unit=`), and the yearly check of it."""
    viewer = viewer_of(request)
    linkages = [(row.code, str(row)) for row in Linkage.objects.filter(code__in=viewer.offices)]
    if request.method == "GET":
        initial = {"year": today().year, "due_on": today()}
        return _ledger(request, forms.CheckForm(initial=initial, linkages=linkages), office=bool(linkages))
    form = forms.CheckForm(request.POST, linkages=linkages)

    def work(uow: UnitOfWork) -> str:
        matter = actions.start_check(uow, **form.cleaned_data)
        return reverse("matters:detail", args=[matter.pk])

    return carry(
        request,
        form,
        work,
        lambda status, bad: _ledger(request, bad, office=bool(linkages), status=status),
        _("年度检查已部署。"),
    )


def _ledger(request: HttpRequest, form: Form, *, office: bool, status: int = 200) -> HttpResponse:
    wanted = forms.DecisionFilter(request.GET).words()
    rows = queries.tracked(viewer_of(request), today(), year=wanted.year)
    found = queries.figures(rows)
    kept = {"year": wanted.year} if wanted.year else {}
    context = {
        "trail": [MEETINGS, Crumb(_("议定事项"))],
        "rows": [
            (one, TONES[one.standing.value])
            for one in queries.narrowed(rows, standing=wanted.standing, unit=wanted.unit)
        ],
        "kpis": _kpis(found, kept),
        "lines": [(line, _links(kept, line)) for line in found.units],
        "narrowed": _said(wanted, found),
        "whole": _href(kept),
        "form": form,
        "office": office,
        "this_year": today().year,
        "years": [(year, _href({"year": year})) for year in range(today().year, today().year - 3, -1)],
        "year": wanted.year,
        "empty": Empty(_("还没有议定事项"), _("纪要印发后，议定的事项逐项列在这里。")),
    }  # fmt: skip
    return render(request, "meetings/ledger.html", context, status=status)


def _href(kept: Mapping[str, object], **more: object) -> str:
    query = urlencode({**kept, **more})
    return reverse("meetings:decisions") + (f"?{query}" if query else "")


def _links(kept: Mapping[str, object], line: queries.UnitLine) -> dict[str, str]:
    names = ("finished", "unfinished", "over")
    links = {name: _href(kept, standing=name, unit=line.unit.pk) for name in names}
    return links | {"all": _href(kept, unit=line.unit.pk)}


def _kpis(found: queries.Figures, kept: Mapping[str, object]) -> list[Kpi]:
    over = found.standings.get(DecisionStanding.OVER, 0)
    off = found.standings.get(DecisionStanding.WRITTEN_OFF, 0)
    share = f"{found.on_time} / {found.dated}" if found.dated else "—"
    return [
        Kpi(_("议定事项"), found.total, _href(kept), "run"),
        Kpi(_("办理中"), found.open, _href(kept, standing="unfinished"), "run"),
        Kpi(_("已过期限"), over, _href(kept, standing="over"), "over", _("不含法院、检察院")),
        Kpi(_("已办结"), found.finished, _href(kept, standing="finished"), "done"),
        Kpi(_("已销号"), off, _href(kept, standing="off"), "done"),
        Kpi(_("按期办结"), share, _href(kept, standing="on_time"), "done", _("办结且有时限的")),
    ]


def _said(wanted: forms.DecisionWanted, found: queries.Figures) -> str:
    """What the list is narrowed to, in words."""
    words = {
        "unfinished": _("办理中"), "finished": _("已办结"), "on_time": _("按期办结"), "late": _("逾期办结"),
        **dict(DecisionStanding.choices),
        "off": _("已销号"),
    }  # fmt: skip
    unit = next((str(line.unit) for line in found.units if line.unit.pk == wanted.unit), "")
    return " · ".join(part for part in (unit, str(words.get(wanted.standing, ""))) if part)

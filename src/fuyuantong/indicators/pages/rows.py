"""The rows behind a figure: exactly those, each leading to its page and papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.paging import page_by_key
from fuyuantong.common.parts import Crumb, Paging
from fuyuantong.common.refusals import BadInput
from fuyuantong.common.uow import unit_of_work
from fuyuantong.documents.serving import bytes_response
from fuyuantong.documents.tables import words
from fuyuantong.indicators import actions, queries
from fuyuantong.indicators.kinds import MEETINGS, Part
from fuyuantong.indicators.pages.figures import crumb
from fuyuantong.indicators.periods import Span, read_span
from fuyuantong.indicators.queries import RowSet
from fuyuantong.indicators.queries.telling import cells, heads, read_groups, related

SIZE = 50
ORDER = ("-id",)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: the period, the side, the group, the exclusion."""

    span: Span
    part: Part
    groups: dict[str, str]
    excluded: str


def _asked(request: HttpRequest) -> Asked:
    part = request.GET.get("part", Part.DENOMINATOR)
    if part not in Part.values:
        raise BadInput("E-PARAM-UNKNOWN", _("没有这一部分。"))
    groups = read_groups(request.GET.getlist("g"))
    return Asked(
        read_span(request.GET.get("period", "")), Part(part), groups, request.GET.get("excluded", "")
    )


@require_GET
def rows(request: HttpRequest, code: str) -> HttpResponse:
    viewer, asked = viewer_of(request), _asked(request)
    row = queries.latest(code)
    indicator = queries.told(row)
    span, part, groups, excluded = asked.span, asked.part, asked.groups, asked.excluded
    found = queries.rows(viewer, code, span, part=part, groups=groups, excluded=excluded)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = page_by_key(related(found), ORDER, size=SIZE, after=after, before=before)
    sides = {Part.NUMERATOR: indicator.numerator.key, Part.EXCLUDED: excluded}
    below = indicator.denominator.key if indicator.denominator else indicator.numerator.key
    back = f"{reverse('indicators:figure', args=[code])}?{urlencode({'period': span.text})}"
    context = {
        "trail": [crumb(), Crumb(row.name, back), Crumb(_("明细"))],
        "heading": f"{row.name}：{sides.get(part, below)}",
        "span": span,
        "groups": groups.items(),
        "count": found.count,
        "heads": heads(found),
        "rows": [_shown(found, one) for one in page.rows],
        "paging": Paging(
            shown=len(page.rows),
            total=_("共 %s 条") % f"{found.count:,}",
            previous_href=_turned(request, before=page.previous) if page.previous else "",
            next_href=_turned(request, after=page.next) if page.next else "",
            first_href=_turned(request) if page.previous else "",
        ),
        "back": back,
        "code": code,
        "query": _turned(request),
    }
    return render(request, "indicators/rows.html", context)


def _turned(request: HttpRequest, **turn: str | None) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    for name, value in turn.items():
        query[name] = value or ""
    return f"?{query.urlencode()}"


def _shown(found: RowSet, one: Any) -> dict[str, Any]:
    """One row's cells in words, and where it leads."""
    said = list(zip(heads(found), map(words, cells(found, one)), strict=True))
    if found.register is not None:
        return {"href": reverse("registers:row", args=[one.pk]), "cells": said}
    if found.data == MEETINGS:
        return {"href": reverse("meetings:meeting", args=[one.pk]), "cells": said}
    return {"href": reverse("matters:detail", args=[one.matter_id]), "cells": said}


@require_GET
def export(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The same rows as a file."""
    asked = _asked(request)
    with unit_of_work(viewer_of(request), request_id=getattr(request, "request_id", "")) as uow:
        content, name = actions.export_rows(
            uow, code, asked.span, kind, part=asked.part, groups=asked.groups, excluded=asked.excluded
        )
    return bytes_response(content, name, kind)

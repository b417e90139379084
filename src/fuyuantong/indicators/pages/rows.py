"""The rows behind a figure: exactly those, each leading to its page and papers."""

from __future__ import annotations

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
from fuyuantong.documents.tables import words
from fuyuantong.indicators import queries
from fuyuantong.indicators.kinds import LETTERS, MEETINGS, Part
from fuyuantong.indicators.pages.figures import crumb
from fuyuantong.indicators.periods import read_span
from fuyuantong.indicators.queries import RowSet
from fuyuantong.registers.listing import columns_of

SIZE = 50
ORDER = ("-id",)


def read_groups(pairs: list[str]) -> dict[str, str]:
    """`分组=键` as in addresses."""
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


@require_GET
def rows(request: HttpRequest, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    row = queries.latest(code)
    indicator = queries.told(row)
    span, part = read_span(request.GET.get("period", "")), request.GET.get("part", Part.DENOMINATOR)
    if part not in Part.values:
        raise BadInput("E-PARAM-UNKNOWN", _("没有这一部分。"))
    excluded = request.GET.get("excluded", "")
    groups = read_groups(request.GET.getlist("g"))
    found = queries.rows(viewer, code, span, part=Part(part), groups=groups, excluded=excluded)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = page_by_key(_related(found), ORDER, size=SIZE, after=after, before=before)
    sides = {Part.NUMERATOR: indicator.numerator.key, Part.EXCLUDED: excluded}
    below = indicator.denominator.key if indicator.denominator else indicator.numerator.key
    back = f"{reverse('indicators:figure', args=[code])}?{urlencode({'period': span.text})}"
    context = {
        "trail": [crumb(), Crumb(row.name, back), Crumb(_("明细"))],
        "heading": f"{row.name}：{sides.get(Part(part), below)}",
        "span": span,
        "groups": groups.items(),
        "count": found.count,
        "heads": _heads(found),
        "rows": [_shown(found, one) for one in page.rows],
        "paging": Paging(
            shown=len(page.rows),
            total=_("共 %s 条") % f"{found.count:,}",
            previous_href=_turned(request, before=page.previous) if page.previous else "",
            next_href=_turned(request, after=page.next) if page.next else "",
            first_href=_turned(request) if page.previous else "",
        ),
        "back": back,
    }
    return render(request, "indicators/rows.html", context)


def _related(found: RowSet) -> Any:
    if found.register is not None:
        return found.queryset.select_related("owner")
    return found.queryset.select_related({LETTERS: "unit", MEETINGS: "host"}.get(found.data, "owner"))


def _turned(request: HttpRequest, **turn: str | None) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    for name, value in turn.items():
        query[name] = value or ""
    return f"?{query.urlencode()}"


def _heads(found: RowSet) -> list[str]:
    if found.register is not None:
        return [column.label for column in columns_of(found.register)]
    return [_("名称"), _("单位"), _("日期"), _("状态")]


def _shown(found: RowSet, one: Any) -> dict[str, Any]:
    """One row's cells in words, and where it leads."""
    if found.register is not None:
        cells = [words(column.say(one)) for column in columns_of(found.register)]
        return {"href": reverse("registers:row", args=[one.pk]), "cells": cells}
    if found.data == LETTERS:
        cells = [one.title, str(one.unit), words(one.signed_on), one.genre]
        return {"href": reverse("matters:detail", args=[one.matter_id]), "cells": cells}
    if found.data == MEETINGS:
        cells = [one.title, str(one.host), words(one.held_on), str(one.get_state_display())]
        return {"href": reverse("meetings:meeting", args=[one.pk]), "cells": cells}
    cells = [one.title, str(one.owner), words(one.due_on), str(one.get_state_display())]
    return {"href": reverse("matters:detail", args=[one.matter_id]), "cells": cells}

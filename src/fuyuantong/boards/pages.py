"""A board to look at (also on a wall, also on A4), the editor of its tiles, its file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fuyuantong.boards import actions, queries
from fuyuantong.boards.forms import NameForm, Tiles, initial, offered, tiles_of
from fuyuantong.boards.kinds import Size, Style
from fuyuantong.boards.queries import Shown
from fuyuantong.boards.reading import told
from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.charts import Point, Series, line
from fuyuantong.common.context import Shell
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import read_clock, today
from fuyuantong.common.parts import Crumb, Empty, Tab
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.documents.serving import bytes_response
from fuyuantong.indicators import policy
from fuyuantong.indicators.figures import Figure, rounded, show
from fuyuantong.indicators.pages.figures import LEAST_POINTS, drill, moved
from fuyuantong.matters.queries.choices import choices
from fuyuantong.workbench.pages.dashboard import dues_month, lamp_row
from fuyuantong.workbench.queries import board as overview

LINES, MECHANISMS = 12, 5
WIDTHS = {Size.SMALL: 300, Size.MEDIUM: 480, Size.LARGE: 900}


class WallShell(Shell):
    """The frame on a wall: dark, whatever the browser's owner has chosen; the page prints no name."""

    theme = "dark"


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The boards; the first is the one of the profile in use."""
    viewer = viewer_of(request)
    context = {
        "trail": [Crumb(_("指标看板"))],
        "rows": [(one, len(one.tiles)) for one in queries.boards(viewer)],
        "may_compose": policy.may_freeze(viewer),
        "nothing": Empty(_("还没有看板"), _("由联席会议办公室编排。"), icon="chart"),
    }
    return render(request, "boards/index.html", context)


@require_GET
def board(request: HttpRequest, key: UUID) -> HttpResponse:
    """One board; `?wall=1` for a wall screen, which asks for itself anew every two minutes."""
    viewer, day = viewer_of(request), today()
    one = queries.board(viewer, key)
    wall = request.GET.get("wall") == "1"
    found = queries.shown(viewer, one, day)
    styles = {each.tile.style for each in found}
    whole = overview(viewer, day, day.replace(day=1)) if styles & {Style.MATRIX, Style.CALENDAR} else None
    context: dict[str, Any] = {
        "trail": [Crumb(_("指标看板"), reverse("boards:index")), Crumb(one.name)],
        "one": one,
        "tiles": [_tile(each, whole, day) for each in found],
        "boards": [
            Tab(other.name, reverse("boards:board", args=[other.pk]), current=other.pk == one.pk)
            for other in queries.boards(viewer)
        ],
        "now": read_clock(),
        "wall": wall,
        "may_compose": policy.may_freeze(viewer),
    }
    if wall:
        context["shell"] = WallShell(request)
    return render(request, "boards/board.html", context)


def _tile(each: Shown, whole: Any, day: Any) -> dict[str, Any]:
    tile, figure = each.tile, each.figure
    told_ = {"tile": tile, "span": each.span, "figure": figure, "light": each.light, "size": str(tile.size)}
    if tile.style is Style.MATRIX:
        names = whole.mechanisms[:MECHANISMS]
        rows = [lamp_row(area, names, "area", "") for area in whole.areas]
        return told_ | {"mechanisms": _mechanism_names(names), "rows": rows}
    if tile.style is Style.CALENDAR:
        return told_ | {"month": dues_month(whole, day.replace(day=1), day, "", {})}
    if figure is None:
        return told_
    asked = urlencode({"period": each.span.text})
    told_ |= {
        "href": f"{reverse('indicators:figure', args=[figure.indicator.code])}?{asked}",
        "growth": moved(figure.indicator, figure.growth),
        "doubts": {f.kind: f for f in figure.flags if f.kind != "unranked"}.values(),
        "rows_href": drill(figure, "numerator"),
    }
    if tile.style is Style.TREND:
        told_["chart"] = _trend(each)
    if tile.style is Style.GROUPS and figure.groups:
        told_["lines"] = [_line(figure, one) for one in figure.lines[:LINES]]
        told_["more"] = len(figure.lines) > LINES
    return told_


def _mechanism_names(codes: Any) -> list[str]:
    names = choices().mechanisms
    return [names.get(code, code) for code in codes]


def _line(figure: Figure, one: Any) -> dict[str, Any]:
    return {
        "name": "、".join(one.names),
        "value": show(figure.indicator, one.value),
        "small": one.small,
        "href": drill(figure, "denominator", one.keys),
    }


def _trend(each: Shown) -> Any:
    figure = each.figure
    assert figure is not None  # noqa: S101 - asked for tiles with a figure only
    name = figure.indicator.name
    base = reverse("indicators:figure", args=[figure.indicator.code])
    points = [
        Point(
            p.span.text,
            name,
            None if p.value is None else float(rounded(p.value) or 0),
            f"{base}?{urlencode({'period': p.span.text})}",
        )
        for p in each.points
    ]
    if sum(point.value is not None for point in points) < LEAST_POINTS:
        return None
    return line(each.tile.key, points, [Series(name, "run")], width=WIDTHS[each.tile.size], height=190)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new board, empty or from a copy (`?copy=`)."""
    viewer = viewer_of(request)
    policy.check_freeze(viewer)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        copy = request.POST.get("copy", "")

        def work(uow: Any) -> str:
            made = actions.create(uow, form.cleaned_data["name"], like=UUID(copy) if copy else None)
            return reverse("boards:compose", args=[made.pk])

        return do_once(request, "board.create", work)
    context = {
        "trail": [Crumb(_("指标看板"), reverse("boards:index")), Crumb(_("新建看板"))],
        "form": form,
        "others": queries.boards(viewer),
    }
    return render(request, "boards/create.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def compose(request: HttpRequest, key: UUID) -> HttpResponse:
    """Choose, order, size and judge the tiles."""
    viewer = viewer_of(request)
    policy.check_freeze(viewer)
    one = queries.board(viewer, key)
    keys = {"offered": offered()}
    posted = request.POST if request.method == "POST" else None
    form = NameForm(posted, initial={"name": one.name})
    tiles = Tiles(posted, initial=initial(told(one.tiles)), form_kwargs=keys, prefix="tile")
    status = 200
    if posted is not None and form.is_valid() and tiles.is_valid():
        version = posted.get("version", "")
        expected = int(version) if version.isdigit() else None

        def work(uow: Any) -> str:
            actions.compose(uow, key, form.cleaned_data["name"], tiles_of(tiles), expected=expected)
            page = "boards:compose" if posted and "more" in posted else "boards:board"
            return reverse(page, args=[key])

        try:
            return do_once(request, "board.compose", work, _("已保存。"))
        except Refusal as refusal:
            add_to_form(form, refusal)
            status = refusal.status
    elif posted is not None:
        status = 422
    trail = [
        Crumb(_("指标看板"), reverse("boards:index")),
        Crumb(one.name, reverse("boards:board", args=[key])),
    ]
    context = {"trail": [*trail, Crumb(_("编排"))], "one": one, "form": form, "tiles": tiles}
    return render(request, "boards/compose.html", context, status=status)


@require_POST
def retire(request: HttpRequest, key: UUID) -> HttpResponse:
    def work(uow: Any) -> str:
        actions.retire(uow, key)
        return reverse("boards:index")

    return do_once(request, "board.retire", work, _("已停用。"))


@require_GET
def export(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Every figure of the board as a file."""
    with unit_of_work(viewer_of(request), request_id=getattr(request, "request_id", "")) as uow:
        content, name = actions.export(uow, key, kind)
    return bytes_response(content, name, kind)

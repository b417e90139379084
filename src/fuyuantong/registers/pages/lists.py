"""The rows of one register: filters, columns, pages by key, figures of activities; and the same as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.actors import Actor
from fuyuantong.common.now import today
from fuyuantong.common.paging import PAGE_SIZES, Page, page_by_key
from fuyuantong.common.parts import Column, Crumb, Empty, Kpi, Paging, Tab
from fuyuantong.common.refusals import BadInput
from fuyuantong.common.uow import unit_of_work
from fuyuantong.documents.serving import bytes_response
from fuyuantong.documents.tables import words
from fuyuantong.registers import actions, policy, queries
from fuyuantong.registers.forms.lists import ListForm
from fuyuantong.registers.kinds import Register, RowState
from fuyuantong.registers.listing import all_columns, columns_of
from fuyuantong.registers.models import Row
from fuyuantong.registers.pages.library import crumb
from fuyuantong.registers.pages.linked import saved_views
from fuyuantong.registers.queries.rows import ORDER

COUNT_MOST = 1000
_TURNS = ("after", "before")


@require_GET
def rows(request: HttpRequest, code: str) -> HttpResponse:
    """One page of a register's rows. Wrong filters are refused in their place, and nothing is listed."""
    viewer, day, register = viewer_of(request), today(), queries.register_of(code)
    form = ListForm(request.GET, register=register)
    chosen = columns_of(register, request.GET.getlist("cols"))
    context: dict[str, Any] = {
        "trail": [crumb(), Crumb(register.name)],
        "register": register,
        "form": form,
        "may_enter": policy.may_enter(viewer, register, queries.kind_of(viewer)),
    }
    if not form.is_valid():
        return render(request, "registers/rows.html", context, status=400)
    found = queries.rows(viewer, register, form.filters(), day)
    size = int(form.cleaned_data["size"])
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = page_by_key(found, ORDER, size=size, after=after, before=before)
    shown = {column.key for column in chosen}
    context |= {
        "heads": chosen,
        "rows": [_shown(row, chosen) for row in page.rows],
        "columns": [Column(c.key, c.label, c.key in shown) for c in all_columns(register)],
        "paging": _paging(request.GET, page, size, _bounded(found)),
        "query": _kept(request.GET).urlencode(),
        "chips": form.words(),
        "saved": saved_views(viewer, register.code),
        "figures": _figures(viewer, register),
        "empty": _empty(register, narrowed=bool(form.words())),
    }
    return render(request, "registers/rows.html", context)


def _shown(row: Row, columns: list[Any]) -> dict[str, Any]:
    cells = [
        (column, _number(column.say(row)) if column.number else words(column.say(row))) for column in columns
    ]
    return {
        "row": row,
        "cells": cells,
        "href": reverse("registers:row", args=[row.pk]),
        "void": row.state == RowState.VOID,
    }


def _number(value: Any) -> str:
    return f"{value:,}" if value not in (None, "") else ""


def _figures(viewer: Actor, register: Register) -> list[Kpi]:
    """Each goal of an activity register as a figure that opens its rows."""
    day = today()
    found = []
    for figure in queries.figures(viewer, register, day, day) if register.goals else []:
        goal = figure.goal
        note = (
            _("目标 %(n)s%(unit)s") % {"n": goal.least, "unit": goal.unit}
            if goal.least
            else _("来源文件没有定数")
        )
        tone = {True: "done", False: "soon", None: "run"}[figure.reached]
        href = f"?progress=done&since={figure.since}&until={figure.until}"
        found.append(Kpi(goal.key, f"{figure.value:,}", href, tone, note, unit=goal.unit))
    return found


def _bounded(found: Any) -> str:
    n = len(found.order_by().values_list("pk")[:COUNT_MOST])
    return _("共 %s 条") % (f"{COUNT_MOST - 1}+" if n >= COUNT_MOST else n)


def _kept(query: QueryDict) -> QueryDict:
    kept = query.copy()
    for name in list(kept):
        if name in _TURNS or not any(kept.getlist(name)):
            del kept[name]
    return kept


def _with(query: QueryDict, **values: str) -> str:
    changed = _kept(query)
    for name, value in values.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    return f"?{changed.urlencode()}"


def _paging(query: QueryDict, page: Page[Row], size: int, total: str) -> Paging:
    return Paging(
        shown=len(page.rows),
        total=total,
        previous_href=_with(query, before=page.previous) if page.previous else "",
        next_href=_with(query, after=page.next) if page.next else "",
        first_href=_with(query) if page.previous else "",
        sizes=[Tab(str(n), _with(query, size=str(n)), current=n == size) for n in PAGE_SIZES],
    )


def _empty(register: Register, *, narrowed: bool) -> Empty:
    if narrowed:
        clear = reverse("registers:rows", args=[register.code])
        return Empty(
            _("没有符合条件的行"), _("可以放宽条件，或清空筛选后重新查找。"), clear, _("清空筛选"), "search"
        )
    return Empty(
        _("这个台账还没有行"),
        _("由%s管理；可以逐行录入，或下载模板批量导入。") % register.keeper,
        icon="list",
    )


@require_GET
def export(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The list as a file: the same filters, columns and order; personal cells stay covered."""
    viewer, register = viewer_of(request), queries.register_of(code)
    form = ListForm(request.GET, register=register)
    if not form.is_valid():
        raise BadInput("E-PARAM-UNKNOWN", _("筛选条件无效，没有导出。"), hint=_("请回到列表核对筛选条件。"))
    with unit_of_work(viewer, request_id=getattr(request, "request_id", "")) as uow:
        keys = request.GET.getlist("cols")
        content, _n = actions.export_rows(uow, code, form.filters(), kind, keys=keys, said=form.words())
    return bytes_response(content, f"{register.name}_{today():%Y%m%d}.{kind}", kind)

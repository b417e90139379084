"""台账: one page of obligations with filters, columns, saved views, batch acts; and the same as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.actors import Actor
from fuyuantong.common.now import day_of, read_clock
from fuyuantong.common.paging import PAGE_SIZES, Page, counted_page
from fuyuantong.common.parts import Column, Crumb, Empty, Paging, SavedLink, Tab
from fuyuantong.common.refusals import BadInput
from fuyuantong.common.uow import unit_of_work
from fuyuantong.matters.actions.exporting import EXPORT_MOST, export_ledger
from fuyuantong.matters.forms.ledger import LedgerForm
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.pages.rows import Act, Row, acts_on, rows_of, standing
from fuyuantong.matters.queries.choices import choices
from fuyuantong.matters.queries.columns import COLUMNS, LedgerColumn, Saying, chosen, reported
from fuyuantong.matters.queries.ledger import ledger as ledger_rows
from fuyuantong.matters.queries.worklists import COUNT_AT_MOST

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_TURNS = ("after", "before")
_SORTED = {"due": ("due", "-due"), "issued": ("old", "new")}


Shelf = Callable[[Actor], Sequence[SavedLink]]
_shelf: list[Shelf] = []


def register_shelf(shelf: Shelf) -> None:
    """The room above that keeps people's saved views hands them in (`workbench`)."""
    _shelf[:] = [shelf]


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """Show one page of the ledger. Wrong filters are refused in their place, and nothing is listed."""
    viewer, now, names = viewer_of(request), read_clock(), choices()
    day = day_of(now)
    form = LedgerForm(request.GET, choices=names)
    columns = chosen(request.GET.getlist("cols"))
    context: dict[str, Any] = {
        "trail": [Crumb(_("联动任务台账"))],
        "form": form,
        "here": request.get_full_path(),
    }
    if not form.is_valid():
        return render(request, "matters/ledger.html", context, status=400)
    filters, size = form.filters(), int(form.cleaned_data["size"])
    found = ledger_rows(viewer, filters, day)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    wanted, order = reported(found, columns), filters.ordering()
    page, total = counted_page(wanted, order, most=COUNT_AT_MOST, size=size, after=after, before=before)
    rows = rows_of(viewer, page.rows, columns, Saying(day, names.mechanisms))
    kept = _kept(request.GET)
    context |= {
        "now": now,
        "rows": rows,
        "heads": _heads(standing(columns), filters.order, kept),
        "columns": [Column(c.key, c.label, c in columns, c.fixed) for c in COLUMNS.values()],
        "paging": _paging(request, page, size, said(total)),
        "acts": acts_on(viewer, page.rows),
        "chips": form.words(),
        "saved": [view for shelf in _shelf for view in shelf(viewer)],
        "query": kept.urlencode(),
        "dense": form.cleaned_data["dense"],
        "dense_href": _dense_href(kept, dense=not form.cleaned_data["dense"]),
        "empty": _empty(bool(form.words())),
    }
    return render(request, "matters/ledger.html", context)


def said(n: int) -> str:
    """共 128 条; counting stops at `COUNT_AT_MOST`: 共 499+ 条."""
    return _("共 %s 条") % (f"{COUNT_AT_MOST - 1}+" if n >= COUNT_AT_MOST else n)


def _kept(query: QueryDict) -> QueryDict:
    """The address without its page: what links of the page keep. Empty parts are left out."""
    kept = query.copy()
    for name in list(kept):
        if name in _TURNS or not any(kept.getlist(name)):
            del kept[name]
    return kept


def _with(kept: QueryDict, **values: str) -> str:
    changed = kept.copy()
    for name, value in values.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    return f"?{changed.urlencode()}"


def _dense_href(kept: QueryDict, *, dense: bool) -> str:
    return _with(kept, dense="on" if dense else "")


def _heads(columns: Iterable[LedgerColumn], order: str, kept: QueryDict) -> list[dict[str, Any]]:
    """The heading cells; those that sort are links, and say how they sort now."""
    heads = []
    for column in columns:
        up, down = _SORTED.get(column.key, ("", ""))
        sorts = {up: "ascending", down: "descending"}.get(order, "") if up else ""
        href = _with(kept, order=down if order == up else up) if up else ""
        heads.append({"key": column.key, "label": column.label, "href": href, "sorts": sorts})
    return heads


def _paging(request: HttpRequest, page: Page[Obligation], size: int, total: str) -> Paging:
    kept = _kept(request.GET)
    return Paging(
        shown=len(page.rows),
        total=total,
        previous_href=_with(kept, before=page.previous) if page.previous else "",
        next_href=_with(kept, after=page.next) if page.next else "",
        first_href=_with(kept) if page.previous else "",
        sizes=[Tab(str(n), _with(kept, size=str(n)), current=n == size) for n in PAGE_SIZES],
    )


def _empty(narrowed: bool) -> Empty:  # noqa: FBT001 - one question, asked once
    if narrowed:
        text = _("可以放宽条件，或清空筛选后重新查找。")
        return Empty(_("没有符合条件的任务"), text, reverse("matters:ledger"), _("清空筛选"), "search")
    text = _("下达年度工作要点、登记事项或收到来函后，承办任务会出现在这里。")
    return Empty(_("台账还没有任务"), text, icon="list")


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The ledger as a file: the same filters, columns and order; all pages, at most `EXPORT_MOST` rows."""
    viewer, names = viewer_of(request), choices()
    form = LedgerForm(request.GET, choices=names)
    if not form.is_valid():
        raise BadInput("E-PARAM-UNKNOWN", _("筛选条件无效，没有导出。"), hint=_("请回到台账核对筛选条件。"))
    columns = chosen(request.GET.getlist("cols"))
    with unit_of_work(viewer, request_id=getattr(request, "request_id", "")) as uow:
        content, _count = export_ledger(uow, form.filters(), columns, kind, said=form.words(), names=names)
        name = _file_name(uow.today, kind)
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "no-store"
    return answer


def _file_name(day: date, kind: str) -> str:
    return f"{_('联动任务台账')}_{day:%Y%m%d}.{kind}"


__all__ = ["EXPORT_MOST", "Act", "Row", "SavedLink", "export", "ledger", "register_shelf"]

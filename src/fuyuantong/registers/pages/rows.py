"""One row: its cells and history, every act on it, reading its personal cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb, Event, Pair
from fuyuantong.common.refusals import FieldError, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.organs.queries import units_in_protocol_order
from fuyuantong.registers import actions, policy, queries
from fuyuantong.registers.actions.rows import NEXT
from fuyuantong.registers.cells import FROM, UNTIL, words_of
from fuyuantong.registers.forms.rows import (
    CELL,
    CellsForm,
    ProgressForm,
    PurposeForm,
    ReasonForm,
    is_activity,
)
from fuyuantong.registers.kinds import Progress, RegisterKind, RowState
from fuyuantong.registers.models import Row
from fuyuantong.registers.pages.library import crumb
from fuyuantong.registers.pages.linked import matters_about
from fuyuantong.registers.queries.rows import RowPage, Told, dates_of

REVISION = "revision"
LINE = 40
"""Characters from which a value takes a line of its own."""
_TONES = {"corrected": "soon", "voided": "over", "sealed": "paused", "unsealed": "note", "advanced": "done"}


def trail_of(row: Row, *more: Crumb) -> list[Crumb]:
    book = Crumb(row.book.name, reverse("registers:rows", args=[row.book_id]))
    if not more:
        return [crumb(), book, Crumb(row.title[:30])]
    return [crumb(), book, Crumb(row.title[:30], reverse("registers:row", args=[row.pk])), *more]


@require_GET
def row(request: HttpRequest, key: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    page = queries.row_page(viewer, key)
    found = page.row
    step = NEXT.get(Progress(found.progress)) if found.progress else None
    context = {
        "trail": trail_of(found),
        "page": page,
        "row": found,
        "void": found.state == RowState.VOID,
        "pairs": _pairs(page),
        "events": [_event(told) for told in page.history],
        "next_step": step.label if step and page.may_change else "",
        "matters": matters_about(viewer, page.case_numbers, found.matter),
        "fund": queries.fund_of(found) if page.register.kind is RegisterKind.FUND else None,
        "may_apply": policy.may(viewer, "fund.apply") and found.state == RowState.CURRENT,
    }
    return render(request, "registers/row.html", context)


def _pairs(page: RowPage) -> list[Pair]:
    found, pairs = page.row, []
    for column, text in page.shown.cells:
        value = f"{text}{column.unit}" if text else ""
        pairs.append(Pair(column.key, value, wide=len(text) > LINE))
    if page.register.validity:
        pairs += [Pair(FROM, found.valid_from), Pair(UNTIL, found.valid_until)]
    pairs.append(Pair(_("所属单位"), found.owner))
    pairs.append(Pair(_("出处"), found.source))
    return [*pairs, Pair(_("台账版本"), _("第 %d 版") % found.version)]


def _event(told: Told) -> Event:
    change = told.change
    lines = (
        [f"{name}：{old or '—'} → {new or '—'}" for name, old, new in told.cells]
        if change.revision > 1
        else []
    )
    if change.reason:
        lines.append(_("理由：%s") % change.reason)
    who = f"{change.by_unit_name} {change.by_name}".strip()
    at = f"{change.at.astimezone():%Y-%m-%d %H:%M}"
    return Event(change.get_kind_display(), at, who, "\n".join(lines), _TONES.get(change.kind, "run"))


def _units(region: str) -> list[str]:
    return [unit.name for unit in units_in_protocol_order(region)]


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """A new row."""
    viewer, register = viewer_of(request), queries.register_of(code)
    policy.check_enter(viewer, register, queries.kind_of(viewer))
    data = request.POST if request.method == "POST" else None
    step = request.POST.get("progress", "") if is_activity(register) else ""
    known = step if step in Progress.values else ""
    form = CellsForm(data, register=register, units=_units(viewer.region), progress=known)
    if is_activity(register):
        form.fields = {**ProgressForm().fields, **form.fields}
    if register.owner and data is None:
        form.initial = {CELL + register.owner: viewer.unit_name}

    def work(uow: UnitOfWork) -> str:
        made = actions.enter_row(uow, code, form.values(), progress=known)
        return reverse("registers:row", args=[made.pk])

    trail = [crumb(), Crumb(register.name, reverse("registers:rows", args=[code])), Crumb(_("录入"))]
    back = reverse("registers:rows", args=[code])
    return ask(
        request, form, work, trail, _("录入“%s”") % register.name, back, "register.enter", _("已录入。")
    )


def ask(
    request: HttpRequest,
    form: forms.Form,
    work: Callable[[UnitOfWork], str],
    trail: list[Crumb],
    heading: str,
    back: str,
    operation: str,
    said: str,
    note: str = "",
    revision: int | None = None,
) -> HttpResponse:
    """Show a form, or do its act once and go on; a refusal stays in the form with what was typed."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return do_once(request, operation, work, said)
            except NotFound:
                raise
            except Refusal as refusal:
                add_to_form(form, _for_form(refusal, form))
                status = refusal.status
    context = {
        "form": form,
        "trail": trail,
        "heading": heading,
        "back": back,
        "note": note,
        "revision": revision,
    }
    return render(request, "registers/form.html", context, status=status)


def _for_form(refusal: Refusal, form: forms.Form) -> Refusal:
    """The places of a refusal as inputs of this form: columns have a prefix there."""
    errors = [
        FieldError(
            e.code,
            e.message,
            pointer=CELL + e.pointer if CELL + e.pointer in form.fields else e.pointer,
            hint=e.hint,
        )
        for e in refusal.errors
    ]
    return Refusal(refusal.code, refusal.message, status=refusal.status, hint=refusal.hint, errors=errors)


def _revision(request: HttpRequest) -> int | None:
    text = request.POST.get(REVISION, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("99999999") else None


def _changing(request: HttpRequest, key: UUID) -> tuple[Row, Any]:
    viewer = viewer_of(request)
    found = queries.row_for(viewer, key)
    register = queries.register_of(found.book_id)
    policy.check_change(viewer, register, found, queries.kind_of(viewer))
    return found, register


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, key: UUID) -> HttpResponse:
    """更正: the cells as they stand, and the reason."""
    found, register = _changing(request, key)
    form = CellsForm(
        request.POST if request.method == "POST" else None,
        register=register,
        units=_units(found.region),
        current=found.cells | dates_of(found),
        progress=found.progress,
    )
    form.fields["reason"] = ReasonForm().fields["reason"]

    def work(uow: UnitOfWork) -> str:
        reason = form.cleaned_data["reason"]
        actions.correct_row(uow, key, form.values(), reason=reason, revision=_revision(request))
        return reverse("registers:row", args=[key])

    return ask(
        request, form, work, trail_of(found, Crumb(_("更正"))), _("更正"),
        reverse("registers:row", args=[key]), "register.correct", _("已更正，原值留在历史中。"),
        revision=found.revision,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def advance(request: HttpRequest, key: UUID) -> HttpResponse:
    """One step of an activity, with the cells that are due by then."""
    found, register = _changing(request, key)
    step = NEXT.get(Progress(found.progress))
    if step is None:
        raise NotFound
    form = CellsForm(
        request.POST if request.method == "POST" else None,
        register=register,
        units=_units(found.region),
        current=found.cells | dates_of(found),
        progress=step,
    )

    def work(uow: UnitOfWork) -> str:
        actions.advance_row(uow, key, form.values(), revision=_revision(request))
        return reverse("registers:row", args=[key])

    heading = _("登记为%s") % step.label
    return ask(
        request, form, work, trail_of(found, Crumb(heading)), heading, reverse("registers:row", args=[key]),
        "register.advance", _("已登记。"), revision=found.revision,
    )  # fmt: skip


def _with_reason(
    request: HttpRequest,
    key: UUID,
    act: Callable[..., Row],
    heading: str,
    said: str,
    note: str,
    *,
    of_keeper: bool,
) -> HttpResponse:
    """An act that needs only a reason."""
    found = _changing(request, key)[0] if of_keeper else queries.row_for(viewer_of(request), key)
    if not of_keeper:
        policy.check_seal(viewer_of(request), found)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def work(uow: UnitOfWork) -> str:
        act(uow, key, reason=form.cleaned_data["reason"], revision=_revision(request))
        return reverse("registers:row", args=[key])

    back = reverse("registers:row", args=[key])
    trail = trail_of(found, Crumb(heading))
    operation = f"register.{act.__name__}"
    return ask(request, form, work, trail, heading, back, operation, said, note, found.revision)


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, key: UUID) -> HttpResponse:
    note = _("废止后这一行和历史仍可查到，但不再计入，也不能再改。")
    return _with_reason(request, key, actions.void_row, _("废止"), _("已废止。"), note, of_keeper=True)


@require_http_methods(["GET", "POST"])
def seal(request: HttpRequest, key: UUID) -> HttpResponse:
    note = _("封存后只有本单位看得见，列表、统计、导出和其他单位都不再出现。")
    return _with_reason(request, key, actions.seal_row, _("封存"), _("已封存。"), note, of_keeper=False)


@require_http_methods(["GET", "POST"])
def unseal(request: HttpRequest, key: UUID) -> HttpResponse:
    return _with_reason(
        request, key, actions.unseal_row, _("解除封存"), _("已解除封存。"), "", of_keeper=False
    )


@require_http_methods(["GET", "POST"])
def personal(request: HttpRequest, key: UUID) -> HttpResponse:
    """The personal cells, once, for a stated purpose; the reading goes on the trail."""
    viewer = viewer_of(request)
    found = queries.row_for(viewer, key)
    policy.check(viewer, "row.reveal")
    form = PurposeForm(request.POST if request.method == "POST" else None)
    shown: list[Pair] = []
    if request.method == "POST" and form.is_valid():
        register = queries.register_of(found.book_id, found.version)
        with unit_of_work(viewer, request_id=getattr(request, "request_id", "")) as uow:
            values = actions.reveal(uow, key, purpose=form.cleaned_data["purpose"])
        columns = [(register.column(name), value) for name, value in values.items()]
        shown = [Pair(c.key, words_of(c, value, covered=False)) for c, value in columns if c]
    context = {
        "form": form,
        "shown": shown,
        "trail": trail_of(found, Crumb(_("查看个人信息"))),
        "back": reverse("registers:row", args=[key]),
        "day": today(),
    }
    status = 422 if request.method == "POST" and not form.is_valid() else 200
    return render(request, "registers/personal.html", context, status=status)

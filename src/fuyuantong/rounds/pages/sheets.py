"""A unit's sheet: filled, looked at in the unit, sent; and the office's wording of it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.doors import GENTLE_KINDS
from fuyuantong.rounds import actions, queries
from fuyuantong.rounds.forms import ReasonForm, WordsForm
from fuyuantong.rounds.kinds import WORDS
from fuyuantong.rounds.models import Entry
from fuyuantong.rounds.pages.rounds import ROUNDS

WRITING = {
    "save": gettext_lazy("已保存。"),
    "send": gettext_lazy("已提交。"),
    "edit": gettext_lazy("已保存编辑。"),
}
DECIDING = {
    "check": gettext_lazy("已审核。"),
    "approve": gettext_lazy("已审签，已报送。"),
    "return": gettext_lazy("已退回。"),
    "send-back": gettext_lazy("已退改，已通知该单位。"),
}


@require_GET
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return show_sheet(request, key)


def show_sheet(
    request: HttpRequest,
    key: UUID,
    *,
    status: int = 200,
    words: WordsForm | None = None,
    reason: ReasonForm | None = None,
) -> HttpResponse:
    """The sheet; `words` or `reason` replace the form that was refused."""
    viewer = viewer_of(request)
    view = queries.sheet_of(viewer, key)
    writes = bool(view.may & {"fill", "record", "edit"})
    form = words or (_form(view) if writes else None)
    round_ = view.sheet.round
    context = {
        "trail": [
            ROUNDS,
            Crumb(round_.title, reverse("rounds:round", args=[round_.pk])),
            Crumb(str(view.sheet.unit)),
        ],
        "view": view,
        "form": form,
        "rows": [(line, _fields(form, line.entry)) for line in view.lines],
        "reason": reason or ReasonForm(initial={"version": view.sheet.version}),
        "reason_opened": reason is not None,
        "gentle": view.sheet.unit.kind in GENTLE_KINDS,
        "overdue": today() > round_.due_on,
    }
    return render(request, "rounds/sheet.html", context, status=status)


def _form(view: queries.SheetView) -> WordsForm:
    entries = [line.entry for line in view.lines]
    return WordsForm(
        initial={"version": view.sheet.version, "recorded_why": view.sheet.recorded_why},
        entries=entries,
        edited="edit" in view.may,
    )


def _fields(form: WordsForm | None, entry: Entry) -> dict[str, object]:
    """The bound fields of one entry, by the word that they hold."""
    if form is None:
        return {}
    names = (*WORDS, "brief") if form.edited else WORDS
    return {name: form[f"{name}-{entry.pk}"] for name in names}


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    if step in WRITING:
        return _write(request, key, step)
    if step not in DECIDING:
        raise NotFound
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show_sheet(request, key, status=400, reason=form)
    version, remark = form.cleaned_data["version"], form.cleaned_data["reason"]
    runs: dict[str, Callable[[UnitOfWork], object]] = {
        "check": lambda uow: actions.check(uow, key, expected=version),
        "approve": lambda uow: actions.approve(uow, key, expected=version),
        "return": lambda uow: actions.give_back(uow, key, remark=remark, expected=version),
        "send-back": lambda uow: actions.send_back(uow, key, remark=remark, expected=version),
    }

    def run(uow: UnitOfWork) -> str:
        runs[step](uow)
        return reverse("rounds:sheet", args=[key])

    try:
        return do_once(request, f"sheets.{step}", run, str(DECIDING[step]))
    except Refusal as refusal:
        if refusal.status in (403, 404, 409):
            raise
        add_to_form(form, refusal)
        return show_sheet(request, key, status=refusal.status, reason=form)


def _write(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    view = queries.sheet_of(viewer_of(request), key)
    entries = [line.entry for line in view.lines]
    form = WordsForm(request.POST, request.FILES, entries=entries, edited=step == "edit")
    if not form.is_valid():
        return show_sheet(request, key, status=400, words=form)
    version = form.cleaned_data["version"]
    files = {entry.pk: request.FILES.getlist(f"files-{entry.pk}") for entry in entries}

    def run(uow: UnitOfWork) -> str:
        if step == "edit":
            actions.edit(uow, key, form.words(), brief=form.brief(), expected=version)
        else:
            actions.fill(
                uow, key, form.words(), files=files, send=step == "send",
                recorded_why=form.cleaned_data["recorded_why"], expected=version,
            )  # fmt: skip
        return reverse("rounds:sheet", args=[key])

    try:
        return do_once(request, f"sheets.{step}", run, str(WRITING[step]))
    except Refusal as refusal:
        if refusal.status in (403, 404, 409):
            raise
        add_to_form(form, refusal)
        return show_sheet(request, key, status=refusal.status, words=form)

"""The import: upload, preview, confirm."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import FieldError, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.uploads import uploaded
from fuyuantong.registers import actions, policy, queries
from fuyuantong.registers.cells import words_of
from fuyuantong.registers.forms.rows import ImportForm
from fuyuantong.registers.kinds import Register
from fuyuantong.registers.models import Intake
from fuyuantong.registers.pages.library import crumb
from fuyuantong.registers.quality import quality_of

LINES_SHOWN, ERRORS_SHOWN, COLUMNS_SHOWN = 200, 1000, 8
_KINDS = {"new": ("done", "新增"), "changed": ("soon", "变更"), "same": ("paused", "不变")}


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Upload a file; every fault is named with its sheet, row and column, and nothing is written."""
    viewer, register = viewer_of(request), queries.register_of(code)
    policy.check_enter(viewer, register, queries.kind_of(viewer))
    errors: tuple[FieldError, ...] = ()
    form, status = ImportForm(), 200
    if request.method == "POST":
        form, status = ImportForm(request.POST, request.FILES), 422
        if form.is_valid():
            try:
                return do_once(request, "register.import", lambda uow: _read(uow, request, code, form))
            except Refusal as refusal:
                errors, status = tuple(e for e in refusal.errors if e.row), refusal.status
                add_to_form(form, refusal)
    context = {
        "trail": [crumb(), Crumb(register.name, reverse("registers:rows", args=[code])), Crumb(_("导入"))],
        "register": register,
        "form": form,
        "errors": errors[:ERRORS_SHOWN],
    }
    return render(request, "registers/import.html", context, status=status)


def _read(uow: UnitOfWork, request: HttpRequest, code: str, form: ImportForm) -> str:
    upload = uploaded(request, "file")[0]
    made = actions.start_import(uow, code, upload, again=bool(form.cleaned_data["again"]))
    return reverse("registers:intake", args=[made.pk])


@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the file would change; POST takes it over, all of it or nothing."""
    viewer = viewer_of(request)
    found = queries.intake_for(viewer, key)
    register = queries.register_of(found.book_id, found.version)
    context: dict[str, Any] = {
        "trail": [
            crumb(),
            Crumb(register.name, reverse("registers:rows", args=[register.code])),
            Crumb(_("导入预览")),
        ],
        "register": register,
        "intake": found,
        "quality": quality_of(found.quality),
        "heads": [column.key for column in register.columns[:COLUMNS_SHOWN]],
        "lines": _lines(register, found),
        "most": LINES_SHOWN,
    }
    status = 200
    if request.method == "POST":
        try:
            return do_once(request, "register.import.confirm", lambda uow: _confirm(request, uow, found))
        except Refusal as refusal:
            context["refusal"], status = refusal, refusal.status
    return render(request, "registers/intake.html", context, status=status)


def _confirm(request: HttpRequest, uow: UnitOfWork, found: Intake) -> str:
    actions.confirm_import(uow, found.pk, request.POST.get("digest", ""))
    said = _("已导入：新增 %(new)d 行，变更 %(changed)d 行，不变 %(same)d 行。")
    messages.success(request, said % {"new": found.fresh, "changed": found.changed, "same": found.same})
    if doubted := queries.count_barred(found.book_id, uow.now):
        messages.warning(
            request,
            _("其中 %d 行日期不可能、重复登记或者缺少原审，不计入任何指标，见“未计入的行”；改正后自动计入。")
            % doubted,
        )
    return reverse("registers:rows", args=[found.book_id])


def _lines(register: Register, found: Intake) -> list[dict[str, Any]]:
    """The first lines of the preview; changed and new ones before those that stay."""
    order = {"changed": 0, "new": 1, "same": 2}
    lines = sorted(found.lines, key=lambda line: (order[line["kind"]], line["number"]))[:LINES_SHOWN]
    columns = register.columns[:COLUMNS_SHOWN]
    return [
        {
            "number": line["number"],
            "tone": _KINDS[line["kind"]][0],
            "word": _KINDS[line["kind"]][1],
            "cells": [(c.key, words_of(c, line["cells"].get(c.key))) for c in columns],
        }
        for line in lines
    ]

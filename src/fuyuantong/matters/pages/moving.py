"""换用版本 with its preview, and 延期 of the matter's own clock."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.moving import What
from fuyuantong.matters.actions import dates, moving
from fuyuantong.matters.forms import verbs as shapes
from fuyuantong.matters.models import Matter
from fuyuantong.matters.queries import get_matter
from fuyuantong.matters.queries.detail import own_clock
from fuyuantong.matters.queries.moving import move_choices, move_preview


def _here(matter: Matter) -> str:
    return reverse("matters:detail", args=[matter.pk])


@require_http_methods(["GET", "POST"])
def version(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """Choose a version (`to`), see what changes, give the reason, go over."""
    viewer = viewer_of(request)
    matter, choices = move_choices(viewer, matter_id)
    chosen = _chosen(request.GET.get("to", "")) or (choices[0].version if choices else None)
    preview = move_preview(viewer, matter_id, chosen) if chosen else None
    form = shapes.ReasonForm(request.POST or None, initial={"version": matter.version})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and preview is not None and form.is_valid():

        def work(uow: UnitOfWork) -> str:
            data = form.cleaned_data
            moving.move_to_version(
                uow,
                matter.pk,
                version=preview.target.version,
                reason=data["reason"],
                expected=data.get("version"),
            )
            return _here(matter)

        try:
            return do_once(request, "matters.version", work, _("“%s”已办理。") % _("换用版本"))
        except Refusal as refusal:
            status = refusal.status
            add_to_form(form, refusal)
    words = {What.GONE: _("取消"), What.NEW: _("新增"), What.OTHER: _("改变")}
    context = {
        "trail": [Crumb(matter.title[:30], _here(matter)), Crumb(_("换用版本"))],
        "matter": matter,
        "choices": choices,
        "preview": preview,
        "changes": [(one, words[one.what]) for one in preview.changes] if preview else [],
        "form": form,
        "back": _here(matter),
    }
    return render(request, "matters/version.html", context, status=status)


def _chosen(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len("9999")):
        raise NotFound
    return int(text)


@require_http_methods(["GET", "POST"])
def extend_clock(request: HttpRequest, matter_id: UUID, clock_id: UUID) -> HttpResponse:
    """延期 of a clock of the matter itself, by whoever its rule names."""
    matter = get_matter(viewer_of(request), matter_id)
    clock = own_clock(matter, clock_id)
    form = shapes.ExtendForm(request.POST or None, initial={"version": matter.version})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = form.cleaned_data

        def work(uow: UnitOfWork) -> str:
            dates.extend_matter_clock(
                uow,
                matter.pk,
                clock.pk,
                due_on=data["due_on"],
                reason=data["reason"],
                expected=data.get("version"),
            )
            return _here(matter)

        try:
            return do_once(request, "matters.clock.extend", work, _("“%s”已办理。") % _("延长期限"))
        except Refusal as refusal:
            status = refusal.status
            add_to_form(form, refusal)
    context = {
        "form": form,
        "heading": _("延长期限"),
        "sub": f"{matter.title} · {clock.key} {clock.due_on}",
        "trail": [Crumb(matter.title[:30], _here(matter)), Crumb(_("延长期限"))],
        "back": _here(matter),
    }
    return render(request, "matters/form.html", context, status=status)

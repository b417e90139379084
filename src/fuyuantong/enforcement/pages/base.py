"""What the room's pages share: the crumb, and one form that is filled in and done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.access import do_once
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork

ROOM = Crumb(_("执行查控"), reverse_lazy("enforcement:index"))  # type: ignore[arg-type]
_PAGES = (403, 404, 409)


def refused(refusal: Refusal) -> bool:
    """Whether a refusal is a page of its own rather than a word at a field."""
    return refusal.status in _PAGES


def doing(
    request: HttpRequest,
    form: forms.Form,
    name: str,
    work: Callable[[UnitOfWork], str],
    template: str,
    context: dict[str, Any],
    said: str = "",
) -> HttpResponse:
    """Show the form; posted and good it is done once, else it is shown with what is wrong."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return do_once(request, name, work, said)
            except Refusal as refusal:
                if refused(refusal):
                    raise
                add_to_form(form, refusal)
                status = refusal.status
    return render(request, template, context, status=status)

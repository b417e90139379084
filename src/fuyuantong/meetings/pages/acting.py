"""What every page of the room does: an act from a fold-out form, answered by the page again when refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.access import do_once
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork

MEETINGS = Crumb(_("会议"), "/meetings/")
TOPICS = Crumb(_("议题"), "/topics/")
OWN_PAGE = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}
"""Refusals whose step may be gone from the page: their own page keeps the typed text."""
Run = Callable[[UnitOfWork, UUID, Mapping[str, Any]], object]


@dataclass(frozen=True, slots=True)
class Act:
    """One button that folds out its form. `tone`: primary, danger or nothing."""

    name: str
    label: str | Promise
    form: Form
    address: str
    tone: str = ""
    note: str | Promise = ""
    opened: bool = False


def carry(
    request: HttpRequest,
    form: Form,
    work: Callable[[UnitOfWork], str],
    show: Callable[[int, Form], HttpResponse],
    said: str,
) -> HttpResponse:
    """Do what a form asks once, or show the page again with what is wrong at its fields."""
    if not form.is_valid():
        return show(HTTPStatus.BAD_REQUEST, form)
    try:
        return do_once(request, request.path[:200], work, said)
    except Refusal as refusal:
        if refusal.status in OWN_PAGE and not refusal.errors:
            raise
        add_to_form(form, refusal)
        return show(refusal.status, form)

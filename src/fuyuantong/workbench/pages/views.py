"""已存视图: keeping and removing a person's views of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fuyuantong.common.access import do_once
from fuyuantong.common.actors import Actor
from fuyuantong.common.parts import SavedLink
from fuyuantong.common.refusals import BadInput
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.workbench import actions, queries
from fuyuantong.workbench.forms import ViewForm
from fuyuantong.workbench.models import SavedView


def address_of(view: SavedView) -> str:
    """Where a saved view leads: its list with its filters, columns and order."""
    query = QueryDict(view.query, mutable=True)
    if view.columns:
        query.setlist("cols", view.columns.split(","))
    if view.order:
        query["order"] = view.order
    return f"{_list_of(view.register)}?{query.urlencode()}"


def _list_of(register: str) -> str:
    return reverse("registers:rows", args=[register]) if register else reverse("matters:ledger")


def shelf(viewer: Actor, register: str = "") -> Sequence[SavedLink]:
    """The viewer's saved views as the ledger, or the list of a register, shows them."""
    return [
        SavedLink(view.name, address_of(view), reverse("workbench:remove_view", args=[view.pk]))
        for view in queries.views_of(viewer, register)
    ]


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    form = ViewForm(request.POST)
    if not form.is_valid():
        raise BadInput("E-REQUIRED", _("请填写视图名称（30 字以内）。"))

    def work(uow: UnitOfWork) -> str:
        return address_of(actions.save_view(uow, **form.cleaned_data))

    return do_once(request, "workbench.save_view", work)


@require_POST
def remove_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    def work(uow: UnitOfWork) -> str:
        return _list_of(actions.remove_view(uow, view_id))

    return do_once(request, "workbench.remove_view", work)

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
from fuyuantong.common.refusals import BadInput
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.pages.ledger import SavedLink
from fuyuantong.workbench import actions, queries
from fuyuantong.workbench.forms import ViewForm
from fuyuantong.workbench.models import SavedView


def address_of(view: SavedView) -> str:
    """Where a saved view leads: the ledger with its filters, columns and order."""
    query = QueryDict(view.query, mutable=True)
    if view.columns:
        query.setlist("cols", view.columns.split(","))
    if view.order:
        query["order"] = view.order
    return f"{reverse('matters:ledger')}?{query.urlencode()}"


def shelf(viewer: Actor) -> Sequence[SavedLink]:
    """The viewer's saved views as the ledger shows them."""
    return [
        SavedLink(view.name, address_of(view), reverse("workbench:remove_view", args=[view.pk]))
        for view in queries.views_of(viewer)
    ]


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    form = ViewForm(request.POST)
    if not form.is_valid():
        raise BadInput("E-REQUIRED", _("请填写视图名称（30 字以内）。"))

    def work(uow: UnitOfWork) -> str:
        return address_of(actions.save_view(uow, form.cleaned_data["name"], form.cleaned_data["query"]))

    return do_once(request, "workbench.save_view", work)


@require_POST
def remove_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    def work(uow: UnitOfWork) -> str:
        actions.remove_view(uow, view_id)
        return reverse("matters:ledger")

    return do_once(request, "workbench.remove_view", work)

"""The writes of the room: a person's saved views."""

from __future__ import annotations

from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from fuyuantong.common.actors import NOBODY
from fuyuantong.common.refusals import BadInput, NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.forms.ledger import LedgerForm
from fuyuantong.matters.queries.columns import chosen
from fuyuantong.matters.queries.ledger import ORDERS
from fuyuantong.workbench.models import SavedView

VIEWS_MOST = 20
KEPT = frozenset(LedgerForm.base_fields) - {"order"}


def save_view(uow: UnitOfWork, name: str, query: str) -> SavedView:
    """Keep the ledger as it is addressed by `query`; a name that is there already is overwritten.

    Only filters that the ledger knows are kept. E-LIST-LENGTH from the 21st name on.
    """
    if uow.actor.person is None:
        raise NotFound
    given = QueryDict(query)
    kept = QueryDict(mutable=True)
    for field in given:
        if field in KEPT and any(given.getlist(field)):
            kept[field] = given[field]
    columns = ",".join(c.key for c in chosen(given.getlist("cols"))) if "cols" in given else ""
    order = given.get("order", "")
    own = SavedView.objects.filter(person=uow.actor.person)
    if not own.filter(name=name).exists() and own.count() >= VIEWS_MOST:
        raise BadInput(
            "E-LIST-LENGTH", _("最多保存 %d 个视图。") % VIEWS_MOST, hint=_("请先删除不用的视图。")
        )
    values = {"query": kept.urlencode()[:2000], "columns": columns, "order": order if order in ORDERS else ""}
    return SavedView.objects.update_or_create(person=uow.actor.person, name=name, defaults=values)[0]


def remove_view(uow: UnitOfWork, view_id: UUID) -> None:
    """Take away one's own view; those of others do not exist."""
    own = SavedView.objects.filter(pk=view_id, person=uow.actor.person or NOBODY)
    removed, _rows = own.delete()
    if not removed:
        raise NotFound

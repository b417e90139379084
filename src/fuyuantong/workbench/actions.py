"""The writes of the room: a person's saved views."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.actors import NOBODY
from fuyuantong.common.refusals import BadInput, NotFound
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.matters.forms.ledger import LedgerForm
from fuyuantong.matters.queries.columns import chosen
from fuyuantong.matters.queries.ledger import ORDERS
from fuyuantong.registers.forms.lists import ListForm
from fuyuantong.registers.listing import columns_of
from fuyuantong.registers.queries import register_of
from fuyuantong.workbench.models import Feed, SavedView
from fuyuantong.workbench.queries.agenda import feed_key

VIEWS_MOST = 20
READ_EVERY = timedelta(hours=1)
KEPT = frozenset(LedgerForm.base_fields) - {"order"}


def save_view(uow: UnitOfWork, name: str, query: str, register: str = "") -> SavedView:
    """Keep the ledger, or the list of a register, as it is addressed by `query`; a name that is there already
    is overwritten.

    Only filters that the list knows are kept. NotFound for a register that does not exist; E-LIST-LENGTH from
    the 21st name of a list on.
    """
    if uow.actor.person is None:
        raise NotFound
    given = QueryDict(query)
    kept = QueryDict(mutable=True)
    known, columns = _of_register(register, given) if register else (KEPT, _of_ledger(given))
    for field in given:
        if field in known and any(given.getlist(field)):
            kept[field] = given[field]
    order = "" if register else given.get("order", "")
    own = SavedView.objects.filter(person=uow.actor.person, register=register)
    if not own.filter(name=name).exists() and own.count() >= VIEWS_MOST:
        raise BadInput(
            "E-LIST-LENGTH", _("最多保存 %d 个视图。") % VIEWS_MOST, hint=_("请先删除不用的视图。")
        )
    values = {"query": kept.urlencode()[:2000], "columns": columns, "order": order if order in ORDERS else ""}
    return SavedView.objects.update_or_create(
        person=uow.actor.person, register=register, name=name, defaults=values
    )[0]


def _of_ledger(given: QueryDict) -> str:
    return ",".join(c.key for c in chosen(given.getlist("cols"))) if "cols" in given else ""


def _of_register(code: str, given: QueryDict) -> tuple[frozenset[str], str]:
    """(filters that the register's list knows, its chosen columns)."""
    register = register_of(code)
    columns = columns_of(register, given.getlist("cols")) if "cols" in given else []
    return frozenset(ListForm({}, register=register).fields), ",".join(c.key for c in columns)


def remove_view(uow: UnitOfWork, view_id: UUID) -> str:
    """Take away one's own view; those of others do not exist. Returns the register whose list it showed, or
    an empty text for the ledger."""
    own = SavedView.objects.filter(pk=view_id, person=uow.actor.person or NOBODY)
    found = own.values_list("register", flat=True).first()
    if found is None:
        raise NotFound
    own.delete()
    return found


def renew_feed(uow: UnitOfWork, *, titles: bool) -> str:
    """Give the actor's calendar a new secret address, ending the old one; returns the secret, shown once."""
    if uow.actor.person is None:
        raise NotFound
    secret = secrets.token_urlsafe(32)
    Feed.objects.update_or_create(
        person=uow.actor.person,
        defaults={"digest": feed_key(secret), "titles": titles, "created_at": uow.now, "read_at": None},
    )
    _note_feed(uow, "calendar.feed_renewed", titles=titles)
    return secret


def revoke_feed(uow: UnitOfWork) -> None:
    """End the actor's calendar address; without one there is nothing to end."""
    gone, _rows = Feed.objects.filter(person=uow.actor.person or NOBODY).delete()
    if gone:
        _note_feed(uow, "calendar.feed_revoked")


def note_feed_read(uow: UnitOfWork, feed: Feed) -> None:
    """Write down that the calendar was read; programs ask often, so at most once an hour."""
    if feed.read_at is not None and uow.now - feed.read_at < READ_EVERY:
        return
    feed.read_at = uow.now
    feed.save(update_fields=["read_at"])
    _note_feed(uow, "calendar.feed_read")


def _note_feed(uow: UnitOfWork, kind: str, **data: Any) -> None:
    uow.record(Note(day_stream(uow.today), kind, "person", uow.actor.person, data))

"""The room's router, and receipts of its acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from fuyuantong.common.actors import Actor
from fuyuantong.common.api import Receipt, Room, expected, perform
from fuyuantong.matters.models import Matter
from fuyuantong.meetings.models import Advice, AgendaItem, Invitation, KindVersion, Meeting, Topic
from fuyuantong.meetings.queries.rights import may_still

room = Room("meetings", read="meetings:read", write="meetings:write")
Told = Topic | Meeting | Advice | AgendaItem | Invitation | KindVersion | Matter
_KINDS: dict[type[Any], tuple[str, str]] = {
    Topic: ("topic", "state"),
    Meeting: ("meeting", "state"),
    Advice: ("advice", "state"),
    AgendaItem: ("agenda_item", "outcome"),
    Invitation: ("invitation", "reply"),
    KindVersion: ("meeting_kind", "code"),
    Matter: ("matter", "stage"),
}


def told(row: Told, made: Sequence[UUID] = ()) -> Receipt:
    kind, state = _KINDS[type(row)]
    return Receipt(id=row.pk, kind=kind, state=getattr(row, state), version=row.version, made=list(made))


def again(actor: Actor, receipt: Receipt) -> None:
    """An old answer is given again only to those who still see what it is about."""
    may_still(actor, receipt.kind, receipt.id)


def act(
    request: HttpRequest, action: Callable[..., Told], key: UUID, *given: Any, **named: Any
) -> HttpResponse:
    """One act on the version that the caller saw."""
    return perform(
        request,
        lambda uow: told(action(uow, key, *given, expected=expected(request), **named)),
        again=again,
    )


def make(request: HttpRequest, action: Callable[..., Told], *given: Any, **named: Any) -> HttpResponse:
    """An act that creates."""
    return perform(request, lambda uow: told(action(uow, *given, **named)), again=again, status=201)

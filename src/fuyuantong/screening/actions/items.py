"""事项: a unit proposes what it asks a list for, the publisher agrees, either ends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.matters.policy import handles
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject as About
from fuyuantong.organs.models import Unit
from fuyuantong.screening import kinds, policy
from fuyuantong.screening.doors import take
from fuyuantong.screening.kinds import ItemState
from fuyuantong.screening.models import Item
from fuyuantong.screening.queries import listing_of
from fuyuantong.screening.trail import note


def propose_item(
    uow: UnitOfWork,
    *,
    listing: str,
    publisher: UUID,
    title: str,
    purpose: str,
    measures: Sequence[str],
    valid_until: date,
    daily_cap: int = 1000,
) -> Item:
    """Register an item; nothing may be asked before the publisher agrees.

    E-MEASURE: a measure that is not in the list of measures for this list; none can be written by hand.
    """
    if not handles(uow.actor) or uow.actor.unit is None:
        raise Forbidden(str(policy.HANDLING_ONLY))
    told = listing_of(listing)
    if not Unit.objects.filter(pk=publisher, kind=told.publisher).exists():
        raise NotFound
    known = kinds.measures()
    if not measures or any(code not in known or listing not in known[code].listings for code in measures):
        words = _("措施只能从现行措施清单中选择适用于这份名单的。")
        raise Refusal("E-MEASURE", words, errors=[FieldError("E-MEASURE", words, pointer="measures")])
    if valid_until < uow.today:
        words = _("有效期已过。")
        raise Refusal("E-DATE", words, errors=[FieldError("E-DATE", words, pointer="valid_until")])
    item = Item.objects.create(
        unit_id=uow.actor.unit,
        publisher_id=publisher,
        listing=listing,
        title=title.strip(),
        purpose=purpose.strip(),
        measures=list(measures),
        measures_version=kinds.measures_version(),
        daily_cap=daily_cap,
        valid_until=valid_until,
        proposed_by=uow.actor.name,
        at=uow.now,
    )
    note(uow, "item_proposed", "screening_item", item.pk, listing=listing, measures=list(measures))
    _tell(
        uow, item, publisher, _("%(unit)s申请比对%(list)s") % {"unit": uow.actor.unit_name, "list": told.name}
    )
    return item


def decide_item(
    uow: UnitOfWork, key: UUID, *, agreed: bool, remark: str = "", expected: int | None = None
) -> Item:
    """The publisher agrees or does not; a refusal says why."""
    item = take(
        uow,
        Item,
        key,
        policy.may_agree,
        {ItemState.PROPOSED},
        expected=expected,
        words=policy.PUBLISHERS_ONLY,
    )
    if not agreed and not remark.strip():
        words = _("请写明不同意的理由。")
        raise Refusal("E-REQUIRED", words, errors=[FieldError("E-REQUIRED", words, pointer="remark")])
    item.state = ItemState.AGREED if agreed else ItemState.REFUSED
    item.remark, item.decided_by, item.version = remark.strip(), uow.actor.name, item.version + 1
    item.save()
    note(uow, "item_agreed" if agreed else "item_refused", "screening_item", item.pk, listing=item.listing)
    _tell(uow, item, item.unit_id, _("比对事项“%(title)s”：%(state)s") % _said(item))
    return item


def end_item(uow: UnitOfWork, key: UUID, *, remark: str = "", expected: int | None = None) -> Item:
    """Either side ends it; from now on nothing is answered."""

    def either(actor: Any, item: Item) -> bool:
        return policy.may_agree(actor, item) or policy.may_ask(actor, item)

    states = {ItemState.PROPOSED, ItemState.AGREED}
    item = take(uow, Item, key, either, states, expected=expected, words=policy.HANDLING_ONLY)
    item.state, item.remark, item.version = ItemState.ENDED, remark.strip(), item.version + 1
    item.save()
    note(uow, "item_ended", "screening_item", item.pk, listing=item.listing)
    other = item.publisher_id if uow.actor.unit == item.unit_id else item.unit_id
    _tell(uow, item, other, _("比对事项“%(title)s”：%(state)s") % _said(item))
    return item


def _said(item: Item) -> dict[str, str]:
    return {"title": item.title, "state": item.get_state_display()}


def _tell(uow: UnitOfWork, item: Item, unit: UUID, title: str) -> None:
    tell(
        uow,
        to_units=[unit],
        kind="screening.item",
        title=title,
        url=reverse("screening:item", args=[item.pk]),
        subject=About("screening_item", item.pk),
    )

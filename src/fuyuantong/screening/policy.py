"""Who may do what: those who publish a list, those who ask it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.matters.policy import handles
from fuyuantong.organs.models import Unit
from fuyuantong.screening.kinds import Listing
from fuyuantong.screening.models import Hit, Item, Objection, Record

PUBLISHERS_ONLY = _("这份名单由有权发布的单位维护，您现在的岗位不能办理。")
ASKERS_ONLY = _("由登记该事项的单位办理，您现在的岗位不能办理。")
HANDLING_ONLY = _("您现在的岗位只能查看，不能办理。")


def may_publish(actor: Actor, listing: Listing) -> bool:
    """Clerks and leaders of a unit of the kind that publishes this list."""
    return handles(actor) and Unit.objects.filter(pk=actor.unit_key, kind=listing.publisher).exists()


def may_withdraw(actor: Actor, record: Record) -> bool:
    return handles(actor) and actor.unit == record.unit_id


def may_agree(actor: Actor, item: Item) -> bool:
    """Another unit is asked than the one that asks."""
    return handles(actor) and actor.unit == item.publisher_id


def may_ask(actor: Actor, item: Item) -> bool:
    return handles(actor) and actor.unit == item.unit_id


def may_handle(actor: Actor, hit: Hit) -> bool:
    return handles(actor) and actor.unit == hit.asked.item.unit_id


def may_decide(actor: Actor, objection: Objection) -> bool:
    return handles(actor) and actor.unit == objection.record.unit_id

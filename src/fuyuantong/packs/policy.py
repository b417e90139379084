"""Who may do what with packs. What is not seen does not exist (`doors`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.matters.policy import handles
from fuyuantong.packs.models import Pack

OFFICE_ONLY = _("任务包由本联动机制的联席会议办公室制作，您现在的岗位不能办理。")


def may_make(actor: Actor, linkage: str = "") -> bool:
    """Make packs in a linkage's name: posts that serve its office."""
    return handles(actor) and (linkage in actor.offices if linkage else bool(actor.offices))


def is_own(actor: Actor, pack: Pack) -> bool:
    return actor.unit == pack.unit_id and handles(actor)


def may_return(actor: Actor, pack: Pack) -> bool:
    """Bring a filled-in pack in: the unit itself, or the office for a unit without accounts (代录)."""
    return is_own(actor, pack) or (not pack.unit.has_accounts and may_make(actor, pack.linkage))

"""Who may do what with messages, leaves, channels and dead letters."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden
from fuyuantong.organs.kinds import Role

MAY: dict[str, frozenset[str]] = {
    "see_dead_letters": frozenset({Role.SYSADMIN.value}),
    "handle_dead_letter": frozenset({Role.SYSADMIN.value}),
    "see_channels": frozenset({Role.SYSADMIN.value}),
    "handle_delivery": frozenset({Role.SYSADMIN.value}),
}


def require(actor: Actor, verb: str) -> None:
    if not actor.roles & MAY[verb]:
        raise Forbidden(_("未完成的后台任务由系统管理员处理。"), hint=_("如有消息未收到，请联系系统管理员。"))


def enters_for_unit(actor: Actor) -> bool:
    """Whether the actor enters the leaves of others at the own unit."""
    return Role.LIAISON.value in actor.roles


def may_enter_leave(actor: Actor, person: UUID, unit: UUID) -> bool:
    """A leave is entered by the person, by the unit's liaison, or by who hands out posts (everywhere)."""
    if actor.person is not None and actor.person == person:
        return True
    return (enters_for_unit(actor) and actor.unit == unit) or Role.SECADMIN.value in actor.roles

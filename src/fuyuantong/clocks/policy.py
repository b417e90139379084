"""Who may do what in this room. Reading calendars and terms is for everybody."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden
from fuyuantong.organs.kinds import Role

MAY: Mapping[str, frozenset[Role]] = {
    "calendar.change": frozenset({Role.SYSADMIN, Role.OFFICE}),
    "term.change": frozenset({Role.SYSADMIN, Role.DEFINER}),
    # The delivered library is loaded by the installation itself, which holds no role.
    "library.load": frozenset(),
}


def may(actor: Actor, verb: str) -> bool:
    """Say whether the actor may; the system itself (installation, seeds) may everything here."""
    if actor.person is None and actor.post is None:
        return True
    return any(actor.has(role) for role in MAY[verb])


def check(actor: Actor, verb: str) -> None:
    if not may(actor, verb):
        raise Forbidden(_("您的岗位不能办理此项。"), hint=_("请联系系统管理员。"))

"""Who may do what in this room. Reading the library is for everybody with a post."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden
from fuyuantong.organs.kinds import Role

MAY: Mapping[str, frozenset[Role]] = {
    "definition.check": frozenset({Role.DEFINER, Role.OFFICE}),
    "definition.publish": frozenset({Role.DEFINER, Role.OFFICE}),
    "definition.retire": frozenset({Role.DEFINER, Role.OFFICE}),
    "library.load": frozenset({Role.DEFINER, Role.SYSADMIN}),
    "profile.store": frozenset({Role.DEFINER, Role.OFFICE}),
    "profile.use": frozenset({Role.DEFINER, Role.OFFICE}),
    "profile.load": frozenset({Role.DEFINER, Role.SYSADMIN}),
}


REFUSED: Mapping[str, str] = {
    "profile.store": gettext_noop("地区方案由定义管理员或联席会议办公室编写、启用。"),
    "profile.use": gettext_noop("地区方案由定义管理员或联席会议办公室编写、启用。"),
}
_PUBLISHING = gettext_noop("发布、停用机制由定义管理员或联席会议办公室办理。")


def may(actor: Actor, verb: str) -> bool:
    """Say whether the actor may; the system itself (installation, demonstration) may everything here."""
    if actor.person is None and actor.post is None:
        return True
    return any(actor.has(role) for role in MAY[verb])


def check(actor: Actor, verb: str) -> None:
    if not may(actor, verb):
        raise Forbidden(_(REFUSED.get(verb, _PUBLISHING)))

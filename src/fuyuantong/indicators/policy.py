"""Who may do what here: publishing definitions, seeing figures, freezing and reconciling."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden
from fuyuantong.organs.kinds import ADMIN_ROLES, Role

_PUBLISHERS = frozenset({Role.DEFINER, Role.OFFICE})
_LOADERS = frozenset({Role.DEFINER, Role.SYSADMIN})


def is_system(actor: Actor) -> bool:
    return actor.person is None and actor.post is None and actor.unit is None


def may_publish(actor: Actor) -> bool:
    return is_system(actor) or any(actor.has(role) for role in _PUBLISHERS)


def check_publish(actor: Actor) -> None:
    if not may_publish(actor):
        raise Forbidden(_("指标由定义管理员或联席会议办公室发布。"))


def check_load(actor: Actor) -> None:
    if not is_system(actor) and not any(actor.has(role) for role in _LOADERS):
        raise Forbidden(_("指标由定义管理员或联席会议办公室发布。"))


def may_look(actor: Actor) -> bool:
    """Whether figures are shown at all: not to administrators, who keep the system and see no papers."""
    return is_system(actor) or (actor.unit is not None and not actor.roles & {str(r) for r in ADMIN_ROLES})


def check_look(actor: Actor) -> None:
    if not may_look(actor):
        raise Forbidden(_("您现在的岗位不看业务数据。"))


def may_freeze(actor: Actor) -> bool:
    """A linkage's office freezes periods and holds registers against each other."""
    return may_look(actor) and bool(actor.offices) and actor.has(Role.OFFICE)


def check_freeze(actor: Actor) -> None:
    if not may_freeze(actor):
        raise Forbidden(_("签定期间的数据、核对台账由联席会议办公室办理。"))

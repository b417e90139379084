"""Who may do what in this room. Reading the directory is for everybody with a post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.common.refusals import Forbidden
from fuyuantong.organs.kinds import Role

CONFIRMED_SECONDS = 300
MAY: Mapping[str, frozenset[Role]] = {
    "region.change": frozenset({Role.SYSADMIN}),
    # The office meets unknown units when it adopts a document and must be able to enter them.
    "unit.change": frozenset({Role.SYSADMIN, Role.OFFICE}),
    "alias.change": frozenset({Role.SYSADMIN, Role.OFFICE}),
    "group.change": frozenset({Role.SYSADMIN, Role.OFFICE}),
    "linkage.change": frozenset({Role.SYSADMIN}),
    # 三员分立: accounts are made by one administrator, rights are given by another (GB/T 22239-2019 §8.1.5).
    "person.change": frozenset({Role.SYSADMIN}),
    "account.reset": frozenset({Role.SECADMIN}),
    "post.change": frozenset({Role.SECADMIN}),
    "people.read": frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR, Role.OFFICE}),
    "tenure.change": frozenset({Role.SECADMIN}),
    "token.change": frozenset({Role.SECADMIN}),
    "handover.carry_out": frozenset({Role.SECADMIN}),
}


def may(actor: Actor, verb: str) -> bool:
    """Say whether the actor may; the system itself (installation, seeds, scheduler) may everything here."""
    if actor == SYSTEM:
        return True
    return any(actor.has(role) for role in MAY[verb])


def check(actor: Actor, verb: str) -> None:
    if not may(actor, verb):
        raise Forbidden(_("您的岗位不能办理此项。"), hint=_("请联系系统管理员或安全管理员。"))


def is_confirmed(actor: Actor, confirmed_at: int, now: datetime) -> bool:
    """Say whether an administrator has proved within five minutes that it is still he who acts.

    Asked of those who hand out rights and accounts only, and only where second factors are in use.
    """
    if not settings.FYT_SECOND_FACTOR or not (actor.has(Role.SYSADMIN) or actor.has(Role.SECADMIN)):
        return True
    return int(now.timestamp()) - confirmed_at < CONFIRMED_SECONDS

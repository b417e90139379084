"""Who may do what: the office (or the organ that makes it) runs an issue, a leader signs, units read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.common.refusals import Forbidden
from fuyuantong.matters.policy import handles
from fuyuantong.organs.kinds import Role
from fuyuantong.reports.models import Issue


def runs(actor: Actor, issue: Issue) -> bool:
    """Whoever makes it: the office of the linkage, or the organ whose product it is."""
    if actor is SYSTEM:
        return True
    own = actor.unit == issue.owner_id and not issue.by_office
    return handles(actor) and (issue.linkage in actor.offices or own)


def signs(actor: Actor, issue: Issue) -> bool:
    """A leader of the organ signs by their own post; the office records what was signed on paper."""
    return (actor.has(Role.LEADER) and actor.unit == issue.owner_id) or (
        handles(actor) and issue.linkage in actor.offices
    )


def check_run(actor: Actor, issue: Issue) -> None:
    if not runs(actor, issue):
        raise Forbidden(_("这份材料由起草单位办理，您现在的岗位只能查看。"))


def check_sign(actor: Actor, issue: Issue) -> None:
    if not signs(actor, issue):
        raise Forbidden(_("审签由起草单位领导进行，或由联席会议办公室登记签发情况。"))


def may_open(actor: Actor, linkage: str = "") -> bool:
    """Open an issue, or take a product up, in a linkage's name."""
    if actor is SYSTEM:
        return True
    return handles(actor) and (linkage in actor.offices if linkage else bool(actor.offices))


def check_open(actor: Actor, linkage: str) -> None:
    if not may_open(actor, linkage):
        raise Forbidden(_("定期材料由联席会议办公室组织，您现在的岗位不能办理。"))


def may_publish(actor: Actor) -> bool:
    return actor is SYSTEM or actor.has(Role.DEFINER) or actor.has(Role.OFFICE)


def check_publish(actor: Actor) -> None:
    if not may_publish(actor):
        raise Forbidden(_("产品定义由定义管理员或联席会议办公室发布。"))

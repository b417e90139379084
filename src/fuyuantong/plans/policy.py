"""Who may do what here: posts that serve the office of a linkage import, adopt and hand out its papers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden
from fuyuantong.matters.policy import handles
from fuyuantong.plans.models import Opinion, Plan


def may_import(actor: Actor) -> bool:
    return bool(actor.offices) and handles(actor)


def check_import(actor: Actor, linkage: str = "") -> None:
    """E-FORBIDDEN unless the post serves an office (this linkage's, when one is named)."""
    if not may_import(actor) or (linkage and linkage not in actor.offices):
        raise Forbidden(_("来文导入和计划由联席会议办公室办理，您现在的岗位不能办理。"))


def may_run(actor: Actor, plan: Plan) -> bool:
    """Move a plan through its gate, change its items, record decisions."""
    return plan.linkage in actor.offices and handles(actor)


def check_run(actor: Actor, plan: Plan) -> None:
    if not may_run(actor, plan):
        raise Forbidden(_("计划由本联动机制的联席会议办公室办理，您现在的岗位只能查看。"))


def may_answer(actor: Actor, opinion: Opinion) -> bool:
    """Give an opinion: the unit asked for it, or the office for a unit without an account (代录)."""
    return handles(actor) and (actor.unit == opinion.unit_id or opinion.plan.linkage in actor.offices)


def check_answer(actor: Actor, opinion: Opinion) -> None:
    if not may_answer(actor, opinion):
        raise Forbidden(_("意见由被征求意见的单位反馈，或由联席会议办公室代录。"))

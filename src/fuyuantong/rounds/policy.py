"""Who may do what with rounds: one table, verb → rule. What is not seen does not exist (`doors`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.matters.policy import HANDLING, handles
from fuyuantong.organs.models import Post
from fuyuantong.rounds.models import Round, Sheet

Rule = Callable[[Actor, Sheet], bool]


def may_open(actor: Actor, linkage: str = "") -> bool:
    """Open a round in a linkage's name: posts that serve its office."""
    return handles(actor) and (linkage in actor.offices if linkage else bool(actor.offices))


def may_run(actor: Actor, round_: Round) -> bool:
    return may_open(actor, round_.linkage)


def _office(actor: Actor, sheet: Sheet) -> bool:
    return may_run(actor, sheet.round)


def _own(actor: Actor, sheet: Sheet) -> bool:
    return actor.unit == sheet.unit_id and handles(actor)


def _section(actor: Actor, sheet: Sheet) -> bool:
    return actor.unit == sheet.unit_id and bool(actor.roles & {"reviewer", "leader"})


def _leader(actor: Actor, sheet: Sheet) -> bool:
    return actor.unit == sheet.unit_id and "leader" in actor.roles


MAY: Mapping[str, Rule] = {
    "fill": _own,
    "record": _office,
    "check": _section,
    "approve": _leader,
    "return": _section,
    "send_back": _office,
    "edit": _office,
    "urge": _office,
}

REFUSED: Mapping[str, object] = {
    "fill": _("这份填报表由%(unit)s填写；没有账号的单位由联席会议办公室代录。"),
    "check": _("审核由%(unit)s的科长或分管领导进行。"),
    "approve": _("审签由%(unit)s的分管领导进行。"),
    "return": _("单位内退回由%(unit)s的科长或分管领导进行。"),
}
OFFICE_ONLY = _("进展调度由本联动机制的联席会议办公室组织，您现在的岗位不能办理。")


def next_check(actor: Actor, sheet: Sheet) -> str:
    """Whose look a filled sheet still wants inside the unit: `check` (科长), `approve` (分管领导), or
    nobody's.

    Posts that are held by somebody else count; a lone officer does not sign off on himself.
    """
    if actor.unit != sheet.unit_id or "leader" in actor.roles:
        return ""
    posts = Post.objects.filter(unit_id=sheet.unit_id, valid_until=None).exclude(pk=actor.post_key)
    held = posts.filter(tenures__until_on=None, tenures__isnull=False).values_list("roles", flat=True)
    roles = {role for each in held for role in each}
    if "reviewer" in roles and "reviewer" not in actor.roles:
        return "check"
    return "approve" if "leader" in roles else ""


__all__ = ["HANDLING", "MAY", "OFFICE_ONLY", "REFUSED", "may_open", "may_run", "next_check"]

"""Who may do what with a change of units or people: one table, verb → rule.

Whoever keeps the directory drafts; the giving unit says what goes where, because only it may read the titles;
the security administrator carries it out, because with the posts rights go over (三员分立). 更名 gives nobody
a right and is done by those who may rename.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.handovers.kinds import Nature, SideRole
from fuyuantong.handovers.models import Handover
from fuyuantong.organs.kinds import ADMIN_ROLES, Role
from fuyuantong.organs.policy import may as may_keep

Rule = Callable[[Actor, Handover], bool]
_CHIEFS = frozenset({Role.LEADER.value, Role.REVIEWER.value, Role.LIAISON.value, Role.OFFICE.value})


def drafts(actor: Actor, nature: str) -> bool:
    """Units: system administrator or office. People: security administrator, or the unit's own chiefs."""
    if nature == Nature.POST:
        return actor.has(Role.SECADMIN) or bool(actor.roles & (_CHIEFS - {Role.LIAISON.value}))
    return may_keep(actor, "unit.change")


def _gives(actor: Actor, row: Handover) -> bool:
    return any(side.unit_id == actor.unit for side in row.sides.all() if side.role == SideRole.GIVES)


def _side(actor: Actor, row: Handover) -> bool:
    return any(side.unit_id == actor.unit for side in row.sides.all())


def _keeps(actor: Actor, row: Handover) -> bool:
    """Its own drafts; units: everybody who may draft such a thing."""
    if row.nature == Nature.POST:
        return actor.has(Role.SECADMIN) or (drafts(actor, row.nature) and _gives(actor, row))
    return drafts(actor, row.nature)


def _chooses(actor: Actor, row: Handover) -> bool:
    return bool(actor.roles & _CHIEFS) and _gives(actor, row)


def _carries_out(actor: Actor, row: Handover) -> bool:
    if row.nature == Nature.RENAME:
        return may_keep(actor, "unit.change")
    return may_keep(actor, "handover.carry_out")


def _signs(actor: Actor, row: Handover) -> bool:
    """The two sides record what stands on their paper; the office does it for units without accounts."""
    return bool(actor.roles & (_CHIEFS | {Role.CLERK.value})) and (
        _side(actor, row) or actor.has(Role.OFFICE)
    )


MAY: Mapping[str, Rule] = {
    "change": _keeps,
    "drop": _keeps,
    "choose": _chooses,
    "carry_out": _carries_out,
    "sign": _signs,
}
REFUSED: Mapping[str, object] = {
    "draft": _("机构调整由系统管理员或联席会议办公室拟订；人员交接由安全管理员或本单位负责人提出。"),
    "change": _("机构调整由系统管理员或联席会议办公室拟订；人员交接由安全管理员或本单位负责人提出。"),
    "drop": _("机构调整由系统管理员或联席会议办公室拟订；人员交接由安全管理员或本单位负责人提出。"),
    "choose": _("哪件事交给谁，由移交单位的联络员、科长或领导指定。"),
    "carry_out": _("岗位和权限随之变动，由安全管理员核准执行。"),
    "sign": _("签字情况由移交、接收双方登记。"),
}
ANOTHER = _("拟订人不能核准自己拟订的机构调整。")


def reads_titles(actor: Actor, row: Handover, *, done: bool) -> bool:
    """For the giving unit, and for the taking one once it is done. Administrators count, no more."""
    if actor.roles & frozenset(role.value for role in ADMIN_ROLES):
        return False
    return _side(actor, row) if done else _gives(actor, row)

"""Who may do what with messages and dead letters."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden
from fuyuantong.organs.kinds import Role

MAY: dict[str, frozenset[str]] = {
    "see_dead_letters": frozenset({Role.SYSADMIN.value}),
    "handle_dead_letter": frozenset({Role.SYSADMIN.value}),
}


def require(actor: Actor, verb: str) -> None:
    if not actor.roles & MAY[verb]:
        raise Forbidden(_("未完成的后台任务由系统管理员处理。"), hint=_("如有消息未收到，请联系系统管理员。"))

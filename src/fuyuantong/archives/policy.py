"""Who may do what here: a unit files and keeps its own; a leader of it lets go what need not be kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden
from fuyuantong.documents.policy import KEEPERS
from fuyuantong.organs.kinds import Role

REFUSED = {
    "keep": _("立卷、保管期限和销毁由本单位办公室、审签人或负责人办理，您现在的岗位不能办理。"),
    "approve": _("销毁档案由本单位负责人审批；负责人在纸上批的，由办公室登记并附原件。"),
    "seen": _("提请销毁的案卷中有您看不到的，请由看得见全部案卷的岗位办理。"),
    "own": _("提请销毁的人不能审批，请由另一位负责人审批。"),
}


def keeps(actor: Actor) -> bool:
    return actor.unit is not None and any(actor.has(role) for role in KEEPERS)


def approves(actor: Actor) -> bool:
    return actor.unit is not None and actor.has(Role.LEADER)


def check(actor: Actor, verb: str) -> None:
    """E-FORBIDDEN with the sentence of the verb: `keep` or `approve`."""
    if not (keeps(actor) if verb == "keep" else approves(actor)):
        raise Forbidden(str(REFUSED[verb]))

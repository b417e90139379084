"""Who may do what in this room: numbering and letterheads are a unit's own affair."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden
from fuyuantong.organs.kinds import Role

KEEPERS = frozenset({Role.OFFICE, Role.LEADER, Role.REVIEWER})
"""Posts that answer for their unit's papers."""

MAY: Mapping[str, frozenset[Role]] = {
    "number.rule": KEEPERS,
    "number.void": KEEPERS,
    "letterhead.add": KEEPERS,
    "letterhead.retire": KEEPERS,
}


def may(actor: Actor, verb: str) -> bool:
    return actor.unit is not None and any(actor.has(role) for role in MAY[verb])


def check(actor: Actor, verb: str) -> None:
    """Refuse whoever does not answer for the papers of their unit."""
    if not may(actor, verb):
        raise Forbidden(
            _("文号和版头由本单位的负责人、审签人或办公室管理，您现在的岗位不能办理。"),
            hint=_("请联系本单位负责公文的同志。"),
        )

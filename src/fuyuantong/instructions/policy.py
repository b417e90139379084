"""Who records what leaders write: the linkage's office, and members of the linkage for their own leaders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fuyuantong.common.actors import Actor
from fuyuantong.instructions.models import Submission
from fuyuantong.matters.policy import handles
from fuyuantong.organs.models import Linkage

NOT_YOURS = _("呈批和登记批示由联席会议办公室，或领导所在单位的经办人（秘书）办理，您现在的岗位不能办理。")
OFFICE_ONLY = _("领导名录由联席会议办公室维护，您现在的岗位不能办理。")
KINDS = frozenset({"party", "congress", "government"})
"""Units whose own secretaries may record for their leaders; they may hand out an 交办件 in their own name."""


def may_keep(actor: Actor, linkage: str) -> bool:
    """Keep the list of leaders: posts that serve the office."""
    return handles(actor) and linkage in actor.offices


MANDATING = frozenset({"government"})
"""Who may tell an office to carry out 政府督查."""


def may_submit(actor: Actor, linkage: Linkage) -> bool:
    """Put a paper up and record what comes back: the office, or a member unit for its own leaders."""
    if not handles(actor):
        return False
    if linkage.code in actor.offices:
        return True
    return linkage.members.filter(pk=actor.unit_key, kind__in=KINDS).exists()


def may_record(actor: Actor, row: Submission) -> bool:
    if not handles(actor):
        return False
    return row.linkage in actor.offices or (not row.by_office and actor.unit == row.unit_id)

"""Who may do what to an obligation or a matter: one table, verb → capacity of the actor.

Rights are those of the post one acts as, read anew with every request. Whoever may not even see the object is
answered by the door (`matters/doors.py`) with "not found".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fuyuantong.common.actors import Actor
from fuyuantong.matters.models import Draft, Matter, Obligation

HANDLING = frozenset({"clerk", "liaison", "reviewer", "office", "leader"})
"""Roles that may do business for their unit; 只读监督, auditors and administrators may not."""

Rule = Callable[[Actor, Obligation], bool]


def handles(actor: Actor) -> bool:
    return bool(actor.roles & HANDLING)


def is_owner(actor: Actor, obligation: Obligation) -> bool:
    return actor.unit == obligation.owner_id and handles(actor)


def is_reviewer(actor: Actor, obligation: Obligation) -> bool:
    """科长 or 分管领导 of the owing unit."""
    return actor.unit == obligation.owner_id and bool(actor.roles & {"reviewer", "leader"})


def is_creditor(actor: Actor, obligation: Obligation) -> bool:
    """The unit it is owed to; an office acts only through the posts that serve it."""
    if actor.unit != obligation.creditor_id or not handles(actor):
        return False
    return not obligation.by_office or obligation.linkage in actor.offices


def is_office(actor: Actor, obligation: Obligation) -> bool:
    return obligation.linkage in actor.offices and handles(actor)


def _creditor_or_office(actor: Actor, obligation: Obligation) -> bool:
    return is_creditor(actor, obligation) or is_office(actor, obligation)


def _owner_or_creditor(actor: Actor, obligation: Obligation) -> bool:
    return is_owner(actor, obligation) or is_creditor(actor, obligation)


def _records_for(actor: Actor, obligation: Obligation) -> bool:
    """代签收 and 代录: the office, or whom it is owed to, for a unit that does not work here itself."""
    return not obligation.owner.has_accounts and _creditor_or_office(actor, obligation)


MAY: Mapping[str, Rule] = {
    "issue": is_creditor,
    "sign": is_owner,
    "ask_correction": is_owner,
    "supply": is_creditor,
    "report": is_owner,
    "record": is_office,  # 代录 in a round of 进展调度: for whoever reports on paper or by telephone
    "record_for": _records_for,
    "submit": is_owner,
    "submit_unreviewed": is_owner,
    "submit_final": is_owner,
    "approve": is_reviewer,
    "approve_final": is_reviewer,
    "disapprove": is_reviewer,
    "accept": is_creditor,
    "send_back": is_creditor,
    "write_off": _creditor_or_office,
    "transfer": is_owner,
    "urge": _creditor_or_office,
    "call": _creditor_or_office,
    "press": _creditor_or_office,
    "petition": is_owner,
    # Two tiers (practice §2): what a 配合 unit asks is decided by the 牵头 it reports to.
    "petition_decision": is_creditor,
    "grant_return": is_creditor,
    "grant_reassign": is_creditor,
    "extend": is_creditor,
    "review": is_creditor,
    "hold": is_creditor,
    "unhold": _owner_or_creditor,
    "suspend": _owner_or_creditor,
    "resume": _owner_or_creditor,
    "withdraw": is_creditor,
    "terminate": is_creditor,
    "merge": is_creditor,
    "void": is_creditor,
    "look_back": _creditor_or_office,
    "again": _creditor_or_office,
}

REFUSED: Mapping[str, str] = {
    "record_for": "代签收、代录由联席会议办公室或交办单位办理，且只限没有账号或在其他网络上办理的单位；"
    "{owner}是否如此，见机构名录中的“办理方式”。",
    "sign": "这项任务由{owner}签收，您现在的岗位不能代签。",
    "approve": "审签由{owner}的科长或分管领导进行。",
    "disapprove": "审签由{owner}的科长或分管领导进行。",
    "accept": "核验由{creditor}进行。",
    "send_back": "核验由{creditor}进行。",
    "write_off": "销号由{creditor}或联席会议办公室确认。",
    "petition_decision": "这项申请由{creditor}决定。",
}


def refusal(verb: str, words: str, obligation: Obligation) -> str:
    """The sentence for somebody who sees the obligation but may not do this."""
    pattern = REFUSED.get(verb, "您现在的岗位不能对这项任务“{words}”。")
    return pattern.format(owner=obligation.owner, creditor=obligation.creditor, words=words)


def may_work_on(actor: Actor, matter: Matter) -> bool:
    """Comment, follow, attach: anybody who sees the matter and does business for a unit."""
    return handles(actor) and matter.state == "open"


def may_end(actor: Actor, matter: Matter) -> bool:
    """End a matter as a whole (作废, 并案): the unit that opened it, and the office of its linkage."""
    return handles(actor) and (actor.unit == matter.started_by_unit_id or may_open(actor, matter.linkage))


def may_move(actor: Actor, matter: Matter) -> bool:
    """Put a matter that one sees on another version of its definition: definers and its linkage's office."""
    return "definer" in actor.roles or may_open(actor, matter.linkage)


def may_open(actor: Actor, linkage: str) -> bool:
    """Hand out work in a linkage's name: posts that serve its office."""
    return linkage in actor.offices and handles(actor)


def may_draft(actor: Actor, draft: Draft) -> bool:
    """Edit, submit, drop: the unit that signs the letter, or the office in whose name it goes out."""
    own = actor.unit == draft.unit_id and handles(actor)
    return own and (not draft.office or draft.office in actor.offices)


def may_sign(actor: Actor, draft: Draft) -> bool:
    """签发: a leader of that unit; a 科长 too where the definition does not demand approval."""
    roles = {"leader"} if draft.approval else {"leader", "reviewer"}
    return may_draft(actor, draft) and bool(actor.roles & roles)


def may_opine(actor: Actor) -> bool:
    """核稿 and 会签: whoever answers for the unit's papers."""
    return bool(actor.roles & {"leader", "reviewer", "office"})

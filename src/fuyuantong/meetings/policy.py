"""Who may do what here: the host runs its meetings and topics, units answer for themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Forbidden
from fuyuantong.matters.policy import handles
from fuyuantong.meetings.kinds import Host, Kind
from fuyuantong.meetings.models import Advice, Invitation, Meeting, Topic
from fuyuantong.organs.models import Linkage, Unit

Rule = Callable[[Actor, Topic | Meeting], bool]


def runs(actor: Actor, row: Topic | Meeting) -> bool:
    """The host: its linkage's office by the posts that serve it, or a unit that holds the meeting itself."""
    if not handles(actor):
        return False
    return row.linkage in actor.offices if row.by_office else actor.unit == row.host_id


def _proposer(actor: Actor, row: Topic | Meeting) -> bool:
    return isinstance(row, Topic) and handles(actor) and actor.unit == row.unit_id


def _either(actor: Actor, row: Topic | Meeting) -> bool:
    return runs(actor, row) or _proposer(actor, row)


def _leader(actor: Actor, row: Topic | Meeting) -> bool:
    """A leader of the host signs by their own post; the host records what a leader signed on paper."""
    return runs(actor, row) or (actor.has("leader") and actor.unit == row.host_id)


MAY: Mapping[str, Rule] = {
    "topic.edit": _either,
    "topic.submit": _proposer,
    "topic.withdraw": _proposer,
    "topic.screen": runs,
    "meeting.run": runs,
    "meeting.sign": _leader,
}
REFUSED: Mapping[str, str] = {
    "topic.submit": gettext_noop("议题由提报单位报送。"),
    "topic.withdraw": gettext_noop("议题由提报单位撤回。"),
    "topic.edit": gettext_noop("议题由提报单位或会议主办单位修改。"),
    "topic.screen": gettext_noop("议题由会议主办单位梳理，您现在的岗位只能查看。"),
    "meeting.run": gettext_noop("会议由主办单位办理，您现在的岗位只能查看。"),
    "meeting.sign": gettext_noop("纪要由主办单位领导签发，或由主办单位登记签发情况。"),
}


def may(actor: Actor, verb: str, row: Topic | Meeting) -> bool:
    return MAY[verb](actor, row)


def check(actor: Actor, verb: str, row: Topic | Meeting) -> None:
    """E-FORBIDDEN with the sentence of the verb."""
    if not may(actor, verb, row):
        raise Forbidden(_(REFUSED[verb]))


def may_answer(actor: Actor, unit: object, row: Topic | Meeting) -> bool:
    """A unit answers for itself; the host records for one without an account (代录)."""
    return handles(actor) and (actor.unit == unit or runs(actor, row))


def check_advise(actor: Actor, advice: Advice) -> None:
    if not may_answer(actor, advice.unit_id, advice.topic):
        raise Forbidden(_("意见由被征求意见的单位反馈，或由主办单位代录。"))


def check_reply(actor: Actor, invitation: Invitation) -> None:
    if not may_answer(actor, invitation.unit_id, invitation.meeting):
        raise Forbidden(_("回执由受邀单位填报，或由主办单位代录。"))


def may_host(actor: Actor, kind: Kind, linkage: Linkage, unit: Unit | None) -> tuple[bool, bool]:
    """(may, as the office): whether the actor may hold meetings of the kind in the linkage."""
    if not handles(actor):
        return False, False
    if Host.OFFICE in kind.hosts and linkage.code in actor.offices:
        return True, True
    own = unit is not None and unit.kind in {str(host) for host in kind.hosts}
    return own and takes_part(actor, linkage), False


def takes_part(actor: Actor, linkage: Linkage) -> bool:
    """A member of the linkage, or the unit that houses its office."""
    return actor.unit == linkage.office_unit_id or linkage.members.filter(pk=actor.unit_key).exists()


def may_propose(actor: Actor, kind: Kind, linkage: Linkage, unit: Unit | None) -> bool:
    """Members of the linkage, of the kinds of organ that the kind names when it names any."""
    if not handles(actor) or unit is None or not takes_part(actor, linkage):
        return False
    named = {str(host) for host in kind.proposers}
    return (
        not named or unit.kind in named or (Host.OFFICE in kind.proposers and linkage.code in actor.offices)
    )


def may_publish(actor: Actor) -> bool:
    return actor.has("definer") or actor.has("office") or is_system(actor)


def is_system(actor: Actor) -> bool:
    return actor.person is None and actor.post is None and actor.unit is None

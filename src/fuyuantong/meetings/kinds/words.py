"""Words of the room: kinds of meeting, states of a topic, a meeting, an answer; outcomes; roles."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Sort(TextChoices):
    """类别 of a kind of meeting."""

    REGULAR = "regular", _("定期会议")
    SPECIAL = "special", _("专题会议")
    WORKING = "working", _("工作会议")
    CONSULTATION = "consultation", _("会商")
    HEARING = "hearing", _("听证")
    PRESS = "press", _("新闻发布会")
    SEMINAR = "seminar", _("法律适用研讨")


class Nature(TextChoices):
    """What a meeting of this kind comes to: deciding is kept apart from studying and consulting."""

    DECISION = "decision", _("议定事项")
    CONSULTATION = "consultation", _("会商意见")
    CONSENSUS = "consensus", _("研讨共识")
    HEARING = "hearing", _("听证意见")
    RELEASE = "release", _("发布内容")


class Sitting(TextChoices):
    """Who of the linkage is invited by itself."""

    ALL = "all", _("全体成员单位")
    SOME = "some", _("部分成员单位")


class Host(StrEnum):
    """Who may hold meetings of a kind: the linkage's office, or a unit of this kind of organ."""

    OFFICE = "office"
    PARTY = "party"
    CONGRESS = "congress"
    GOVERNMENT = "government"
    COURT = "court"
    PROCURATORATE = "procuratorate"
    CENTRAL = "central"
    MASS = "mass"


class TopicState(TextChoices):
    DRAFT = "draft", _("草拟")
    SUBMITTED = "submitted", _("待梳理")
    RETURNED = "returned", _("退回补充")
    SCREENED = "screened", _("拟提请")
    PLACED = "placed", _("已列入议程")
    DECIDED = "decided", _("已议定")
    CARRIED = "carried", _("转下次会议")
    DEFERRED = "deferred", _("暂缓")
    DROPPED = "dropped", _("不予讨论")
    MERGED = "merged", _("已合并")
    DECLINED = "declined", _("不提请")
    WITHDRAWN = "withdrawn", _("已撤回")


OPEN_STATES = frozenset({TopicState.DRAFT, TopicState.RETURNED})
"""While the unit that brings a topic may still change it."""
SCREENING = frozenset({TopicState.SUBMITTED, TopicState.SCREENED, TopicState.CARRIED, TopicState.DEFERRED})
"""While the host looks at it (排查梳理)."""
PLACEABLE = frozenset({TopicState.SCREENED, TopicState.CARRIED})
ADVISABLE = SCREENING | {TopicState.PLACED}
"""While units may be asked, and may answer."""


class AdviceState(TextChoices):
    WAITING = "waiting", _("待反馈")
    AGREED = "agreed", _("无意见")
    OPINION = "opinion", _("有意见")
    LAPSED = "lapsed", _("逾期未反馈")


class MeetingState(TextChoices):
    PREPARING = "preparing", _("筹备中")
    ASKED = "asked", _("请示中")
    APPROVED = "approved", _("同意召开")
    NOTIFIED = "notified", _("已通知")
    HELD = "held", _("已召开")
    REVIEWING = "reviewing", _("纪要审签")
    SIGNED = "signed", _("纪要已签")
    ISSUED = "issued", _("已印发")
    ARCHIVED = "archived", _("已归档")
    CANCELLED = "cancelled", _("已取消")


SHOWN_STATES = frozenset(
    {
        MeetingState.NOTIFIED,
        MeetingState.HELD,
        MeetingState.REVIEWING,
        MeetingState.SIGNED,
        MeetingState.ISSUED,
        MeetingState.ARCHIVED,
    }
)
"""From the notice on the units invited see the meeting."""
PLANNED_STATES = frozenset({MeetingState.PREPARING, MeetingState.ASKED, MeetingState.APPROVED})
"""Before the notice: units may still be invited."""
HELD_STATES = frozenset(
    {
        MeetingState.HELD,
        MeetingState.REVIEWING,
        MeetingState.SIGNED,
        MeetingState.ISSUED,
        MeetingState.ARCHIVED,
    }
)


class InvitedAs(TextChoices):
    """In protocol order of the list of those present: 召集, 出席 (members), 列席 (invited), 听证员, 旁听."""

    CONVENER = "convener", _("召集人")
    MEMBER = "member", _("出席")
    INVITED = "invited", _("列席")
    PANEL = "panel", _("听证员")
    PARTY = "party", _("当事人")


class ReplyState(TextChoices):
    """回执 of a unit."""

    WAITING = "waiting", _("未回执")
    COMING = "coming", _("参加")
    SUBSTITUTE = "substitute", _("委派他人参加")
    LEAVE = "leave", _("请假")


class ItemKind(TextChoices):
    MINUTES = "minutes", _("审议上次纪要")
    TOPIC = "topic", _("议题")


class Outcome(TextChoices):
    """How an item was dealt with; the words follow the nature of the meeting (`outcome_words`)."""

    AGREED = "agreed", _("同意")
    AMENDED = "amended", _("修改后同意")
    DEFERRED = "deferred", _("暂缓")
    NEXT = "next", _("下次再议")
    DROPPED = "dropped", _("不予讨论")


DECIDING = frozenset({Outcome.AGREED, Outcome.AMENDED})
"""Outcomes under which something may be handed out."""
AFTERWARDS: Mapping[str, TopicState] = {
    Outcome.AGREED: TopicState.DECIDED,
    Outcome.AMENDED: TopicState.DECIDED,
    Outcome.DEFERRED: TopicState.DEFERRED,
    Outcome.NEXT: TopicState.CARRIED,
    Outcome.DROPPED: TopicState.DROPPED,
}
"""Where a topic goes when the minutes are issued; one that was not reached goes to the next meeting."""

_CONSULTED = {
    Outcome.AGREED: _("形成一致意见"),
    Outcome.AMENDED: _("原则一致，需完善"),
    Outcome.NEXT: _("继续会商"),
}
_CONSENSUS = {
    Outcome.AGREED: _("形成共识"),
    Outcome.AMENDED: _("部分形成共识"),
    Outcome.NEXT: _("继续研讨"),
}
_HEARD = {Outcome.AGREED: _("已听取"), Outcome.AMENDED: _("已听取，需补充"), Outcome.NEXT: _("择期再听证")}
_RELEASED = {Outcome.AGREED: _("已发布"), Outcome.AMENDED: _("修改后发布"), Outcome.NEXT: _("择期发布")}
_BY_NATURE: Mapping[str, Mapping[Outcome, Promise]] = {
    Nature.CONSULTATION: _CONSULTED,
    Nature.CONSENSUS: _CONSENSUS,
    Nature.HEARING: _HEARD,
    Nature.RELEASE: _RELEASED,
}


def outcome_words(nature: str) -> list[tuple[str, str]]:
    """The choices for one item: only a meeting that decides says 同意."""
    own = _BY_NATURE.get(nature, {})
    return [(one.value, str(own.get(one, one.label))) for one in Outcome]


class StepKind(TextChoices):
    """What was done to a topic or a meeting; rows of `Step` are its history for people."""

    PROPOSED = "proposed", _("提出议题")
    EDITED = "edited", _("修改")
    SUBMITTED = "submitted", _("报送议题")
    RETURNED = "returned", _("退回补充")
    ADVICE = "advice", _("征求意见")
    SCREENED = "screened", _("梳理同意提请")
    MERGED = "merged", _("合并议题")
    DECLINED = "declined", _("不提请")
    WITHDRAWN = "withdrawn", _("撤回")
    PREPARED = "prepared", _("筹备会议")
    PLACED = "placed", _("列入议程")
    REMOVED = "removed", _("移出议程")
    ASKED = "asked", _("请示")
    CONSENTED = "consented", _("同意召开")
    REFUSED = "refused", _("退回修改")
    INVITED = "invited", _("确定参会单位")
    NOTIFIED = "notified", _("发会议通知")
    POSTPONED = "postponed", _("改期")
    CHASED = "chased", _("催报")
    HELD = "held", _("召开")
    DECIDED = "decided", _("议定")
    DRAFTED = "drafted", _("纪要送审")
    SENT_BACK = "sent_back", _("纪要退改")
    SIGNED = "signed", _("审签纪要")
    ISSUED = "issued", _("印发纪要")
    REMARKED = "remarked", _("登记批示")
    CHECKED = "checked", _("年度检查")
    ARCHIVED = "archived", _("立卷归档")
    CANCELLED = "cancelled", _("取消会议")


class PartyRole(TextChoices):
    """Who does what a meeting decided."""

    LEAD = "lead", _("牵头")
    PARTNER = "partner", _("配合")


class ReminderKind(TextChoices):
    """What is said by itself before a meeting; each once for the day that it is about."""

    REPLIES = "replies", _("催报回执")
    MATERIALS = "materials", _("催交材料")
    LATE = "late", _("材料逾期未交")
    ROOM = "room", _("会场准备")
    CLASH = "clash", _("会议室冲突")


class TaskKind(TextChoices):
    """What waits for somebody in the room, on the desk of whoever is to do it."""

    REPLY = "reply", _("待回执")
    ADVICE = "advice", _("待反馈意见")
    SORT = "sort", _("待梳理议题")
    SIGN = "sign", _("待审签纪要")
    CONVENE = "convene", _("应开会议")


class DecisionStanding(TextChoices):
    """How far a decision is, as 跟踪调度 counts it. Courts, procuratorates and the like are never OVER."""

    OPEN = "open", _("办理中")
    OVER = "over", _("已过期限")
    DONE = "done", _("已办结")
    WRITTEN_OFF = "off", _("已销号")
    ENDED = "ended", _("已终止")
    NONE = "none", _("未交办")


FINISHED_STANDINGS = frozenset({DecisionStanding.DONE, DecisionStanding.WRITTEN_OFF})

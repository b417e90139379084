from fuyuantong.meetings.models.agenda import AgendaItem, Resolution, ResolutionParty
from fuyuantong.meetings.models.meetings import Attendee, Invitation, Meeting, PeriodDue, Remark, Step
from fuyuantong.meetings.models.reminders import Reminded
from fuyuantong.meetings.models.topics import Advice, Topic
from fuyuantong.meetings.models.types import KindVersion

__all__ = [
    "Advice",
    "AgendaItem",
    "Attendee",
    "Invitation",
    "KindVersion",
    "Meeting",
    "PeriodDue",
    "Remark",
    "Reminded",
    "Resolution",
    "ResolutionParty",
    "Step",
    "Topic",
]

from fuyuantong.matters.models.clock import Clock, ClockMove, Cycle, Reminder
from fuyuantong.matters.models.draft import Addressee, Draft, DraftReading, DraftStep, DraftVersion
from fuyuantong.matters.models.matter import Comment, Follow, Link, Matter, Party, Reader
from fuyuantong.matters.models.obligation import Feedback, Obligation, Petition, Remark, Urge
from fuyuantong.matters.models.rollup import Rollup, Seat

__all__ = [
    "Addressee",
    "Clock",
    "ClockMove",
    "Comment",
    "Cycle",
    "Draft",
    "DraftReading",
    "DraftStep",
    "DraftVersion",
    "Feedback",
    "Follow",
    "Link",
    "Matter",
    "Obligation",
    "Party",
    "Petition",
    "Reader",
    "Remark",
    "Reminder",
    "Rollup",
    "Seat",
    "Urge",
]

from fuyuantong.matters.models.clock import Clock, ClockMove, Cycle, Reminder
from fuyuantong.matters.models.matter import Comment, Follow, Link, Matter, Party, Reader
from fuyuantong.matters.models.obligation import Feedback, Obligation, Petition, Remark, Urge
from fuyuantong.matters.models.rollup import Rollup, Seat

__all__ = [
    "Clock",
    "ClockMove",
    "Comment",
    "Cycle",
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

"""Every read of the room: each goes through the one rule of sight of the heart."""

from fuyuantong.workbench.queries.agenda import (
    Planned,
    feed_entries,
    feed_of,
    feed_viewers,
    planned,
    planned_between,
)
from fuyuantong.workbench.queries.board import Board, Line, Rate, board
from fuyuantong.workbench.queries.desk import Desk, Figure, desk, views_of, waiting_count
from fuyuantong.workbench.queries.finding import Found, find
from fuyuantong.workbench.queries.months import MonthOfDues, coming, month_of_dues, week_of_dues

__all__ = [
    "Board",
    "Desk",
    "Figure",
    "Found",
    "Line",
    "MonthOfDues",
    "Planned",
    "Rate",
    "board",
    "coming",
    "desk",
    "feed_entries",
    "feed_of",
    "feed_viewers",
    "find",
    "month_of_dues",
    "planned",
    "planned_between",
    "views_of",
    "waiting_count",
    "week_of_dues",
]

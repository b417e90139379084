"""Every write of the room: one function for one verb, inside one unit of work."""

from fuyuantong.rounds.actions.collecting import cancel, close, edit, send_back, urge
from fuyuantong.rounds.actions.filling import approve, check, fill, give_back
from fuyuantong.rounds.actions.opening import open_due_rounds, open_round, start_series, stop_series
from fuyuantong.rounds.actions.printing import make_paper, want_paper

__all__ = [
    "approve",
    "cancel",
    "check",
    "close",
    "edit",
    "fill",
    "give_back",
    "make_paper",
    "open_due_rounds",
    "open_round",
    "send_back",
    "start_series",
    "stop_series",
    "urge",
    "want_paper",
]

"""Every write of the room: one function for one verb, inside one unit of work."""

from fuyuantong.instructions.actions.backing import add_mandate, back_letter, sign_letter
from fuyuantong.instructions.actions.leaders import add_leader, change_leader
from fuyuantong.instructions.actions.recording import record, record_new
from fuyuantong.instructions.actions.submitting import drop, submit

__all__ = [
    "add_leader",
    "add_mandate",
    "back_letter",
    "change_leader",
    "drop",
    "record",
    "record_new",
    "sign_letter",
    "submit",
]

"""Every write of the room."""

from fuyuantong.notices.actions.handles import ask_code, prove_account, remove_account
from fuyuantong.notices.actions.leaves import end_leave, enter_leave
from fuyuantong.notices.actions.letters import (
    resend_delivery,
    retry_dead_letter,
    settle_dead_letter,
    settle_delivery,
)
from fuyuantong.notices.actions.reading import mark_all_read, mark_read, prefer
from fuyuantong.notices.actions.telling import tell, tell_each, withdraw

__all__ = [
    "ask_code",
    "end_leave",
    "enter_leave",
    "mark_all_read",
    "mark_read",
    "prefer",
    "prove_account",
    "remove_account",
    "resend_delivery",
    "retry_dead_letter",
    "settle_dead_letter",
    "settle_delivery",
    "tell",
    "tell_each",
    "withdraw",
]

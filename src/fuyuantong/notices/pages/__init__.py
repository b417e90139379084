"""消息: the inbox, preferences, leaves, channels, and jobs that were given up."""

from fuyuantong.notices.pages.inbox import inbox, open_notice, read_all
from fuyuantong.notices.pages.leaves import end_leave, leaves
from fuyuantong.notices.pages.letters import (
    channels,
    dead_letters,
    resend_delivery,
    retry_dead_letter,
    settle_dead_letter,
    settle_delivery,
)
from fuyuantong.notices.pages.preferences import enter_account, preferences, prove_account, remove_account

__all__ = [
    "channels",
    "dead_letters",
    "end_leave",
    "enter_account",
    "inbox",
    "leaves",
    "open_notice",
    "preferences",
    "prove_account",
    "read_all",
    "remove_account",
    "resend_delivery",
    "retry_dead_letter",
    "settle_dead_letter",
    "settle_delivery",
]

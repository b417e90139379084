"""Every read of the room."""

from fuyuantong.notices.queries.accounts import Account, accounts
from fuyuantong.notices.queries.inbox import (
    channels_of,
    inbox,
    notice_for,
    own_channels,
    own_preference,
    preference_of,
    unread_count,
)
from fuyuantong.notices.queries.leaves import (
    absent_of,
    away,
    deputised,
    is_away,
    leave_of,
    leaves,
    possible_deputies,
    seats_to_leave,
)
from fuyuantong.notices.queries.letters import (
    channel_uses,
    dead_letters,
    names_of,
    open_dead_letters,
    robot_seats,
    unsure,
)
from fuyuantong.notices.queries.recipients import (
    people_to_tell,
    readers_of,
    unread_of_person,
    unread_of_unit,
)

__all__ = [
    "Account",
    "absent_of",
    "accounts",
    "away",
    "channel_uses",
    "channels_of",
    "dead_letters",
    "deputised",
    "inbox",
    "is_away",
    "leave_of",
    "leaves",
    "names_of",
    "notice_for",
    "open_dead_letters",
    "own_channels",
    "own_preference",
    "people_to_tell",
    "possible_deputies",
    "preference_of",
    "readers_of",
    "robot_seats",
    "seats_to_leave",
    "unread_count",
    "unread_of_person",
    "unread_of_unit",
    "unsure",
]

"""Every write of the room."""

from fuyuantong.meetings.actions.after import archive, remark, start_check
from fuyuantong.meetings.actions.consenting import ask_consent, record_consent, refuse_consent
from fuyuantong.meetings.actions.holding import ResolutionWords, decide, hold, sign_in
from fuyuantong.meetings.actions.minutes import (
    issue_minutes,
    send_back_minutes,
    sign_minutes,
    submit_minutes,
    write_minutes,
)
from fuyuantong.meetings.actions.notifying import Coming, cancel, chase, notify, postpone, reply
from fuyuantong.meetings.actions.papers import add_item_paper, add_paper, check_may_add
from fuyuantong.meetings.actions.preparing import (
    Arrangement,
    add_topic,
    edit_meeting,
    invite,
    order_items,
    place_topics,
    prepare,
    remove_item,
    uninvite,
)
from fuyuantong.meetings.actions.publishing import check_kind, load_kinds, publish_kind
from fuyuantong.meetings.actions.screening import (
    ask_advice,
    decline_topic,
    give_advice,
    merge_topic,
    return_topic,
    screen_topic,
)
from fuyuantong.meetings.actions.topics import (
    TopicWords,
    edit_topic,
    propose,
    submit_topic,
    withdraw_topic,
)

__all__ = [
    "Arrangement",
    "Coming",
    "ResolutionWords",
    "TopicWords",
    "add_item_paper",
    "add_paper",
    "add_topic",
    "archive",
    "ask_advice",
    "ask_consent",
    "cancel",
    "chase",
    "check_kind",
    "check_may_add",
    "decide",
    "decline_topic",
    "edit_meeting",
    "edit_topic",
    "give_advice",
    "hold",
    "invite",
    "issue_minutes",
    "load_kinds",
    "merge_topic",
    "notify",
    "order_items",
    "place_topics",
    "postpone",
    "prepare",
    "propose",
    "publish_kind",
    "record_consent",
    "refuse_consent",
    "remark",
    "remove_item",
    "reply",
    "return_topic",
    "screen_topic",
    "send_back_minutes",
    "sign_in",
    "sign_minutes",
    "start_check",
    "submit_minutes",
    "submit_topic",
    "uninvite",
    "withdraw_topic",
    "write_minutes",
]

"""What the pages of the room do, and the operations that do the same."""

from __future__ import annotations

MEETINGS: dict[str, str] = {
    "meetings:topics": "meetings_topics",
    "meetings:propose": "meetings_propose",
    "meetings:topic": "meetings_topic",
    "meetings:topic-edit": "meetings_edit_topic",
    "meetings:topic-step": "meetings_submit_topic meetings_withdraw_topic meetings_return_topic "
    "meetings_decline_topic meetings_screen_topic meetings_merge_topic meetings_ask_advice",
    "meetings:advise": "meetings_give_advice",
    "meetings:list": "meetings_meetings meetings_meeting_periods",
    "meetings:tasks": "meetings_meeting_tasks",
    "meetings:prepare": "meetings_prepare_meeting",
    "meetings:meeting": "meetings_meeting",
    "meetings:step": "meetings_edit_meeting meetings_place_topics meetings_add_topic meetings_invite "
    "meetings_ask_consent meetings_record_consent meetings_refuse_consent meetings_notify meetings_postpone "
    "meetings_cancel_meeting meetings_chase meetings_hold_meeting meetings_submit_minutes meetings_sign_minutes "
    "meetings_send_back_minutes meetings_issue_minutes meetings_remark_meeting meetings_archive_meeting",
    "meetings:remove-item": "meetings_remove_item",
    "meetings:move-item": "meetings_order_items",
    "meetings:uninvite": "meetings_uninvite",
    "meetings:reply": "meetings_reply",
    "meetings:attendance": "meetings_sign_in",
    "meetings:decide": "meetings_decide_item",
    "meetings:minutes": "meetings_write_minutes",
    "meetings:add-paper": "meetings_add_meeting_paper",
    "meetings:add-item-paper": "meetings_add_item_paper",
    "meetings:paper": "meetings_get_meeting_paper",
    "meetings:topic-form": "meetings_print_topic_form",
    "meetings:print": "meetings_print_meeting_paper",
    "meetings:plates": "meetings_meeting",
    "meetings:volume": "meetings_meeting_volume",
    "meetings:year": "meetings_year_volumes",
    "meetings:decisions": "meetings_meeting_decisions meetings_meeting_decision_figures meetings_check_year",
    "meetings:kinds": "meetings_meeting_kinds",
    **dict.fromkeys(["meetings:kind", "meetings:kind-version"], "meetings_meeting_kind"),
    **dict.fromkeys(
        ["meetings:kind-edit", "meetings:kind-new"],
        "meetings_check_meeting_kind meetings_publish_meeting_kind",
    ),
}

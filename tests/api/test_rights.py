"""Role × route: what every operation answers to every caller, by a table that knows nothing of the code.

An operation that is not in the table fails the test; so does a line of the table without its operation.
"""

from __future__ import annotations

import pytest
from django.db import transaction
from tests import make

from api.calling import Caller
from api.scene import CANARY, operations
from enforcement.scene import BY_SOURCES, NOT_FOR_SOURCES, OF_COURTS, OF_SYSADMIN, OF_THE_COURT
from enforcement.scene import LISTS as ENFORCEMENT_LISTS

pytestmark = pytest.mark.long
OK, NO, GONE, OUT = "ok", 403, 404, 401
WHO = ("nobody", "foreign", "auditor", "owner", "office", "readonly", "sysadmin", "secadmin")
"""foreign, owner and office call with their unit's key; the others (readonly: of the helping unit) sign in."""

STRANGERS = ("nobody", "foreign", "auditor", "sysadmin", "secadmin")


def line(foreign, auditor, owner, office, readonly, sysadmin=None, secadmin=None):
    """Administrators have no part in the units' work: where nothing else is said, what holds for the auditor."""
    return {
        "sysadmin": auditor if sysadmin is None else sysadmin,
        "secadmin": auditor if secadmin is None else secadmin,
        "nobody": OUT,
        "foreign": foreign,
        "auditor": auditor,
        "owner": owner,
        "office": office,
        "readonly": readonly,
    }


ANYBODY = line(OK, OK, OK, OK, OK)
SEES = line(GONE, GONE, OK, OK, OK)
OWNER = line(GONE, GONE, OK, NO, NO)
CREDITOR = line(GONE, GONE, NO, OK, NO)
BOTH = line(GONE, GONE, OK, OK, NO)
NEITHER = line(GONE, GONE, NO, NO, NO)
STARTS = line(NO, NO, NO, OK, NO)
AUDITOR = line(NO, OK, NO, NO, NO, NO, NO)
KEEPS = line(NO, NO, NO, OK, NO, OK, NO)
SYSADMIN = line(NO, NO, NO, NO, NO, OK, NO)
SECADMIN = line(NO, NO, NO, NO, NO, NO, OK)
PEOPLE = line(NO, OK, NO, OK, NO, OK, OK)
PERSON = line(NO, OK, NO, NO, OK)
SIGNED_IN_DEFINER = line(NO, NO, NO, NO, NO)
OFFICE = line(GONE, GONE, GONE, OK, GONE)
ASKED = line(GONE, GONE, OK, OK, GONE)
RUNS = line(GONE, GONE, NO, OK, GONE)
NOT_MINE = line(NO, GONE, NO, NO, GONE)
ONLY_MINE = line(NO, GONE, NO, NO, OK)
HANDLES = line(GONE, GONE, OK, OK, NO)
DRAFTS = line(GONE, GONE, OK, GONE, GONE)
SIGNS = line(GONE, GONE, NO, GONE, GONE)
"""A letter that waits for its signature is its own unit's; a clerk of that unit writes it and does not sign."""

TABLE = {
    **dict.fromkeys(
        ["organs_me", "organs_regions", "organs_units", "organs_unit", "organs_resolve", "organs_linkages", "clocks_due",
         "clocks_calendars", "clocks_terms", "definitions_mechanisms", "definitions_mechanism", "definitions_version",
         "definitions_flow", "matters_matters", "matters_obligations", "matters_withdrawals", "matters_worklists", "matters_worklist",
         "matters_ledger_export", "plans_plans", "organs_region", "organs_linkage", "organs_groups", "organs_group",
         "organs_post", "definitions_changes", "matters_envelope_list", "workbench_dashboard", "workbench_calendar",
         "workbench_search", "matters_letters", "matters_letter_rates", "definitions_profiles", "definitions_profile",
         "definitions_profile_version", "definitions_compare_profiles"],
        ANYBODY,
    ),
    **dict.fromkeys(
        ["organs_create_unit", "organs_change_unit", "organs_retire_unit", "organs_add_alias", "organs_drop_alias",
         "organs_create_group", "organs_change_group"],
        KEEPS,
    ),
    **dict.fromkeys(
        ["organs_create_linkage", "organs_change_linkage", "organs_create_region", "organs_change_region",
         "organs_create_person", "organs_change_person", "organs_disable_person", "organs_enable_person",
         "notices_dead_letters", "notices_retry_dead_letter", "notices_settle_dead_letter",
         "notices_channels", "notices_unsure_deliveries", "notices_settle_delivery", "notices_resend_delivery"],
        SYSADMIN,
    ),
    **dict.fromkeys(
        ["organs_reset_person", "organs_create_post", "organs_change_post", "organs_retire_post",
         "organs_start_tenure", "organs_end_tenure", "organs_tokens", "organs_issue_token", "organs_revoke_token"],
        SECADMIN,
    ),
    **dict.fromkeys(["organs_people", "organs_person"], PEOPLE),
    "matters_personal": HANDLES,
    **dict.fromkeys(["definitions_check", "definitions_publish", "definitions_retire", "definitions_check_profile",
                     "definitions_store_profile", "definitions_use_profile"], SIGNED_IN_DEFINER),
    **dict.fromkeys(
        ["matters_matter", "matters_matter_timeline", "matters_get_file", "matters_obligation", "matters_follow"], SEES
    ),
    "matters_matter_volume": BOTH,
    "matters_matter_volumes": STARTS,
    "matters_open_": STARTS,
    "matters_letter_write": BOTH,
    **dict.fromkeys(
        ["matters_letter_pdf", "matters_letter_docx", "matters_letter_versions", "matters_letter_readings",
         "matters_letter_circulate", "matters_letter_recall", "matters_letter_seal", "matters_letter_dispatch",
         "matters_letter_file"],
        DRAFTS,
    ),
    "matters_letter_opine": SIGNS,
    **dict.fromkeys(["documents_numbers", "documents_number_rules", "documents_letterheads"], ANYBODY),
    **dict.fromkeys(
        ["documents_set_number_rule", "documents_add_letterhead", "documents_retire_letterhead"], STARTS
    ),
    "documents_void_number": line(GONE, GONE, GONE, OK, GONE),
    **dict.fromkeys(["matters_do_act", "matters_copy", "matters_merge", "matters_scope", "matters_batch", "matters_void_matter",
                     "matters_move_preview", "matters_move_to_version", "matters_extend_clock"], CREDITOR),
    **dict.fromkeys(
        ["matters_letter", "matters_letter_edit", "matters_letter_submit", "matters_letter_drop", "matters_letter_number"],
        DRAFTS,
    ),
    **dict.fromkeys(["matters_letter_sign", "matters_letter_send_back"], SIGNS),
    **dict.fromkeys(["matters_link", "matters_add_file", "matters_add_evidence"], BOTH),
    "matters_comment": NEITHER,
    **dict.fromkeys(["matters_ask", "matters_drop", "matters_object_"], OWNER),
    "matters_decide": CREDITOR,
    **{
        f"matters_obligation_{verb}": OWNER
        for verb in ("sign", "ask_correction", "report", "submit", "transfer")
    },
    **{f"matters_obligation_{verb}": NEITHER for verb in ("approve", "disapprove")},
    **{f"matters_record_{verb}": NEITHER for verb in ("sign", "report", "submit")},  # the owner has accounts
    **{f"matters_obligation_{verb}": BOTH for verb in ("unhold", "suspend", "resume")},
    **{
        f"matters_obligation_{verb}": CREDITOR
        for verb in ("issue", "supply", "accept", "send_back", "write_off", "urge", "call", "press", "extend", "review", "hold", "withdraw",
                     "terminate", "void", "look_back", "again")
    },
    **dict.fromkeys(["plans_imports", "plans_start"], STARTS),
    "dispatches_dispatch_batches": ANYBODY,
    "dispatches_dispatch_case": ANYBODY,
    **dict.fromkeys(["dispatches_send", "dispatches_start_batch"], line(NO, NO, NO, NO, NO)),  # courts: tests/dispatches
    **dict.fromkeys(["dispatches_dispatch_batch", "dispatches_map_columns", "dispatches_confirm_batch", "dispatches_drop_batch"],
                    line(GONE, GONE, GONE, GONE, GONE)),
    **dict.fromkeys(["instructions_submissions", "instructions_instruction_leaders", "instructions_instruction_figures", "instructions_mandates"], ANYBODY),
    **dict.fromkeys(["instructions_add_instruction_leader", "instructions_add_mandate"], STARTS),
    **dict.fromkeys(
        ["instructions_back_letter", "instructions_sign_letter_on_paper", "instructions_letter_original"],
        line(GONE, GONE, GONE, GONE, GONE),  # of 督办单 and their like: tests/instructions/test_supervise.py
    ),
    "matters_letter_recording": line(GONE, GONE, OK, GONE, GONE),  # its drafter
    **dict.fromkeys(["matters_letter_receive", "matters_letter_answer"], SIGNS),
    "instructions_submit": line(OK, NO, OK, OK, NO),  # a member may, for its own leaders
    **dict.fromkeys(
        ["instructions_submission", "instructions_submission_paper", "instructions_submission_file", "instructions_record",
         "instructions_drop", "instructions_change_instruction_leader"],
        OFFICE,
    ),
    **dict.fromkeys(["archives_volumes", "archives_destructions", "archives_volume_directory"], ANYBODY),
    **dict.fromkeys(["archives_file_year", "archives_propose_destruction"], STARTS),
    **dict.fromkeys(
        ["archives_volume", "archives_volume_content", "archives_set_volume_retention", "archives_filing", "archives_destruction",
         "archives_destruction_register", "archives_record_destruction_approval", "archives_drop_destruction",
         "archives_carry_out_destruction", "plans_plan_volume"],
        OFFICE,
    ),
    **dict.fromkeys(["archives_approve_destruction", "archives_refuse_destruction"], line(GONE, GONE, GONE, NO, GONE)),
    "handovers_handovers": ANYBODY,
    "handovers_draft_handover": KEEPS,
    "handovers_draft_post_handover": SECADMIN,
    "handovers_handover": line(GONE, GONE, OK, OK, GONE, OK, OK),
    **dict.fromkeys(["handovers_change_handover", "handovers_drop_handover"], line(GONE, GONE, NO, OK, GONE, OK, NO)),
    "handovers_choose_handover": line(GONE, GONE, NO, NO, GONE, NO, NO),
    "handovers_carry_out_handover": line(GONE, GONE, NO, NO, GONE, NO, OK),
    **dict.fromkeys(["handovers_handover_slip", "handovers_handover_slip_pdf"], line(GONE, GONE, OK, OK, OK, OK, OK)),
    "handovers_handover_slip_scan": line(GONE, GONE, OK, GONE, OK, GONE, GONE),
    "handovers_sign_handover_slip": line(GONE, GONE, OK, OK, NO, NO, NO),
    **dict.fromkeys(["indicators_indicators", "indicators_indicator", "indicators_reconciliations",
                     "indicators_reconciliation_differences"], ANYBODY),
    **dict.fromkeys(["indicators_indicator_value", "indicators_indicator_trend", "indicators_export_indicator",
                     "indicators_indicator_snapshots", "indicators_kept_out", "indicators_export_kept_out",
                     "indicators_export_indicator_figures", "indicators_export_differences"], line(OK, NO, OK, OK, OK)),
    **dict.fromkeys(["indicators_indicator_rows", "indicators_export_indicator_rows"], line(NO, NO, OK, OK, NO)),
    **dict.fromkeys(["indicators_check_indicator", "indicators_publish_indicator"], SIGNED_IN_DEFINER),
    **dict.fromkeys(["indicators_freeze_indicator", "indicators_correct_indicator", "indicators_run_reconciliation"], STARTS),
    **dict.fromkeys(["indicators_difference", "indicators_explain_difference"], ASKED),
    **dict.fromkeys(["boards_boards", "boards_board", "boards_export_board"], line(OK, NO, OK, OK, OK)),
    **dict.fromkeys(["boards_create_board", "boards_compose_board", "boards_retire_board"], STARTS),
    "indicators_loss_analysis": line(GONE, NO, GONE, GONE, GONE),
    **dict.fromkeys(["indicators_own_losses", "indicators_export_losses"], line(OK, NO, OK, OK, OK)),
    "indicators_raise_difference": RUNS,
    "indicators_count_difference": RUNS,
    **dict.fromkeys(
        ["screening_lists", "screening_screening_items", "screening_screening_hits", "screening_screening_objections"], ANYBODY
    ),
    "screening_propose_item": line(OK, NO, OK, OK, NO),
    **dict.fromkeys(
        ["screening_list_records", "screening_publish_records", "screening_publish_list_file"], line(NO, NO, NO, NO, NO)
    ),  # courts only: tests/screening
    **dict.fromkeys(["screening_list_record", "screening_withdraw_record", "screening_object_to_record"], line(GONE, GONE, GONE, GONE, GONE)),
    **dict.fromkeys(["screening_agree_item", "screening_refuse_item", "screening_decide_objection"], line(GONE, GONE, NO, GONE, GONE)),
    **dict.fromkeys(
        ["screening_screening_item", "screening_screening_checks", "screening_screening_check", "screening_screening_hit",
         "screening_screening_objection", "screening_screening_job", "screening_end_item", "screening_ask_list",
         "screening_start_screening_job", "screening_start_register_job", "screening_review_hit", "screening_feed_back_hit", "screening_object_to_hit"],
        line(GONE, GONE, OK, GONE, GONE),
    ),
    **dict.fromkeys(ENFORCEMENT_LISTS, ANYBODY),
    **dict.fromkeys(OF_COURTS, line(NO, NO, NO, NO, NO)),
    **dict.fromkeys(OF_SYSADMIN, SYSADMIN),
    **dict.fromkeys(OF_THE_COURT, line(GONE, GONE, GONE, GONE, GONE)),
    **dict.fromkeys(BY_SOURCES, line(GONE, GONE, OK, GONE, GONE)),
    **dict.fromkeys(NOT_FOR_SOURCES, line(GONE, GONE, NO, GONE, GONE)),
    **dict.fromkeys(["packs_packs", "packs_own_forms"], ANYBODY),
    **dict.fromkeys(["packs_make_packs", "packs_add_own_form"], STARTS),
    **dict.fromkeys(
        ["packs_own_form", "packs_settle_own_form", "packs_retire_own_form", "packs_own_form_ledger"], OFFICE
    ),
    **dict.fromkeys(
        ["packs_pack", "packs_pack_rows", "packs_pack_content", "packs_print_pack", "packs_pack_bundle", "packs_pack_return"],
        ASKED,
    ),
    "packs_withdraw_pack": RUNS,
    **dict.fromkeys(["packs_return_pack", "packs_adopt_return"], line(GONE, GONE, OK, NO, GONE)),  # it has accounts
    **dict.fromkeys(["reports_reports", "reports_report_products", "reports_report_product", "reports_report_schedules"], ANYBODY),
    **dict.fromkeys(["reports_check_report_product", "reports_publish_report_product"], SIGNED_IN_DEFINER),
    **dict.fromkeys(["reports_open_report", "reports_start_report_schedule"], STARTS),
    **dict.fromkeys(
        ["reports_report", "reports_report_pdf", "reports_report_docx", "reports_report_deliveries",
         "reports_report_findings", "reports_report_cases", "reports_report_letter", "reports_stop_report_schedule",
         *(f"reports_{verb}_report" for verb in ("edit", "recut", "submit", "return", "sign", "issue", "correct", "cancel", "read")),
         "reports_raise_report_finding", "reports_drop_report_finding", "reports_add_report_case", "reports_confirm_report_case"],
        OFFICE,
    ),  # what is issued: tests/reports
    **dict.fromkeys(["rounds_rounds", "rounds_round_series"], ANYBODY),
    **dict.fromkeys(["rounds_open_round", "rounds_start_round_series"], STARTS),
    **dict.fromkeys(["rounds_round_", "rounds_round_sheets", "rounds_round_sheet", "rounds_fill_sheet"], ASKED),
    **dict.fromkeys(
        ["rounds_urge_round", "rounds_close_round", "rounds_cancel_round", "rounds_make_round_paper",
         "rounds_send_back_sheet", "rounds_edit_sheet"],
        RUNS,
    ),
    **dict.fromkeys(["rounds_round_papers", "rounds_round_paper_content", "rounds_stop_round_series"], OFFICE),
    **dict.fromkeys(["rounds_check_sheet", "rounds_approve_sheet", "rounds_return_sheet"], line(GONE, GONE, NO, NO, GONE)),
    **dict.fromkeys(
        ["plans_review", "plans_read_now", "plans_drop_import", "plans_names", "plans_settle_names", "plans_forget_name",
         "plans_to_plan", "plans_correct_damage", "plans_item", "plans_edit_item", "plans_confirm_item",
         "plans_mark_not_task", "plans_restore_item", "plans_choose_collector", "plans_split_item", "plans_merge_items",
         "plans_answer_cautions",
         "plans_confirm_many", "plans_plan", "plans_consult", "plans_submit_plan", "plans_approve_plan",
         "plans_send_back_plan", "plans_print_plan", "plans_issue_plan", "plans_void_plan"],
        OFFICE,
    ),
    "plans_give_opinion": ASKED,
    "plans_settle_opinion": RUNS,
    **dict.fromkeys(
        ["notices_notices", "notices_read_all", "notices_preferences", "notices_prefer", "notices_accounts",
         "notices_enter_account", "notices_prove_account", "notices_remove_account", "notices_leaves", "organs_sessions",
         "organs_end_sessions", "workbench_views", "workbench_save_view", "workbench_feed", "workbench_renew_feed",
         "workbench_revoke_feed"],
        PERSON,
    ),
    "workbench_remove_view": ONLY_MINE,
    "notices_read": NOT_MINE,
    "notices_enter_leave": line(NO, NO, NO, NO, OK, NO, OK),
    "notices_end_leave": line(NO, GONE, NO, NO, OK, GONE, OK),
    **dict.fromkeys(
        ["registers_registers", "registers_register", "registers_register_template", "registers_rows",
         "registers_export_rows", "registers_register_figures", "registers_rows_about_case"],
        ANYBODY,
    ),
    **dict.fromkeys(["registers_check_register", "registers_publish_register"], SIGNED_IN_DEFINER),
    **dict.fromkeys(["registers_enter_row", "registers_start_import"], line(OK, NO, OK, OK, NO)),
    **dict.fromkeys(
        ["registers_row", "registers_fund", "registers_correct_row", "registers_advance_row", "registers_void_row",
         "registers_apply_for", "registers_decide_claim", "registers_move_money", "registers_row_personal"],
        ASKED,
    ),
    **dict.fromkeys(["registers_seal_row", "registers_unseal_row"], line(GONE, GONE, OK, NO, GONE)),
    **dict.fromkeys(["registers_register_import", "registers_confirm_import"], line(GONE, GONE, OK, GONE, GONE)),
    **dict.fromkeys(["registers_data_catalogue", "registers_data_grants", "registers_data_lookups"], ANYBODY),
    "registers_ask_data_grant": line(OK, NO, OK, OK, NO),
    **dict.fromkeys(["registers_data_grant", "registers_end_data_grant"], ASKED),
    **dict.fromkeys(["registers_agree_data_grant", "registers_refuse_data_grant"], RUNS),
    "registers_look_up_data": line(GONE, GONE, OK, NO, GONE),
    "matters_matter_rows": SEES,
    **dict.fromkeys(
        ["meetings_topics", "meetings_meetings", "meetings_meeting_kinds", "meetings_meeting_kind",
         "meetings_meeting_decisions", "meetings_meeting_periods", "meetings_meeting_tasks", "meetings_meeting_decision_figures", "meetings_year_volumes"],
        ANYBODY,
    ),
    **dict.fromkeys(["meetings_check_meeting_kind", "meetings_publish_meeting_kind"], SIGNED_IN_DEFINER),
    "meetings_propose": line(OK, NO, OK, OK, NO),
    **dict.fromkeys(["meetings_topic", "meetings_print_topic_form", "meetings_give_advice", "meetings_add_item_paper", "meetings_reply"], ASKED),
    **dict.fromkeys(["meetings_submit_topic", "meetings_withdraw_topic"], line(GONE, GONE, OK, NO, GONE)),
    **dict.fromkeys(
        ["meetings_edit_topic", "meetings_return_topic", "meetings_decline_topic", "meetings_screen_topic",
         "meetings_merge_topic", "meetings_ask_advice"],
        RUNS,
    ),
    **dict.fromkeys(["meetings_prepare_meeting", "meetings_check_year"], STARTS),
    **dict.fromkeys(
        ["meetings_meeting", "meetings_edit_meeting", "meetings_place_topics", "meetings_add_topic",
         "meetings_remove_item", "meetings_order_items", "meetings_invite", "meetings_uninvite",
         "meetings_ask_consent", "meetings_record_consent", "meetings_refuse_consent", "meetings_notify",
         "meetings_postpone", "meetings_cancel_meeting", "meetings_chase", "meetings_sign_in",
         "meetings_hold_meeting", "meetings_decide_item", "meetings_write_minutes", "meetings_submit_minutes",
         "meetings_send_back_minutes", "meetings_sign_minutes", "meetings_issue_minutes",
         "meetings_remark_meeting", "meetings_archive_meeting", "meetings_add_meeting_paper",
         "meetings_get_meeting_paper", "meetings_print_meeting_paper", "meetings_meeting_volume"],
        OFFICE,
    ),
    **dict.fromkeys(["audit_entries", "audit_seals", "audit_verdict"], AUDITOR),
}  # fmt: skip


@pytest.fixture
def city(scene) -> make.City:
    return scene.city


@pytest.fixture
def callers(city, with_key, signed_in) -> dict[str, Caller]:
    return {
        "nobody": Caller(), "foreign": with_key(city.market_clerk), "auditor": signed_in(city.auditor),
        "owner": with_key(city.housing_clerk), "office": with_key(city.office), "readonly": signed_in(city.watcher),
        "sysadmin": signed_in(make.actor(city.justice, roles=("sysadmin",))),
        "secadmin": signed_in(make.actor(city.justice, roles=("secadmin",))),
    }  # fmt: skip


def test_the_table_names_every_operation_and_no_other():
    assert set(operations()) == set(TABLE)


@pytest.mark.parametrize("who", WHO)
def test_every_operation_answers_every_caller_by_the_table(scene, callers, who):
    """The canary term stands in titles, reasons, files and papers: no answer to others may carry it."""
    wrong, heard = [], []
    for operation in operations():
        undo = transaction.savepoint()
        answer = scene.call(callers[who], operation)
        transaction.savepoint_rollback(undo)
        wanted, status = TABLE[operation][who], answer.status_code
        good = status in {200, 201, 409, 422} if wanted == OK else status == wanted
        if not good:
            wrong.append(
                (operation, wanted, status, "" if answer.streaming else answer.content.decode()[:300])
            )
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if who in STRANGERS and CANARY.encode() in _opened(content):
            heard.append(operation)
    assert not wrong, "\n".join(map(str, wrong))
    assert not heard


@pytest.mark.parametrize("query", [CANARY, "对接流程", "第二件"])
def test_searching_finds_nothing_of_others(scene, callers, query):
    for path in ("/matters", "/obligations"):
        assert callers["foreign"].get(path, words=query).json() == {"items": [], "next": None}
    assert callers["office"].get("/matters", words=query).json()["items"]


def _opened(content: bytes) -> bytes:
    """An exported workbook is a zip: what stands inside counts."""
    if not content.startswith(b"PK"):
        return content
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())

"""What the pages can do, the API can do: every address of a page has its operations, or a reason for none."""

from __future__ import annotations

import pytest
from tests import make

from api.calling import Caller
from api.scene import operations
from archives.scene import PAGES as ARCHIVE_PAGES
from dispatches.scene import SAME as DISPATCHES
from enforcement.scene import SAME as ENFORCEMENT
from fuyuantong.organs.models import ApiToken, Person, Post, Tenure, Unit
from handovers.scene import PAGES as HANDOVER_PAGES
from indicators.scene import PAGES as FIGURE_PAGES
from instructions.scene import SAME as INSTRUCTIONS
from meetings.same import MEETINGS
from packs.scene import PAGES as PACK_PAGES
from registers.sharing import SAME as REGISTERS
from reports.scene import PAGES as REPORT_PAGES
from safety.routes import routes
from screening.scene import SAME as SCREENING

BROWSER = "belongs to the browser: it begins, proves or ends the session itself, or sets how its pages look"
ABOUT = "about the installation, not about the work"
VERBS = "the verbs of an obligation"

SAME: dict[str, str] = {
    "workbench:home": "matters_worklists matters_worklist",
    "workbench:dashboard": "workbench_dashboard",
    "workbench:calendar": "workbench_calendar",
    "workbench:renew_feed": "workbench_renew_feed workbench_feed",
    "workbench:revoke_feed": "workbench_revoke_feed",
    "workbench:search": "workbench_search",
    "workbench:save_view": "workbench_save_view workbench_views",
    "workbench:remove_view": "workbench_remove_view",
    **MEETINGS,
    **REGISTERS,
    "plans:import": "plans_start plans_imports",
    "plans:review": "plans_review",
    "plans:read": "plans_read_now",
    "plans:drop": "plans_drop_import",
    "plans:names": "plans_names plans_settle_names plans_forget_name",
    "plans:adopt": "plans_to_plan",
    "plans:confirm-several": "plans_confirm_many",
    "plans:merge": "plans_merge_items",
    "plans:damage": "plans_correct_damage",
    "plans:confirm": "plans_confirm_item",
    "plans:edit": "plans_item plans_edit_item",
    "plans:split": "plans_split_item",
    "plans:not-a-task": "plans_mark_not_task",
    "plans:restore": "plans_restore_item",
    "plans:collector": "plans_choose_collector",
    "plans:answer": "plans_answer_cautions",
    "plans:list": "plans_plans",
    "plans:plan": "plans_plan",
    "plans:plan-edit": "plans_edit_item",
    "plans:opinion": "plans_give_opinion plans_settle_opinion",
    "plans:step": "plans_consult plans_submit_plan plans_approve_plan plans_send_back_plan plans_print_plan "
    "plans_issue_plan plans_void_plan",
    **(INSTRUCTIONS | DISPATCHES),
    **HANDOVER_PAGES,
    **ARCHIVE_PAGES,
    "archives:destruction-scan": "archives_destruction_register",
    **PACK_PAGES,
    **REPORT_PAGES,
    "indicators:index": "indicators_indicators indicators_indicator_value",
    "indicators:create": "indicators_check_indicator indicators_publish_indicator",
    "indicators:edit": "indicators_check_indicator indicators_publish_indicator",
    "indicators:figure": "indicators_indicator_value indicators_indicator_trend indicators_indicator_snapshots",
    "indicators:rows": "indicators_indicator_rows",
    "indicators:definition": "indicators_indicator",
    "indicators:export": "indicators_export_indicator",
    "indicators:sign": "indicators_freeze_indicator indicators_correct_indicator",
    "indicators:reconciliations": "indicators_reconciliations",
    "indicators:reconciliation": "indicators_reconciliation_differences",
    "indicators:reconcile": "indicators_run_reconciliation",
    **FIGURE_PAGES,
    **(SCREENING | ENFORCEMENT),
    "rounds:index": "rounds_rounds rounds_round_series",
    "rounds:new": "rounds_open_round rounds_start_round_series",
    "rounds:stop": "rounds_stop_round_series",
    "rounds:round": "rounds_round_ rounds_round_sheets rounds_round_papers",
    "rounds:step": "rounds_urge_round rounds_close_round rounds_cancel_round",
    "rounds:make-paper": "rounds_make_round_paper",
    "rounds:paper": "rounds_round_paper_content",
    "rounds:sheet": "rounds_round_sheet",
    "rounds:sheet-step": "rounds_fill_sheet rounds_check_sheet rounds_approve_sheet rounds_return_sheet "
    "rounds_send_back_sheet rounds_edit_sheet",
    "matters:ledger": "matters_obligations",
    "matters:ledger_export": "matters_ledger_export",
    "matters:envelopes": "matters_envelope_list",
    "matters:choose": "definitions_mechanisms",
    "matters:new": "matters_open_",
    "matters:detail": "matters_matter matters_matter_timeline matters_matters",
    "matters:act": "matters_do_act",
    "matters:comment": "matters_comment",
    "matters:copy": "matters_copy",
    "matters:link": "matters_link matters_merge",
    "matters:scope": "matters_scope",
    "matters:version": "matters_move_preview matters_move_to_version",
    "matters:extend_clock": "matters_extend_clock",
    "matters:void": "matters_void_matter",
    "matters:personal": "matters_personal",
    "matters:follow": "matters_follow",
    "matters:add_file": "matters_add_file",
    "matters:file": "matters_get_file",
    "matters:batch": "matters_batch",
    "matters:petition": "matters_ask",
    "matters:objection": "matters_object_",
    "matters:verb": "matters_obligation matters_add_evidence matters_obligation_sign",
    "matters:decide": "matters_decide",
    "matters:drop": "matters_drop",
    "matters:letters": "matters_letters",
    "matters:letter": "matters_letter",
    "matters:letter_rates": "matters_letter_rates",
    "matters:letter_write": "matters_letter_write",
    "matters:letter_edit": "matters_letter_edit",
    "matters:letter_docx": "matters_letter_docx matters_letter_readings",
    "matters:letter_pdf": "matters_letter_pdf",
    "matters:letter_versions": "matters_letter_versions",
    "matters:letter_redline": "matters_letter_versions",
    "documents:numbers": "documents_numbers",
    "documents:number-rules": "documents_number_rules documents_set_number_rule",
    "documents:number-void": "documents_void_number",
    "documents:letterheads": "documents_letterheads documents_add_letterhead",
    "documents:letterhead-retire": "documents_retire_letterhead",
    "matters:letter_verb": "matters_letter_submit matters_letter_sign matters_letter_send_back matters_letter_drop "
    "matters_letter_number matters_letter_circulate matters_letter_opine matters_letter_recall matters_letter_seal matters_letter_dispatch matters_letter_file matters_letter_receive matters_letter_answer "
    "matters_letter_recording",
    "definitions:library": "definitions_mechanisms",
    "definitions:create": "definitions_check definitions_publish",
    "definitions:mechanism": "definitions_mechanism",
    "definitions:version": "definitions_version",
    "definitions:changes": "definitions_changes",
    "definitions:edit": "definitions_check definitions_publish",
    "definitions:flow": "definitions_flow",
    "definitions:source": "definitions_version",
    "definitions:retire": "definitions_retire",
    "definitions:profiles": "definitions_profiles",
    "definitions:profile-new": "definitions_check_profile definitions_store_profile",
    "definitions:profile": "definitions_profile",
    "definitions:profile-version": "definitions_profile_version",
    "definitions:profile-use": "definitions_use_profile",
    "definitions:profile-compare": "definitions_compare_profiles",
    "definitions:profile-edit": "definitions_check_profile definitions_store_profile",
    "definitions:profile-source": "definitions_profile_version",
    "notices:inbox": "notices_notices",
    "notices:open": "notices_read",
    "notices:read_all": "notices_read_all",
    "notices:preferences": "notices_preferences notices_prefer",
    "notices:enter_account": "notices_accounts notices_enter_account",
    "notices:prove_account": "notices_prove_account",
    "notices:remove_account": "notices_remove_account",
    "notices:leaves": "notices_leaves notices_enter_leave",
    "notices:end_leave": "notices_end_leave",
    "notices:channels": "notices_channels notices_unsure_deliveries",
    "notices:settle_delivery": "notices_settle_delivery",
    "notices:resend_delivery": "notices_resend_delivery",
    "notices:dead_letters": "notices_dead_letters",
    "notices:retry_dead_letter": "notices_retry_dead_letter",
    "notices:settle_dead_letter": "notices_settle_dead_letter",
    "organs:account": "organs_me organs_sessions",
    "organs:end-sessions": "organs_end_sessions",
    "organs:directory": "organs_units",
    "organs:unit": "organs_unit organs_tokens organs_post",
    "organs:unit-new": "organs_create_unit",
    "organs:unit-edit": "organs_change_unit",
    "organs:unit-retire": "organs_retire_unit",
    "organs:alias-add": "organs_add_alias",
    "organs:alias-drop": "organs_drop_alias",
    "organs:post-new": "organs_create_post",
    "organs:post-edit": "organs_change_post",
    "organs:post-retire": "organs_retire_post",
    "organs:tenure-new": "organs_start_tenure",
    "organs:tenure-end": "organs_end_tenure",
    "organs:token-new": "organs_issue_token",
    "organs:token-revoke": "organs_revoke_token",
    "organs:people": "organs_people",
    "organs:person": "organs_person",
    "organs:person-new": "organs_create_person",
    "organs:person-edit": "organs_change_person",
    "organs:person-switch": "organs_disable_person organs_enable_person",
    "organs:person-reset": "organs_reset_person",
    "organs:groups": "organs_groups organs_linkages",
    "organs:group-new": "organs_create_group",
    "organs:group": "organs_group organs_change_group",
    "organs:linkage-new": "organs_create_linkage",
    "organs:linkage": "organs_linkage organs_change_linkage",
    "organs:regions": "organs_regions",
    "organs:region-new": "organs_create_region",
    "organs:region": "organs_region organs_change_region",
    "audit:trail": "audit_entries",
    "audit:check": "audit_verdict audit_seals",
}
NONE: dict[str, str] = {
    "workbench:feed": "an iCalendar document for calendar programs, under a secret address of its own",
    **dict.fromkeys(
        ["organs:sign-in", "organs:code", "organs:enrol", "organs:sign-out", "organs:act-as", "organs:password",
         "organs:confirm", "preferences"],
        BROWSER,
    ),
    **dict.fromkeys(["healthz", "common:styleguide", "api:openapi", "definitions:coverage", "documents:letterhead-preview",
                     "matters:letter_fonts"], ABOUT),
}  # fmt: skip


def test_every_page_has_its_operations_or_a_reason_for_none():
    names = {name for name, pattern, _view in routes() if not pattern.startswith("api/")}
    assert names - {"common:styleguide"} <= SAME.keys() | NONE.keys()
    assert SAME.keys() <= names


def test_every_operation_named_here_exists():
    named = {operation for line in SAME.values() for operation in line.split()}
    assert named <= operations().keys()


@pytest.fixture
def admins(city, signed_in):
    return {
        role: signed_in(make.actor(city.justice, roles=(role,)))
        for role in ("sysadmin", "secadmin", "auditor")
    }


def test_a_newcomer_is_entered_appointed_and_let_go_through_the_api(city, admins):
    """Account by one administrator, rights by the other (三员分立); each change on the version last seen."""
    unit = admins["sysadmin"].send(
        "/units",
        {"name": "临江市信访局", "short_name": "市信访局", "kind": "government", "region": make.CITY},
    )
    assert unit.status_code == 201, unit.content.decode()
    key = unit.json()["id"]
    made = admins["sysadmin"].send(
        "/people", {"username": "ｚｈａｏ", "name": "赵一", "phone": "13900001111"}
    )
    assert made.status_code == 201, made.content.decode()
    person, password = made.json()["id"], made.json()["secret"]
    assert Person.objects.get(username="zhao").check_password(password)
    seat = admins["secadmin"].send(
        f"/units/{key}/posts", {"title": "信访科长", "roles": ["clerk", "liaison"]}
    )
    put = admins["secadmin"].send(
        f"/posts/{seat.json()['id']}/tenures", {"username": "zhao", "since": "2026-01-05"}
    )
    assert put.status_code == 201, put.content.decode()
    shown = admins["auditor"].get(f"/people/{person}").json()
    assert (shown["phone"], shown["tenures"][0]["unit"]["name"]) == ("13900001111", "临江市信访局")
    holders = admins["auditor"].get(f"/posts/{seat.json()['id']}").json()["holders"]
    assert [one["name"] for one in holders] == ["赵一"]
    version = shown["version"]
    changed = admins["sysadmin"].send(f"/people/{person}", {"name": "赵壹"}, version=version, method="PATCH")
    assert changed.headers["ETag"] == f'"{version + 1}"'
    stale = admins["sysadmin"].send(f"/people/{person}/disable", version=version)
    assert (stale.status_code, stale.json()["code"]) == (409, "E-VERSION")
    off = admins["sysadmin"].send(f"/people/{person}/disable", version=version + 1)
    assert off.status_code == 200
    assert not Person.objects.get(pk=person).is_active
    ended = admins["secadmin"].send(f"/tenures/{put.json()['id']}/end", {"on": "2026-06-01"})
    assert ended.status_code == 200
    assert str(Tenure.objects.get(pk=put.json()["id"]).until_on) == "2026-06-01"


def test_a_secret_is_told_once_and_remembered_nowhere(city, admins):
    from fuyuantong.common.models import RememberedRequest

    body = {"username": "qian", "name": "钱二"}
    first = admins["sysadmin"].send("/people", body, key="newcomer-0001")
    again = admins["sysadmin"].send("/people", body, key="newcomer-0001")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (again.json()["id"], again.json()["secret"]) == (first.json()["id"], None)
    assert Person.objects.filter(username="qian").count() == 1
    stored = RememberedRequest.objects.values_list("answer", flat=True)
    assert not any(first.json()["secret"] in str(answer) for answer in stored)


def test_a_new_key_works_at_once_and_a_revoked_one_no_more(city, admins):
    seat = Post.objects.get(pk=city.housing_clerk.post)
    body = {"name": "案件系统", "post": str(seat.pk), "scopes": ["matters:read"], "days": 30}
    made = admins["secadmin"].send(f"/units/{seat.unit_id}/tokens", body)
    assert made.status_code == 201, made.content.decode()
    caller = Caller(made.json()["secret"])
    assert caller.get("/me").json()["post"] == str(seat.pk)
    listed = admins["secadmin"].get(f"/units/{seat.unit_id}/tokens")
    assert [one["name"] for one in listed.json()["items"]] == ["案件系统"]
    assert made.json()["secret"] not in listed.content.decode()
    assert admins["secadmin"].send(f"/tokens/{made.json()['id']}/revoke").status_code == 200
    assert caller.get("/me").status_code == 401
    elsewhere = admins["secadmin"].send(f"/units/{city.court.pk}/tokens", body)
    assert (elsewhere.status_code, elsewhere.json()["errors"][0]["pointer"]) == (422, "post")
    assert ApiToken.objects.filter(unit=city.court).count() == 0


def test_rights_and_accounts_are_given_by_no_key(city, with_key):
    key = with_key(city.office)
    for path in ("/people", f"/units/{city.court.pk}/posts", f"/units/{city.court.pk}/tokens"):
        answer = key.send(path, {"username": "sun", "name": "孙三"})
        assert (answer.status_code, answer.json()["code"]) == (403, "E-FORBIDDEN")


def test_particulars_of_people_need_their_own_scope(city, with_key):
    answer = with_key(city.office, "organs:read").get("/people")
    assert (answer.status_code, answer.json()["code"]) == (403, "E-SCOPE")
    listed = with_key(city.office, "personal:read").get("/people", limit=2)
    assert len(listed.json()["items"]) == 2
    assert "phone" not in listed.json()["items"][0]


def test_an_administrator_whose_factor_is_old_must_prove_himself_again(city, admins, settings):
    settings.FYT_SECOND_FACTOR = True
    answer = admins["sysadmin"].send("/people", {"username": "li", "name": "李四"})
    assert (answer.status_code, answer.json()["code"]) == (401, "E-CONFIRM")
    assert not Person.objects.filter(username="li").exists()


def test_a_change_keeps_what_was_not_sent_and_names_what_is_unknown(city, with_key):
    office = with_key(city.office)
    unit = Unit.objects.get(pk=city.market.pk)
    answer = office.send(f"/units/{unit.pk}", {"short_name": "市监局"}, version=unit.version, method="PATCH")
    assert answer.status_code == 200, answer.content.decode()
    unit.refresh_from_db()
    assert (unit.name, unit.short_name, unit.kind) == ("临江市市场监督管理局", "市监局", "government")
    nothing = office.send(f"/units/{unit.pk}", {}, version=unit.version, method="PATCH")
    assert (nothing.status_code, nothing.json()["code"]) == (400, "E-REQUIRED")
    missing = "00000000-0000-4000-8000-00000000abcd"
    wrong = office.send(f"/units/{unit.pk}", {"parent": missing}, version=unit.version, method="PATCH")
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["errors"][0]["pointer"]) == (
        422, "E-UNKNOWN", "/parent",
    )  # fmt: skip


def test_a_units_names_and_groups_are_kept_through_the_api(city, with_key):
    office = with_key(city.office)
    made = office.send(f"/units/{city.court.pk}/aliases", {"alias": "市中级法院"})
    assert made.status_code == 201, made.content.decode()
    shown = office.get(f"/units/{city.court.pk}").json()
    alias = next(one for one in shown["aliases"] if one["alias"] == "市中级法院")
    found = office.send("/units/resolve", {"names": ["市中级法院"], "region": make.CITY}).json()
    assert found["items"][0]["unit"]["id"] == str(city.court.pk)
    gone = office.send(f"/units/{city.court.pk}/aliases/{alias['id']}", method="DELETE")
    assert gone.status_code == 200
    assert office.get(f"/units/{city.court.pk}").json()["aliases"] == []
    members = [str(city.finance.pk), str(city.housing.pk)]
    group = office.send("/groups", {"name": "市直部门", "region": make.CITY, "members": members}).json()
    assert [m["id"] for m in office.get(f"/groups/{group['id']}").json()["members"]] == members


def test_the_dashboard_calendar_and_search_say_what_the_pages_say(city, with_key):
    from api.calling import handed_out

    office = with_key(city.office)
    handed_out(office, city, "梳理败诉案件", due="2026-12-18")
    board = office.get("/dashboard", month="2026-12").json()
    assert (
        board["total"]
        == sum(board["lamps"].values())
        == sum(sum(u["lamps"].values()) for u in board["units"])
    )
    days = {day["on"]: day for day in office.get("/calendar", month="2026-12").json()["days"]}
    assert (len(days), days["2026-12-18"]["count"] > 0) == (31, True)
    found = office.get("/search", words="败诉").json()
    assert [row["title"] for row in found["matters"]] == ["梳理败诉案件"]
    stranger = with_key(city.market_clerk)
    assert stranger.get("/dashboard").json()["total"] == 0
    assert stranger.get("/search", words="败诉").json()["obligations"] == []


def test_a_person_keeps_views_and_preferences_of_his_own(city, signed_in):
    mine, other = signed_in(city.office), signed_in(city.judge)
    kept = mine.send("/views", {"name": "超期", "query": "lamp=overdue&nonsense=1"})
    assert kept.status_code == 201, kept.content.decode()
    assert [view["query"] for view in mine.get("/views").json()["items"]] == ["lamp=overdue"]
    assert other.get("/views").json()["items"] == []
    assert other.send(f"/views/{kept.json()['id']}", method="DELETE").status_code == 404
    assert mine.send(f"/views/{kept.json()['id']}", method="DELETE").status_code == 200
    wanted = {"digest_hour": 17, "quiet_from": 21, "quiet_until": 7, "channels": [], "urgent_channels": None}
    assert mine.send("/notices/preferences", wanted, method="PUT").json() == wanted
    assert mine.get("/notices/preferences").json() == wanted
    odd = mine.send("/notices/preferences", wanted | {"channels": ["pigeon"]}, method="PUT")
    assert (odd.status_code, odd.json()["code"]) == (400, "E-CHOICE")

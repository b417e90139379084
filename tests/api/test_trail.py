"""Nothing that changes goes unrecorded (reliability P4b): every operation that changes something writes its line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from tests import make

from api.scene import Scene, operations
from enforcement.scene import OF_COURTS, OF_SYSADMIN, OF_THE_COURT
from fuyuantong.archives.models import Destruction
from fuyuantong.audit.models import Entry
from fuyuantong.common.now import read_clock
from fuyuantong.instructions.models import Submission
from fuyuantong.matters.models import Clock, Draft, DraftStep, Matter, Obligation, Petition
from fuyuantong.matters.schemas.verbs import ASKS
from fuyuantong.matters.verbs import VERBS
from fuyuantong.meetings.models import Topic
from fuyuantong.plans.models import Import, Opinion, Plan, PlanItem
from fuyuantong.registers import actions as registers
from fuyuantong.registers.models import Row
from fuyuantong.reports.models import Case
from fuyuantong.rounds.models import Sheet
from fuyuantong.screening.models import Hit, Objection

PRIVATE = {
    "matters_follow", "notices_read", "notices_read_all", "notices_prefer", "workbench_save_view",
    "workbench_remove_view", "organs_end_sessions",
    "workbench_revoke_feed",
}  # fmt: skip
"""What a person keeps for himself: 关注, 已读, settings, views (his other sessions: tests/organs)."""
QUESTIONS = {
    "meetings_check_meeting_kind",
    "organs_resolve",
    "definitions_check",
    "definitions_check_profile",
    "registers_check_register",
    "indicators_check_indicator",
    "reports_check_report_product",
}
REVIEWER, OWNER = {"approve", "disapprove"}, {"sign", "ask_correction", "report", "submit", "transfer", "unhold", "resume"}  # fmt: skip


@pytest.fixture
def city(scene) -> make.City:
    return scene.city


def test_every_verb_that_pages_offer_is_an_operation_too():
    assert set(ASKS) == set(VERBS)
    assert {f"matters_obligation_{verb}" for verb in VERBS} <= set(operations())


def test_every_verb_is_done_and_recorded_once_it_is_its_time(scene, city, with_key):
    callers = {name: with_key(getattr(city, name)) for name in ("housing_clerk", "housing_chief", "office")}
    wrong = []
    for verb in set(ASKS) - {"suspend"}:  # a statutory clock's only: tests/matters
        who = "housing_chief" if verb in REVIEWER else "housing_clerk" if verb in OWNER else "office"
        undo = transaction.savepoint()
        _prepare(scene, verb)
        before = Entry.objects.count()
        answer = scene.call(callers[who], f"matters_obligation_{verb}")
        number = answer.headers["X-Request-Id"]
        mine = Entry.objects.filter(request_id=number)
        complete = all(e.unit and e.person_name and e.object_type and e.result for e in mine)
        if answer.status_code != 200 or Entry.objects.count() <= before or not mine or not complete:
            wrong.append((verb, answer.status_code, answer.content.decode()[:300]))
        transaction.savepoint_rollback(undo)
    assert not wrong, "\n".join(map(str, wrong))


def _prepare(scene: Scene, verb: str) -> None:
    scene.ready(verb)
    clocks = Clock.objects.filter(obligation=scene.lead, main=True)
    if verb == "unhold":
        clocks.update(state="held", paused_on="2026-11-01")
    if verb == "review":
        Obligation.objects.filter(pk=scene.lead).update(standing=True)
    if verb == "resume":
        clocks.update(state="suspended", paused_on="2026-11-01")


def _reviewed(scene: Scene) -> None:
    PlanItem.objects.filter(source=scene.paper).update(state="not_a_task")
    PlanItem.objects.filter(pk=scene.item).update(state="confirmed")


def _with_item(scene: Scene) -> None:
    PlanItem.objects.filter(pk=scene.item).update(state="confirmed", plan_id=scene.draft, source=None)


def _not_handed_out_yet(scene: Scene) -> None:
    Matter.objects.filter(pk=scene.matter).update(stage="待下达")


def _job_failed(scene: Scene) -> None:
    with connection.cursor() as cursor:
        told = "INSERT INTO procrastinate_jobs (id, queue_name, task_name, status) VALUES (%s, 'work', 'x', 'failed')"
        cursor.execute(told, [scene.job])


def _letter(state: str) -> Callable[[Scene], None]:
    return lambda scene: None if Draft.objects.filter(pk=scene.draft_letter).update(state=state) else None


def _asked(scene: Scene) -> None:
    """核稿 waits for the owing unit's reviewer."""
    _letter("checking")(scene)
    unit = scene.city.housing
    DraftStep.objects.create(
        draft_id=scene.draft_letter, round=1, kind="check", unit=unit, asked_at=read_clock()
    )


def _sealed(scene: Scene) -> None:
    make.do(scene.city.housing_clerk, registers.seal_row, scene.row, reason="案件封存")


def _stands(state: str, **more: Any) -> Callable[[Scene], None]:
    return lambda scene: scene.meetings.stand(state, **more)


def _topic(state: str) -> Callable[[Scene], None]:
    return lambda s: None if Topic.objects.filter(pk=s.meetings.topic).update(state=state) else None


def _sheet(state: str) -> Callable[[Scene], None]:
    return lambda scene: None if Sheet.objects.filter(pk=scene.rounds.sheet).update(state=state) else None


def _hit(scene: Scene) -> None:
    Hit.objects.filter(pk=scene.screening.hit).update(state="confirmed")


def _put_up(scene: Scene) -> None:
    Submission.objects.filter(pk=scene.instructions.submission).update(state="submitted")


def _report(state: str) -> Callable[[Scene], None]:
    return lambda scene: scene.indicators.reports.stand(state)


READY = {
    "reports_submit_report": lambda s: Case.objects.update(state="confirmed") and None,
    "reports_recut_report": lambda s: Row.objects.filter(pk=s.indicators.row).update(barred=False) and None,
    **{
        f"reports_{verb}_report": _report(state)
        for verb, state in (
            ("sign", "review"),
            ("return", "review"),
            ("issue", "signed"),
            ("correct", "issued"),
        )
    },
    "indicators_correct_indicator": lambda s: s.indicators.stir(),
    "instructions_drop": _put_up,
    "screening_feed_back_hit": _hit,
    "screening_object_to_hit": lambda s: None if Objection.objects.update(state="refused") else None,
    "archives_carry_out_destruction": lambda s: (
        None if Destruction.objects.update(state="approved") else None
    ),
    "rounds_send_back_sheet": _sheet("sent"),
    "rounds_edit_sheet": _sheet("sent"),
    "meetings_submit_topic": _topic("draft"),
    "meetings_place_topics": lambda s: Topic.objects.filter(pk=s.meetings.other).update(state="screened"),
    "meetings_record_consent": _stands("asked"),
    "meetings_refuse_consent": _stands("asked"),
    "meetings_notify": _stands("approved"),
    **{f"meetings_{verb}": _stands("notified") for verb in ("postpone", "chase", "sign_in")},
    "meetings_hold_meeting": _stands("notified", came=True),
    "meetings_decide_item": _stands("held"),
    "meetings_write_minutes": _stands("held"),
    "meetings_submit_minutes": _stands("held", outcome="agreed"),
    "meetings_send_back_minutes": _stands("reviewing"),
    "meetings_sign_minutes": _stands("reviewing"),
    "meetings_issue_minutes": _stands("signed", outcome="agreed"),
    "meetings_remark_meeting": _stands("held"),
    "meetings_archive_meeting": _stands("issued"),
    "registers_unseal_row": _sealed,
    "matters_letter_submit": _letter("drafting"),
    "matters_letter_circulate": _letter("drafting"),
    "matters_letter_recall": _letter("checking"),
    "matters_letter_opine": _asked,
    "matters_letter_seal": _letter("signed"),
    "matters_letter_dispatch": _letter("signed"),
    "matters_letter_file": _letter("signed"),
    "matters_letter_number": _letter("signed"),
    "notices_retry_dead_letter": _job_failed,
    "matters_do_act": _not_handed_out_yet,
    "matters_drop": lambda s: None,
    "plans_read_now": lambda s: Import.objects.filter(pk=s.paper).update(state="ready"),
    "plans_to_plan": _reviewed,
    "plans_restore_item": lambda s: PlanItem.objects.filter(pk=s.item).update(state="confirmed"),
    "plans_approve_plan": lambda s: Plan.objects.filter(pk=s.draft).update(state="submitted"),
    "plans_send_back_plan": lambda s: Plan.objects.filter(pk=s.draft).update(state="submitted"),
    "plans_print_plan": lambda s: Plan.objects.filter(pk=s.draft).update(state="approved"),
    "plans_submit_plan": _with_item,
    "plans_answer_cautions": lambda s: PlanItem.objects.filter(pk=s.item).update(text="全市法院收案数下降5%"),
    "plans_settle_opinion": lambda s: Opinion.objects.filter(pk=s.opinion).update(state="opinion"),
}
ELSEWHERE = {
    "archives_approve_destruction", "archives_refuse_destruction",  # of a leader: tests/archives
    "instructions_back_letter", "instructions_sign_letter_on_paper",  # 督办单: tests/instructions/test_supervise.py
    "matters_letter_receive", "matters_letter_answer", "matters_letter_recording",  # by their addressees: there too
    "dispatches_send", "dispatches_start_batch", "dispatches_map_columns", "dispatches_confirm_batch",
    "dispatches_drop_batch",  # of courts: tests/dispatches
    *OF_COURTS, *OF_THE_COURT,  # of courts: tests/enforcement
    "screening_publish_records", "screening_publish_list_file", "screening_start_screening_job", "screening_start_register_job", "screening_withdraw_record",  # of courts: tests/screening
    "screening_agree_item", "screening_refuse_item", "screening_decide_objection", "screening_object_to_record",
    "meetings_check_year",  # a year with decisions: tests/meetings
    "matters_comment",  # by persons only: see below
    "matters_object_",  # letters only
    "matters_record_sign", "matters_record_report", "matters_record_submit",  # tests/matters/test_record_for.py
    "matters_letter_write",  # definitions with letters only: tests/matters/test_write_letter.py
    "plans_issue_plan",  # a whole plan: tests/plans
    "plans_read_now",  # a big paper that a worker would read
    "rounds_check_sheet", "rounds_approve_sheet", "rounds_return_sheet",  # of the unit's chiefs: tests/rounds
    "rounds_fill_sheet",  # words on their way: what is sent is recorded, tests/rounds
    "notices_enter_account", "notices_prove_account", "notices_remove_account",  # with a code: tests/notices
    "notices_enter_leave", "notices_end_leave",  # one's own: tests/notices/test_leave.py
    "handovers_choose_handover",  # of the giving unit's chiefs: tests/handovers
    "definitions_publish", "definitions_retire",  # a whole definition: tests/definitions
}  # fmt: skip


SYSADMIN = {
    "organs_create_linkage", "organs_change_linkage", "organs_create_region", "organs_change_region",
    "organs_create_person", "organs_change_person", "organs_disable_person", "organs_enable_person",
    "notices_retry_dead_letter", "notices_settle_dead_letter", "notices_settle_delivery", "notices_resend_delivery",
    *OF_SYSADMIN,
}  # fmt: skip
SECADMIN = {
    "organs_reset_person", "organs_create_post", "organs_change_post", "organs_retire_post", "organs_start_tenure",
    "organs_end_tenure", "organs_issue_token", "organs_revoke_token", "handovers_draft_post_handover",
    "handovers_carry_out_handover",
}  # fmt: skip


def test_every_other_change_is_recorded(scene, city, with_key, signed_in):
    office, housing = with_key(city.office), with_key(city.housing_clerk)
    sysadmin, secadmin = (
        signed_in(make.actor(city.justice, roles=(name,))) for name in ("sysadmin", "secadmin")
    )
    person, chief = signed_in(city.office), with_key(city.housing_chief)
    owners = {
        "matters_ask", "matters_drop", "plans_give_opinion", "registers_confirm_import", "registers_seal_row",
        "registers_unseal_row", "matters_letter_edit", "matters_letter_submit", "matters_letter_drop",
        "matters_letter_number", "meetings_submit_topic", "meetings_withdraw_topic", "matters_letter_circulate",
        "matters_letter_recall", "matters_letter_seal", "matters_letter_dispatch", "matters_letter_file",
        "screening_end_item", "screening_ask_list", "screening_review_hit", "screening_feed_back_hit",
        "screening_object_to_hit",
        "registers_ask_data_grant", "registers_look_up_data", "packs_return_pack", "packs_adopt_return",
    }  # fmt: skip
    persons = {
        "workbench_renew_feed",
        "meetings_publish_meeting_kind",
        "definitions_store_profile",
        "definitions_use_profile",
        "registers_publish_register",
        "indicators_publish_indicator",
        "reports_publish_report_product",
    }
    signers = {"matters_letter_sign", "matters_letter_send_back", "matters_letter_opine"}
    wrong = []
    for operation, (method, _path, _told) in operations().items():
        verb = operation.startswith("matters_obligation_")
        if method == "GET" or verb or operation in PRIVATE | QUESTIONS | ELSEWHERE:
            continue
        undo = transaction.savepoint()
        READY.get(operation, lambda s: None)(scene)
        if operation == "matters_ask":
            Petition.objects.all().delete()
        who = {operation in owners: housing, operation in SYSADMIN: sysadmin, operation in SECADMIN: secadmin,
               operation in persons: person, operation in signers: chief}  # fmt: skip
        answer = scene.call(who.get(True, office), operation)
        mine = Entry.objects.filter(request_id=answer.headers["X-Request-Id"])
        if answer.status_code not in {200, 201} or not mine:
            wrong.append((operation, answer.status_code, answer.content.decode()[:300]))
        transaction.savepoint_rollback(undo)
    assert not wrong, "\n".join(map(str, wrong))


def test_a_person_may_comment_through_the_api(scene, city, signed_in):
    answer = scene.call(signed_in(city.office), "matters_comment")
    assert answer.status_code == 201, answer.content.decode()
    assert Entry.objects.filter(kind="matter.commented").count() == 1


def test_taking_the_ledger_away_is_recorded(scene, city, with_key):
    answer = with_key(city.office).get("/obligations/export", format="docx")
    assert answer.status_code == 200
    entry = Entry.objects.get(request_id=answer.headers["X-Request-Id"])
    assert (entry.kind, entry.data["format"]) == ("ledger.exported", "docx")


@pytest.mark.parametrize(("operation", "kind"), [("organs_person", "person.read"), ("matters_personal", "matter.personal_read"), ("registers_row_personal", "register.personal_read")])  # fmt: skip
def test_reading_personal_data_is_recorded(scene, city, with_key, operation, kind):
    answer = scene.call(with_key(city.office), operation)
    assert answer.status_code == 200, answer.content.decode()
    entry = Entry.objects.get(request_id=answer.headers["X-Request-Id"])
    assert (entry.kind, entry.unit) == (kind, city.justice.pk)

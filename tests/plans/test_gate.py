"""The gate of a plan: 征求意见 → 报审 → 同意 → 印发, each recorded, each only in its turn."""

from __future__ import annotations

import pytest

from fuyuantong.matters.models import Matter
from fuyuantong.notices.models import Notice
from fuyuantong.plans.models import Opinion, Plan, PlanItem, PlanParty, PlanStep
from plans.conftest import adopted, imported, item_of, printed, review_all, step
from plans.test_review import fields


@pytest.fixture
def plan(office) -> Plan:
    return adopted(office, imported(office))


def consult(client, plan: Plan, *units, due_on="2026-02-20"):
    return step(client, plan, "consult", units=[str(u.pk) for u in units], due_on=due_on)


def opine(client, opinion: Opinion, how: str, text: str = ""):
    opinion.refresh_from_db()
    body = {"version": opinion.version, "how": how, "text": text}
    return client.post(f"/plans/{opinion.plan_id}/opinions/{opinion.pk}/", body)


def test_a_draft_plan_has_the_confirmed_items_and_no_task(plan):
    assert (plan.state, plan.year, plan.linkage) == ("draft", 2026, "linjiang-court")
    assert plan.items.count() == 5
    assert PlanParty.objects.filter(item__plan=plan, collects=True).count() == 5
    assert not Matter.objects.exists()


def test_undecided_items_keep_the_paper_out(office):
    paper = imported(office)
    answer = office.post(
        f"/imports/{paper.pk}/adopt/", {"title": "要点", "year": 2026, "version": paper.version}
    )
    assert answer.status_code == 409
    assert "没有核对" in answer.content.decode()
    assert not Plan.objects.exists()


def test_a_second_paper_joins_the_draft_of_the_year(office, plan):
    from plans.conftest import PAPER

    paper = imported(office, PAPER.replace("3号", "9号"))
    review_all(office, paper)
    paper.refresh_from_db()
    body = {"title": "", "year": 2026, "plan": str(plan.pk), "version": paper.version}
    assert office.post(f"/imports/{paper.pk}/adopt/", body).status_code == 303
    assert Plan.objects.count() == 1
    assert plan.items.count() == 10


def test_a_draft_is_seen_by_the_office_and_those_who_are_asked(office, plan, city, enter):
    judge, finance = enter(city.judge), enter(city.finance_clerk)
    assert judge.get(f"/plans/{plan.pk}/").status_code == 404
    assert consult(office, plan, city.court).status_code == 303
    assert judge.get(f"/plans/{plan.pk}/").status_code == 200
    assert finance.get(f"/plans/{plan.pk}/").status_code == 404
    assert plan.title not in finance.get("/plans/").content.decode()
    assert Notice.objects.filter(kind="plan.consult", unit=city.court.pk).exists()


def test_opinions_are_given_settled_and_only_then_submitted(office, plan, city, enter):
    consult(office, plan, city.court, city.finance)
    court = Opinion.objects.get(unit=city.court)
    judge = enter(city.judge)
    assert opine(judge, court, "opine").status_code == 422
    assert opine(judge, court, "opine", "建议延长期限").status_code == 303
    assert step(office, plan, "submit").status_code == 422
    assert opine(office, court, "decline").status_code == 422
    assert opine(office, court, "adopt", "已改为12月").status_code == 303
    assert step(office, plan, "submit").status_code == 303
    court.refresh_from_db()
    assert (court.state, court.recorded_for) == ("adopted", False)


def test_the_office_records_for_a_unit_without_an_account(office, plan, city):
    consult(office, plan, city.court)
    court = Opinion.objects.get()
    assert opine(office, court, "agree").status_code == 303
    court.refresh_from_db()
    assert (court.state, court.recorded_for) == ("agreed", True)


def test_a_unit_does_not_speak_for_another_nor_see_its_opinion(office, plan, city, enter):
    consult(office, plan, city.court, city.finance)
    finance = Opinion.objects.get(unit=city.finance)
    assert opine(enter(city.finance_clerk), finance, "opine", "财政不同意").status_code == 303
    judge = enter(city.judge)
    assert "财政不同意" not in judge.get(f"/plans/{plan.pk}/").content.decode()
    assert opine(judge, finance, "agree").status_code == 403


def test_without_consultation_a_reason_is_asked(office, plan):
    assert step(office, plan, "submit").status_code == 422
    assert step(office, plan, "submit", text="会上征求").status_code == 303


def test_the_decision_is_recorded_with_who_when_and_where(office, plan):
    step(office, plan, "submit", text="会上征求")
    assert step(office, plan, "approve", decided_by="", decided_on="2026-02-05").status_code == 422
    assert step(office, plan, "approve", decided_by="市长", decided_on="2026-02-11").status_code == 422
    done = step(
        office, plan, "approve", decided_by="市长", decided_on="2026-02-05", reference="批示〔2026〕7号"
    )
    assert done.status_code == 303
    row = PlanStep.objects.get(plan=plan, kind="approve")
    assert (row.decided_by, str(row.occurred_on), row.reference) == ("市长", "2026-02-05", "批示〔2026〕7号")
    assert "批示〔2026〕7号" in office.get(f"/plans/{plan.pk}/").content.decode()


def test_sent_back_the_draft_opens_again(office, plan):
    step(office, plan, "submit", text="会上征求")
    assert step(office, plan, "send-back", decided_on="2026-02-05", text="压缩任务").status_code == 303
    plan.refresh_from_db()
    assert plan.state == "draft"


def test_printing_wants_a_number(office, plan):
    step(office, plan, "submit", text="会上征求")
    step(office, plan, "approve", decided_by="市长", decided_on="2026-02-05")
    assert step(office, plan, "print", number="", issued_on="2026-02-06").status_code == 422
    assert (
        step(office, plan, "print", number="临府院办发〔2026〕5号", issued_on="2026-02-06").status_code == 303
    )


def test_what_was_agreed_is_not_changed_any_more(office, plan):
    item = PlanItem.objects.get(plan=plan, no="1")
    url = f"/plans/{plan.pk}/items/{item.pk}/"
    changed = office.post(url, fields(item, title="改过的任务") | {"version": item.version})
    assert changed.status_code == 303
    step(office, plan, "submit", text="会上征求")
    item.refresh_from_db()
    late = office.post(url, fields(item, title="又改") | {"version": item.version})
    assert late.status_code in (302, 409)
    item.refresh_from_db()
    assert item.title == "改过的任务"


def test_a_change_in_the_draft_changes_who_owes(office, plan, city):
    item = PlanItem.objects.get(plan=plan, no="1")
    body = fields(item, lead="市财政局", responsible="", partner="市住建局") | {"version": item.version}
    assert office.post(f"/plans/{plan.pk}/items/{item.pk}/", body).status_code == 303
    rows = PlanParty.objects.filter(item=item)
    assert {(r.role, r.unit) for r in rows} == {("lead", city.finance), ("partner", city.housing)}
    unknown = fields(item, lead="市无名局") | {"version": item.version + 1}
    answer = office.post(f"/plans/{plan.pk}/items/{item.pk}/", unknown)
    assert answer.status_code == 409
    assert "市无名局" in answer.content.decode()


def test_an_item_can_be_taken_out_of_the_draft(office, plan):
    item = PlanItem.objects.get(plan=plan, no="5")
    body = {"then": "remove", "version": item.version}
    assert office.post(f"/plans/{plan.pk}/items/{item.pk}/", body).status_code == 303
    assert plan.items.filter(state="confirmed").count() == 4


def test_void_is_final_and_says_why(office, plan):
    assert step(office, plan, "void").status_code == 422
    assert step(office, plan, "void", text="重新起草").status_code == 303
    assert step(office, plan, "submit", text="再报").status_code == 409


def test_a_step_over_a_newer_version_keeps_what_was_typed(office, plan):
    old = plan.version
    step(office, plan, "submit", text="会上征求")
    body = {"submit-version": old, "submit-text": "我写的理由"}
    answer = office.post(f"/plans/{plan.pk}/submit/", body)
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "我写的理由" in words
    assert "已被他人修改" in words


@pytest.mark.parametrize("name", ["consult", "submit", "approve", "send-back", "print", "issue", "void"])
def test_units_that_see_a_plan_do_not_run_it(office, plan, city, enter, name):
    consult(office, plan, city.court)
    body = {
        "units": [str(city.court.pk)],
        "due_on": "2026-03-01",
        "text": "文字",
        "decided_by": "某人",
        "decided_on": "2026-02-06",
        "number": "1号",
        "issued_on": "2026-02-06",
    }
    assert step(enter(city.judge), plan, name, **body).status_code in (403, 400)
    assert step(enter(city.finance_clerk), plan, name, **body).status_code == 404
    before = plan.version
    plan.refresh_from_db()
    assert (plan.state, plan.version) == ("consulting", before)


def test_a_step_nobody_knows_does_not_exist(office, plan):
    assert office.post(f"/plans/{plan.pk}/nonsense/").status_code == 404


def test_the_plan_prints_its_table(office, plan):
    page = office.get(f"/plans/{plan.pk}/").content.decode()
    assert "wide-print" in page
    assert "（汇总）" in page
    assert item_of(PlanItem.objects.get(plan=plan, no="1").source, "1").title in page


def test_a_printed_plan_shows_its_number(office, plan):
    assert "临府院办发〔2026〕5号" in office.get(f"/plans/{printed(office, plan).pk}/").content.decode()

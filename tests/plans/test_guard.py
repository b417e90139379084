""" "Fewer cases" is never a target set on a court or on filing, and rates of reversal rank no judge: a person answers."""

from __future__ import annotations

import pytest
from tests.api.calling import Caller

from fuyuantong.audit.models import Entry
from fuyuantong.plans.guarding import cautions, rules
from fuyuantong.plans.models import PlanItem
from make import token
from plans.conftest import adopted, imported, item_of, press, step

PAPER = """2026年临江市府院联动工作要点

一、推进行政争议实质化解
1.推进诉源治理。强化诉前化解，一审行政案件数同比下降10%以上。（牵头单位：市中院；责任单位：市财政局；完成时限：2026年9月30日）
2.建立信息通报制度。（牵头单位：市司法局；完成时限：2026年6月30日）
"""
COURT = ["市中院"]


@pytest.mark.parametrize(
    ("text", "owners", "code"),
    [
        ("行政诉讼案件收案数同比下降10%以上", COURT, "fewer-cases-on-court"),
        ("力争一审案件、新收案件压降15%", COURT, "fewer-cases-on-court"),
        ("减少诉讼案件数量", ["市中级人民法院"], "fewer-cases-on-court"),
        ("万人起诉率控制在3以内", ["各基层法院"], "fewer-cases-on-court"),
        ("全市法院收案数下降5%", ["市司法局"], "fewer-filings"),
        ("将法官改判率、发改率纳入考核", ["市司法局"], "rates-per-judge"),
        ("按承办人统计采信率并通报", ["市检察院"], "rates-per-judge"),
    ],
)
def test_such_targets_are_asked_about(text, owners, code):
    found = cautions([text], owners)
    assert [one.code for one in found] == [code] or code in {one.code for one in found}
    assert all(one.reason and one.advice and one.basis for one in found)
    assert all(one.text in text for one in found)


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("行政诉讼案件数量同比下降10%以上", ["市财政局"]),
        ("行政机关败诉率下降3个百分点", COURT),
        ("减少诉讼案件积压", COURT),
        ("诉前调解率达到40%以上", COURT),
        ("出庭应诉率达到95%。案卷归档数量减少差错", COURT),
        ("依法登记立案，不得以下降收案数为目标", COURT),
        ("分析全市改判率和发改率的变化", COURT),
        ("", []),
    ],
)
def test_other_targets_are_left_alone(text, owners):
    assert not cautions([text], owners)


def test_the_words_are_data():
    assert {rule.code for rule in rules()} >= {"fewer-cases-on-court", "fewer-filings", "rates-per-judge"}
    assert all(rule.measures and rule.reason and rule.basis for rule in rules())


@pytest.mark.django_db
def test_confirming_waits_for_a_person(office):
    paper = imported(office, PAPER)
    page = office.get(f"/imports/{paper.pk}/").content.decode()
    assert "指标须由人复核" in page
    assert "不能作为给法院定的任务指标" in page
    item = item_of(paper, "1")
    answer = press(office, item, "confirm")
    assert answer.status_code == 422
    assert "须由人复核" in answer.content.decode()
    office.post(f"/imports/{paper.pk}/confirm/", {"which": "sure"})
    item.refresh_from_db()
    assert item.state == "todo"
    assert item_of(paper, "2").state == "confirmed"


@pytest.mark.django_db
def test_an_answer_with_a_reason_lets_it_stand_and_is_kept(office, city):
    paper = imported(office, PAPER)
    item = item_of(paper, "1")
    path = f"/plans/cautions/{item.pk}/"
    office.post(path, {"version": item.version, "reason": " "})
    item.refresh_from_db()
    assert not item.answered
    office.post(path, {"version": item.version, "reason": "市委文件原文，仅作分析，不考核"})
    item.refresh_from_db()
    [kept] = item.answered
    assert (kept["reason"], kept["by"]) == ("市委文件原文，仅作分析，不考核", city.office.name)
    assert Entry.objects.filter(kind="plan.item_target_answered").exists()
    assert press(office, item, "confirm").status_code == 303
    item.refresh_from_db()
    assert item.state == "confirmed"


@pytest.mark.django_db
def test_corrected_words_need_no_answer_and_new_ones_are_asked_about_anew(office, city):
    paper = imported(office, PAPER)
    item = item_of(paper, "1")
    caller = Caller(token(city.office))
    path = f"/plan-items/{item.pk}"
    shown = caller.get(f"/imports/{paper.pk}").json()["items"][0]
    assert shown["cautions"][0]["code"] == "fewer-cases-on-court"
    assert caller.send(f"{path}/confirm", version=item.version, key=None).json()["code"] == "E-GUARD"
    said = caller.send(
        f"{path}/cautions", {"reason": "仅作分析"}, version=item.version, key=None, method="PUT"
    )
    assert said.status_code == 200, said.content.decode()
    item.refresh_from_db()
    item.text = item.text.replace("案件数", "案件量")
    assert item.cautions(), "another wording, another question"
    item.text, item.targets = "强化诉前化解，行政争议实质化解率达到40%以上。", []
    assert not item.cautions()


@pytest.mark.django_db
def test_a_draft_that_names_a_court_later_is_not_submitted(office, city):
    """The item was led by a bureau when it was confirmed; the court came in while the draft was edited."""
    paper = imported(office, PAPER.replace("牵头单位：市中院", "牵头单位：市住建局"))
    assert not item_of(paper, "1").cautions()
    plan = adopted(office, paper)
    item = PlanItem.objects.get(plan=plan, no="1")
    item.parties.filter(role="lead").update(unit=city.court)
    answer = step(office, plan, "submit", text="时间紧")
    assert answer.status_code == 422
    assert "须由人复核" in answer.content.decode()
    assert "指标须由人复核" in office.get(f"/plans/{plan.pk}/items/{item.pk}/").content.decode()
    office.post(f"/plans/cautions/{item.pk}/", {"version": item.version, "reason": "仅作分析"})
    assert step(office, plan, "submit", text="时间紧").status_code == 303


@pytest.mark.django_db
def test_another_post_cannot_answer(office, city, enter):
    item = item_of(imported(office, PAPER), "1")
    body = {"version": item.version, "reason": "可以"}
    assert enter(city.housing_clerk).post(f"/plans/cautions/{item.pk}/", body).status_code == 404
    item.refresh_from_db()
    assert not item.answered

"""逐一对账销号: with the last task written off the matter is too, and where something is left the page says what."""

from __future__ import annotations

import pytest
from tests import make
from tests.api.calling import Caller
from tests.matters.conftest import Handed, at, hand_out

from fuyuantong.definitions.examining import examine
from fuyuantong.definitions.shelf import mechanism_files, read_text
from fuyuantong.matters.actions import ending, life, replying
from fuyuantong.matters.actions.opening import act
from fuyuantong.matters.models import Matter, Obligation
from fuyuantong.matters.trail import matter_stream

pytestmark = pytest.mark.django_db


def fresh(matter: Matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)


def finish(city: make.City, row: Obligation, who, creditor) -> None:
    make.do(who, life.sign, row.pk, now=at("2026-03-03"))
    make.do(who, replying.submit, row.pk, text="已办", now=at("2026-04-01"))
    row.refresh_from_db()
    if row.state == "reviewing":
        make.do(city.housing_chief, replying.approve, row.pk, now=at("2026-04-01"))
    make.do(creditor, replying.accept, row.pk, now=at("2026-04-02"))


def test_the_last_write_off_ends_the_matter_with_the_opinion_given(city: make.City, handed: Handed) -> None:
    finish(city, handed.part, city.finance_clerk, city.housing_clerk)
    finish(city, handed.lead, city.housing_clerk, city.office)
    assert fresh(handed.matter).stage == "已办结"
    make.do(city.office, life.write_off_many, [handed.lead.pk], remark="同意销号", now=at("2026-04-03"))
    matter = fresh(handed.matter)
    assert (matter.state, matter.stage, matter.fields["销号意见"]) == ("closed", "已销号", "同意销号")
    from fuyuantong.audit.models import Entry

    told = Entry.objects.filter(stream=matter_stream(matter.pk), kind="matter.acted").latest("seq")
    assert (told.data["act"], told.data["follows"]) == ("对账销号", "write_off")


def test_each_of_several_leads_is_written_off_before_the_matter_is(city: make.City) -> None:
    matter, sent = hand_out(city, leads=[city.housing.pk, city.market.pk])
    leads = [row for row in sent if row.duty == "lead"]
    part = next(row for row in sent if row.duty == "partner")
    collects = next(row for row in leads if row.owner_id == city.housing.pk)
    other = next(row for row in leads if row.owner_id == city.market.pk)
    finish(city, part, city.finance_clerk, city.housing_clerk)
    finish(city, collects, city.housing_clerk, city.office)
    finish(city, other, city.market_clerk, city.office)
    make.do(city.office, life.write_off_many, [collects.pk], now=at("2026-04-03"))
    assert fresh(matter).state == "open"
    make.do(city.office, life.write_off_many, [other.pk], now=at("2026-04-03"))
    assert fresh(matter).stage == "已销号"


def test_a_batch_of_write_offs_ends_every_matter_that_is_through(city: make.City, enter) -> None:
    pairs = [hand_out(city, partners=[city.finance.pk]) for _ in range(2)]
    leads = []
    for _matter, sent in pairs:
        lead = next(row for row in sent if row.duty == "lead")
        part = next(row for row in sent if row.duty == "partner")
        finish(city, part, city.finance_clerk, city.housing_clerk)
        finish(city, lead, city.housing_clerk, city.office)
        leads.append(str(lead.pk))
    answer = enter(city.office).post("/obligations/batch/write_off/", {"ids": leads, "text": "逐一核对无误"})
    assert answer.status_code == 302
    assert {(m.stage, m.fields["销号意见"]) for m in Matter.objects.all()} == {("已销号", "逐一核对无误")}


def test_with_a_helper_still_open_the_page_says_which_act_is_left(
    city: make.City, handed: Handed, enter
) -> None:
    finish(city, handed.lead, city.housing_clerk, city.office)
    make.do(city.office, life.write_off_many, [handed.lead.pk], now=at("2026-04-03"))
    assert fresh(handed.matter).stage == "已办结"
    page = enter(city.office).get(f"/matters/{handed.matter.pk}/").content.decode()
    assert "任务已全部销号" in page
    assert "对账销号" in page
    make.do(city.office, act, handed.matter.pk, "对账销号", data={"销号意见": "同意"}, now=at("2026-04-04"))
    assert fresh(handed.matter).stage == "已销号"
    handed.part.refresh_from_db()
    assert handed.part.state == "terminated"


def test_the_act_done_by_hand_writes_off_what_was_only_finished(city: make.City, handed: Handed) -> None:
    finish(city, handed.lead, city.housing_clerk, city.office)
    make.do(city.office, act, handed.matter.pk, "对账销号", data={"销号意见": "同意"}, now=at("2026-04-04"))
    handed.lead.refresh_from_db()
    assert handed.lead.state == "written_off"


def test_a_dropped_task_does_not_hold_the_account_open(city: make.City, handed: Handed) -> None:
    finish(city, handed.lead, city.housing_clerk, city.office)
    make.do(city.housing_clerk, ending.void_many, [handed.part.pk], reason="不需要", now=at("2026-04-02"))
    make.do(city.office, life.write_off_many, [handed.lead.pk], now=at("2026-04-03"))
    assert fresh(handed.matter).fields["销号意见"] == "各项任务已逐一对账销号"


def test_the_api_takes_the_opinion_too(city: make.City, handed: Handed) -> None:
    finish(city, handed.part, city.finance_clerk, city.housing_clerk)
    finish(city, handed.lead, city.housing_clerk, city.office)
    handed.lead.refresh_from_db()
    answer = Caller(make.token(city.office)).send(
        f"/obligations/{handed.lead.pk}/write_off", {"remark": "同意"}, version=handed.lead.version
    )
    assert answer.status_code == 200, answer.content.decode()
    assert fresh(handed.matter).fields["销号意见"] == "同意"


def test_an_act_that_follows_by_itself_asks_for_nothing_but_words() -> None:
    told = next(read_text(p) for p in mechanism_files() if p.stem == "annual-plan-item")
    wrong = told.replace(
        "由: 联席会议办公室, 须填: 销号意见,", "由: 联席会议办公室, 须填: [销号意见, 完成时限],"
    )
    _mechanism, problems = examine(wrong)
    assert "E-DEF-BY-ITSELF" in {problem.code for problem in problems}

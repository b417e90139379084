"""A court publishes, a counter is stopped with the basis, the person objects, it is set right, the same check passes."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from journeys.conftest import shoot
from journeys.walking import press, unfold

NUMBER = "110105194912310046"  # an example of the standard's making; nobody's
NAME = "甄守信"
LIST = "/screening/lists/dishonest-debtors/"


@pytest.mark.timeout(300)
def test_published_stopped_objected_corrected_and_let_through(town, enter) -> None:
    day = date.fromisoformat("2026-03-02")
    court = enter("court")
    court.goto(town.url + LIST)
    form = unfold(court, "发布一条")
    for name, value in (
        ("name", NAME),
        ("number", NUMBER),
        ("province", "11"),
        ("case_no", "（2026）临01执88号"),
    ):
        form.locator(f"[name={name}]").fill(value)
    form.locator("[name=published_on]").fill(day.isoformat())
    form.locator("[name=duty]").fill("给付货款（虚构）")
    form.locator("[name=conduct]").first.check()
    press(court, "发布", form)
    court.get_by_text(NAME).first.wait_for()

    counter = enter("housing")
    counter.goto(f"{town.url}/screening/items/new/dishonest-debtors/")
    counter.fill("[name=title]", "建筑企业资质核定")
    counter.fill("[name=purpose]", "行政审批前核查（虚构）")
    publisher = counter.locator("[name=publisher]")
    publisher.select_option(publisher.locator("option:not([value=''])").first.get_attribute("value"))
    counter.locator("[name=measures]").first.check()
    counter.fill("[name=valid_until]", (date.today() + timedelta(days=300)).isoformat())
    counter.locator("main .button.primary").last.click()
    counter.wait_for_url(re.compile(r"/screening/items/[0-9a-f-]{36}/"))
    item = counter.url
    court.goto(item)
    press(court, "同意比对")

    def ask(reference: str) -> str:
        counter.goto(item)
        for name, value in (("reference", reference), ("name", NAME), ("number", NUMBER)):
            counter.fill(f"[name={name}]", value)
        press(counter, "比对")
        counter.wait_for_url(re.compile(r"/screening/checks/"))
        return str(counter.locator("main").inner_text())

    told = ask("资核〔2026〕1号")
    for words in ("应当拦截", "（2026）临01执88号", "法释〔2013〕17号", "异议"):
        assert words in told
    assert NUMBER not in told
    shoot(counter, "screening-blocked", full=True)

    counter.locator("article.card h2 a").first.click()
    form = unfold(counter, "当事人提出异议")
    form.locator("[name=applicant]").fill(NAME)
    form.locator("[name=text]").fill("货款已于上月付清（虚构）")
    press(counter, "受理异议", form)
    counter.wait_for_url(re.compile(r"/screening/objections/"))
    court.goto(counter.url)
    court.fill("[name=text]", "查明已履行完毕")
    press(court, "异议成立")
    press(court, "查看名单记录")
    court.locator("[name=state]").select_option("deleted")
    court.fill("[name=text]", "履行完毕")
    press(court, "撤下")
    court.get_by_text("履行完毕").first.wait_for()
    assert "没有匹配到在列的记录" in ask("资核〔2026〕1号")
    shoot(counter, "screening-passed")

"""The steps of the main job, as a person does them on the pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from journeys.conftest import shoot

Page = Any


def press(page: Page, words: str | re.Pattern[str], within: Page | None = None) -> None:
    """Press a button or follow a link that bears these words, and wait for the page that answers."""
    place = within or page.locator("main")
    exact = isinstance(words, str)
    found = place.get_by_role("button", name=words, exact=exact).or_(
        place.get_by_role("link", name=words, exact=exact)
    )
    found.first.click()
    page.wait_for_load_state()


def unfold(page: Page, words: str) -> Page:
    """Open one of the folds of a step and return its form."""
    fold = page.locator("main details.fold", has=page.locator("summary", has_text=words)).first
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    return fold


def import_paper(page: Page, home: str, paper: Path) -> str:
    """Upload a paper; returns the address of the page on which it is checked."""
    page.goto(f"{home}/imports/")
    page.set_input_files("input[type=file]", paper)
    press(page, "上传并读取")
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/"))
    page.locator("article.extract").first.wait_for()
    return page.url.split("?")[0]


def correct_item(page: Page, review: str, nth: int, *, title: str, lead: str, partner: str, due: str) -> None:
    """Change one extracted item: who leads, who takes part, by when."""
    page.goto(review)
    press(page, "修改", page.locator("article.extract").nth(nth))
    form = page.locator("form:has(textarea[name=text])")
    form.locator("[name=title]").fill(title)
    form.locator("[name=lead]").fill(lead)
    form.locator("[name=responsible]").fill("")
    form.locator("[name=partner]").fill(partner)
    form.locator("[name=collector]").fill("")
    form.locator("[name=deadline_kind]").select_option("date")
    form.locator("[name=due_on]").fill(due)
    form.locator("button.primary").first.click()
    page.wait_for_load_state()
    page.get_by_text(title).first.wait_for()


def settle_names(page: Page, review: str) -> None:
    """单位对应: what the directory does not know is made as suggested; groups that nobody knows are no unit."""
    page.goto(f"{review}names/")
    for _round in range(4):
        for select in page.locator("select[name$=':how']").all():
            likely_group = select.locator("option[value=group][data-likely]").count()
            known = select.input_value() == "unit"
            if not known:
                select.select_option("nobody" if likely_group else "create")
        if not page.locator("select[name$=':how']").count():
            return
        press(page, "保存所选的处理")
    raise AssertionError("names were left open: " + page.locator("main").inner_text()[:500])


def confirm_items(page: Page, review: str) -> None:
    """Confirm what is sure at once, doubtful targets with a reason, the rest one by one, damaged text as it is."""
    page.goto(review)
    for damage in range(page.locator("#damages form").count()):
        del damage
        press(page, re.compile("保留|原文如此"), page.locator("#damages"))
        page.goto(review)
    if page.get_by_role("button", name=re.compile("^确认把握高的")).count():
        press(page, re.compile("^确认把握高的"))
    doubtful = page.locator("form", has=page.get_by_role("button", name="已复核，仍按原文"))
    page.goto(f"{review}?show=todo")
    while doubtful.count():
        doubtful.first.locator("textarea").fill("文件原文，只作分析，不考核法院。")
        press(page, "已复核，仍按原文", doubtful.first)
        page.goto(f"{review}?show=todo")
    waiting = page.locator("article.extract", has=page.get_by_role("button", name="确认", exact=True))
    page.goto(f"{review}?show=todo")
    if waiting.count():
        press(page, "确认", waiting.first)
    page.goto(f"{review}?show=todo")
    if waiting.count():
        for box in page.locator("article.extract input[name=ids]").all():
            box.check()
        press(page, "确认所选")
    page.goto(f"{review}?show=todo")
    assert not waiting.count(), "items were left unchecked: " + page.locator("main").inner_text()[:800]


def adopt(page: Page, review: str) -> str:
    """Put the checked items into a draft of the year; returns the plan's address."""
    page.goto(f"{review}adopt/")
    press(page, "转入计划草案")
    page.wait_for_url(re.compile(r"/plans/[0-9a-f-]{36}/"))
    return page.url


def through_the_gate(page: Page, *, day: str, number: str) -> None:
    """报审 → 同意 → 印发 → 下达, on the plan's page."""
    step = unfold(page, "报审")
    step.locator("[name=submit-text]").fill("已在会前书面征求意见。")
    press(page, "报审", step)
    step = unfold(page, "登记同意")
    step.locator("[name=approve-decided_by]").fill("府院联席会议")
    step.locator("[name=approve-decided_on]").fill(day)
    press(page, "登记", step)
    step = unfold(page, "登记印发")
    step.locator("[name=print-number]").fill(number)
    step.locator("[name=print-issued_on]").fill(day)
    press(page, "登记", step)
    press(page, "下达全部任务", unfold(page, "下达"))


def open_matter(page: Page, home: str, title: str) -> str:
    """Find a matter in the ledger by its words; returns its address."""
    page.goto(f"{home}/ledger/?q={title}")
    page.locator("td.title a", has_text=title).first.click()
    page.wait_for_url(re.compile(r"/matters/[0-9a-f-]{36}/"))
    return page.url.split("#")[0]


def task_of(page: Page, unit: str) -> Page:
    """A unit's own account on the page of a matter."""
    return page.locator("article.obligation", has=page.locator(":scope > header h3", has_text=unit)).last


def do(page: Page, unit: str, words: str, *, shot: str = "", **fields: Any) -> None:
    """Press a verb of a unit's account, fill in what its form asks, and send it."""
    press(page, words, task_of(page, unit).locator(":scope > .button-row"))
    if page.locator("main form [name=version], main form textarea").count():
        for name, value in fields.items():
            place = page.locator(f"main form [name='{name}']")
            if name == "file":
                place.set_input_files(value)
            else:
                place.fill(value)
        if shot:
            shoot(page, shot)
        page.locator("main .form-end button.primary").click()
        page.wait_for_load_state()

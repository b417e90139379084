"""A bulletin in the browser: from the cut to the unit that reads it and the task that follows."""

from __future__ import annotations

import re

from journeys.conftest import shoot
from journeys.walking import press

CODE = "pattern-analysis-report"


def test_a_bulletin_is_cut_written_signed_issued_read_and_followed_by_a_task(town, enter) -> None:
    office = enter("procuratorate", width=1280)
    office.goto(f"{town.url}/reports/products/{CODE}/")
    office.fill("[name=period]", "2026H1")
    press(office, "取数并起草")
    issue = office.url
    box = office.locator("textarea[name^=text-]").first
    drafted = box.input_value()
    figure = re.search(r"【([\d.]+%)｜含部分败诉率】", drafted)
    assert figure is not None, drafted
    # a figure is not to be written over, whatever else may be
    box.fill(drafted.replace(f"【{figure[1]}｜", "【99.9%｜"))
    press(office, "保存文稿")
    assert f"指标数“{figure[1]}”被改成了“99.9%”" in office.locator("main").inner_text()
    assert "99.9%" in office.locator("textarea[name^=text-]").first.input_value()
    office.locator("textarea[name^=text-]").first.fill(f"上半年总体平稳。{drafted}")
    for box in office.locator("textarea[name^=text-]").all():
        if "由起草人" in box.input_value():  # what is left to the drafter has to be written
            box.fill("未告知听证权利的，应当补正。")
    press(office, "保存文稿")
    shoot(office, "report-draft")
    press(office, "送审")
    office.fill("[name=signed_by]", "陈某")
    press(office, "审签同意")
    office.fill("[name=number]", "临检析〔2026〕1号")
    press(office, "发布并发送")
    assert "临检析〔2026〕1号" in office.locator("main").inner_text()
    assert office.locator("textarea[name^=text-]").count() == 0
    # the unit finds it among its messages, reads the printed figure, and says so
    housing = enter("housing", width=390)
    housing.goto(issue)
    words = housing.locator("main").inner_text()
    assert "上半年总体平稳。2026年上半年" in words and f"含部分败诉率为{figure[1]}" in words
    assert housing.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(housing, "report-390")
    press(housing, "签阅")
    office.goto(issue)
    line = office.locator("#deliveries tr", has_text="市住建局")
    assert "未签阅" not in line.inner_text()
    # what is asked of a unit becomes a matter, which the office sends out itself
    asked = office.locator("#findings form", has=office.get_by_role("button", name="转为交办件")).first
    press(office, "转为交办件", asked)
    assert "/matters/" in office.url and "已登记交办件" in office.locator("body").inner_text()

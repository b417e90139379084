"""From 议题申请 to 销号 in a real browser: a bureau brings a topic, the office holds the meeting, another bureau does it.

The product's clock stands on Friday 2026-11-20; the meeting is held that day, so the notice says why it is short.
"""

from __future__ import annotations

import io
from typing import Any

from pypdfium2 import PdfDocument

from journeys import walking
from journeys.conftest import shoot

TOPIC = "住宅专项维修资金使用争议的诉前化解"
WORK = "制定维修资金争议诉前化解指引"


def fold(page: Any, words: str, step: str, **fields: str) -> None:
    """Unfold a step of the meeting, fill in its form and send it."""
    form = walking.unfold(page, words)
    for name, value in fields.items():
        place = form.locator(f"[name='{step}-{name}']")
        if place.evaluate("one => one.tagName") == "SELECT":
            place.select_option(label=value)
        else:
            place.fill(value)
    form.locator("form button").last.click()
    page.wait_for_load_state()


def stage(page: Any) -> str:
    return str(page.locator(".stages .is-now .stage-name").inner_text().strip())


def test_a_topic_becomes_a_decision_that_is_carried_out_and_written_off(town: Any, enter: Any) -> None:
    housing, office = enter("housing"), enter("office")
    housing.goto(f"{town.url}/topics/new/")
    form = housing.locator("main form.card")
    form.locator("[name=where]").select_option("topic-conference|linjiang-court")
    form.locator("[name=title]").fill(TOPIC)
    form.locator("[name=background]").fill("三个小区因维修资金使用形成争议（虚构）。")
    form.locator("[name=asks]").fill("请明确诉前化解的牵头单位和时限。")
    form.locator("[name=attending]").fill("市财政局、市中院")
    form.locator("[name=signed_by]").fill("市住建局主要负责人（模拟）")
    walking.press(housing, "保存并报送")
    topic = housing.url
    office.goto(topic)
    fold(office, "同意提请", "screen", text="职责交叉，建议专题研究。")
    office.goto(f"{town.url}/meetings/new/")
    form = office.locator("main form.card")
    form.locator("[name=where]").select_option("topic-conference|linjiang-court")
    form.locator("[name=title]").fill("维修资金争议化解专题会议（模拟）")
    form.locator("[name=starts_at]").fill("2026-11-20T15:00")
    form.locator("[name=place]").fill("市政府二楼会议室")
    form.locator("[name=chair]").fill("顾怀民")
    walking.press(office, "开始筹备")
    meeting = office.url
    step = walking.unfold(office, "列入议题")
    step.get_by_label(TOPIC).check()
    step.locator("form button").last.click()
    office.wait_for_load_state()
    fold(office, "请示召集人", "ask", text="妥否，请批示。")
    fold(office, "登记同意", "consent", seat="召集人", decided_by="顾怀民")
    assert stage(office) == "同意召开"
    fold(office, "发会议通知", "notify", text="")
    assert "确需召开的，请说明理由" in office.locator("main").inner_text()
    fold(office, "发会议通知", "notify", text="争议涉及供暖，须当天研究。")
    assert stage(office) == "已通知"

    finance = enter("finance")
    finance.goto(meeting)
    walking.press(finance, "填报回执")
    form = finance.locator("main form.card")
    form.locator("[name=name-0]").fill("宋清如")
    form.locator("[name=rank-0]").fill("条法税政科科员")
    walking.press(finance, "报回执")
    office.goto(f"{meeting}attendance/")
    walking.press(office, "登记签到")
    fold(office, "登记召开", "hold")
    walking.press(office, "议定 " + TOPIC)
    form = office.locator("main form.card")
    form.locator("[name=outcome][value=agreed]").check()
    form.locator("[name=text]").fill("维修资金争议应当先行协商")
    form.locator("[name=what-0]").fill(WORK)
    form.locator("[name=leads-0]").fill("市财政局")
    form.locator("[name=due-0]").fill("2026-12-31")
    walking.press(office, "登记")
    fold(office, "纪要送审", "submit")
    fold(office, "审签纪要", "sign", signed_by="顾怀民")
    fold(office, "印发纪要", "issue", number="临府院纪〔2026〕5号")
    assert stage(office) == "已印发"
    shoot(office, "meeting-issued")
    answer = office.request.get(f"{meeting}prints/minutes.pdf")
    said = "".join(p.get_textpage().get_text_range() for p in PdfDocument(io.BytesIO(answer.body())))
    assert "临府院纪〔2026〕5号" in said
    assert "由市财政局牵头，2026年12月31日前完成" in said.replace("\r", "").replace("\n", "")

    housing.goto(topic)
    assert "已议定" in housing.locator(".sub").inner_text()
    finance.goto(f"{town.url}/meetings/decisions/")
    finance.locator("td.title a", has_text=WORK).click()
    finance.wait_for_load_state()
    matter = finance.url
    walking.do(finance, "市财政局", "签收")
    finance.goto(matter)
    walking.do(finance, "市财政局", "反馈办理结果", text="指引已印发。")
    office.goto(matter)
    walking.do(office, "市财政局", "核验通过", remark="属实。")
    office.goto(matter)
    walking.do(office, "市财政局", "销号")
    office.goto(f"{town.url}/meetings/decisions/")
    assert "已销号" in office.locator("tbody tr", has_text=WORK).inner_text()
    shoot(office, "meeting-decisions")

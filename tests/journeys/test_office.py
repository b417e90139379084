"""The office's quarter: a round from opening to the printed 专报, and two bureaus that become one in mid-year."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from docx import Document
from pypdfium2 import PdfDocument

from journeys import walking
from journeys.conftest import SHOTS, shoot

ITEM = "推行涉企行政执法回访和法治体检"
NEW = "临江市建设和市场管理局"
ON = "2026-11-20"
Enter = Callable[..., Any]


def pdf_words(content: bytes, picture: str) -> str:
    """The words of a paper, without spaces; its first page is kept as a picture where pictures are kept."""
    paper = PdfDocument(io.BytesIO(content))
    if SHOTS.exists():
        paper[0].render(scale=1.5).to_pil().save(SHOTS / f"{picture}.png")
    return "".join("".join(str(page.get_textpage().get_text_range()).split()) for page in paper)


def test_a_round_goes_from_its_opening_to_the_printed_brief(town: Any, enter: Enter) -> None:
    office, clerk, chief = enter("office"), enter("housing"), enter("housing-chief")
    office.goto(f"{town.url}/rounds/new/")
    office.fill("[name=title]", "四季度进展调度")
    office.select_option("[name=cadence]", "quarter")
    office.fill("[name=due_on]", "2026-11-27")
    walking.press(office, "开启")
    office.wait_for_url(re.compile(r"/rounds/[0-9a-f-]{36}/"))
    opened = office.url
    clerk.goto(opened)
    for place in ("progress", "problems", "next_steps"):
        for box in clerk.locator(f"textarea[name^='{place}-']").all():
            box.fill({"progress": "已建成对接窗口。", "problems": "数据未贯通。"}.get(place, "下月联调。"))
    walking.press(clerk, "提交")
    assert "待科长审核" in clerk.locator("main").inner_text()
    chief.goto(opened)
    walking.press(chief, "审核通过")
    office.goto(opened)
    row = office.get_by_role("row").filter(has_text="市住建局")
    assert "已报" in row.inner_text()
    row.get_by_role("link", name="市住建局").click()
    office.locator("textarea[name^='progress-']").first.fill("已建成对接窗口，办理时间缩短。")
    office.locator("input[name^='brief-']").first.check()
    walking.press(office, "保存编辑")
    office.goto(opened)
    walking.press(office, "生成专报")
    made = office.locator("#papers a", has_text="专报")
    made.wait_for()
    shoot(office, "round-office")
    brief = office.request.get(town.url + str(made.get_attribute("href"))).body()
    words = "".join(paragraph.text for paragraph in Document(io.BytesIO(brief)).paragraphs)
    assert "办理时间缩短" in words, "the office's wording stands in the brief"
    with zipfile.ZipFile(io.BytesIO(brief)) as packed:
        heads = "".join(packed.read(name).decode() for name in packed.namelist() if "header" in name)
    assert "模拟数据" in heads


def test_two_bureaus_become_one_in_mid_year(town: Any, enter: Enter) -> None:
    admin, chief, security = enter("sysadmin"), enter("housing-chief"), enter("secadmin")
    admin.goto(f"{town.url}/organs/units/new/")
    admin.fill("[name=name]", NEW)
    admin.select_option("[name=kind]", "government")
    admin.fill("[name=valid_from]", ON)
    admin.check("[name=has_accounts]")
    admin.locator("main form button.primary").last.click()
    admin.wait_for_load_state()
    admin.goto(f"{town.url}/handovers/new/")
    admin.select_option("[name=nature]", "merge")
    admin.fill("[name=title]", "建设和市场管理机构整合")
    admin.fill("[name=on]", ON)
    admin.fill("[name=basis]", "临编〔2026〕7号（模拟）")
    admin.select_option("[name=givers]", label=["市住建局", "市市场监管局"])
    admin.select_option("[name=takers]", label=[NEW])
    walking.press(admin, "保存")
    change = admin.url
    chief.goto(change)
    shown = chief.locator("main").inner_text()
    assert "移交清单预览" in shown
    assert "承办任务" in shown
    security.goto(change)
    walking.press(security, "核准执行")
    chief.goto(change)
    slip = str(chief.get_by_role("link", name="交接单 PDF").first.get_attribute("href"))
    printed = pdf_words(chief.request.get(town.url + slip).body(), "handover-slip")
    assert "工作交接单" in printed
    assert "临江市住房和城乡建设局" in printed, "the old name stands on the slip"
    assert NEW in printed
    assert "模拟数据" in printed
    shoot(chief, "handover-done")
    walking.open_matter(chief, town.url, ITEM)
    words = chief.locator("main").inner_text()
    assert NEW in words, "the open work of the other bureau came along"
    assert "市场监督管理局" in words or "市市场监管局" in words, "what was done before keeps the old name"

"""A unit without an account, served by a task pack: out as Excel and on paper, back filled in, adopted whole."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pypdfium2
import pytest

from journeys.conftest import SHOTS, shoot
from journeys.walking import press

UNIT = "白水县"


def fill(content: bytes, words: str) -> bytes:
    """As the county's clerk fills the sheet in: progress for the first task, the second is finished."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.active
    head = next(n for n in range(1, 12) if any(cell.value == "任务编号" for cell in page[n]))
    places = {cell.value: cell.column for cell in page[head]}
    page.cell(head + 1, places["进展情况"]).value = words
    page.cell(head + 1, places["存在问题"]).value = "人手不足"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.timeout(600)
def test_a_unit_without_an_account_is_served_by_its_pack(town, enter, tmp_path) -> None:
    page = enter("office")
    page.goto(f"{town.url}/organs/?q={UNIT}")
    page.locator("main a", has_text=UNIT).first.click()
    page.wait_for_load_state()
    page.goto(page.url.split("?")[0].rstrip("/") + "/edit/")
    page.locator("[name=has_accounts]").uncheck()
    page.locator("main .button.primary").last.click()
    page.wait_for_load_state()

    page.goto(f"{town.url}/packs/new/")
    ticked = page.locator("[name=units]:checked")
    assert ticked.count() == 1, "units without accounts are ticked, and no other"
    page.fill("[name=due_on]", date(2026, 12, 10).isoformat())
    press(page, "制作")
    page.wait_for_url(re.compile(r"/packs/[0-9a-f-]{36}/"))
    pack = page.url
    shoot(page, "pack-out", full=True)
    excel = page.request.get(
        town.url + page.get_by_role("link", name="下载 Excel").get_attribute("href")
    ).body()
    slip = page.request.get(town.url + page.get_by_role("link", name="反馈单").get_attribute("href")).body()
    printed = pypdfium2.PdfDocument(slip)
    SHOTS.mkdir(exist_ok=True)
    printed[0].render(scale=1.5).to_pil().save(SHOTS / "pack-reply-sheet.png")
    words = printed[0].get_textpage().get_text_bounded()
    assert "任务反馈单" in words
    assert "单位盖章" in words
    assert "模拟数据" in words

    back = tmp_path / "返回.xlsx"
    back.write_bytes(fill(excel, "已选聘网格员并完成培训"))
    page.set_input_files("input[type=file]", back)
    page.fill("[name=why]", "该县没有账号，书面报送")
    press(page, "上传并预览")
    page.wait_for_url(re.compile(r"/packs/returns/"))
    assert "已选聘网格员并完成培训" in page.locator("#lines").inner_text()
    shoot(page, "pack-preview", full=True)
    press(page, "整包采用")
    page.wait_for_url(pack)
    assert page.get_by_text("已采用").count()

    page.locator("td.title a").first.click()
    page.wait_for_url(re.compile(r"/matters/"))
    timeline = page.locator("main").inner_text()
    assert "报送进展（代录）" in timeline
    assert "该县没有账号，书面报送" in timeline
    assert "已选聘网格员并完成培训" in timeline
    shoot(page, "pack-timeline", full=True)

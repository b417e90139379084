"""A leader's 批示 from the photo to 落实, with its paper; and how few clicks a judge needs to send a letter."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from docx import Document
from pypdfium2 import PdfDocument

from dispatches.test_send import LETTER
from documents import samples
from journeys import walking
from journeys.conftest import SHOTS, shoot

TASK = "拿出维修资金争议整改方案"
CLICKS = 5
"""What a judge may need, from the front page to the letter served: 登记事项, 文书送办, 选择文件, 读取, 确认送出."""


def text_of(pdf: bytes, picture: str) -> str:
    """The words of a paper of one page; its picture is kept where pictures are kept."""
    paper = PdfDocument(io.BytesIO(pdf))
    assert len(paper) == 1
    if SHOTS.exists():
        paper[0].render(scale=1.5).to_pil().save(SHOTS / f"{picture}.png")
    return str(paper[0].get_textpage().get_text_range())


def test_a_leaders_words_go_from_the_photo_to_done(town: Any, enter: Any) -> None:
    office, housing, chief = enter("office"), enter("housing"), enter("housing-chief")
    office.goto(f"{town.url}/instructions/leaders/")
    for name, value in {"name": "顾怀民", "position": "常务副市长", "unit": "市政府"}.items():
        office.locator(f"main form [name={name}]").fill(value)
    walking.press(office, "保存")
    office.goto(f"{town.url}/instructions/record/")
    photo = {"name": "批示.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg()}
    office.locator("[name=scans]").set_input_files(photo)
    office.locator("[name=leader]").select_option(label="顾怀民（常务副市长）")
    for name, value in {
        "title": "关于维修资金争议的情况报告", "words": "请市住建局牵头，月底前拿出整改方案。", "text-0": TASK,
        "leads-0": "市住建局", "due-0": "2026-11-30",
    }.items():  # fmt: skip
        office.locator(f"[name='{name}']").fill(value)
    walking.press(office, "登记并交办")
    shoot(office, "instructions-one")
    paper = office.url
    assert "办理中" in office.locator("main").inner_text()
    task = str(office.get_by_role("link", name=TASK).get_attribute("href"))
    printed = text_of(office.request.get(f"{paper}paper/pdf/").body(), "instructions-paper")
    assert "月底前拿出整改方案" in "".join(printed.split()) and "代为登记" in printed
    housing.goto(f"{town.url}{task}")
    assert "请市住建局牵头" in housing.locator("main").inner_text()
    walking.do(housing, "市住建局", "签收")
    walking.do(housing, "市住建局", "反馈办理结果", text="方案已印发。")
    chief.goto(f"{town.url}{task}")
    walking.do(chief, "市住建局", "审签通过")
    office.goto(f"{town.url}{task}")
    walking.do(office, "市住建局", "核验通过")
    office.goto(f"{town.url}/instructions/statistics/")
    shoot(office, "instructions-statistics")
    row = office.get_by_role("row").filter(has_text="顾怀民")
    assert row.get_by_role("cell").all_inner_texts()[1:4] == ["1", "1", "1"]
    row.get_by_role("link", name="1").click()
    assert "已落实 1" in office.locator("main").inner_text()


def test_a_judge_sends_an_issued_letter_with_five_clicks(town: Any, enter: Any, tmp_path: Path) -> None:
    made = Document()
    for line in LETTER.splitlines():
        made.add_paragraph(line)
    made.save(str(tmp_path / "司法建议书.docx"))
    judge = enter("court")
    judge.goto(f"{town.url}/ledger/")
    clicks = 0
    for name in ("登记事项", "文书送办"):
        judge.locator("main").get_by_role("link", name=name).first.click()
        clicks += 1
    judge.locator("[name=case]").press_sequentially("（2026）新2801行初15号")  # one paste
    judge.locator("[name=document]").set_input_files(tmp_path / "司法建议书.docx")
    clicks += 1
    walking.press(judge, "读取")
    shoot(judge, "dispatches-send")
    walking.press(judge, "确认送出")
    clicks += 2
    assert clicks <= CLICKS
    assert "已送达" in judge.locator(".stages .is-now").inner_text()

"""来文 → 提取 → 核对 → 台账 → 下达 → 签收 → 反馈 → 审签 → 核验 → 销号, on the pages of the running product."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fuyuantong import library
from journeys import walking
from journeys.conftest import shoot

SEEDS = Path(os.environ.get("FYT_SEEDS", Path(__file__).resolve().parents[3] / "shared" / "seeds"))
TITLE = "制定行政争议化解对接流程（住建领域）"


def paper_of(which: str) -> Path:
    if which == "fictional":
        return next((Path(next(iter(library.__path__))) / "demo").glob("*.txt"))
    found = sorted(SEEDS.glob("002_*.txt"))
    if not found:
        pytest.skip(f"the real documents are not here: {SEEDS}")
    return found[0]


@pytest.mark.parametrize("which", ["fictional", "real"])
def test_from_a_paper_to_a_task_that_is_written_off(town, enter, tmp_path, which: str) -> None:
    paper, title = paper_of(which), f"{TITLE}{which}"
    office = enter("office")
    plan = hand_out(town, office, paper, title, number=f"临政办发〔2026〕{len(which)}号")
    assert "已下达" in office.locator("main").inner_text()
    shoot(office, f"job-{which}-plan-issued")

    work(town, enter, title, tmp_path)
    matter = verify(town, office, title)
    seen = office.locator(".timeline").inner_text()
    for words in ("登记事项", "下达任务", "签收", "反馈", "审签", "核验", "销号"):
        assert words in seen, f"{words} is not on the timeline"
    shoot(office, f"job-{which}-matter-done")
    office.goto(plan)
    assert office.locator("main").inner_text().count(title) >= 1

    audited(town, enter, matter)


def hand_out(town, office, paper: Path, title: str, *, number: str) -> str:
    """The office's part: import, correct one item, settle names, confirm, adopt, and the gate up to 下达."""
    review = walking.import_paper(office, town.url, paper)
    shoot(office, "import-review", full=False)
    walking.correct_item(
        office, review, 1, title=title, lead="市住建局", partner="市财政局", due="2026-12-31"
    )
    walking.settle_names(office, review)
    walking.confirm_items(office, review)
    plan = walking.adopt(office, review)
    shoot(office, "plan-draft")
    walking.through_the_gate(office, day="2026-11-19", number=number)
    return plan


def work(town, enter, title: str, tmp_path: Path) -> None:
    """The department's part: 签收, 反馈 with a file, 审签 by the one who signs for it."""
    housing = enter("housing")
    assert title in housing.locator("main").inner_text(), "the task is on the desk of the unit"
    walking.open_matter(housing, town.url, title)
    walking.do(housing, "市住建局", "签收")
    assert "办理中" in walking.task_of(housing, "市住建局").inner_text()
    proof = tmp_path / "对接流程.txt"
    proof.write_text("住建领域行政争议化解对接流程（虚构）\n一、登记\n二、移送\n", encoding="utf-8")
    walking.do(
        housing, "市住建局", "反馈办理结果", shot="submit-form", text="流程已印发各科室执行。", file=proof
    )
    assert "待单位审签" in walking.task_of(housing, "市住建局").inner_text()
    assert proof.name in housing.locator("main").inner_text(), "the file hangs on the task"

    chief = enter("housing-chief")
    walking.open_matter(chief, town.url, title)
    walking.do(chief, "市住建局", "审签通过", remark="同意报送。")
    assert "待核验" in walking.task_of(chief, "市住建局").inner_text()


def verify(town, office, title: str) -> str:
    """The office's second part: 核验 and 销号."""
    matter = walking.open_matter(office, town.url, title)
    walking.do(office, "市住建局", "核验通过", remark="成果齐全。")
    assert "已办结" in walking.task_of(office, "市住建局").inner_text()
    walking.do(office, "市住建局", "销号")
    assert "已销号" in walking.task_of(office, "市住建局").inner_text()
    return matter


def audited(town, enter, matter: str) -> None:
    """The auditor finds the acts on the trail without their content, and the trail is sound."""
    auditor = enter("auditor")
    key = matter.rstrip("/").rpartition("/")[2]
    auditor.goto(f"{town.url}/audit/?stream=matter:{key}")
    shoot(auditor, "audit-trail", full=False)
    text = auditor.locator("main").inner_text()
    assert "销号" in text
    assert "流程已印发各科室执行" not in text, "the auditor does not read what was said"
    answer = auditor.request.get(matter)
    assert answer.status == 404, "the matter itself does not exist for the auditor"
    assert TITLE not in answer.text()
    told = town.fyt("audit", "verify")
    assert told.returncode == 0, told.stdout + told.stderr

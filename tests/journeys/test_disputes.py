"""行政争议 from the first page to the last, by the court and the organs concerned, with dates worked out by hand.

The product's clock stands on Friday 2026-11-20. Of the days that count here, 2026-12-05 is a Saturday.
"""

from __future__ import annotations

from typing import Any

import pytest

from journeys import walking
from journeys.conftest import shoot

DISPUTE = "某公司不服市住建局不予验收备案一案的实质性化解"


def opened(page: Any, home: str, code: str, title: str, part: str) -> str:
    """Enter a matter of a mechanism, in which the court takes this part; returns its address."""
    page.goto(f"{home}/matters/new/{code}/")
    page.locator("main form [name=title]").fill(title)
    page.locator(f"main form [name='p:{part}']").select_option(label="临江市中级人民法院")
    page.locator("main .form-end button.primary").click()
    page.wait_for_url("**/matters/*-*/**")
    return page.url.split("#")[0]


def fill(page: Any, fields: dict[str, str]) -> None:
    """Fill in the form of a step, by the names of the definition or the form's own, and send it."""
    form = page.locator("main form:has(.form-end)")
    for name, value in fields.items():
        place = form.locator(f"[name='f:{name}'], [name='p:{name}'], [name='{name}']").first
        if place.evaluate("one => one.tagName") == "SELECT":
            place.select_option(label=value)
        else:
            place.fill(value)
    form.locator(".form-end button.primary").click()
    page.wait_for_load_state()


def act(page: Any, address: str, words: str, **fields: str) -> None:
    """Do an act of the mechanism on the matter's page."""
    page.goto(address)
    walking.press(page, words)
    fill(page, fields)
    page.goto(address)


def task(page: Any, address: str, unit: str, words: str, **fields: str) -> None:
    """Press a verb of a unit's own account; one that asks nothing is done at once."""
    page.goto(address)
    walking.press(page, words, walking.task_of(page, unit).locator(":scope > .button-row"))
    if page.locator("main form .form-end").count():
        fill(page, fields)
    page.goto(address)


def stage(page: Any) -> str:
    """The present stage as the page names it."""
    return page.locator(".stages .is-now .stage-name").inner_text().strip()


def dues(page: Any, unit: str) -> dict[str, str]:
    """Running terms of a unit's own account: name → date."""
    faces = walking.task_of(page, unit).locator(":scope > .clock").all()
    return {
        face.locator(".clock-label").inner_text().strip(): face.locator(".clock-due b").inner_text().strip()
        for face in faces
    }


@pytest.mark.inventory("L01", proof="walk")
@pytest.mark.inventory("L01", proof="page")
def test_a_dispute_on_trial_is_handed_over_settled_and_confirmed(town, enter) -> None:
    court, housing = enter("court"), enter("housing")
    address = opened(court, town.url, "administrative-dispute-resolution", DISPUTE, "化解中心")
    assert stage(court) == "登记"
    act(
        court, address, "移送", 化解阶段="诉中", 审理程序="普通程序", 当事人="江某｜13900000000", 争议事项="不服不予备案决定"
    )  # fmt: skip
    assert stage(court) == "已移送"
    act(court, address, "交办", 涉诉行政机关="临江市住房和城乡建设局")
    assert stage(court) == "化解中"
    assert dues(court, "市住建局") == {
        "签收时限": "2026-11-24",  # two working days: Monday 23rd, Tuesday 24th
        "诉中普通程序期限": "2026-12-07",  # fifteen days end on Saturday 5th, so on Monday
    }
    task(housing, address, "市住建局", "签收")
    assert dues(housing, "市住建局") == {"诉中普通程序期限": "2026-12-07"}
    task(housing, address, "市住建局", "反馈办理结果", text="两次组织协商，公司补齐材料。", 化解结果="撤诉")
    task(enter("housing-chief"), address, "市住建局", "审签通过")
    task(court, address, "市住建局", "核验通过")
    assert stage(court) == "已反馈"
    act(court, address, "确认化解", 化解结果="撤诉")
    assert "已化解" in court.locator(".stages").inner_text()
    shoot(court, "dispute-settled")
    court.goto(f"{town.url}/ledger/?state=all&q=验收备案")
    assert court.locator("tbody tr", has_text=DISPUTE).count() == 1
    market = enter("market")
    assert market.goto(address).status == 404, "a unit that has no part in it does not find it"

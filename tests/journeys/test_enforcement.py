"""查控 on the pages with one slow agency and one that is dead: a second person, the answers, the trail."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from config.processes import Up, environment
from enforcement.scene import NUMBER, paper
from installed import TODAY, Installed, Town, shift_to
from journeys import walking
from journeys.conftest import shoot

CASE = "（2026）新2899执77号"
LINKS = """hosts = ["{url}", "http://127.0.0.1:9"]
seconds = 5
[sources.land]
kind = "http"
url = "{url}"
[sources.vehicles]
kind = "http"
url = "http://127.0.0.1:9"
retry = 1
tries = 2
"""


@pytest.fixture(scope="module")
def town(installed: Installed) -> Iterator[Town]:
    """The installation with two connections: a partner that takes two seconds, and nobody at all."""
    command = [sys.executable, "-m", "fuyuantong.enforcement.simulator", "--mode", "slow", "--seconds", "2"]
    partner = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert partner.stdout is not None
    try:
        with installed.copied() as var:
            file = var / "channels.toml"
            file.touch(0o600)
            file.write_text(LINKS.format(url=partner.stdout.readline().strip()))
            env = environment(var, FYT_CHANNEL_FILE=str(file), FYT_CLOCK_SHIFT=shift_to(TODAY))
            made = Town(var, Up(env, "--demo").ready())
            yield made
            made.stop()
    finally:  # also when the installation does not start
        partner.kill()
        partner.wait()
        partner.stdout.close()


RENEWED = """typed => {
  const box = document.createElement("div");
  box.setAttribute("hx-trigger", "every 3s");
  box.innerHTML = "<textarea></textarea>";
  document.body.append(box);
  box.firstChild.value = typed;
  const told = {bubbles: true, cancelable: true, detail: {elt: box}};
  const asked = box.dispatchEvent(new CustomEvent("htmx:beforeRequest", told));
  box.remove();
  return asked;
}"""


def put(page: Any, **fields: str) -> None:
    """Fill the form of the page and send it."""
    form = page.locator("main form:has(button.primary)").first
    for name, value in fields.items():
        place = form.locator(f"[name={name}]").first
        if place.evaluate("e => e.tagName") == "SELECT":
            place.select_option(label=value)
        else:
            place.fill(value)
    form.locator("button.primary").first.click()
    page.wait_for_load_state()


def agree(court: Any, home: str, other: Any, title: str, unit: str, link: str, classes: list[str]) -> None:
    court.goto(f"{home}/enforcement/sources/new/")
    for code in classes:
        court.locator(f"[name=classes][value={code}]").check()
    put(court, title=title, unit=unit, link=link, purpose="执行查控（虚构）", valid_until="2027-12-31")
    other.goto(court.url)
    walking.press(other, "同意接入")


@pytest.mark.inventory("E01", proof="page")
def test_an_inquiry_tells_the_slow_the_dead_and_the_missing_and_leaves_its_trail(
    town: Town, enter, tmp_path
) -> None:
    court, home = enter("court"), town.url
    agree(court, home, enter("housing"), "不动产登记", "市住建局", "land", ["house", "deposit"])
    agree(court, home, enter("market"), "车辆登记", "市市场监管局", "vehicles", ["vehicle"])
    court.goto(f"{home}/enforcement/cases/new/")
    put(
        court,
        case_no=CASE,
        claim="100000",
        filed_on="2026-11-02",
        kind="单位",
        name="临江市虚构建材有限公司",
        number=NUMBER,
    )
    walking.press(court, "查询财产")
    upload = tmp_path / "通知书.png"
    upload.write_bytes(paper().read())
    court.set_input_files("[name=file]", upload)
    for code in ("house", "deposit", "vehicle", "equity"):
        court.locator(f"[name=classes][value={code}]").check()
    put(court, paper="（2026）新2899执77号协助查询通知书")
    assert "须由另一人审核后才会发出" in court.locator("main").inner_text()
    address = court.url
    president = enter("president")
    president.goto(address)
    walking.press(president, "同意查询")
    court.goto(address)
    court.get_by_text("未能取得反馈").first.wait_for(timeout=60_000)
    court.locator("main").get_by_text("有财产").first.wait_for()
    told = court.locator("main").inner_text()
    assert "没有取得反馈" in told
    assert [court.evaluate(RENEWED, typed) for typed in ("", "核对中")] == [True, False]  # typed words stay
    assert "市市场监管局" in told
    assert "股权" in told
    court.fill("[name=purpose]", "核对可供执行的财产")
    walking.press(court, "查看财产明细")
    assert "SIM-house-0000" in court.locator("main").inner_text()
    shoot(court, "enforcement-inquiry")
    auditor = enter("auditor")
    auditor.goto(f"{home}/audit/")
    trail = auditor.locator("main").inner_text()
    for line in (
        "提出财产查询",
        "第二人审核同意查询",
        "发出查控请求",
        "收到查控反馈",
        "查控请求未取得反馈",
        "查看财产明细",
    ):
        assert line in trail

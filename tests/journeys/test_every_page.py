"""What holds on every page: accessible, no sideways scrolling, without script, on paper, in English, nothing from abroad."""

from __future__ import annotations

import io
import re

import pytest

from journeys import walking
from journeys.conftest import shoot

axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)
MODES = {
    "light": {"theme": "light", "size": "standard"},
    "dark": {"theme": "dark", "size": "standard"},
    "xlarge": {"theme": "light", "size": "xlarge"},
}
COLOURS = ("color-contrast", "link-in-text-block")
"""What a theme can change: the other rules are asked of the same page, equally large, in the light one."""
VIOLATIONS = {"resultTypes": ["violations"]}
"""Of what is in order, axe need not name every place."""
WIDTHS = (1440, 390)
OPENED = ("/ledger/", "/imports/", "/plans/", "/organs/", "/mechanisms/")
"""Lists of which one entry is looked at as well."""


def pages_of(page, home: str) -> dict[str, str]:
    """name → path of every entry of the navigation, and one page behind each list, as this user sees them."""
    page.goto(home)
    found = page.locator("nav.side a, .side a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    paths = [p for p in dict.fromkeys(found) if p and p.startswith("/")]
    pages = {path.strip("/") or "home": path for path in paths}
    for path in OPENED:
        if path in paths:
            page.goto(home + path)
            inner = page.locator("main table a[data-open], main td.title a, main .card a").evaluate_all(
                "all => all.map(a => a.getAttribute('href'))"
            )
            kept = [i for i in inner if i and re.search(r"/[0-9a-f-]{36}/|/mechanisms/[a-z-]+/", i)]
            pages |= {f"{path.strip('/')}-one": kept[0].split("#")[0]} if kept else {}
    return pages | {"search": "/search/?q=行政"}


@pytest.mark.parametrize(
    ("who", "mode"), [("office", "light"), ("office", "dark"), ("office", "xlarge"), ("housing", "xlarge")]
)
def test_every_page_is_accessible_and_fits_its_screen(town, enter, who: str, mode: str) -> None:
    page = enter(who, **MODES[mode])
    faults = []
    pages = pages_of(page, town.url)
    assert len(pages) >= 10, pages
    for name, path in pages.items():
        answer = page.goto(town.url + path)
        if answer.status != 200:
            faults.append(f"{path}: {answer.status}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                faults.append(f"{path}: {wide} px wide on a screen of {width} px")
            if (width == 390) == (mode == "xlarge"):
                shoot(page, f"{who}-{name.replace('/', '-')}-{mode}-{width}", full=width == 390)
                faults += [
                    f"{path}: {fault}" for fault in faults_of(page, only=COLOURS if mode == "dark" else ())
                ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", ["standard", "large", "xlarge"])
def test_the_whole_row_of_the_ledger_fits_its_screen(town, enter, size: str, language: str) -> None:
    """Nothing of a row is cut off, nothing must be pushed sideways, and the row's button can be seen."""
    page = enter("office", size=size, language=language)
    cut = []
    for path in ("/ledger/?state=all&size=100", "/?list=overdue"):
        page.goto(town.url + path)
        for width in (1920, 1440, 1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            box = page.locator(".table-box").first
            inner, outer = box.evaluate("box => [box.scrollWidth, box.clientWidth]")
            act = page.locator("td.row-acts .button").first.bounding_box()
            if inner > outer or act["x"] + act["width"] > width:
                cut.append((path, width, inner, outer))
    assert cut == []
    page.goto(f"{town.url}/ledger/")
    page.set_viewport_size({"width": 1280, "height": 900})
    shoot(page, f"ledger-1280-{size}-{language}", full=False)


def faults_of(page, only: tuple[str, ...] = ()) -> list[str]:
    options = VIOLATIONS | ({"runOnly": list(only)} if only else {})
    found = axe.Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {[node['html'][:120] for node in v['nodes'][:3]]}" for v in found]


def test_signing_and_reporting_work_without_a_script(town, enter) -> None:
    market = enter("market", java_script_enabled=False)
    title = "推广送达地址确认和电子送达"
    walking.open_matter(market, town.url, title)
    walking.do(market, "市市场监管局", "签收")
    assert "办理中" in walking.task_of(market, "市市场监管局").inner_text()
    walking.do(market, "市市场监管局", "反馈办理结果", text="已在登记环节告知并确认送达地址。")
    assert "待核验" in walking.task_of(market, "市市场监管局").inner_text()


def test_what_was_typed_is_kept_when_a_form_is_refused(town, enter) -> None:
    housing = enter("housing")
    walking.open_matter(housing, town.url, "规范房屋征收领域行政执法程序")
    task = walking.task_of(housing, "市住建局")
    walking.press(housing, "反馈办理结果", task.locator(":scope > .button-row"))
    form = housing.locator("main form:has([name=text])")
    form.locator("[name=text]").fill("已制定程序指引。")
    form.locator("[name=occurred_on]").fill("2027-03-01")
    form.locator("button.primary").click()
    housing.wait_for_load_state()
    assert "晚于今天" in housing.locator("main").inner_text()
    assert housing.locator("[name=text]").input_value() == "已制定程序指引。"


def test_the_ledger_on_paper_repeats_its_head(town, enter) -> None:
    plumber = pytest.importorskip("pdfplumber", reason="pdfplumber is not installed")
    office = enter("office")
    office.goto(f"{town.url}/ledger/?size=100&state=all")
    with plumber.open(io.BytesIO(office.pdf(prefer_css_page_size=True))) as paper:
        texts = [(sheet.extract_text() or "").replace(" ", "") for sheet in paper.pages]
    assert len(texts) >= 3, "73 rows do not fit on two sheets"
    rows = [text for text in texts if re.search(r"2026-\d\d-\d\d", text)]
    assert len(rows) >= 3
    assert all("任务事项" in text and "办理期限" in text for text in rows)
    assert not any("导出" in text for text in texts), "buttons are not printed"


def test_the_main_pages_speak_english(town, enter) -> None:
    page = enter("office", language="en")
    pages = pages_of(page, town.url)
    for name, path in pages.items():
        page.goto(town.url + path)
        assert page.locator("html").get_attribute("lang").startswith("en")
        heading = page.locator("h1").inner_text()
        own = name.endswith("-one") or name == "search"
        assert own or not re.search("[\u4e00-\u9fff]", heading.split(",")[0]), f"{path}: {heading}"
    labels = page.locator(".side a").all_inner_texts()
    assert labels
    assert not any(re.search("[\u4e00-\u9fff]", label) for label in labels), labels
    shoot(page, "english-last")


def test_the_pages_for_people_without_a_session_are_accessible_too(town, browsers) -> None:
    page = browsers.page(town)
    page.goto(town.url)
    assert "/sign-in/" in page.url
    shoot(page, "sign-in")
    assert faults_of(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(page, "sign-in-phone")

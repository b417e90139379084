"""The style guide in a real browser: accessible, no overflow, keyboard, print, without script, no foreign host."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
PARTS = ("dashboard", "ledger", "matter", "import", "forms", "kiosk")
MODES = [
    ("standard", "light", 1440),
    ("standard", "dark", 1440),
    ("xlarge", "light", 1440),
    ("standard", "light", 390),
    ("xlarge", "dark", 390),
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")]


@pytest.fixture(scope="module")
def guide():
    from fuyuantong.config.words import compile_words

    compile_words()
    server = Path(__file__).with_name("guide_server.py")
    process = subprocess.Popen([sys.executable, str(server), "0"], stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().split()[1]}/styleguide/"
    finally:
        process.terminate()
        process.communicate(timeout=10)


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser, guide):
    contexts = []

    def open_page(part="dashboard", size="standard", theme="light", width=1440, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=options.pop("locale", "zh-CN"), **options
        )
        contexts.append(context)
        context.add_cookies(
            [
                {"name": "fyt_size", "value": size, "url": guide},
                *([{"name": "fyt_theme", "value": theme, "url": guide}] if theme else []),
            ]
        )
        page = context.new_page()
        page.faults = []
        page.on("console", lambda m: page.faults.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: page.faults.append(str(e)))
        page.on(
            "request",
            lambda r: (
                None if r.url.startswith((guide.split("/style")[0], "data:")) else page.faults.append(r.url)
            ),
        )
        page.goto(f"{guide}?part={part}")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("size", "theme", "width"), MODES)
@pytest.mark.parametrize("part", PARTS)
def test_a_page_is_accessible_and_fits_in_every_mode(visit, part, size, theme, width):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(part, size, theme, width)
    page.evaluate("document.querySelectorAll('details:not(.menu)').forEach(d => d.open = true)")
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.faults == [], "nothing is blocked by the policy of content, nothing leaves the host"


SHOWN = """() => {
  const probe = document.body.appendChild(document.createElement("div"));
  probe.style.backgroundColor = "Canvas";
  const light = colour => colour.match(/\\d+/g).slice(0, 3).every(part => Number(part) > 200) ? "light" : "dark";
  const of = (element, name) => getComputedStyle(element)[name];
  const found = {
    scheme: of(document.documentElement, "colorScheme"),
    page: light(of(document.body, "backgroundColor")),
    ink: light(of(document.body, "color")) === "light" ? "dark" : "light",
    native: light(of(probe, "backgroundColor")),
    box: light(of(document.querySelector("#id_title"), "backgroundColor")),
    card: light(of(document.querySelector(".card"), "backgroundColor")),
  };
  probe.remove();
  return Object.entries(found).map(pair => pair.join(" "));
}"""
"""What a person sees, in words: the page, its letters, a native surface (menus, bars, pickers), a text box, a card."""


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("chosen", ["", "light", "dark"])
def test_the_system_rules_until_a_person_chooses_and_then_the_person(visit, system, chosen):
    page = visit("forms", theme=chosen, color_scheme=system)
    wanted = chosen or system
    assert page.evaluate(SHOWN) == [
        f"{what} {wanted}" for what in ("scheme", "page", "ink", "native", "box", "card")
    ]
    assert page.get_attribute("meta[name=color-scheme]", "content") == (chosen or "light dark")
    pressed = page.locator(".tools > .prefs button[name=theme][aria-pressed=true]")
    assert pressed.get_attribute("value") == (chosen or "auto")


@pytest.mark.parametrize("system", ["light", "dark"])
def test_a_choice_against_the_system_holds_at_once_and_can_be_taken_back(visit, system):
    other = {"light": "dark", "dark": "light"}[system]
    page = visit("forms", theme="", color_scheme=system)
    page.click(f".tools > .prefs button[value={other}]")
    assert f"page {other}" in page.evaluate(SHOWN)
    assert f"native {other}" in page.evaluate(SHOWN)
    page.click(".tools > .prefs button[value=auto]")
    assert f"page {system}" in page.evaluate(SHOWN)
    page.emulate_media(color_scheme=other)
    assert f"native {other}" in page.evaluate(SHOWN), "a system that changes in the evening is followed"


def test_size_and_theme_change_in_place_and_typed_text_stays(visit):
    page = visit("forms")
    page.fill("#id_title", "写到一半")
    page.click(".tools > .prefs button[value=xlarge]")
    page.click(".tools > .prefs button[value=dark]")
    assert page.evaluate(
        "[document.documentElement.dataset.size, document.documentElement.dataset.theme]"
    ) == ["xlarge", "dark"]
    assert page.input_value("#id_title") == "写到一半"
    page.wait_for_load_state("networkidle")
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark", "the server remembers"


def test_without_script_the_same_switches_work_and_the_page_is_kept(visit):
    page = visit("ledger", java_script_enabled=False)
    page.click(".tools > .prefs button[value=dark]")
    assert page.url.endswith("?part=ledger")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.click(".tools > .prefs button[value=en]")
    assert page.get_attribute("html", "lang") == "en"
    assert page.inner_text(".skip") == "Skip to content"
    assert page.url.endswith("?part=ledger")


def test_the_phone_reaches_filters_and_the_whole_navigation_without_script(visit):
    page = visit("ledger", width=390, java_script_enabled=False)
    assert not page.is_visible("#q")
    page.click("label[for=filters-open]")
    assert page.is_visible("#q")
    page.click(".bottom a[href='#menu']")
    assert page.is_visible("#menu >> text=机构与人员")


def test_the_keyboard_finds_walks_and_opens_rows(visit):
    page = visit("ledger")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("jk?")
    assert page.input_value("#q") == "jk?", "keys are off inside fields"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    assert "听证程序" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**part=matter")


def test_every_stop_of_the_tab_key_is_visible(visit):
    page = visit("ledger")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 })()"
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")


def test_selecting_all_counts_and_marks_the_rows(visit):
    page = visit("ledger")
    page.check("[data-select-all]")
    assert page.inner_text("[data-selected]") == "10 / 10"
    page.uncheck("tbody tr:first-child [data-pick]")
    assert page.inner_text("[data-selected]") == "9 / 10"
    assert page.locator("tr.is-picked").count() == 9


def test_source_and_extraction_light_up_together(visit):
    page = visit("import")
    page.click("mark[data-span=i3]")
    assert page.get_attribute("article[data-span=i3]", "class") == "extract is-on"
    page.focus("article[data-span=i2]")
    assert page.get_attribute("mark[data-span=i2]", "class") == "is-on"
    assert page.locator("mark.is-on").count() == 1


def test_a_draft_survives_leaving_and_is_gone_after_signing_out(visit):
    page = visit("matter")
    page.click("text=申请延期")
    page.fill("#why", "案情复杂")
    page.reload()
    assert page.input_value("#why") == "案情复杂"
    page.evaluate(
        "document.querySelector('form[action=\"/sign-out/\"]').addEventListener('submit', e => e.preventDefault())"
    )
    page.evaluate("document.querySelector('form[action=\"/sign-out/\"]').requestSubmit()")
    page.reload()
    assert page.input_value("#why") == ""


def test_a_second_click_does_not_send_twice(visit):
    page = visit("matter")
    page.evaluate(
        """window.sent = 0;
        window.addEventListener('submit', e => { if (!e.defaultPrevented) window.sent++; e.preventDefault(); })"""
    )
    page.evaluate("for (let i = 0; i < 3; i++) document.querySelector('.fold form').requestSubmit()")
    assert page.evaluate("window.sent") == 1


def test_offline_is_said_and_taken_back(visit):
    page = visit("matter")
    page.context.set_offline(True)
    page.wait_for_selector(".offline")
    page.context.set_offline(False)
    page.wait_for_selector(".offline", state="detached")


def test_the_filter_keeps_its_state_in_the_address_and_back_shows_a_whole_page(visit):
    page = visit("ledger")
    page.fill("#q", "宏远")
    page.click("text=查询")
    page.wait_for_url("**q=%E5%AE%8F%E8%BF%9C**")
    page.click("tbody tr:first-child a[data-open]")
    page.wait_for_url("**part=matter")
    page.go_back()
    page.wait_for_selector("#list")
    assert page.is_visible("header.top")


def test_print_from_dark_mode_is_dark_ink_on_white_in_landscape(visit, tmp_path):
    import pdfplumber

    page = visit("ledger", theme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    page.evaluate(
        "const b = document.querySelector('tbody'); for (let i = 0; i < 4; i++) b.innerHTML += b.innerHTML.slice(0, 6000)"
    )
    page.pdf(path=str(tmp_path / "x.pdf"), prefer_css_page_size=True)
    with pdfplumber.open(tmp_path / "x.pdf") as paper:
        assert paper.pages[0].width > paper.pages[0].height
        assert len(paper.pages) > 1
        heads = [p for p in paper.pages if "办理期限" in (p.extract_text() or "")]
        assert len(heads) == len(paper.pages), "the head of the table is repeated"


def test_nothing_moves_for_those_who_asked_for_stillness(visit):
    page = visit("dashboard", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.querySelector('.kpi')).transitionDuration") in ("0s", "")


@pytest.mark.parametrize("part", PARTS)
def test_targets_on_a_phone_are_large_enough_for_a_finger(visit, part):
    page = visit(part, width=390)
    small = page.evaluate(
        """[...document.querySelectorAll('.button, .bottom a, .menu > summary, .bell, .tabs a')]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []

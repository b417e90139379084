"""Real browsers in the fictional 临江市 (tests/installed.py). Each module gets its own copy of the installation."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from installed import TODAY, Installed, Town

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
PASSWORD = "Linjiang-2026"
SHOTS = Path(__file__).resolve().parents[2] / "screenshots"
KEEPS_SHOTS = os.environ.get("FYT_SHOTS") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(600))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


@pytest.fixture(scope="module")
def town(installed: Installed) -> Iterator[Town]:
    with installed.copied() as var:
        made = Town(var).at(TODAY)
        yield made
        made.stop()


@dataclass
class Browsers:
    """Opens pages; notes every request that leaves the host, every error of a script and every answer ≥ 500."""

    chromium: object
    abroad: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    open: list[object] = field(default_factory=list)

    def page(
        self, town: Town, *, width: int = 1440, size: str = "", theme: str = "", language: str = "", **options
    ):
        context = self.chromium.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", **options
        )
        self.open.append(context)
        wanted = {"fyt_size": size, "fyt_theme": theme, "django_language": language}
        context.add_cookies([{"name": n, "value": v, "url": town.url} for n, v in wanted.items() if v])
        context.on("request", lambda r: self._asked(r.url))
        context.on("response", self._answered)
        context.on("console", self._said)
        context.set_default_timeout(30_000)
        return context.new_page()

    def _asked(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.abroad.append(url)

    def _answered(self, answer) -> None:
        if answer.status >= 500 or (answer.status == 404 and "/static/" in answer.url):
            self.broken.append(f"{answer.status} {answer.url}")

    def _said(self, message) -> None:
        """Scripts and the content policy complain here; that a page was refused is the page's own business."""
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.broken.append(f"{message.text} {message.page.url}")

    def close(self) -> None:
        for context in self.open:
            context.close()
        self.open.clear()


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    with playwright.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def browsers(chromium: object) -> Iterator[Browsers]:
    made = Browsers(chromium)
    yield made
    made.close()
    assert made.abroad == [], "a request left the host"
    assert made.broken == [], "an error in the browser or on the server"


@pytest.fixture
def enter(town: Town, browsers: Browsers) -> Callable[..., object]:
    """Sign one of the sample people in through the page; returns the browser's page at the workbench."""

    def as_user(username: str, **options):
        page = browsers.page(town, **options)
        page.goto(town.url)
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button.primary")
        page.wait_for_url(f"{town.url}/")
        return page

    return as_user


def shoot(page: object, name: str, *, full: bool = True) -> None:
    """Where FYT_SHOTS=1, keep a picture for people to look at; the folder is not under version control."""
    if KEEPS_SHOTS:
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=full)

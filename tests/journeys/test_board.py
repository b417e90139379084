"""A board composed in the browser, drilled to its rows, put on a wall in the dark; it fits a phone."""

from __future__ import annotations

from journeys.conftest import shoot
from journeys.test_every_page import axe
from journeys.walking import press


def test_an_office_composes_a_board_drills_to_its_rows_and_puts_it_on_a_wall(town, enter) -> None:
    page = enter("office", width=1280)
    page.goto(f"{town.url}/boards/")
    press(page, "新建看板")
    page.fill("[name=name]", "应诉大厅")
    press(page, "新建")
    page.fill("[name=tile-0-key]", "败诉率")
    page.select_option("[name=tile-0-indicator]", "loss-rate-by-judgments")
    page.select_option("[name=tile-0-window]", "last_year")
    page.fill("[name=tile-0-green]", "20")
    page.fill("[name=tile-0-yellow]", "40")
    page.fill("[name=tile-1-key]", "县区与机制")
    page.select_option("[name=tile-1-style]", "matrix")
    page.select_option("[name=tile-1-size]", "large")
    press(page, "保存")
    board = page.url
    figure = page.locator(".cell-figure a").first.inner_text()
    assert figure.endswith("%")
    assert axe.Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(page, "board-390", full=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator(".cell-figure a").first.click()
    page.locator("main .kpi b", has_text=figure.removesuffix("%")).first.wait_for()
    page.locator("main table td.num a").first.click()
    page.locator("main tbody tr").first.wait_for()
    page.goto(board)
    press(page, "大屏")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator(".side, .shell-user").count() == 0 and "林知远" not in page.content()
    assert page.locator("#tiles").get_attribute("hx-trigger") == "every 120s"
    shoot(page, "board-wall")

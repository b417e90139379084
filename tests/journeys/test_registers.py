"""Registers in a real browser: lists, a row, its forms, an import, a fund; on a phone, in the dark, very large."""

from __future__ import annotations

import pytest

from journeys.conftest import shoot
from journeys.test_every_page import MODES, WIDTHS, axe

PAGES = {
    "court": ["/registers/litigation-cases/", "/registers/litigation-cases/enter/", "/registers/enterprise-visits/"],
    "office": ["/registers/", "/registers/liaison-officers/", "/registers/liaison-officers/import/",
               "/registers/joint-training/about/"],
    "finance": ["/registers/bankruptcy-funds/"],
}  # fmt: skip
OPENED = ("/registers/litigation-cases/", "/registers/liaison-officers/", "/registers/bankruptcy-funds/")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("who", PAGES)
def test_every_page_of_a_register_is_accessible_and_fits_its_screen(town, enter, who: str, mode: str) -> None:
    page = enter(who, **MODES[mode])
    faults = []
    paths = list(PAGES[who])
    for path in [p for p in paths if p in OPENED]:
        page.goto(town.url + path)
        first = page.locator("td.title a").first.get_attribute("href")
        paths += [first, f"{first}correct/"]
    for number, path in enumerate(paths):
        answer = page.goto(town.url + path)
        if answer.status != 200:
            faults.append(f"{path}: {answer.status}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                faults.append(f"{path}: {wide} px wide on a screen of {width} px")
            if (width == 390) == (mode == "xlarge"):
                shoot(page, f"register-{who}-{number}-{mode}-{width}", full=width == 390)
        found = axe.Axe().run(page)
        faults += [f"{path}: {v['id']} {v['nodes'][0]['html'][:160]}" for v in found.response["violations"]]
    assert not faults, "\n".join(faults)

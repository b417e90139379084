"""全局检索: through the one rule of sight, from one character on, with escaped words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make

from fuyuantong.matters.models import Matter
from fuyuantong.workbench.pages.search import highlighted

pytestmark = pytest.mark.django_db


def test_matters_and_accounts_are_found_by_words_number_and_unit(city: make.City, enter, handed) -> None:
    browser = enter(city.office)
    assert len(browser.get("/search/?q=化解对接").context["matters"]) == 1
    assert len(browser.get("/search/?q=化").context["rows"]) == 2
    assert len(browser.get("/search/?q=财政局").context["rows"]) == 1
    assert "没有找到" in browser.get("/search/?q=无此事").content.decode()
    assert "请输入检索词" in browser.get("/search/").content.decode()


def test_what_one_may_not_see_is_not_found(city: make.City, enter, handed) -> None:
    for who in (city.market_clerk, city.auditor, city.judge):
        context = enter(who).get("/search/?q=化解").context
        assert (context["matters"], context["rows"]) == ([], [])
    Matter.objects.update(scope="named")
    assert enter(city.housing_clerk).get("/search/?q=化解").context["rows"] == []


def test_words_are_escaped_and_marked(city: make.City, enter, handed) -> None:
    Matter.objects.update(title="甲<b>乙</b>化解", grams=["化", "化解", "解"])
    page = enter(city.office).get("/search/?q=化解").content.decode()
    assert "甲&lt;b&gt;乙&lt;/b&gt;<mark>化解</mark>" in page
    assert (
        "<script>"
        not in enter(city.office)
        .get("/search/?q=<script>alert(1)</script>")
        .content.decode()
        .split("<main")[1]
    )


@given(text=st.text(max_size=30), words=st.text(max_size=4))
def test_marking_never_lets_markup_through(text: str, words: str) -> None:
    shown = highlighted(text, words).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in shown

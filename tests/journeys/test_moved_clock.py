"""A deadline comes, passes, and is seen: the lamp turns, the reminder fires, the bell rings."""

from __future__ import annotations

from datetime import timedelta

from journeys.conftest import TODAY, Town, shoot

TITLE = "建立知识产权纠纷快速处理机制"
"""Led by 市市场监管局, due Saturday 2026-11-28."""


def left(page, town: Town) -> str:
    """What the ledger says about the time that is left of the leading unit's task."""
    page.goto(f"{town.url}/ledger/?q={TITLE}&duty=lead")
    row = page.locator("tbody tr", has_text=TITLE)
    assert row.count() == 1
    return row.inner_text()


def told(page, town: Town) -> int:
    """How often the leading unit was reminded, by the matter's timeline (messages of one kind are merged)."""
    left(page, town)
    page.locator("tbody a", has_text=TITLE).first.click()
    page.wait_for_load_state()
    return page.locator("main").inner_text().count("催办：临江市市场监督管理局")


def wait_for_more(page, town: Town, before: int) -> int:
    for _try in range(40):
        if (now := told(page, town)) > before:
            return now
        page.wait_for_timeout(1500)
    raise AssertionError("no reminder came")


def test_a_deadline_turns_yellow_then_red_and_its_reminders_come_once(town: Town, enter) -> None:
    market = enter("market")
    assert "剩 8 天" in left(market, town)
    assert "is-soon" not in market.content().split("<tbody>")[1]
    before = told(market, town)

    town.at(TODAY + timedelta(days=6))
    market = enter("market")
    text = left(market, town)
    assert "剩 2 天" in text
    assert market.locator("tr.is-soon", has_text=TITLE).count() == 1, "临期"
    assert market.get_by_label("灯").first.locator("option[value=soon]").inner_text() == "临期"
    market.goto(f"{town.url}/ledger/?q={TITLE}&lamp=soon&duty=lead")
    assert market.locator("tbody tr", has_text=TITLE).count() == 1
    shoot(market, "clock-soon", full=False)
    hinted = wait_for_more(market, town, before)

    town.at(TODAY + timedelta(days=10))
    market = enter("market")
    assert "超期 2 天" in left(market, town)
    assert market.locator("tr.is-over", has_text=TITLE).count() == 1, "超期"
    shoot(market, "clock-overdue", full=False)
    urged = wait_for_more(market, town, hinted)
    market.goto(f"{town.url}/notices/")
    bell = market.locator(".top a[href*='notices'] .count, .top a[href*='notices']").last.inner_text()
    assert bell.strip(), "the bell shows how many"
    market.locator("tr", has_text=TITLE).get_by_role("button", name="查看").first.click()
    market.wait_for_load_state()
    assert TITLE in market.locator("h1").inner_text(), "a message leads to its matter"

    town.at(TODAY + timedelta(days=10))
    market = enter("market")
    market.wait_for_timeout(20_000)
    assert told(market, town) == urged, "another start repeats nothing"

"""领导驾驶舱: every figure is the number of rows behind its link, for everybody."""

from __future__ import annotations

from datetime import date

import pytest
from tests import make
from tests.matters.conftest import at, hand_out

from fuyuantong.matters.models import Obligation
from fuyuantong.workbench.queries import board
from fuyuantong.workbench.queries.board import last_months

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 29)


@pytest.fixture
def work(city: make.City, monkeypatch) -> make.City:
    """Some of everything: late and in time, near and past, a court, a matter of the unit's own."""
    monkeypatch.setattr("fuyuantong.common.now.timezone.now", lambda: at("2026-06-29", 9))
    for _ in range(4):
        hand_out(city, leads=[city.housing.pk], partners=[city.court.pk])
    leads = list(Obligation.objects.filter(duty="lead").order_by("created_at"))
    for row, values in zip(
        leads,
        [
            {"state": "done", "finished_on": date(2026, 5, 20), "collects": False},
            {"state": "done", "finished_on": date(2026, 7, 2), "collects": False},
            {"due_on": date(2026, 6, 1), "state": "verifying"},
            {"held": True},
        ],
        strict=True,
    ):
        Obligation.objects.filter(pk=row.pk).update(**values)
    Obligation.objects.filter(owner=city.court).update(due_on=date(2026, 6, 2))
    return city


@pytest.mark.parametrize("who", ["office", "housing_clerk", "judge", "market_clerk", "watcher"])
@pytest.mark.parametrize("linkage", ["", "linjiang-court"])
def test_every_figure_counts_the_rows_behind_its_link(work: make.City, enter, who, linkage) -> None:
    browser = enter(getattr(work, who))
    answer = browser.get("/dashboard/", {"linkage": linkage})
    for kpi in answer.context["kpis"]:
        if kpi.unit != "%" and kpi.value != "—":
            assert len(browser.get(kpi.href).context["rows"]) == kpi.value, kpi.label
    for week in answer.context["month"].weeks:
        for day in week:
            for mark in day.marks:
                assert mark.label == f"{len(browser.get(mark.href).context['rows'])} 项"
    for line in answer.context["lamps"]:
        for cell in filter(None, line["cells"]):
            n = cell["word"].rpartition(" ")[2]
            assert not n or len(browser.get(cell["href"]).context["rows"]) == int(n)


def test_the_rate_leaves_courts_out_and_says_what_it_divides(work: make.City) -> None:
    found = board(work.office, TODAY, TODAY.replace(day=1))
    assert (found.total, found.on_time.part, found.on_time.whole) == (8, 1, 3)
    assert found.on_time.percent == "33.3"
    assert found.lamps["overdue"] == 1
    assert found.lamps["none"] == 4, "the court's four"
    assert found.finished == {date(2026, 5, 1): 1}, "months to come are not drawn"
    assert found.issued == {date(2026, 3, 1): 8}


def test_no_lamp_stands_beside_a_court(work: make.City, enter) -> None:
    answer = enter(work.office).get("/dashboard/?by=unit")
    names = [line["name"] for line in answer.context["lamps"]]
    assert names == ["市住建局"]
    assert answer.context["lamps"][0]["cells"][-1]["colour"] == "red"
    page = answer.content.decode()
    assert "数据截至 2026-06-29 09:00" in page
    assert "不评灯、不计入" in page


def test_an_outsider_sees_an_empty_board(work: make.City, enter) -> None:
    answer = enter(work.market_clerk).get("/dashboard/")
    assert answer.context["kpis"][0].value == 0
    assert answer.context["lamps"] == []


def test_months_run_over_the_new_year() -> None:
    assert last_months(date(2026, 2, 28), 4) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]

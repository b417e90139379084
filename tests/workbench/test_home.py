"""我的工作台: its figures and lists are those of the post one acts as."""

from __future__ import annotations

from datetime import date

import pytest
from tests import make
from tests.matters.conftest import at, hand_out

from fuyuantong.matters.actions import life
from fuyuantong.matters.models import Obligation
from fuyuantong.workbench.models import SavedView

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("fuyuantong.common.now.timezone.now", lambda: at("2026-06-29", 9))


def test_what_waits_for_a_unit_is_listed_first_and_counted(city: make.City, enter, handed) -> None:
    answer = enter(city.housing_clerk).get("/")
    assert [item.row.pk for item in answer.context["rows"]] == [handed.lead.pk]
    page = answer.content.decode()
    assert "上午好，" in page
    kpis = {kpi.label: (kpi.value, kpi.href) for kpi in answer.context["kpis"]}
    assert kpis["待我办理"] == ("1", "/?list=todo")
    assert kpis["临期"] == ("2", "/?list=soon"), "its own and the part owed to it"
    assert kpis["已超期"][0] == "0"


def test_every_figure_counts_the_rows_behind_its_link(city: make.City, enter, handed) -> None:
    make.do(city.housing_clerk, life.sign, handed.lead.pk, now=at("2026-03-04"))
    Obligation.objects.filter(pk=handed.part.pk).update(due_on=date(2026, 6, 1), urged=1)
    for who in ("office", "housing_clerk", "finance_clerk", "judge"):
        browser = enter(getattr(city, who))
        front = browser.get("/")
        for kpi in front.context["kpis"]:
            assert len(browser.get(kpi.href).context["rows"]) == int(kpi.value), (who, kpi.label)
        for tab in front.context["tabs"]:
            assert len(browser.get(tab.href).context["rows"]) == int(tab.count), (who, tab.label)


def test_the_oldest_row_of_a_figure_is_named(city: make.City, enter) -> None:
    hand_out(city, due=date(2026, 6, 10))
    kpis = {kpi.label: kpi.oldest for kpi in enter(city.housing_clerk).get("/").context["kpis"]}
    assert kpis["已超期"] == "06-10 制定行政争议化解对接流程"


def test_a_court_is_asked_and_not_urged_and_reads_no_red_figure(city: make.City, enter) -> None:
    hand_out(city, leads=[city.court.pk], due=date(2026, 6, 10))
    Obligation.objects.update(urged=1)
    context = enter(city.judge).get("/").context
    shown = {kpi.label: (kpi.value, kpi.tone) for kpi in context["kpis"]}
    assert shown["已过期限"] == ("2", "run"), "its own and the part owed to it"
    assert shown["收到函询"][0] == "1"
    assert {"over"}.isdisjoint(kpi.tone for kpi in context["kpis"])
    tabs = {str(tab.label): tab.alarming for tab in context["tabs"]}
    assert (tabs["函询"], tabs["已过期限"]) == (False, False)


def test_an_unknown_list_is_refused(city: make.City, enter) -> None:
    assert enter(city.office).get("/?list=everything").status_code == 400


def test_the_strip_and_the_calendar_show_deadlines_of_ones_own_unit(city: make.City, enter, handed) -> None:
    browser = enter(city.housing_clerk)
    strip = {day: n for day, _kind, n in browser.get("/").context["coming"]}
    assert strip[date(2026, 6, 30)] == 2, "its own account and the part that is owed to it"
    page = browser.get("/calendar/?month=2026-10").content.decode()
    assert "国庆节" in page
    shown = browser.get("/calendar/?on=2026-06-30")
    assert len(shown.context["rows"]) == 2
    assert enter(city.market_clerk).get("/calendar/?on=2026-06-30").context["rows"] == []
    assert browser.get("/calendar/?month=never&on=today").status_code == 200


def test_a_person_keeps_views_for_themselves(city: make.City, enter) -> None:
    browser = enter(city.office)
    query = "lamp=overdue&cols=title&cols=due&order=-due&after=zzz&evil=1"
    answer = browser.post("/views/", {"name": "超期的", "query": query})
    assert answer["Location"] == "/ledger/?lamp=overdue&cols=title&cols=due&order=-due"
    browser.post("/views/", {"name": "超期的", "query": "duty=lead"})
    view = SavedView.objects.get()
    assert (view.query, view.columns, view.order) == ("duty=lead", "", "")
    assert "超期的" in browser.get("/ledger/").content.decode()
    other = enter(city.judge)
    assert "超期的" not in other.get("/ledger/").content.decode()
    assert other.post(f"/views/{view.pk}/remove/").status_code == 404
    assert enter(city.office).post(f"/views/{view.pk}/remove/")["Location"] == "/ledger/"
    assert not SavedView.objects.exists()


def test_views_are_few(city: make.City, enter) -> None:
    SavedView.objects.bulk_create(SavedView(person=city.office.person, name=f"v{n}") for n in range(20))
    answer = enter(city.office).post("/views/", {"name": "又一个", "query": ""})
    assert answer.status_code == 400
    assert SavedView.objects.count() == 20
    assert enter(city.office).post("/views/", {"name": "", "query": ""}).status_code == 400

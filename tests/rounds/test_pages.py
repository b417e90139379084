"""The same through the pages, without a script."""

from __future__ import annotations

import re

from tests.make import do

from fuyuantong.rounds import actions
from fuyuantong.rounds.models import Round, Series, Sheet
from rounds.conftest import words


def fields(answer) -> dict[str, str]:
    """The names of the text areas of the sheet, each with a word for it."""
    names = re.findall(r'<textarea name="([\w-]+)"', answer.content.decode())
    return {name: f"{name.split('-')[0]}内容" for name in names if "-" in name}


def test_a_round_is_opened_filled_checked_and_seen(city, tasks, enter):
    office = enter(city.office)
    form = office.get("/rounds/new/")
    assert form.status_code == 200
    sent = office.post("/rounds/new/", {
        "linkage": city.linkage.code, "title": "三月进展", "cadence": "month", "due_on": "2026-03-31",
        "duties": ["lead"], "lead_days": "7",
    }, follow=True)  # fmt: skip
    assert "已开启" in sent.content.decode()
    round_ = Round.objects.get()
    clerk = enter(city.housing_clerk)
    assert "三月进展" in clerk.get("/rounds/").content.decode()
    page = clerk.get(f"/rounds/{round_.pk}/", follow=True)
    sheet = Sheet.objects.get(unit=city.housing)
    assert page.redirect_chain[-1][0] == f"/rounds/sheets/{sheet.pk}/"
    typed = fields(page)
    assert len(typed) == 6
    done = clerk.post(f"/rounds/sheets/{sheet.pk}/send/", {**typed, "version": "1"}, follow=True)
    assert "待科长审核" in done.content.decode()
    chief = enter(city.housing_chief)
    chief.post(f"/rounds/sheets/{sheet.pk}/check/", {"version": "2"})
    overview = office.get(f"/rounds/{round_.pk}/")
    assert "2 / 2" in overview.content.decode()
    assert [kpi.value for kpi in overview.context["figures"]] == ["2", "1", "0", "0", "1"]


def test_what_is_missing_is_shown_at_its_field_and_the_text_is_kept(city, sheet, enter):
    clerk = enter(city.housing_clerk)
    typed = fields(clerk.get(f"/rounds/sheets/{sheet.pk}/"))
    empty = next(name for name in typed if name.startswith("progress"))
    answer = clerk.post(f"/rounds/sheets/{sheet.pk}/send/", {**typed, empty: "", "version": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{empty}_error"' in page
    assert "problems内容" in page
    assert Sheet.objects.get(pk=sheet.pk).state == "waiting"


def test_the_ledger_hands_its_ticked_tasks_to_a_round(city, tasks, enter):
    office = enter(city.office)
    assert 'formaction="/rounds/new/"' in office.get("/ledger/").content.decode()
    page = office.post("/rounds/new/", {"ids": [str(tasks["flow"].pk), str(tasks["court"].pk)]})
    assert "台账中选择的 2 项任务" in page.content.decode()


def test_a_series_is_set_up_and_stopped(city, tasks, enter):
    office = enter(city.office)
    office.post("/rounds/new/", {
        "linkage": city.linkage.code, "title": "季报", "cadence": "quarter", "duties": ["lead"], "again": "on",
        "lead_days": "10",
    })  # fmt: skip
    series = Series.objects.get()
    assert "季报" in office.get("/rounds/").content.decode()
    office.post(f"/rounds/series/{series.pk}/stop/")
    assert not Series.objects.get().active


def test_to_a_court_the_page_says_please(city, round_, enter):
    sheet = Sheet.objects.get(unit=city.court)
    do(city.judge, actions.fill, sheet.pk, words(sheet), send=True)
    page = enter(city.office).get(f"/rounds/sheets/{sheet.pk}/").content.decode()
    assert "商请补充" in page
    assert "退改</button>" not in page


def test_outsiders_find_nothing(city, round_, sheet, enter):
    for who in (city.market_clerk, city.auditor):
        browser = enter(who)
        assert browser.get(f"/rounds/{round_.pk}/").status_code == 404
        assert browser.get(f"/rounds/sheets/{sheet.pk}/").status_code == 404
        assert browser.post(f"/rounds/{round_.pk}/urge/").status_code in (403, 404)

"""台账: what it lists, how it turns pages, what it may cost."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.test import Client
from openpyxl import load_workbook
from tests import make
from tests.matters.conftest import at, hand_out

from fuyuantong.audit.models import Entry
from fuyuantong.common.actors import Actor
from fuyuantong.matters.models import Feedback, Obligation
from fuyuantong.matters.queries.columns import USUAL
from fuyuantong.organs.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(client: Client):
    def signed_in(actor: Actor) -> Client:
        client.force_login(Person.objects.get(pk=actor.person))
        return client

    return signed_in


@pytest.fixture
def today(monkeypatch):
    """The clock stands on a day of summer 2026."""
    monkeypatch.setattr("fuyuantong.common.now.timezone.now", lambda: at("2026-07-20"))
    return date(2026, 7, 20)


def titles(answer) -> list[str]:
    return [item.row.title for item in answer.context["rows"]]


def test_a_unit_sees_its_own_accounts_and_nobody_elses(city: make.City, enter, handed) -> None:
    assert [i.row.owner for i in enter(city.housing_clerk).get("/ledger/").context["rows"]].count(
        city.housing
    ) == 1
    assert titles(enter(city.market_clerk).get("/ledger/")) == []
    assert titles(enter(city.auditor).get("/ledger/?state=all")) == []


def test_fifty_rows_cost_at_most_twelve_queries(
    city: make.City, enter, django_assert_max_num_queries
) -> None:
    from fuyuantong.workbench.models import SavedView

    for n in range(3):
        hand_out(city)
        SavedView.objects.create(person=city.office.person, name=f"视图{n}")
    row = Obligation.objects.filter(duty="lead").first()
    for _ in range(50):
        row.pk, row._state.adding, row.collects = make.person().pk, True, False
        row.save(force_insert=True)
    browser = enter(city.office)
    browser.get("/ledger/")
    with django_assert_max_num_queries(12):
        answer = browser.get(
            "/ledger/?" + urlencode({"q": "争议", "state": "open", "cols": [*USUAL, "text"]}, doseq=True)
        )
    assert len(answer.context["rows"]) == 50


def test_pages_turn_without_losing_or_repeating_a_row(city: make.City, enter) -> None:
    for n in range(12):
        hand_out(city, due=[date(2026, 6, 30), None][n % 2])
    browser = enter(city.office)
    for order in ("due", "-due", "new", "old"):
        seen, address = [], f"/ledger/?size=20&order={order}"
        while address:
            answer = browser.get(address)
            seen += [item.row.pk for item in answer.context["rows"]]
            turn = answer.context["paging"].next_href
            address = f"/ledger/{turn}" if turn else ""
        assert sorted(seen) == sorted(Obligation.objects.values_list("pk", flat=True)), order
        back = browser.get(f"/ledger/{answer.context['paging'].previous_href}")
        assert [item.row.pk for item in back.context["rows"]] == seen[:20], order


def test_without_a_filter_only_what_is_unfinished_is_listed(city: make.City, enter, handed) -> None:
    Obligation.objects.filter(pk=handed.lead.pk).update(state="done", collects=False)
    browser = enter(city.office)
    assert len(titles(browser.get("/ledger/"))) == 1
    assert len(titles(browser.get("/ledger/?state=all"))) == 2
    assert len(titles(browser.get("/ledger/?lamp=done"))) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "对接流程"}, 2), ({"q": "财政"}, 1), ({"q": "没有这回事"}, 0), ({"duty": "lead"}, 1), ({"duty": "report"}, 0),
        ({"state": "pending"}, 2), ({"state": "done"}, 0), ({"mechanism": "annual-plan-item"}, 2),
        ({"mechanism": "assigned-item"}, 0), ({"linkage": "linjiang-court"}, 2), ({"due_from": "2026-07-01"}, 0),
        ({"due_until": "2026-06-30"}, 2), ({"area": make.CITY}, 2), ({"issued_from": "2026-03-03"}, 0), ({"lamp": "overdue"}, 2),
    ],
)  # fmt: skip
def test_every_filter_narrows(city: make.City, enter, handed, today, query, found) -> None:
    assert len(titles(enter(city.office).get("/ledger/", query))) == found


@pytest.mark.parametrize(
    "query", ["lamp=blue", "state=x", "unit=1", "due_from=soon", "size=7", "order=colour"]
)
def test_a_filter_that_nobody_knows_is_refused_in_its_place(city: make.City, enter, query) -> None:
    answer = enter(city.office).get(f"/ledger/?{query}")
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()


def test_a_torn_page_mark_is_refused(city: make.City, enter, handed) -> None:
    assert enter(city.office).get("/ledger/?after=xyz").status_code == 400


def test_what_is_overdue_says_so_with_a_word_and_a_shape(city: make.City, enter, handed, today) -> None:
    page = enter(city.office).get("/ledger/").content.decode()
    assert "超期 20 天" in page
    assert "#s-diamond" in page
    assert 'class="is-over"' in page


def test_a_court_gets_no_red_lamp_and_no_urging_words(city: make.City, enter, today) -> None:
    hand_out(city, leads=[city.court.pk])
    Obligation.objects.filter(owner=city.court).update(urged=2)
    browser = enter(city.office)
    row = next(i for i in browser.get("/ledger/").context["rows"] if i.row.owner == city.court)
    assert (row.mark, row.left, row.left_tone) == ("", "", "")
    state = next(cell for cell in row.cells if cell.key == "state")
    assert [cell.text for cell in state.under] == ["函询 2 次"]
    assert all(i.row.owner != city.court for i in browser.get("/ledger/?lamp=overdue").context["rows"])
    assert all(i.row.owner != city.court for i in browser.get("/?list=overdue").context["rows"])


def test_days_left_stand_under_the_date_and_alone_where_the_date_is_not_chosen(
    city, enter, handed, today
) -> None:
    browser = enter(city.office)

    def told(query: str) -> dict[str, list[str]]:
        answer = browser.get(f"/ledger/{query}")
        row = answer.context["rows"][0]
        assert [head["key"] for head in answer.context["heads"]] == [cell.key for cell in row.cells]
        return {cell.key: [one.key for one in cell.under] for cell in row.cells}

    usual = told("")
    assert (usual["due"], usual["unit"], usual["title"]) == (["lamp"], ["duty"], ["mechanism"])
    assert {"lamp", "duty", "urged"} & usual.keys() == set()
    assert told("?cols=lamp&cols=duty") == {"title": [], "duty": [], "lamp": []}


def test_only_batch_acts_that_fit_are_offered_and_they_work(city: make.City, enter, handed, today) -> None:
    browser = enter(city.housing_clerk)
    answer = browser.get("/ledger/")
    assert [(act.name, act.count) for act in answer.context["acts"]][0] == ("sign", 1)
    done = browser.post(
        "/obligations/batch/sign/", {"ids": [str(handed.lead.pk)], "next": "/ledger/?duty=lead"}
    )
    assert done["Location"] == "/ledger/?duty=lead"
    assert Obligation.objects.get(pk=handed.lead.pk).state == "working"


def cells(content: bytes) -> list[list]:
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(content)).active.iter_rows()]


def test_the_file_is_what_the_page_shows(city: make.City, enter, today) -> None:
    for n in range(12):
        hand_out(city, due=date(2026, 6, n + 1))
    browser = enter(city.office)
    query = {"duty": "lead", "order": "-due", "size": "20", "cols": ["due", "title", "unit", "text"]}
    Feedback.objects.create(
        obligation=Obligation.objects.filter(duty="lead").latest("due_on"), kind="progress", state="sent", text="=1+1",
        occurred_on=today, at=at("2026-07-19"), by_name="经办", by_unit_name="市住建局",
    )  # fmt: skip
    shown = [[cell.text for cell in item.cells] for item in browser.get("/ledger/", query).context["rows"]]
    answer = browser.get("/ledger/export/xlsx/", query)
    table = cells(answer.content)
    head = next(n for n, row in enumerate(table) if row[0] == "任务事项")
    assert table[head] == ["任务事项", "承办单位", "办理期限", "进展情况"]
    body = [
        [v.date().isoformat() if hasattr(v, "date") else str(v or "") for v in row]
        for row in table[head + 1 :]
    ]
    assert body == shown
    assert body[0][3] == "=1+1"
    notes = "\n".join(str(row[0]) for row in table[:head])
    assert "职责：牵头" in notes
    assert "共 12 条" in notes
    assert city.office.name in notes
    assert "2026-07-20" in notes


def test_all_pages_go_into_the_file_up_to_the_limit(city: make.City, enter, monkeypatch) -> None:
    for _ in range(3):
        hand_out(city)
    monkeypatch.setattr("fuyuantong.matters.actions.exporting.EXPORT_MOST", 5)
    table = cells(enter(city.office).get("/ledger/export/xlsx/?size=20").content)
    assert any("超过 5 条" in str(row[0]) for row in table)
    assert sum(row[0] == "制定行政争议化解对接流程" for row in table) == 5


def test_an_export_is_on_the_trail_without_the_words_that_were_searched(
    city: make.City, enter, handed
) -> None:
    enter(city.office).get("/ledger/export/docx/?q=张某某争议&duty=lead")
    entry = Entry.objects.get(kind="ledger.exported")
    assert (entry.data["format"], entry.data["count"], entry.data["filter"]["duty"]) == ("docx", 0, "lead")
    assert entry.person == city.office.person
    assert "张某某" not in str(entry.data)


def test_an_export_holds_only_what_its_person_may_see(city: make.City, enter, handed) -> None:
    assert "对接流程" not in str(cells(enter(city.market_clerk).get("/ledger/export/xlsx/").content))
    assert enter(city.office).get("/ledger/export/pdf/").status_code == 404
    assert enter(city.office).get("/ledger/export/xlsx/?lamp=blue").status_code == 400

"""持续推进: reviewed on a date, never late by it, and counted apart from what may be late."""

from __future__ import annotations

from datetime import date

import pytest
from tests import make
from tests.matters.conftest import at

from fuyuantong.common.refusals import Refusal
from fuyuantong.matters.actions import dates, life
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.models import ClockMove, Obligation, Reminder
from fuyuantong.matters.queries import Filters, Lamp, lamp_of, ledger, worklist, worklist_counts
from fuyuantong.matters.queries.tally import lamps_on, tally

pytestmark = pytest.mark.django_db
REVIEW = date(2026, 6, 30)
BEFORE, AFTER = date(2026, 6, 29), date(2026, 9, 1)


@pytest.fixture
def standing(city: make.City) -> Obligation:
    """Handed out by the office itself, not through a plan: the definition alone says that it is open-ended."""
    opening = Opening(
        mechanism="annual-plan-item",
        linkage=city.linkage.code,
        title="常态化开展庭审观摩",
        units={"牵头单位": [city.housing.pk]},
    )
    matter = make.do(city.office, open_matter, opening, now=at("2026-03-02"))
    data = {"年度": 2026, "任务内容": "常态化观摩", "时限类型": "长期坚持", "复核日": REVIEW.isoformat()}
    _, [row] = make.do(city.office, act, matter.pk, "下达", data=data, now=at("2026-03-02"))
    make.do(city.housing_clerk, life.sign, row.pk, now=at("2026-03-03"))
    return Obligation.objects.select_related("owner").get(pk=row.pk)


def test_its_date_is_a_review_date(standing: Obligation) -> None:
    assert (standing.standing, standing.review_on) == (True, REVIEW)
    assert lamp_of(standing, BEFORE) == Lamp.STANDING
    assert lamp_of(standing, REVIEW) == lamp_of(standing, AFTER) == Lamp.REVIEW


def test_it_is_in_no_list_or_figure_of_what_is_late(city: make.City, standing: Obligation) -> None:
    assert not standing.is_overdue(AFTER)
    for viewer in (city.office, city.housing_clerk):
        assert not worklist(viewer, "overdue", AFTER).exists()
        assert not worklist(viewer, "soon", REVIEW).exists()
        assert worklist_counts(viewer, AFTER)["standing"] == 1
        for lamp in Lamp:
            assert ledger(viewer, Filters(lamp=lamp), AFTER).exists() is (lamp == Lamp.REVIEW)
        counted = tally(viewer, (), lamps_on(AFTER))[()]
        assert {lamp for lamp, n in counted.items() if n} == {Lamp.REVIEW}
    Obligation.objects.filter(pk=standing.pk).update(state="done", finished_on=AFTER)
    standing.refresh_from_db()
    assert not standing.finished_late()
    assert {lamp for lamp, n in tally(city.office, (), lamps_on(AFTER))[()].items() if n} == {Lamp.DONE}


def test_whoever_handed_it_out_finds_the_review_among_what_waits(
    city: make.City, standing: Obligation
) -> None:
    assert not worklist(city.office, "todo", BEFORE).exists()
    assert worklist(city.office, "todo", REVIEW).exists()
    assert not worklist(city.housing_clerk, "todo", REVIEW).exists()


def test_a_review_names_the_next_date_and_says_what_was_found(city: make.City, standing: Obligation) -> None:
    make.do(
        city.office, dates.review, standing.pk, due_on=date(2026, 12, 31), reason="继续推进", now=at("2026-07-01")
    )  # fmt: skip
    standing.refresh_from_db()
    assert standing.due_on == standing.review_on == date(2026, 12, 31)
    assert lamp_of(standing, date(2026, 7, 1)) == Lamp.STANDING
    assert ClockMove.objects.get().reason == "继续推进"
    assert Reminder.objects.filter(clock__obligation=standing, fired_at=None).exists(), "reminders go on"


def test_review_and_extension_are_not_mistaken_for_each_other(
    city: make.City, standing: Obligation, handed
) -> None:
    with pytest.raises(Refusal, match="没有完成期限"):
        make.do(
            city.office, dates.extend, standing.pk, due_on=date(2026, 9, 1), reason="延", now=at("2026-05-06")
        )
    with pytest.raises(Refusal, match="有完成期限，不作复核"):
        make.do(
            city.office, dates.review, handed.lead.pk, due_on=date(2026, 9, 1), reason="看", now=at("2026-05-06")
        )  # fmt: skip
    with pytest.raises(Refusal, match="应晚于今天"):
        make.do(
            city.office, dates.review, standing.pk, due_on=date(2026, 5, 6), reason="看", now=at("2026-05-06")
        )


def test_the_page_says_ongoing_and_offers_the_review(city: make.City, standing: Obligation, enter) -> None:
    Obligation.objects.filter(pk=standing.pk).update(due_on=date(2020, 1, 1))
    standing.clocks.update(due_on=date(2020, 1, 1))
    office = enter(city.office)
    page = office.get(f"/matters/{standing.matter_id}/").content.decode()
    assert "持续推进 · 待复核" in page
    assert f"/obligations/{standing.pk}/review/" in page
    assert f"/obligations/{standing.pk}/extend/" not in page
    assert "badge t-over" not in page
    assert "超期 " not in page
    listed = office.get("/ledger/").content.decode()
    assert "2020-01-01 复核" in listed
    assert "is-over" not in listed
    answer = office.post(f"/obligations/{standing.pk}/review/", {"reason": "继续", "due_on": "2099-12-31"})
    assert answer.status_code == 302
    standing.refresh_from_db()
    assert standing.review_on == date(2099, 12, 31)
    home = office.get("/?list=standing").content.decode()
    assert standing.title in home


def test_the_api_gives_a_review_date_and_no_date_of_completion(city: make.City, standing: Obligation) -> None:
    from tests.api.calling import Caller

    caller = Caller(make.token(city.office))
    line = caller.get("/obligations").json()["items"][0]
    assert (line["due_on"], line["review_on"], line["standing"]) == (None, "2026-06-30", True)

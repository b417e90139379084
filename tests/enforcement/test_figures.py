"""Figures written by hand: answers with their hours, addresses, hand-overs, alerts; 代字 by the administrator."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from tests import make

from enforcement import scene
from enforcement.conftest import HOUR, ask
from fuyuantong.audit.models import Entry
from fuyuantong.common.now import read_clock
from fuyuantong.common.refusals import Forbidden, Refusal
from fuyuantong.enforcement import actions, figures
from fuyuantong.enforcement.models import Alert, Call, Seat

pytestmark = pytest.mark.django_db


def test_the_figures_are_those_written_by_hand_and_the_file_says_the_same(
    city, partner, source, case, enter
) -> None:
    begun = read_clock()
    for number, (state, hours) in enumerate([("found", 2), ("none", 4), ("none", 30), ("failed", None)]):
        ask(city, case if not number else scene.case(city, f"（2026）新2801执{20 + number}号"))
        call = Call.objects.latest("at", "id")
        answered = begun + hours * HOUR if hours else None
        Call.objects.filter(pk=call.pk).update(state=state, sent_at=begun, answered_at=answered)
    scene.measure(city, case, value=Decimal(500_000))
    Alert.objects.update(state="justified", decided_at=begun + timedelta(hours=6))
    scene.measure(city, case, value=Decimal(500_000), starts_on=begun.date())
    told = [(x.whole, x.done, x.rate, x.hours, x.limit) for x in figures.lines_of(city.judge, begun + HOUR)]
    assert told == [
        (4, 3, 75.0, 4.0, 24), (4, 2, 50.0, None, None), (4, 0, 0.0, None, None), (0, 0, None, None, None),
        (2, 1, 50.0, 6.0, None),
    ]  # fmt: skip
    assert len(figures.lines_of(city.housing_clerk, begun)) == 2
    assert figures.lines_of(city.market_clerk, begun) == figures.lines_of(city.auditor, begun) == []
    page = enter(city.judge)
    assert "75.0%" in page.get("/enforcement/figures/").content.decode()
    sheet = load_workbook(io.BytesIO(page.get("/enforcement/figures/export/").content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["已反馈", "不动产登记（市住建局）", 4, 3, 75, 4, 24] in rows
    assert Entry.objects.filter(kind="enforcement.figures_exported").count() == 1


def test_the_administrator_says_whose_a_court_code_is(city, case, enter) -> None:
    keeper = make.actor(city.justice, roles=("sysadmin",))
    other = make.unit("临江市城南区人民法院", kind="court")
    with pytest.raises(Forbidden):
        make.do(city.judge, actions.bind_seat, city.court.pk, "新2802")
    for unit, code, refusal in (
        (other.pk, "新2801", "E-COURT-CODE-TAKEN"), (other.pk, "乱写", "E-COURT-CODE"),
        (city.housing.pk, "新2802", "E-NOT-FOUND"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            make.do(keeper, actions.bind_seat, unit, code)
        assert refused.value.code == refusal
    answer = enter(keeper).post(f"/enforcement/court-codes/{city.court.pk}/", {"court_code": "新2802"})
    assert answer.status_code == 302
    assert Seat.objects.get().court_code == "新2802"
    assert "新2802" in enter(city.judge).get("/enforcement/court-codes/").content.decode()
    assert scene.case(city, "（2026）新2802执1号").court == city.court
    assert Entry.objects.filter(kind="enforcement.court_bound").latest("at", "seq").data["before"] == "新2801"

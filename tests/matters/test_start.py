"""Who may open a matter where: members of a linkage, its office, and parties that the definition lets in."""

from __future__ import annotations

import pytest
from tests import make
from tests.api.calling import Caller

from fuyuantong.common.refusals import Forbidden, Refusal
from fuyuantong.definitions.queries import latest, mechanism_of_version
from fuyuantong.matters.actions.opening import Opening, open_matter
from fuyuantong.matters.models import Matter
from fuyuantong.matters.queries.starting import linkages_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(city: make.City):
    """府检联动, of which the court is no member."""
    other = make.linkage(city.procuratorate, "linjiang-prosecution", kind="procuratorate")
    other.members.set([city.procuratorate, city.housing])
    return other


def letter(city: make.City, code: str) -> Opening:
    return Opening("judicial-recommendation", code, "司法建议", units={"发出单位": [city.court.pk]})


def test_a_member_opens_in_its_own_linkage_and_in_no_other(city: make.City, elsewhere) -> None:
    assert make.do(city.judge, open_matter, letter(city, city.linkage.code))
    with pytest.raises(Forbidden, match="不是“临江市府院联动”的成员单位"):
        make.do(city.judge, open_matter, letter(city, elsewhere.code))
    elsewhere.members.add(city.court)
    assert make.do(city.judge, open_matter, letter(city, elsewhere.code))


def test_a_retired_linkage_takes_nothing_new(city: make.City) -> None:
    from datetime import date

    city.linkage.valid_until = date(2026, 1, 1)
    city.linkage.save()
    with pytest.raises(Refusal, match="已停用"):
        make.do(city.judge, open_matter, letter(city, city.linkage.code))


def test_a_party_that_the_definition_lets_in_opens_from_outside(city: make.City, elsewhere) -> None:
    make.mechanism("administrative-dispute-resolution")
    opening = Opening(
        "administrative-dispute-resolution", elsewhere.code, "争议移送", units={"移送单位": [city.market.pk]}
    )
    assert make.do(city.market_clerk, open_matter, opening).linkage == elsewhere.code


def test_the_form_offers_the_linkages_in_which_the_act_would_succeed(
    city: make.City, elsewhere, enter
) -> None:
    mechanism = mechanism_of_version(latest("judicial-recommendation").pk)
    assert [row.code for row in linkages_for(city.judge, mechanism)] == [city.linkage.code]
    assert not linkages_for(city.auditor, mechanism)
    plan = mechanism_of_version(latest("annual-plan-item").pk)
    assert [row.code for row in linkages_for(city.office, plan)] == [city.linkage.code]
    assert not linkages_for(city.housing_clerk, plan)
    page = enter(city.judge).get("/matters/new/judicial-recommendation/").content.decode()
    assert city.linkage.code in page
    assert elsewhere.code not in page


def test_page_and_api_refuse_with_the_sentence_and_save_nothing(city: make.City, elsewhere, enter) -> None:
    body = {
        "mechanism": "judicial-recommendation",
        "linkage": elsewhere.code,
        "title": "越出本机制",
        "units": {"发出单位": [str(city.court.pk)]},
    }
    answer = Caller(make.token(city.judge)).send("/matters", body)
    assert answer.status_code == 403
    assert "不是“临江市府院联动”的成员单位" in answer.json()["detail"]
    form = {
        "linkage": elsewhere.code,
        "title": "越出本机制",
        "p:发出单位": str(city.court.pk),
        "scope": "parties",
        "publicity": "internal",
    }
    assert enter(city.judge).post("/matters/new/judicial-recommendation/", form).status_code == 422
    assert not Matter.objects.exists()

"""Letters that a person begins (起草文书): any kind of the definition, by a unit that may send it, the same way."""

from __future__ import annotations

from datetime import date

import pytest
from tests import make
from tests.api.calling import Caller
from tests.matters.conftest import at

from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.matters.actions import signing
from fuyuantong.matters.actions.ending import void_matter
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.actions.writing import write_letter
from fuyuantong.matters.kinds import DraftState
from fuyuantong.matters.models import Draft, Matter
from fuyuantong.matters.queries import matter_view
from fuyuantong.matters.queries.letters import get_letter

pytestmark = pytest.mark.django_db
ITEMS = [{"问题": "回证不齐", "建议": "统一样式"}]


@pytest.fixture
def matter(city: make.City) -> Matter:
    opening = Opening(
        "judicial-recommendation", city.linkage.code, "规范送达程序", units={"发出单位": [city.court.pk]},
        values={"建议事项": ITEMS, "建议类型": "综合治理类"},
    )  # fmt: skip
    return make.do(city.judge, open_matter, opening, now=at("2026-01-05"))


def test_the_first_text_is_written_up_from_the_matter_and_the_draft_goes_the_usual_way(city, matter) -> None:
    draft = make.do(
        city.judge, write_letter, matter.pk, "司法建议书", to=[city.housing.pk], now=at("2026-01-06")
    )
    assert "问题：回证不齐；建议：统一样式" in draft.text
    assert (draft.state, draft.what, draft.approval) == (DraftState.DRAFTING, "by_hand", True)
    assert [one.unit for one in draft.addressees.all()] == [city.housing]
    make.do(city.judge, signing.edit, draft.pk, title="建议书", text="正文。", to=[city.housing.pk])
    make.do(city.judge, signing.submit, draft.pk)
    president = make.actor(city.court, roles=("leader",))
    signed = make.do(president, signing.sign, draft.pk, number="临法建〔2026〕9号", now=at("2026-01-07"))
    assert (signed.state, signed.text) == (DraftState.SIGNED, "正文。")
    assert signed.signed_on == date(2026, 1, 7)


def test_what_is_typed_is_kept_as_it_was_typed(city, matter) -> None:
    draft = make.do(
        city.judge,
        write_letter,
        matter.pk,
        "司法建议书",
        title="关于送达的建议",
        text="第一段\n第二段",
        number="1号",
    )
    assert (draft.title, draft.text, draft.number) == ("关于送达的建议", "第一段\n第二段", "1号")


def test_until_it_is_signed_nobody_else_sees_it(city, matter) -> None:
    draft = make.do(city.judge, write_letter, matter.pk, "司法建议书", to=[city.housing.pk])
    for viewer in (city.housing_clerk, city.office):
        with pytest.raises(NotFound):
            get_letter(viewer, draft.pk)


def test_only_the_unit_that_signs_such_a_letter_begins_one(city, matter) -> None:
    make.do(city.judge, act, matter.pk, "提请审议", now=at("2026-01-06"))
    number = {"建议书文号": "临法建〔2026〕1号", "签发日期": "2026-01-07"}
    make.do(city.judge, act, matter.pk, "编号签发", data=number, now=at("2026-01-07"))
    make.do(
        city.judge, act, matter.pk, "送达", data={"被建议单位": [str(city.housing.pk)]}, now=at("2026-01-08")
    )
    with pytest.raises((Forbidden, NotFound)):
        make.do(city.housing_clerk, write_letter, matter.pk, "跟进函")
    with pytest.raises(NotFound):
        make.do(city.market_clerk, write_letter, matter.pk, "跟进函")
    with pytest.raises(Forbidden):
        make.do(make.actor(city.court, roles=("readonly",)), write_letter, matter.pk, "跟进函")
    draft = make.do(city.judge, write_letter, matter.pk, "跟进函", now=at("2026-04-01"))
    assert [one.unit for one in draft.addressees.all()] == [city.housing], "who owes something here"


def test_a_kind_that_the_definition_does_not_have_is_refused_with_those_it_has(city, matter) -> None:
    with pytest.raises(Refusal, match="没有名为“督办单”的文书") as refused:
        make.do(city.judge, write_letter, matter.pk, "督办单")
    assert "司法建议书、跟进函" in refused.value.hint


def test_the_act_takes_over_what_is_already_drafted_and_no_second_one_is_begun(city, matter) -> None:
    draft = make.do(
        city.judge, write_letter, matter.pk, "司法建议书", text="已经写好。", now=at("2026-01-06")
    )
    with pytest.raises(Conflict, match="不再另拟一份"):
        make.do(city.judge, write_letter, matter.pk, "司法建议书")
    make.do(city.judge, act, matter.pk, "提请审议", now=at("2026-01-06"))
    number = {"建议书文号": "临法建〔2026〕1号", "签发日期": "2026-01-07"}
    make.do(city.judge, act, matter.pk, "编号签发", data=number, now=at("2026-01-07"))
    assert list(Draft.objects.filter(matter=matter).values_list("pk", "text", "number")) == [
        (draft.pk, "已经写好。", "临法建〔2026〕1号")
    ]


def test_in_an_ended_matter_no_letter_is_begun(city, matter) -> None:
    make.do(city.judge, void_matter, matter.pk, reason="误登记")
    with pytest.raises(Conflict, match="不能再起草文书"):
        make.do(city.judge, write_letter, matter.pk, "司法建议书")
    assert matter_view(city.judge, matter.pk, date(2026, 1, 9)).writable == ()


def test_the_page_offers_the_kinds_and_leads_to_the_text(city, matter, enter) -> None:
    client = enter(city.judge)
    assert f"/matters/{matter.pk}/letters/new/" in client.get(f"/matters/{matter.pk}/").content.decode()
    page = client.get(f"/matters/{matter.pk}/letters/new/").content.decode()
    assert "司法建议书" in page
    assert "跟进函" in page
    answer = client.post(f"/matters/{matter.pk}/letters/new/", {"letter": "司法建议书", "key": "k-write-1"})
    draft = Draft.objects.get(matter=matter)
    assert answer.status_code in {302, 303}
    assert answer["Location"].endswith(f"/letters/{draft.pk}/edit/")


def test_the_api_begins_the_same_letter_once_for_a_key(city, matter) -> None:
    caller = Caller(make.token(city.judge))
    body = {"letter": "司法建议书", "to": [str(city.housing.pk)]}
    made = caller.send(f"/matters/{matter.pk}/letters", body)
    assert made.status_code == 201, made.content.decode()
    assert made.json()["kind"] == "letter"
    assert Draft.objects.get(matter=matter).what == "by_hand"
    other = Caller(make.token(city.housing_clerk)).send(f"/matters/{matter.pk}/letters", body)
    assert other.status_code == 404

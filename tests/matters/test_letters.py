"""Letters: drafted by an act or a reminder, seen by their unit only, sent out by a leader's signature only."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document
from tests import make
from tests.api.calling import Caller
from tests.matters.conftest import at

from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.matters.actions import signing
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.composing import FILL_IN, Facts, compose, compose_reminder, ordinal
from fuyuantong.matters.kinds import DraftState
from fuyuantong.matters.models import Draft, Matter, Party
from fuyuantong.matters.queries import matter_view
from fuyuantong.matters.queries.letters import get_letter, letters, waiting_letters
from fuyuantong.matters.ticking import tick
from fuyuantong.matters.verbs import VERBS
from fuyuantong.notices.models import Notice

TITLE = "关于规范送达程序的司法建议"
ITEMS = [{"问题": "回证不齐", "建议": "统一样式"}, {"问题": "未告知救济", "建议": "补正内容"}]


@pytest.fixture
def president(city: make.City):
    """院长, who signs for the court."""
    return make.actor(city.court, roles=("leader",))


@pytest.fixture
def issued(city: make.City) -> Matter:
    """编号签发 on Wednesday 2026-01-07: the act drafts the 司法建议书."""
    opening = Opening(
        "judicial-recommendation", city.linkage.code, TITLE, units={"发出单位": [city.court.pk]}
    )
    matter = make.do(city.judge, open_matter, opening, now=at("2026-01-05"))
    asked = {"建议类型": "综合治理类", "建议事项": ITEMS}
    make.do(city.judge, act, matter.pk, "提请审议", data=asked, now=at("2026-01-06"))
    number = {"建议书文号": "临法建〔2026〕1号", "签发日期": "2026-01-07"}
    make.do(city.judge, act, matter.pk, "编号签发", data=number, now=at("2026-01-07"))
    return matter


@pytest.fixture
def served(city: make.City, issued: Matter) -> Matter:
    """Served on two bureaus on 2026-01-08; the answers are due on 2026-03-09 (the 8th is a Sunday)."""
    units = {
        "被建议单位": [str(city.housing.pk), str(city.market.pk)],
        "上级主管部门": [str(city.finance.pk)],
    }
    make.do(city.judge, act, issued.pk, "送达", data=units, now=at("2026-01-08"))
    return issued


def draft_of(matter: Matter, **wanted) -> Draft:
    return Draft.objects.get(matter=matter, **wanted)


def ready(city: make.City, draft: Draft, *units, copies=()) -> Draft:
    make.do(
        city.judge, signing.edit, draft.pk, title=draft.title, text=draft.text, number=draft.number,
        to=[unit.pk for unit in units], copies=[unit.pk for unit in copies], now=at("2026-01-09"),
    )  # fmt: skip
    return make.do(city.judge, signing.submit, draft.pk, now=at("2026-01-09"))


@pytest.mark.django_db
def test_an_act_drafts_its_letter_from_the_fields_for_the_signing_party(city, issued) -> None:
    draft = draft_of(issued)
    assert (draft.letter, draft.genre, draft.unit_id) == ("司法建议书", "司法建议书", city.court.pk)
    assert draft.state == DraftState.DRAFTING
    assert draft.approval
    assert draft.number == "临法建〔2026〕1号"
    assert "一、问题：回证不齐；建议：统一样式" in draft.text
    assert "二、问题：未告知救济；建议：补正内容" in draft.text


@pytest.mark.django_db
def test_until_it_is_signed_only_its_own_unit_sees_it(city, served, president) -> None:
    draft = draft_of(served)
    for viewer in (city.housing_clerk, city.finance_clerk, city.office, city.prosecutor):
        with pytest.raises(NotFound):
            get_letter(viewer, draft.pk)
        assert not letters(viewer, matter=served.pk).exists()
    assert get_letter(city.judge, draft.pk) == draft
    told = matter_view(city.housing_clerk, served.pk, date(2026, 1, 9)).timeline
    assert "matter.draft_wanted" not in {entry.kind for entry in told}
    ready(city, draft, city.housing, city.market)
    make.do(president, signing.sign, draft.pk, now=at("2026-01-09"))
    assert get_letter(city.housing_clerk, draft.pk).number == "临法建〔2026〕1号"
    with pytest.raises(NotFound):
        get_letter(city.prosecutor, draft.pk)
    told = matter_view(city.housing_clerk, served.pk, date(2026, 1, 9)).timeline
    assert "matter.letter_signed" in {entry.kind for entry in told}
    notices = Notice.objects.filter(unit_id=city.housing.pk, url=f"/letters/{draft.pk}/")
    assert notices.exists(), "an addressee is told"


@pytest.mark.django_db
def test_only_a_leader_of_the_unit_signs_and_only_what_was_put_up(city, issued, president) -> None:
    draft = draft_of(issued)
    with pytest.raises(Refusal, match="请填写主送单位"):
        make.do(city.judge, signing.submit, draft.pk)
    with pytest.raises(Conflict, match="现在是“拟稿”"):
        make.do(president, signing.sign, draft.pk)
    ready(city, draft, city.housing)
    assert waiting_letters(president) == 1
    with pytest.raises(Forbidden, match="由临江市中级人民法院的负责人签发"):
        make.do(city.judge, signing.sign, draft.pk)
    reviewer = make.actor(city.court, roles=("reviewer",))
    with pytest.raises(Forbidden):
        make.do(reviewer, signing.sign, draft.pk)
    Draft.objects.filter(pk=draft.pk).update(approval=False)
    signed = make.do(reviewer, signing.sign, draft.pk, signed_on=date(2026, 1, 9), now=at("2026-01-12"))
    assert (signed.state, signed.signed_on) == (DraftState.SIGNED, date(2026, 1, 9))
    assert [one.name for one in signed.addressees.all()] == ["临江市住房和城乡建设局"]
    with pytest.raises(Conflict):
        make.do(city.judge, signing.edit, draft.pk, title="改", text="改")
    assert not Party.objects.filter(matter=issued, unit=city.housing).exists(), "it is tied by 送达 only"


@pytest.mark.django_db
def test_it_is_sent_back_given_up_and_numbered_afterwards(city, issued, president) -> None:
    draft = draft_of(issued)
    ready(city, draft, city.housing)
    back = make.do(president, signing.send_back, draft.pk, reason="补充依据")
    assert (back.state, back.remark) == (DraftState.DRAFTING, "补充依据")
    with pytest.raises(Conflict):
        make.do(city.judge, signing.register_number, draft.pk, number="临法建〔2026〕9号")
    make.do(city.judge, signing.submit, draft.pk)
    make.do(president, signing.sign, draft.pk, number="临法建〔2026〕2号")
    assert make.do(city.judge, signing.register_number, draft.pk, number="临法建〔2026〕3号").number.endswith(
        "3号"
    )
    with pytest.raises(Conflict):
        make.do(city.judge, signing.drop, draft.pk, reason="不发了")


@pytest.mark.django_db
def test_a_reminder_drafts_the_follow_up_letter_and_a_leader_sends_it(city, served, president) -> None:
    """The answers are due on 2026-03-09; fifteen days later, on the 24th, the follow-up is drafted, not sent."""
    while tick(at("2026-03-23", 23)):
        pass
    assert not Draft.objects.filter(matter=served, what="draft_follow_up").exists()
    while tick(at("2026-03-24", 23)):
        pass
    drafts = Draft.objects.filter(matter=served, what="draft_follow_up").order_by("pk")
    assert {d.obligation.owner_id for d in drafts} == {city.housing.pk, city.market.pk}
    first = next(d for d in drafts if d.obligation.owner_id == city.housing.pk)
    assert first.genre == "跟进函"
    assert first.unit_id == city.court.pk
    assert "2026年3月9日" in first.text
    told = {(one.unit_id, one.copy) for one in first.addressees.all()}
    assert told == {(city.housing.pk, False), (city.finance.pk, True)}
    assert not Notice.objects.filter(unit_id=city.housing.pk, url=f"/letters/{first.pk}/").exists()
    make.do(city.judge, signing.submit, first.pk, now=at("2026-03-25"))
    make.do(president, signing.sign, first.pk, number="临法函〔2026〕5号", now=at("2026-03-25"))
    assert Notice.objects.filter(unit_id=city.housing.pk, url=f"/letters/{first.pk}/").exists()
    with pytest.raises(NotFound):
        get_letter(city.market_clerk, first.pk)
    assert get_letter(city.finance_clerk, first.pk)


@pytest.mark.django_db
def test_what_was_answered_meanwhile_is_not_followed_up(city, served, president) -> None:
    while tick(at("2026-03-24", 23)):
        pass
    draft = Draft.objects.get(matter=served, obligation__owner=city.housing)
    make.do(city.judge, signing.submit, draft.pk, now=at("2026-03-25"))
    draft.obligation.state = "done"
    draft.obligation.save()
    with pytest.raises(Conflict, match="已办结这项任务，不必再发"):
        make.do(president, signing.sign, draft.pk, now=at("2026-03-25"))


@pytest.mark.django_db
def test_each_addressee_has_a_line_and_the_three_rates_are_never_mixed(city, served, enter) -> None:
    """住建 answers in time (one adopted, one in part), 市场监管 late (one refused); nothing is carried out yet."""
    rows = {row.owner_id: row for row in served.obligations.all()}
    for clerk, day, answers in (
        (city.market_clerk, "2026-03-20", ["不采纳", "采纳"]),
        (city.housing_clerk, "2026-02-02", ["采纳", "部分采纳"]),
    ):
        row = rows[clerk.unit]
        make.do(clerk, VERBS["sign"], row.pk, {}, now=at("2026-01-12"))
        told = {"回复文号": "临函〔2026〕8号", "采纳情况": "部分采纳"}
        told["逐条答复"] = [{"条目": f"第{n}项", "答复": a} for n, a in enumerate(answers, 1)]
        make.do(clerk, VERBS["submit"], row.pk, {"text": "已研究", "answers": told}, now=at(day))
    make.do(
        city.housing_chief, VERBS["approve"], rows[city.housing.pk].pk, {"remark": ""}, now=at("2026-02-03")
    )
    found = matter_view(city.judge, served.pk, date(2026, 3, 25)).answers
    lines = {one.row.owner_id: one for one in found.rows}
    assert lines[city.housing.pk].on_time is True
    assert lines[city.market.pk].on_time is False
    assert [answer for _item, answer in lines[city.market.pk].items] == ["不采纳", "采纳"]
    assert [(r.label, r.hits, r.total, r.percent) for r in found.rates] == [
        ("按期回复", 1, 2, 50), ("采纳", 2, 4, 50), ("落实", 0, 0, None),
    ]  # fmt: skip
    own = matter_view(city.housing_clerk, served.pk, date(2026, 3, 25)).answers
    assert [one.row.owner_id for one in own.rows] == [city.housing.pk]
    assert not own.rates
    assert "逐单位办理情况" in enter(city.judge).get(f"/matters/{served.pk}/").content.decode()


@pytest.mark.django_db
def test_the_pages_list_show_print_and_sign(city, issued, president, enter) -> None:
    draft = draft_of(issued)
    judge, leader = enter(city.judge), enter(president)
    assert draft.title in judge.get("/letters/").content.decode()
    page = judge.get(f"/letters/{draft.pk}/").content.decode()
    assert "（拟稿，未签发）" in page
    form = {"title": draft.title, "text": draft.text, "number": draft.number, "to": [str(city.housing.pk)]}
    assert judge.post(f"/letters/{draft.pk}/edit/", form).status_code == 302
    assert judge.post(f"/letters/{draft.pk}/submit/", {}).status_code == 302
    assert judge.post(f"/letters/{draft.pk}/sign/", {}).status_code == 403
    assert "待签文书" in leader.get("/").content.decode()
    assert leader.post(f"/letters/{draft.pk}/sign/", {"number": "临法建〔2026〕1号"}).status_code == 302
    page = judge.get(f"/letters/{draft.pk}/").content.decode()
    assert "（拟稿，未签发）" not in page
    assert "临江市住房和城乡建设局：" in page
    answer = judge.get(f"/letters/{draft.pk}/docx/")
    told = [p.text for p in Document(io.BytesIO(b"".join(answer))).paragraphs]
    assert f"临江市中级人民法院{draft.title}临法建〔2026〕1号临江市住房和城乡建设局：" in "".join(told)
    assert judge.get(f"/letters/{draft.pk}/pdf/").content.startswith(b"%PDF-")
    assert enter(city.housing_clerk).get(f"/letters/{draft.pk}/").status_code == 404
    assert draft.title in judge.get("/letters/?state=signed").content.decode()


@pytest.mark.django_db
def test_the_api_does_the_same(city, issued, president) -> None:
    draft = draft_of(issued)
    judge, leader = Caller(make.token(city.judge)), Caller(make.token(president))
    assert [row["id"] for row in judge.get("/letters", state="waiting").json()["items"]] == [str(draft.pk)]
    body = {"title": draft.title, "text": draft.text, "to": [str(city.housing.pk)]}
    path = f"/letters/{draft.pk}"
    edited = judge.send(path, body, method="PUT", version=draft.version)
    assert edited.status_code == 200, edited.content.decode()
    assert judge.send(path, body, method="PUT", version=draft.version).status_code == 409
    version = judge.send(f"{path}/submit", {}, version=edited.json()["version"]).json()["version"]
    assert judge.send(f"{path}/sign", {}, version=version).status_code == 403
    signed = leader.send(f"{path}/sign", {"number": "临法建〔2026〕1号"}, version=version)
    assert signed.json()["state"] == "signed", signed.content.decode()
    told = judge.get(path).json()
    assert [unit["id"] for unit in told["to"]] == [str(city.housing.pk)]
    assert [one["id"] for one in judge.get(f"/matters/{issued.pk}").json()["letters"]] == [str(draft.pk)]
    assert Caller(make.token(city.housing_clerk)).get(path).status_code == 404


FACTS = Facts(
    "交办单", "某事项", "交办件", date(2026, 3, 1), clock="办理期限", due_on=date(2026, 2, 1), owner="某局"
)


@pytest.mark.parametrize("what", ["draft_supervision", "draft_bulletin"])
def test_a_court_is_asked_where_an_agency_is_supervised(what: str) -> None:
    from dataclasses import replace

    told = compose_reminder(what, replace(FACTS, gentle=True))
    assert not any(word in told.title + told.text for word in signing.COMMANDS)
    assert "商请" in told.text
    assert FILL_IN in compose_reminder(what, FACTS).text, (
        "whose 批示 or mandate stands behind it, a person says"
    )


@pytest.mark.parametrize(
    "genre",
    ["函", "通知", "请示", "报告", "批复", "交办单", "司法建议书", "检察意见书", "行政抗诉书", "支持起诉书"],
)
def test_every_genre_names_the_matter(genre: str) -> None:
    made = compose(genre, FACTS)
    assert "某事项" in made.title
    assert made.paragraphs


def test_ordinals_read_as_in_documents() -> None:
    assert [ordinal(n) for n in (1, 10, 11, 19, 20)] == ["一", "十", "十一", "十九", "20"]

"""Two addressees of one letter: each sees the letter and its own part, the sender sees all; 撤回 ends the sight."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.api.calling import Caller
from tests.matters.conftest import Handed, at

from fuyuantong.common.refusals import NotFound
from fuyuantong.definitions.reading import read
from fuyuantong.matters.actions import ending, filing, handing, life, petitions, replying, talking
from fuyuantong.matters.actions.exporting import export_ledger
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.kinds import PetitionKind
from fuyuantong.matters.models import Matter, Obligation, Petition
from fuyuantong.matters.queries import Filters, ledger, matter_view, worklist_counts
from fuyuantong.matters.queries.columns import chosen
from fuyuantong.matters.queries.envelopes import envelopes, withdrawals
from fuyuantong.matters.queries.listing import file_of, obligation_view, timeline
from fuyuantong.matters.queries.tally import KEPT, tally
from fuyuantong.notices.models import Notice

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
SECRET = "审批环节已取消三项"


class Letter:
    """One letter to 市住建局 and 市市场监管局, served; the first has answered, with a file and a comment."""

    def __init__(self, city: make.City) -> None:
        opening = Opening(
            mechanism="judicial-recommendation",
            linkage=city.linkage.code,
            title="关于规范审批的司法建议",
            number="临法建〔2026〕1号",
            units={"发出单位": [city.court.pk]},
        )
        self.matter = make.do(city.judge, open_matter, opening, now=at("2026-03-01"))
        for key, data in (
            ("提请审议", {"建议类型": "综合治理类", "建议事项": [{"问题": "流程", "建议": "完善审批流程"}]}),
            ("编号签发", {"建议书文号": "临法建〔2026〕1号", "签发日期": "2026-03-01"}),
            ("送达", {"被建议单位": [str(city.housing.pk), str(city.market.pk)]}),
        ):
            make.do(city.judge, act, self.matter.pk, key, data=data, now=at("2026-03-02"))
        self.housing = Obligation.objects.get(matter=self.matter, owner=city.housing)
        self.market = Obligation.objects.get(matter=self.matter, owner=city.market)


@pytest.fixture
def letter(city: make.City, tmp_path, settings) -> Letter:
    settings.MEDIA_ROOT = tmp_path
    made = Letter(city)
    make.do(city.housing_clerk, life.sign, made.housing.pk, now=at("2026-03-03"))
    make.do(city.housing_clerk, replying.report, made.housing.pk, text=SECRET, now=at("2026-03-04"))
    make.do(
        city.housing_clerk, talking.comment, made.matter.pk, text=f"{SECRET}（留言）", now=at("2026-03-04")
    )
    for add, key in ((filing.add_file, made.matter.pk), (filing.add_file_to_obligation, made.housing.pk)):
        upload = SimpleUploadedFile(f"{SECRET}.txt", f"佐证{key}".encode())
        make.do(city.housing_clerk, add, key, upload, now=at("2026-03-04"))
    return made


def test_each_addressee_sees_the_letter_and_its_own_part(city: make.City, letter: Letter) -> None:
    view = matter_view(city.market_clerk, letter.matter.pk, TODAY)
    assert view.fields["建议事项"]
    assert [item.row.pk for item in view.obligations] == [letter.market.pk]
    assert not view.comments
    assert not view.files
    assert {e.unit for e in view.timeline} <= {city.court.pk, city.market.pk, None}
    assert SECRET not in str([vars(e) for e in view.timeline])
    own = matter_view(city.housing_clerk, letter.matter.pk, TODAY)
    assert [item.row.pk for item in own.obligations] == [letter.housing.pk]
    assert len(own.comments) == len(own.files) == 1


def test_the_sender_sees_everybodys_part(city: make.City, letter: Letter) -> None:
    view = matter_view(city.judge, letter.matter.pk, TODAY)
    assert {item.row.pk for item in view.obligations} == {letter.housing.pk, letter.market.pk}
    assert len(view.comments) == len(view.files) == 1
    assert view.timeline[0].unit == city.housing.pk


def test_lists_counts_search_and_files_follow_the_same_rule(city: make.City, letter: Letter) -> None:
    other = city.market_clerk
    assert list(ledger(other, Filters(), TODAY)) == [letter.market]
    assert list(ledger(other, Filters(words="规范审批"), TODAY)) == [letter.market]
    assert tally(other, (), {"n": KEPT})[()]["n"] == 1
    assert worklist_counts(other, TODAY)["todo"] == 1
    assert not worklist_counts(other, TODAY)["followed"]
    _content, rows = make.do(other, export_ledger, Filters(), chosen([]), "xlsx", now=at("2026-03-05"))
    assert rows == 1
    files = matter_view(city.judge, letter.matter.pk, TODAY)
    theirs = [files.files[0].pk, *(f.pk for item in files.obligations for f in item.files)]
    assert len(theirs) == 2
    for number in theirs:
        assert file_of(city.judge, letter.matter.pk, number)
        assert file_of(city.housing_clerk, letter.matter.pk, number)
        with pytest.raises(NotFound):
            file_of(other, letter.matter.pk, number)
    with pytest.raises(NotFound):
        obligation_view(other, letter.housing.pk, TODAY)
    seen = timeline(other, letter.matter.pk)
    assert not seen.filter(object_id=letter.housing.pk).exists()
    assert seen.filter(object_id=letter.market.pk).exists()


def test_page_and_api_show_nothing_of_the_other_addressee(city: make.City, letter: Letter, enter) -> None:
    page = enter(city.market_clerk).get(f"/matters/{letter.matter.pk}/").content.decode()
    assert "完善审批流程" in page
    assert SECRET not in page
    assert str(letter.housing.pk) not in page
    caller = Caller(make.token(city.market_clerk))
    for path in (f"/matters/{letter.matter.pk}", f"/matters/{letter.matter.pk}/timeline", "/obligations"):
        answer = caller.get(path)
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()
        assert str(letter.housing.pk) not in answer.content.decode()
    assert caller.get(f"/obligations/{letter.housing.pk}").status_code == 404


def test_what_the_sender_says_of_the_answers_is_not_read_by_the_addressees(
    city: make.City, letter: Letter
) -> None:
    Matter.objects.filter(pk=letter.matter.pk).update(
        fields={
            **letter.matter.fields,
            "建议事项": ["甲"],
            "评价意见": "甲局采纳，乙局未采纳",
            "整改完成日": "2026-06-30",
        }
    )
    seen = matter_view(city.market_clerk, letter.matter.pk, TODAY).fields
    assert "评价意见" not in seen
    assert {"建议事项", "整改完成日"} <= set(seen)
    assert "评价意见" in matter_view(city.judge, letter.matter.pk, TODAY).fields


def test_a_follower_among_the_addressees_is_told_of_the_sender_only(city: make.City, letter: Letter) -> None:
    make.do(city.market_clerk, talking.follow, letter.matter.pk, on=True, now=at("2026-03-05"))
    make.do(city.housing_clerk, talking.comment, letter.matter.pk, text="再说明", now=at("2026-03-06"))
    mine = Notice.objects.filter(post=city.market_clerk.post, kind="matter.acted")
    assert not mine.exists()
    make.do(city.judge, talking.comment, letter.matter.pk, text="请按期回复", now=at("2026-03-07"))
    assert mine.exists()


def test_a_unit_to_which_the_letter_passes_sees_its_own_part_only(city: make.City, letter: Letter) -> None:
    Obligation.objects.filter(pk=letter.housing.pk).update(state="done", finished_on=date(2026, 3, 6))
    make.do(
        city.judge,
        handing.again,
        letter.housing.pk,
        reason="重做",
        due_on=date(2026, 9, 1),
        now=at("2026-03-07"),
    )
    assert not ledger(city.market_clerk, Filters(), TODAY).filter(owner=city.housing).exists()
    assert ledger(city.housing_clerk, Filters(), TODAY).filter(owner=city.housing).count() == 2


def test_the_definition_decides_and_letters_default_to_ones_own_part() -> None:
    from fuyuantong.definitions.shelf import mechanism_files, read_text

    told = next(read_text(p) for p in mechanism_files() if p.stem == "judicial-recommendation")
    for text, sight in (
        (told, "own"),
        (told.replace("可知: 本单位, ", ""), "own"),
        (told.replace("可知: 本单位", "可知: 全部"), "full"),
    ):
        mechanism = read(text)
        assert mechanism.sight_of(mechanism.party("被建议单位")).value == sight
        assert mechanism.sight_of(mechanism.party("发出单位")).value == "full"


def test_after_withdrawal_the_unit_knows_that_something_was_withdrawn_and_no_more(
    city: make.City, handed: Handed, enter
) -> None:
    """practice §1: 撤回 is for what has not been signed for; from then on it was never the unit's."""
    viewer = city.housing_clerk
    make.do(city.office, ending.withdraw_many, [handed.lead.pk], reason="下达有误", now=at("2026-03-05"))
    assert not Matter.objects.visible_to(viewer).exists()
    assert not Obligation.objects.visible_to(viewer).exists()
    assert not ledger(viewer, Filters(states=["withdrawn"]), TODAY).exists()
    assert not envelopes(viewer).rows, "not even whom else it went to"
    with pytest.raises(NotFound):
        matter_view(viewer, handed.matter.pk, TODAY)
    with pytest.raises(NotFound):
        make.do(viewer, life.sign, handed.lead.pk, now=at("2026-03-06"))
    [told] = withdrawals(viewer)
    assert (told.title, told.by, told.reason) == (handed.lead.title, "市司法局", "下达有误")
    assert (told.sent_on, told.at) == (date(2026, 3, 2), at("2026-03-05"))
    assert matter_view(city.office, handed.matter.pk, TODAY).obligations, "the sender keeps the whole"
    client = enter(viewer)
    assert client.get(f"/matters/{handed.matter.pk}/").status_code == 404
    page = client.get("/ledger/envelopes/").content.decode()
    assert "下达有误" in page
    assert "临江市财政局" not in page
    answer = Caller(make.token(viewer)).get("/withdrawals").json()
    assert [line["reason"] for line in answer["items"]] == ["下达有误"]
    notice = Notice.objects.get(unit=city.housing, subject_id=handed.lead.pk)
    assert notice.url.startswith("/ledger/envelopes/")


def test_its_helpers_lose_sight_with_it(city: make.City, handed: Handed) -> None:
    make.do(city.office, ending.withdraw_many, [handed.lead.pk], reason="下达有误", now=at("2026-03-05"))
    assert not Matter.objects.visible_to(city.finance_clerk).exists()
    assert [w.reason for w in withdrawals(city.finance_clerk)] == ["下达有误"]
    assert not withdrawals(city.market_clerk)
    assert not withdrawals(city.auditor)


def test_a_letter_withdrawn_by_its_own_act_is_taken_from_those_who_had_not_signed(
    city: make.City, letter: Letter
) -> None:
    make.do(city.judge, act, letter.matter.pk, "撤回", data={"理由": "事实有误"}, now=at("2026-03-06"))
    states = dict(Obligation.objects.values_list("owner__name", "state"))
    assert states == {"临江市住房和城乡建设局": "terminated", "临江市市场监督管理局": "withdrawn"}
    assert Matter.objects.visible_to(city.housing_clerk).exists(), (
        "it had signed: it was terminated, and it knows"
    )
    assert not Matter.objects.visible_to(city.market_clerk).exists()
    [told] = withdrawals(city.market_clerk)
    assert (told.number, told.reason) == ("临法建〔2026〕1号", "事实有误")


def test_a_unit_with_another_part_in_the_matter_keeps_its_sight(city: make.City, handed: Handed) -> None:
    make.do(city.finance_clerk, life.sign, handed.part.pk, now=at("2026-03-03"))
    asked = make.do(
        city.finance_clerk, petitions.petition, handed.part.pk, PetitionKind.EXTENSION,
        reason="需要时间", wanted_due=date(2026, 9, 1), now=at("2026-03-03"),
    )  # fmt: skip
    make.do(city.office, ending.withdraw_many, [handed.lead.pk], reason="下达有误", now=at("2026-03-05"))
    assert Matter.objects.visible_to(city.finance_clerk).exists(), "terminated after signing, not withdrawn"
    assert Petition.objects.get(pk=asked.pk).state != "open"

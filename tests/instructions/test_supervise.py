"""督办 by leave: drafted by anybody, alive only with a 批示 or a mandate; signed for and answered."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from tests import make

from documents import samples
from fuyuantong.audit.models import Entry
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.documents.actions import receive_upload
from fuyuantong.documents.models import Attachment
from fuyuantong.instructions import actions
from fuyuantong.instructions.kinds import NewItem
from fuyuantong.matters.actions import pressing, signing
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.models import Draft, Obligation
from fuyuantong.matters.papers import document_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 20)


@pytest.fixture
def asked(city, mayor) -> Any:
    """(批示, its first task) of a paper with one thing asked of the housing bureau."""
    row: Any = make.do(city.office, actions.submit, linkage=city.linkage.code, title="物业纠纷报告")
    item = NewItem("拿出整改方案", [city.housing.pk], due_on=date(2026, 4, 30))
    told = {"leader": mayor.pk, "given_on": date(2026, 3, 19), "words": "请督促落实。", "items": [item]}
    made: Any = make.do(city.office, actions.record, row.pk, **told)
    return made, Obligation.objects.get(matter=made.items.get().matter)


def press(city: make.City, row: Obligation, what: str = "supervision") -> Draft:
    made: Any = make.do(city.office, pressing.press, row.pk, what=what)
    return made


def upload(uow: Any) -> Any:
    return receive_upload(uow, ContentFile(samples.jpeg(), "签发.jpg"))


def signed(city: make.City, draft: Draft, leader: Any, number: str = "临督〔2026〕1号") -> Draft:
    make.do(city.office, signing.submit, draft.pk)

    def work(uow: Any) -> Draft:
        told = {"leader": leader.pk, "signed_on": DAY, "original": upload(uow), "number": number}
        return actions.sign_letter(uow, draft.pk, **told)

    made: Any = make.do(city.office, work)
    return made


def test_a_slip_without_leave_is_not_put_up_and_with_it_is_numbered_signed_for_and_answered(
    city, mayor, asked
):
    wrote, task = asked
    draft = press(city, task)
    with pytest.raises(Refusal, match="须有领导批示或政府督查授权为据") as refused:
        make.do(city.office, signing.submit, draft.pk)
    assert refused.value.code == "E-BACKING"
    make.do(city.office, actions.back_letter, draft.pk, backing="instruction", key=wrote.pk)
    assert not Draft.objects.visible_to(city.housing_clerk).exists()
    draft = signed(city, draft, mayor)
    assert (draft.number, draft.signed_by) == (
        "临督〔2026〕1号", f"常务副市长顾怀民（纸面签发，市司法局{city.office.name}代录）",
    )  # fmt: skip
    printed = [cell.text for row in document_of(draft).body[0].rows for cell in row]
    assert "常务副市长顾怀民2026年3月19日批示" in printed
    with pytest.raises(Forbidden):
        make.do(city.office, pressing.receive, draft.pk)
    make.do(city.housing_clerk, pressing.receive, draft.pk)
    make.do(city.housing_clerk, pressing.answer, draft.pk, text="四月底前办结。")
    [mine] = draft.addressees.all()
    assert (mine.received_on, mine.answer) == (DAY, "四月底前办结。")
    with pytest.raises(Conflict):
        make.do(city.housing_clerk, pressing.answer, draft.pk, text="再次反馈")


def test_what_a_unit_without_an_account_signs_for_and_answers_is_recorded_with_its_original(
    city, mayor, asked
):
    wrote, task = asked
    draft = press(city, task)
    make.do(city.office, actions.back_letter, draft.pk, backing="instruction", key=wrote.pk)
    draft = signed(city, draft, mayor)
    told = {"why": "该局没有账号，书面报送", "on": DAY}

    def record(verb: str, who: Any = None, **more: Any) -> Any:
        paper = ContentFile(samples.jpeg(), "回执.jpg")
        given = {"original": paper} | told | more
        return make.do(who or city.office, pressing.record_letter, draft.pk, verb, city.housing.pk, **given)

    with pytest.raises(Forbidden, match="使用账号办理"):
        record("receive")
    city.housing.has_accounts = False
    city.housing.save()
    with pytest.raises(Refusal, match="原件"):
        record("receive", original=None)
    with pytest.raises(Refusal, match="代录原因"):
        record("receive", why=" ")
    with pytest.raises(Forbidden, match="由发文的"):
        record("receive", city.housing_clerk)
    record("receive")
    record("answer", text="四月底前办结。")
    [mine] = draft.addressees.all()
    assert (
        mine.received_by
        == f"临江市住房和城乡建设局（市司法局 {city.office.name}代录：该局没有账号，书面报送）"
    )
    assert (mine.received_on, mine.answered_on, mine.answer) == (DAY, DAY, "四月底前办结。")
    line = Entry.objects.get(kind="matter.letter_answered")
    assert (line.acting_for, line.data["recorded"]) == ("代录：临江市住房和城乡建设局", True)
    assert Attachment.objects.filter(subject_id=draft.matter_id, label__startswith="代录原件").count() == 2
    with pytest.raises(Conflict):
        record("answer", text="再次反馈")


def test_a_summons_and_a_bulletin_come_after_the_slip_and_live_by_the_same_leave(city, mayor, asked):
    wrote, task = asked
    with pytest.raises(Conflict, match="督办单发出之后"):
        press(city, task, "interview")
    slip = press(city, task)
    with pytest.raises(Conflict, match="不再另拟"):
        press(city, task)
    make.do(city.office, actions.back_letter, slip.pk, backing="instruction", key=wrote.pk)
    signed(city, slip, mayor)
    for what, gap in (("interview", "约谈时间和地点"), ("bulletin", "")):
        draft = press(city, task, what)
        with pytest.raises(Refusal) as refused:
            make.do(city.office, signing.submit, draft.pk)
        assert refused.value.code == "E-BACKING"
        backed: Any = make.do(city.office, actions.back_letter, draft.pk, backing="instruction", key=wrote.pk)
        assert "常务副市长顾怀民2026年3月19日批示" in backed.text
        assert not gap or gap in backed.text


def test_only_leave_that_concerns_the_matter_counts(city, mayor, asked):
    _wrote, task = asked
    other: Any = make.do(city.office, actions.submit, linkage=city.linkage.code, title="别的报告")
    told = {"leader": mayor.pk, "given_on": DAY, "words": "请阅。"}
    elsewhere: Any = make.do(city.office, actions.record, other.pk, **told)
    draft = press(city, task)
    with pytest.raises(Refusal, match="与本事项无关"):
        make.do(city.office, actions.back_letter, draft.pk, backing="instruction", key=elsewhere.pk)
    with pytest.raises(NotFound):
        make.do(city.housing_clerk, actions.back_letter, draft.pk, backing="instruction", key=elsewhere.pk)


def test_a_mandate_of_the_government_is_leave_while_it_holds(city, mayor, asked):
    _wrote, task = asked
    told = {
        "linkage": city.linkage.code, "title": "政府督查授权", "number": "临政办函〔2026〕3号",
        "issued_on": date(2026, 1, 5), "matters": "府院联动任务",
    }  # fmt: skip
    with pytest.raises(Refusal, match="由本级人民政府指定"):
        make.do(city.office, actions.add_mandate, unit=city.court.pk, **told)
    old: Any = make.do(
        city.office, actions.add_mandate, unit=mayor.unit.pk, until_on=date(2026, 2, 1), **told
    )
    draft = press(city, task)
    with pytest.raises(Refusal, match="不在有效期内"):
        make.do(city.office, actions.back_letter, draft.pk, backing="inspection", key=old.pk)
    new: Any = make.do(
        city.office, actions.add_mandate, unit=mayor.unit.pk, **(told | {"number": "临政办函〔2026〕9号"})
    )
    made: Any = make.do(city.office, actions.back_letter, draft.pk, backing="inspection", key=new.pk)
    assert made.backing_words == "政府督查授权（临政办函〔2026〕9号）"


def test_courts_and_central_units_are_asked_and_never_supervised(city):
    opening = Opening("annual-plan-item", city.linkage.code, "通报审判情况", {"牵头单位": [city.court.pk]})
    matter: Any = make.do(city.office, open_matter, opening)
    data = {"年度": 2026, "任务内容": "通报审判情况", "时限类型": "确定日期", "完成时限": "2026-04-30"}
    make.do(city.office, act, matter.pk, "下达", data=data)
    with pytest.raises(Refusal, match="不适用督办、约谈、通报"):
        press(city, Obligation.objects.get(matter=matter))


def test_the_pages_lead_from_the_task_to_the_signed_slip(city, mayor, asked, enter):
    wrote, task = asked
    office = enter(city.office)
    letter = office.post(f"/obligations/{task.pk}/press/", {"what": "supervision"})["Location"]
    key = letter.split("/")[2]
    assert "须有领导批示或政府督查授权为据" in office.get(letter).content.decode()
    back = f"/instructions/letters/{key}/back/"
    assert "请督促落实" in office.get(back).content.decode()
    assert office.post(back, {"key": f"instruction:{wrote.pk}"})["Location"] == letter
    assert office.post(f"{letter}submit/", {}).status_code == 302
    photo = BytesIO(samples.jpeg())
    photo.name = "签发.jpg"
    sent = {"leader": str(mayor.pk), "signed_on": "2026-03-20", "original": photo}
    assert office.post(f"/instructions/letters/{key}/sign/", sent)["Location"] == letter
    assert b"".join(office.get(f"/instructions/letters/{key}/original/")) == samples.jpeg()
    owner = enter(city.housing_clerk)
    page = owner.get(letter).content.decode()
    assert f"{letter}receive/" in page and f"{letter}answer/" in page
    assert owner.post(f"{letter}answer/", {"text": "即办"}).status_code == 302
    assert "即办" in office.get(letter).content.decode()
    assert office.get("/instructions/mandates/").status_code == 200

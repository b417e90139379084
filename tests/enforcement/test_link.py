"""From a case or a search go 送拘, 拒执线索 and 网格员协助, linked by the case's number, with their hours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests import make

from enforcement import scene
from enforcement.test_help import PERSON, seek, send
from fuyuantong.common.now import read_clock, today
from fuyuantong.common.refusals import Refusal
from fuyuantong.documents.models import Attachment
from fuyuantong.enforcement import actions, linked
from fuyuantong.enforcement.actions import NewParty, NewReferral
from fuyuantong.enforcement.models import Case, Referral
from fuyuantong.matters.actions.filing import add_file
from fuyuantong.matters.actions.life import sign
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.actions.replying import accept, approve, submit
from fuyuantong.matters.models import Clock, Feedback, Matter, Obligation

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def person_case(city: make.City) -> Case:
    for code in ("enforcement-locate-control", "refusal-to-execute-crime", "judicial-detention-delivery"):
        make.mechanism(code)
    make.mechanism("grid-assisted-enforcement")
    return scene.case(city, party=NewParty(kind="P", name="甄有信", number=PERSON))


def refer(city: make.City, case: Case, kind: str, units: dict[str, Any], **more: Any) -> Referral:
    told = NewReferral(kind, case.parties.get().pk, units, **more)
    made: Any = make.do(city.judge, actions.refer, case.pk, told)
    return made


def at(hours: int) -> Any:
    return read_clock() + hours * HOUR


def test_a_search_leads_to_detention_and_a_refusal_is_kept_with_its_hours(city, person_case, enter) -> None:
    pursuit = seek(city, person_case)
    make.do(make.actor(city.court), actions.confirm_pursuit, pursuit.pk, agreed=True)
    send(city, pursuit.matter)
    page = enter(city.judge)
    shown = page.get(f"/enforcement/pursuits/{pursuit.pk}/").content.decode()
    address = f"/enforcement/cases/{person_case.pk}/refer/detention/?pursuit={pursuit.pk}"
    assert address in shown
    data = {
        "party": str(person_case.parties.get().pk),
        "situation": "拒不履行",
        "unit:公安机关": str(city.market.pk),
    }
    assert page.post(address, data).status_code == 302
    made = Referral.objects.get()
    assert made.pursuit == pursuit
    matter = Matter.objects.get(pk=made.matter_id)
    assert (matter.fields["案号"], matter.fields["被拘留人"]) == (
        person_case.case_no, [{"姓名": "甄有信", "证件号码": PERSON}],
    )  # fmt: skip
    paper: Any = make.do(city.judge, add_file, matter.pk, scene.paper("拘留决定书.png"))
    booked = {"拘留决定书": [str(paper.pk)], "预约送拘日": "2026-03-20"}
    make.do(city.judge, act, matter.pk, "预约送拘", data=booked, now=at(1))
    refusal = {"不收理由": "血压过高", "收拘结果": "不能收拘"}
    make.do(city.market_clerk, act, matter.pk, "说明不能收拘", data=refusal, now=at(4))
    (one,) = linked.linked_matters(city.judge, person_case, today())
    assert [(s.target, s.hours) for s in one.steps] == [("已预约", 1.0), ("未收拘", 3.0)]
    shown = page.get(f"/enforcement/cases/{person_case.pk}/").content.decode()
    assert "已预约 → 未收拘 3.0" in shown
    assert PERSON not in shown


def test_a_clue_goes_through_police_and_procuratorate_on_statutory_clocks(city, person_case) -> None:
    units = {"公安机关": city.market.pk, "检察院": city.procuratorate.pk}
    made = refer(city, person_case, "crime", units, situation="隐藏转移财产", text="转移房款（虚构）")
    paper: Any = make.do(city.judge, add_file, made.matter_id, scene.paper("证据.png"))
    more = {"证据目录": [str(paper.pk)], "移送文号": "临法移〔2026〕8号", "审查日期": "2026-03-27"}
    make.do(city.judge, act, made.matter_id, "移送线索", data=more)
    (one,) = linked.linked_matters(city.judge, person_case, date(2026, 3, 28))
    assert (one.matter.stage, one.due_on, one.overdue) == ("公安审查", date(2026, 3, 27), True)
    make.do(city.judge, act, made.matter_id, "申请立案监督", data={"不立案理由": "情节轻微"})
    clock = Clock.objects.get(matter=made.matter_id, key="说明期限")
    assert (clock.due_on, clock.statutory, clock.verified) == (date(2026, 3, 27), True, True)
    assert Matter.objects.visible_to(city.prosecutor).filter(pk=made.matter_id).exists()


def test_a_grid_worker_helps_and_sends_the_picture_back(city, person_case, enter) -> None:
    units = {"网格单位": city.housing.pk}
    made = refer(city, person_case, "grid", units, situation="督促履行", text="上门督促（虚构）")
    make.do(city.judge, act, made.matter_id, "派单", data={"办理日期": "2026-03-31"})
    (task,) = Obligation.objects.filter(matter=made.matter_id)
    make.do(city.housing_clerk, sign, task.pk)
    page = enter(city.housing_clerk)
    assert 'type="file"' in page.get(f"/obligations/{task.pk}/submit/").content.decode()
    data = {"text": "当面督促，愿意分期", "f:办理结果": "完成", "f:证据": scene.paper("现场.png")}
    assert page.post(f"/obligations/{task.pk}/submit/", data).status_code == 302
    (photo,) = Attachment.objects.filter(file__name="现场.png")
    assert str(photo.pk) in str(Feedback.objects.get(obligation=task).answers)


def test_what_names_the_case_is_linked_and_seen_only_by_those_who_may(city, person_case) -> None:
    opening = Opening(
        mechanism="grid-assisted-enforcement", linkage=city.linkage.code, title="另一件协助",
        units={"执行法院": [city.court.pk], "网格单位": [city.housing.pk]}, values={"执行案号": person_case.case_no},
    )  # fmt: skip
    matter: Any = make.do(city.judge, open_matter, opening)
    (one,) = linked.linked_matters(city.judge, person_case, today())
    assert (one.matter, one.referral) == (matter, None)
    assert linked.linked_matters(city.prosecutor, person_case, today()) == []


@pytest.mark.inventory("E08", proof="hit")
@pytest.mark.inventory("E08", proof="release")
def test_a_public_body_is_warned_after_review_and_let_off_when_it_has_paid(city) -> None:
    make.mechanism("government-dishonesty-warning")
    city.linkage.members.add(make.unit("临江市人民政府", kind="government"))
    body = NewParty(kind="O", name="临江市住房和城乡建设局", number=scene.NUMBER, unit=city.housing.code)
    owed = scene.case(city, party=body)
    units = {"失信机构": city.housing.pk, "本级政府": city.justice.pk}
    made = refer(city, owed, "dishonesty", units, situation="拟列入")
    assert Matter.objects.get(pk=made.matter_id).fields["机构名称"] == "临江市住房和城乡建设局"
    told = {"复核意见": "同名", "复核结论": "误报", "预警日期": "2026-03-20", "宽限日": "2026-04-20"}
    with pytest.raises(Refusal):  # nothing goes out before the hit was reviewed and found true
        make.do(city.judge, act, made.matter_id, "发出预警", data=told)
    make.do(city.judge, act, made.matter_id, "发出预警", data=told | {"复核意见": "属实", "复核结论": "属实"})
    (task,) = Obligation.objects.filter(matter=made.matter_id)
    assert (task.owner_id, task.due_on) == (city.housing.pk, date(2026, 4, 20))
    make.do(city.judge, act, made.matter_id, "确认履行", data={"解除事由": "履行完毕"})
    (one,) = linked.linked_matters(city.judge, owed, today())
    assert (one.matter.stage, one.matter.state) == ("已解除", "closed")


@pytest.mark.inventory("E09", proof="hit")
@pytest.mark.inventory("E09", proof="release")
def test_dishonesty_is_found_only_after_a_hearing_and_measures_end_when_it_is_put_right(city) -> None:
    make.mechanism("government-dishonesty-accountability")
    body = NewParty(kind="O", name="临江市住房和城乡建设局", number=scene.NUMBER, unit=city.housing.code)
    owed = scene.case(city, party=body)
    clerk = city.justice_clerk
    opening = Opening(
        mechanism="government-dishonesty-accountability", linkage=city.linkage.code, title="责任追究（虚构）",
        units={"本级政府": [city.justice.pk], "提请法院": [city.court.pk]},
        values={"失信单位名称": "市住建局", "执行案号": [owed.case_no], "失信事实": "不履行判决（虚构）"},
    )  # fmt: skip
    matter: Any = make.do(clerk, open_matter, opening)
    assert [one.matter for one in linked.linked_matters(city.judge, owed, today())] == [matter]
    heard = {"陈述日期": "2026-04-01", "失信单位": [str(city.housing.pk)]}
    make.do(clerk, act, matter.pk, "告知陈述", data=heard)
    with pytest.raises(Refusal):
        make.do(clerk, act, matter.pk, "认定", data={"认定结论": "认定失信"})
    (task,) = Obligation.objects.filter(matter=matter)
    make.do(city.housing_clerk, sign, task.pk)
    make.do(city.housing_clerk, submit, task.pk, text="资金困难", answers={"陈述意见": "资金困难"})
    make.do(city.housing_chief, approve, task.pk)
    make.do(clerk, act, matter.pk, "认定", data={"认定结论": "认定失信"})
    measure = {
        "措施": [{"措施": "限制评先评优", "依据": "虚构办法"}],
        "落实日期": "2026-04-10",
        "措施单位": [str(city.finance.pk)],
    }
    make.do(clerk, act, matter.pk, "决定措施", data=measure)
    ended = {"纠正情况": "已履行完毕", "解除日期": "2026-05-10"}
    make.do(clerk, act, matter.pk, "解除措施", data=ended)
    with pytest.raises(Refusal):  # not over while a unit still carries its measure out
        make.do(clerk, act, matter.pk, "确认解除")
    last = Obligation.objects.get(matter=matter, task="解除落实")
    make.do(city.finance_clerk, sign, last.pk)
    make.do(city.finance_clerk, submit, last.pk, text="已解除", answers={"解除情况": "已解除"})
    make.do(clerk, accept, last.pk)
    make.do(clerk, act, matter.pk, "确认解除")
    matter.refresh_from_db()
    assert matter.stage == "已解除"


def test_only_a_person_is_detained_and_only_units_of_one_linkage_help(city, person_case) -> None:
    company = scene.case(city, "（2026）新2801执12号")
    stranger = make.unit("白水县公安局（虚构）")
    for case, kind, unit, code in (
        (company, "detention", city.market.pk, "E-PARTY-KIND"),
        (person_case, "detention", None, "E-UNIT"),
        (person_case, "detention", stranger.pk, "E-LINKAGE"),
    ):
        with pytest.raises(Refusal) as refused:
            refer(city, case, kind, {"公安机关": unit} if unit else {}, situation="其他")
        assert refused.value.code == code
    assert [rule.code for rule in linked.offered(company)] == ["crime", "grid"]

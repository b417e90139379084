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

"""Looking for one person takes two of the court; papers go to registered addresses and their results are counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests import make

from enforcement import scene
from fuyuantong import library
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Conflict, Refusal
from fuyuantong.documents.models import Attachment
from fuyuantong.enforcement import actions, addresses, queries
from fuyuantong.enforcement.actions import NewParty, NewPursuit, NewService
from fuyuantong.enforcement.models import Case, Pursuit, Service
from fuyuantong.matters.actions.filing import add_file
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.models import Matter
from fuyuantong.registers import actions as registers
from fuyuantong.registers.models import Row

pytestmark = pytest.mark.django_db
PERSON = "11010519491231002X"


@pytest.fixture
def person_case(city: make.City) -> Case:
    make.mechanism("enforcement-locate-control")
    return scene.case(city, party=NewParty(kind="P", name="甄有信", number=PERSON))


def seek(city: make.City, case: Case, **more: Any) -> Pursuit:
    told = {
        "party": case.parties.get().pk,
        "target": "person",
        "police": city.market.pk,
        "until_on": date(2026, 6, 20),
    }
    made: Any = make.do(city.judge, actions.ask_pursuit, case.pk, NewPursuit(**told | more), scene.paper())
    return made


def send(city: make.City, matter: Matter) -> None:
    paper = Attachment.objects.get(subject_id=matter.pk)
    make.do(city.judge, act, matter.pk, "发送请求", data={"法律文书": [str(paper.pk)]})


@pytest.mark.inventory("E04", proof="act")
def test_a_person_is_looked_for_only_when_a_second_person_agreed(city, person_case) -> None:
    pursuit = seek(city, person_case)
    with pytest.raises(Refusal) as refused:
        send(city, pursuit.matter)
    assert refused.value.code == "E-SECOND-PERSON"
    with pytest.raises(Conflict) as alone:
        make.do(city.judge, actions.confirm_pursuit, pursuit.pk, agreed=True)
    assert alone.value.code == "E-SECOND-PERSON"
    make.do(make.actor(city.court), actions.confirm_pursuit, pursuit.pk, agreed=True)
    send(city, pursuit.matter)
    matter = Matter.objects.get(pk=pursuit.matter_id)
    assert matter.stage == "布控中"
    hit = {
        "命中时间": "2026-03-20T11:10+08:00", "命中地点": "城南路口", "临控情况": "已停放",
        "通知时间": "2026-03-20T11:25+08:00",
    }  # fmt: skip
    make.do(city.market_clerk, act, matter.pk, "通知临控", data=hit)
    told = queries.hours_of(queries.pursuit_of(city.judge, pursuit.pk))
    assert [hours for _begin, _end, hours in told] == [1.2, 0.2, None, None, None]


def test_nothing_but_what_was_agreed_to_is_sent(city, person_case, enter) -> None:
    pursuit = seek(city, person_case)
    make.do(make.actor(city.court), actions.confirm_pursuit, pursuit.pk, agreed=True)
    paper = str(Attachment.objects.get(subject_id=pursuit.matter_id).pk)
    other: Any = make.do(city.judge, add_file, pursuit.matter_id, scene.paper("另一份.png"))
    changed = [
        {"对象": [{"姓名或车牌": "甄有信", "证件号码": PERSON}, {"姓名或车牌": "另一人"}]},
        {"执行案号": "（2026）新2801执999号"}, {"布控期满日": "2027-06-20"}, {"公安机关": [str(city.housing.pk)]},
        {"法律文书": [str(other.pk)]},
    ]  # fmt: skip
    for more in changed:
        with pytest.raises(Refusal) as refused:
            make.do(city.judge, act, pursuit.matter_id, "发送请求", data={"法律文书": [paper], **more})
        assert refused.value.code == "E-PURSUIT-CHANGED", more
    page = enter(city.judge)
    address = f"/matters/{pursuit.matter_id}/acts/发送请求/"
    form = page.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if "法律文书" not in name}
    assert page.post(address, sent | {"request_key": "1"}).status_code in {200, 302}
    assert Matter.objects.get(pk=pursuit.matter_id).stage == "布控中"


def test_a_matter_opened_beside_the_room_cannot_be_sent(city, person_case) -> None:
    values = {
        "对象类别": "被执行车辆",
        "执行案号": person_case.case_no,
        "对象": [{"姓名或车牌": "临A00000"}],
        "布控期满日": "2026-06-20",
    }
    opening = Opening(
        mechanism="enforcement-locate-control", linkage=city.linkage.code, title="查找车辆",
        units={"执行法院": [city.court.pk], "公安机关": [city.market.pk]}, values=values,
    )  # fmt: skip
    matter: Any = make.do(city.judge, open_matter, opening)
    make.do(city.judge, add_file, matter.pk, scene.paper())
    with pytest.raises(Refusal) as refused:
        send(city, matter)
    assert refused.value.code == "E-SECOND-PERSON"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"target": "vehicle"}, "E-REQUIRED"), ({"plate": "临A00000"}, "E-REQUIRED"),
        ({"until_on": date(2026, 3, 19)}, "E-DATE"),
    ],
)  # fmt: skip
def test_a_request_names_one_person_or_one_vehicle(city, person_case, more, code) -> None:
    with pytest.raises(Refusal) as refused:
        seek(city, person_case, **more)
    assert refused.value.code == code


@pytest.mark.inventory("C06", proof="receive")
def test_a_paper_goes_to_the_registered_address_and_its_result_is_counted(city, case, enter) -> None:
    shelf = Path(next(iter(library.__path__))) / "registers"
    for code in ("publicity-board", "service-addresses", "loan-addresses"):
        make.do(SYSTEM, registers.publish, (shelf / f"{code}.yaml").read_text("utf-8"))
    cells = {
        "企业名称": "临江市虚构建材有限公司", "统一社会信用代码": scene.NUMBER, "住所": "临江市城南区虚构路8号",
        "电子邮箱": "office@example.invalid", "生效日期": "2026-01-05",
    }  # fmt: skip
    entered: Any = make.do(city.market_clerk, registers.enter_row, "service-addresses", cells)
    party = case.parties.get()
    assert [a.origin for a in addresses.known(city.judge, party)] == ["home", "mail"]
    sent: Any = make.do(
        city.judge, actions.serve, case.pk, NewService(party.pk, "home", "post", "执行通知书")
    )
    assert Service.objects.get().address == "临江市城南区虚构路8号"
    with pytest.raises(Refusal) as refused:
        make.do(city.judge, actions.serve, case.pk, NewService(party.pk, "loan", "post", "执行通知书"))
    assert refused.value.code == "E-ADDRESS"
    make.do(city.judge, actions.end_service, sent.pk, served=True, text="前台签收")
    assert addresses.rates(city.judge) == {"parties": 1, "covered": 1, "ended": 1, "served": 1}
    page = enter(city.judge).get(f"/enforcement/cases/{case.pk}/services/").content.decode()
    assert "有登记地址 1 名；有结果的送达 1 件，已送达 1 件" in page
    assert "虚构路8号" not in page

    def correct(**cells: str) -> None:
        make.do(city.market_clerk, registers.correct_row, entered.pk, cells, reason="企业申请变更")

    correct(联系电话="13900000000")  # nothing that the board tells
    correct(备用地址="临江市江北区虚构路9号")
    board = Row.objects.filter(book_id="publicity-board").order_by("entered_at", "id")
    told = [(row.owner_id, row.cells["栏目"], row.cells["回执"]) for row in board]
    assert told == [
        (city.market.pk, "送达地址确认", "待采用"), (city.market.pk, "送达地址变更", "待采用"),
    ]  # fmt: skip
    assert [("虚构路9号" in text, "备用地址：无" in text) for text in (row.cells["公示内容"] for row in board)] == [
        (False, True), (True, False),
    ]  # fmt: skip
    correct(有效期止="2026-01-31")
    assert addresses.known(city.judge, party) == []
    make.do(city.market_clerk, registers.seal_row, entered.pk, reason="企业申请")
    correct(备用地址="临江市江北区虚构路10号")
    assert board.all().count() == 2  # what is sealed goes nowhere


@pytest.mark.inventory("C07", proof="receive")
def test_an_address_of_a_loan_is_taken_by_number_and_by_name_only_with_a_warning(city, case, enter) -> None:
    shelf = Path(next(iter(library.__path__))) / "registers"
    make.do(SYSTEM, registers.publish, (shelf / "loan-addresses.yaml").read_text("utf-8"))
    party = case.parties.get()
    loan = {"合同号": "虚1", "金融机构": "虚构银行", "当事人": party.name, "身份": "借款人", "送达地址": "虚构路10号",
            "确认日期": "2026-01-05", "有效期止": "2028-01-05"}  # fmt: skip
    make.do(city.judge, registers.enter_row, "loan-addresses", loan)
    assert [(a.address, a.unsure) for a in addresses.known(city.judge, party)] == [("虚构路10号", True)]
    page = enter(city.judge).get(f"/enforcement/cases/{case.pk}/services/").content.decode()
    assert "仅名称相同，请核对" in page
    assert "有效期至 2028-01-05" in page
    own = {"合同号": "虚2", "统一社会信用代码": scene.NUMBER, "送达地址": "虚构路11号"}
    make.do(city.judge, registers.enter_row, "loan-addresses", {**loan, **own})
    assert [(a.address, a.unsure) for a in addresses.known(city.judge, party)] == [("虚构路11号", False)]
    other = {"合同号": "虚3", "统一社会信用代码": "11100000000019713D", "送达地址": "虚构路12号"}
    make.do(city.judge, registers.enter_row, "loan-addresses", {**loan, **other})  # a namesake's
    assert [a.address for a in addresses.known(city.judge, party)] == ["虚构路11号"]

"""Rows: what may be entered, corrected, voided, sealed; by whom it is seen; what stays of it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from api.calling import Caller
from fuyuantong.audit.models import Entry
from fuyuantong.organs.models import Person
from fuyuantong.registers.models import Change, Row

pytestmark = pytest.mark.django_db
CASE = {"案号": "(2026)新2801行初15号", "案由": "行政处罚", "立案日期": "2026/3/2", "标的额": "1.2万元"}


def entered(caller, values=CASE, code="trial-cases", **more):
    answer = caller.send(f"/registers/{code}/rows", {"values": values, **more})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def test_a_row_is_kept_in_standard_spelling_and_found_by_words_and_case(city, call):
    judge = call(city.judge)
    made = entered(judge, {**CASE, "被告机关": "市住建局、市财政局"})
    row = judge.get(f"/register-rows/{made['id']}").json()
    assert row["cells"]["案号"] == "（2026）新2801行初15号"
    assert row["cells"]["标的额"] == 12000
    assert row["cells"]["被告机关"] == ["临江市住房和城乡建设局", "临江市财政局"]
    for query in (
        {"words": "行政处罚"},
        {"case_number": "（2026）新2801行初15号"},
        {"year": 2026},
        {"cell": "案由:行政处罚"},
    ):
        found = judge.get("/registers/trial-cases/rows", **query).json()["items"]
        assert [item["id"] for item in found] == [made["id"]], query
    assert judge.get("/registers/trial-cases/rows", words="土地征收").json()["items"] == []


@pytest.mark.parametrize(
    ("cells", "pointer", "code"),
    [
        ({"案号": "（2026）临第15号"}, "案号", "E-CASE-NO"),
        ({"案由": "　"}, "案由", "E-REQUIRED"),
        ({"立案日期": "2026-02-30"}, "立案日期", "E-DATE-NONEXIST"),
        ({"立案日期": 46000}, "立案日期", "E-DATE-NUMBER"),
        ({"标的额": "约3万"}, "标的额", "E-NUM-UNIT"),
        ({"标的额": "-5"}, "标的额", "E-NUM-RANGE"),
        ({"标的额": "1.005"}, "标的额", "E-NUM-PRECISION"),
        ({"结果": "和解"}, "结果", "E-CHOICE"),
        ({"被告机关": "市登月局"}, "被告机关", "E-UNIT"),
        ({"原告身份证号": "110105199003070010"}, "原告身份证号", "E-ID-CHECK"),
        ({"备注": "多出的"}, "备注", "E-FIELD-UNKNOWN"),
        ({"结案日期": "2026-01-01"}, "结案日期", "E-RULE"),
    ],
)
def test_a_wrong_cell_is_refused_in_its_place_and_nothing_is_kept(city, call, cells, pointer, code):
    answer = call(city.judge).send("/registers/trial-cases/rows", {"values": CASE | cells})
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [(pointer, code)]
    assert not Row.objects.exists()


def test_a_correction_keeps_the_old_value_and_the_reason(city, call):
    judge = call(city.judge)
    made = entered(judge)
    body = {"values": {"结果": "撤销", "标的额": ""}, "reason": "判决生效"}
    answer = judge.send(f"/register-rows/{made['id']}/correct", body, version=made["version"])
    assert answer.status_code == 200, answer.content.decode()
    row = judge.get(f"/register-rows/{made['id']}").json()
    assert row["cells"]["结果"] == "撤销"
    assert "标的额" not in row["cells"]
    change = row["history"][0]
    assert (change["kind"], change["reason"]) == ("corrected", "判决生效")
    assert sorted(change["cells"]) == [["标的额", "12,000.00", ""], ["结果", "", "撤销"]]
    stale = judge.send(f"/register-rows/{made['id']}/correct", body, version=made["version"])
    assert (stale.status_code, stale.json()["code"]) == (409, "E-VERSION")


def test_unique_values_may_stand_once_among_the_rows_in_force(city, call):
    judge = call(city.judge)
    made = entered(judge)
    again = judge.send("/registers/trial-cases/rows", {"values": CASE})
    assert (again.status_code, again.json()["code"]) == (409, "E-ROW-EXISTS")
    gone = judge.send(f"/register-rows/{made['id']}/void", {"reason": "重复登记"}, version=made["version"])
    assert gone.json()["state"] == "void"
    assert entered(judge)["id"] != made["id"]
    assert judge.get("/registers/trial-cases/rows", state="void").json()["items"][0]["id"] == made["id"]


def test_rows_are_seen_by_their_unit_the_office_and_the_kinds_named(city, call):
    made = entered(call(city.judge))
    for actor, seen in (
        (city.judge, True), (city.office, True), (city.prosecutor, True),
        (city.housing_clerk, False), (city.justice_clerk, False), (city.auditor, False),
    ):  # fmt: skip
        caller = (
            call(actor) if actor is not city.auditor else Caller(person=Person.objects.get(pk=actor.person))
        )
        assert (caller.get(f"/register-rows/{made['id']}").status_code == 200) is seen, actor
        listed = caller.get("/registers/trial-cases/rows").json()["items"]
        assert bool(listed) is seen
        assert (b"2801" in caller.get("/registers/trial-cases/export", format="csv").content) is seen


def test_a_sealed_row_exists_for_its_own_unit_only(city, call):
    judge, office = call(city.judge), call(city.office)
    juvenile = entered(judge, {**CASE, "涉未成年人": "是"})
    other = entered(judge, {**CASE, "案号": "（2026）新2801行初16号"})
    assert office.get(f"/register-rows/{juvenile['id']}").status_code == 404
    assert [row["id"] for row in office.get("/registers/trial-cases/rows").json()["items"]] == [other["id"]]
    assert judge.get(f"/register-rows/{juvenile['id']}").json()["sealed"] is True
    assert office.send(f"/register-rows/{other['id']}/seal", {"reason": "试"}, version=1).status_code == 403
    sealed = judge.send(f"/register-rows/{other['id']}/seal", {"reason": "犯罪记录封存"}, version=1)
    assert sealed.status_code == 200
    assert office.get(f"/register-rows/{other['id']}").status_code == 404
    lifted = judge.send(f"/register-rows/{juvenile['id']}/unseal", {"reason": "试"}, version=1)
    assert lifted.json()["code"] == "E-STATE"


def test_who_may_not_enter_is_refused(city, call):
    for actor in (city.housing_clerk, city.watcher, city.office):
        assert call(actor).send("/registers/trial-cases/rows", {"values": CASE}).status_code == 403
    assert not Row.objects.exists()


def test_a_row_of_another_unit_is_not_entered_in_its_name(city, call):
    values = {"单位": "市财政局", "姓名": "周某某"}
    answer = call(city.housing_clerk).send("/registers/liaison-officers/rows", {"values": values})
    assert [e["code"] for e in answer.json()["errors"]] == ["E-SCOPE"]
    made = entered(call(city.office), values, "liaison-officers")
    assert Row.objects.get(pk=made["id"]).owner == city.finance
    changed = call(city.housing_clerk).send(
        f"/register-rows/{made['id']}/correct", {"values": {"职务": "科长"}, "reason": "试"}, version=1
    )
    assert changed.status_code == 403


def test_personal_cells_are_covered_until_a_purpose_is_given_and_the_reading_is_on_the_trail(
    city, call, enter
):
    values = {"单位": "市财政局", "姓名": "周某某", "手机": "139-1234 5678"}
    made = entered(call(city.office), values, "liaison-officers")
    page = f"/register-rows/{made['id']}/"
    client = enter(city.office)
    assert "13912345678" not in client.get(page).content.decode()
    assert "13912345678" not in call(city.office).get(f"/register-rows/{made['id']}").content.decode()
    assert client.post(page + "personal/", {"purpose": " "}).status_code in {400, 422}
    shown = client.post(page + "personal/", {"purpose": "电话通知开会"})
    assert "13912345678" in shown.content.decode()
    assert Entry.objects.filter(kind="register.personal_read", object_id=made["id"]).count() == 1


def test_history_and_rows_cannot_be_rewritten_or_deleted(city, call):
    made = entered(call(city.judge))
    for spoil in (
        lambda: Change.objects.filter(row_id=made["id"]).update(reason="改"),
        lambda: Change.objects.filter(row_id=made["id"]).delete(),
        lambda: Row.objects.filter(pk=made["id"])._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()

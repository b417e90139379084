"""The registers of the inventory, driven through the API by plain data with outcomes worked out by hand.

tests/conformance/registers/<code>.yaml says which rows are taken in, what a query finds, what a correction
changes, which activity counts for which target, and how money moves.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import make

from api.calling import V1, Caller
from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.common.yaml_text import read_yaml
from fuyuantong.organs.models import Person
from fuyuantong.registers.actions import publish
from fuyuantong.registers.kinds import Entry, Register
from fuyuantong.registers.reading import examined
from fuyuantong.registers.shelf import REGISTERS

pytestmark = pytest.mark.django_db
FILES = sorted((Path(__file__).parent / "registers").glob("*.yaml"))


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(path.read_text("utf-8"))
    return found


def cases(key: str, proof: str) -> list[Any]:
    """One parameter for every file that has this part, marked with the rows of the inventory it proves."""
    found = [(path.stem, told(path)) for path in FILES]
    return [
        pytest.param(case, id=code, marks=pytest.mark.inventory(*case["清单"], proof=proof))
        for code, case in found
        if key in case
    ]


@pytest.fixture
def city(db: None, tmp_path, settings) -> make.City:
    settings.MEDIA_ROOT = tmp_path
    return make.City()


def published(code: str) -> Register:
    text = (REGISTERS / f"{code}.yaml").read_text("utf-8")
    register = examined(text)
    for other in {each.register for each in (*register.ties, *register.passes)} - {code}:
        make.do(SYSTEM, publish, (REGISTERS / f"{other}.yaml").read_text("utf-8"))
    make.do(SYSTEM, publish, text)
    return register


def who(city: make.City, register: Register) -> Actor:
    """A member of the cast who may enter: the office where it may, else the first kind of organ named."""
    seats = {
        Entry.OFFICE: city.office, Entry.COURT: city.judge, Entry.PROCURATORATE: city.prosecutor,
        Entry.GOVERNMENT: city.housing_clerk, Entry.EACH: city.housing_clerk,
    }  # fmt: skip
    return next(
        seats[entry]
        for entry in (Entry.OFFICE, *register.entry)
        if entry in register.entry and entry in seats
    )


def keeper(city: make.City, case: dict[str, Any]) -> tuple[Register, Caller]:
    register = published(case["台账"])
    return register, Caller(make.token(who(city, register)))


def upload(caller: Caller, case: dict[str, Any]) -> dict[str, Any]:
    """Send the rows as a CSV; returns the preview."""
    text = io.StringIO()
    csv.writer(text).writerows([case["表头"], *case["行"]])
    answer = caller.client.post(
        f"{V1}/registers/{case['台账']}/imports",
        {"file": SimpleUploadedFile("台账.csv", text.getvalue().encode()), "again": ""},
        headers={**caller.headers, "Idempotency-Key": "conformance-1"},
    )
    assert answer.status_code == 201, answer.content.decode()
    return caller.get(f"/register-imports/{answer.json()['id']}").json()


def taken_in(caller: Caller, case: dict[str, Any]) -> list[dict[str, Any]]:
    """Import the rows; returns them as listed, in the order of the file."""
    preview = upload(caller, case)
    done = caller.send(f"/register-imports/{preview['id']}/confirm", {"digest": preview["digest"]})
    assert done.status_code == 200, done.content.decode()
    listed = caller.get(f"/registers/{case['台账']}/rows", limit=100).json()["items"]
    return sorted(listed, key=lambda row: row["id"])


@pytest.mark.parametrize("case", cases("行", "import"))
def test_rows_are_previewed_and_then_taken_in_whole(city: make.City, case: dict[str, Any]) -> None:
    _register, caller = keeper(city, case)
    preview = upload(caller, case)
    assert (preview["new"], preview["changed"], preview["same"]) == (len(case["行"]), 0, 0)
    assert caller.get(f"/registers/{case['台账']}/rows").json()["items"] == []
    confirmed = caller.send(f"/register-imports/{preview['id']}/confirm", {"digest": preview["digest"]})
    assert confirmed.status_code == 200
    assert len(caller.get(f"/registers/{case['台账']}/rows").json()["items"]) == len(case["行"])


@pytest.mark.parametrize("case", cases("查询", "query"))
def test_a_query_finds_the_rows_with_the_words_and_no_other(city: make.City, case: dict[str, Any]) -> None:
    _register, caller = keeper(city, case)
    taken_in(caller, case)
    asked = case["查询"]
    found = caller.get(f"/registers/{case['台账']}/rows", words=asked["词"]).json()["items"]
    assert len(found) == asked["行数"]
    assert all(asked["词"] in str(row["cells"]) for row in found)
    client = Client()
    actor = who(city, _register)
    client.force_login(Person.objects.get(pk=actor.person), backend="fuyuantong.organs.backends.Accounts")
    page = client.get(f"/registers/{case['台账']}/", {"q": asked["词"]}).content.decode()
    assert page.count("<tr data-row") == asked["行数"]


@pytest.mark.parametrize("case", cases("更正", "correct"))
def test_a_correction_keeps_the_old_value_with_its_reason(city: make.City, case: dict[str, Any]) -> None:
    _register, caller = keeper(city, case)
    change = case["更正"]
    row = taken_in(caller, case)[change["第几行"] - 1]
    body = {"values": {change["列"]: change["新值"]}, "reason": change["理由"]}
    answer = caller.send(f"/register-rows/{row['id']}/correct", body, version=row["revision"])
    assert answer.status_code == 200, answer.content.decode()
    now = caller.get(f"/register-rows/{row['id']}").json()
    assert plain(now["cells"][change["列"]]) == plain(change["新值"])
    latest = now["history"][0]
    name, before, after = next(line for line in latest["cells"] if line[0] == change["列"])
    assert (name, plain(before), plain(after)) == (change["列"], plain(change["原值"]), plain(change["新值"]))
    assert latest["reason"] == change["理由"]


def plain(value: Any) -> str:
    """Amounts by their value, flags by their words, texts as they are."""
    text = {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    text = text.replace(",", "")
    try:
        return str(Decimal(text).normalize())
    except ArithmeticError:
        return text


@pytest.mark.parametrize("case", cases("行", "export"))
def test_the_export_holds_exactly_what_the_list_shows(city: make.City, case: dict[str, Any]) -> None:
    register, caller = keeper(city, case)
    taken_in(caller, case)
    key = register.columns[0].key
    content = caller.get(f"/registers/{case['台账']}/export", format="csv", column=key).content
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(lines) == 1 + len(case["行"])
    assert sorted(plain(line[0]) for line in lines[1:]) == sorted(plain(row[0]) for row in case["行"])


@pytest.mark.parametrize("case", cases("活动", "record"))
def test_an_activity_is_planned_held_and_kept(city: make.City, case: dict[str, Any]) -> None:
    _register, caller = keeper(city, case)
    row = held(caller, case)
    assert row["progress"] == "held"
    assert [change["kind"] for change in row["history"]] == ["advanced", "entered"]


def held(caller: Caller, case: dict[str, Any]) -> dict[str, Any]:
    activity = case["活动"]
    made = caller.send(f"/registers/{case['台账']}/rows", {"values": activity["计划"], "progress": "planned"})
    assert made.status_code == 201, made.content.decode()
    key = made.json()["id"]
    empty = caller.get(f"/registers/{case['台账']}/figures", on=activity["年月日"]).json()["items"]
    assert all(Decimal(figure["value"]) == 0 for figure in empty), "what is only planned counts nothing"
    answer = caller.send(f"/register-rows/{key}/advance", {"values": activity["举办"]}, version=1)
    assert answer.status_code == 200, answer.content.decode()
    found: dict[str, Any] = caller.get(f"/register-rows/{key}").json()
    return found


@pytest.mark.parametrize("case", cases("活动", "figure"))
def test_what_was_held_counts_towards_the_target(city: make.City, case: dict[str, Any]) -> None:
    _register, caller = keeper(city, case)
    row, activity = held(caller, case), case["活动"]
    found = caller.get(f"/registers/{case['台账']}/figures", on=activity["年月日"]).json()["items"]
    values = {figure["goal"]: Decimal(figure["value"]) for figure in found}
    assert values == {goal: Decimal(str(value)) for goal, value in activity["应计"].items()}
    assert all(figure["ids"] == [row["id"]] for figure in found if Decimal(figure["value"]))


@pytest.mark.parametrize("case", cases("资金", "book"))
def test_money_goes_from_the_budget_to_its_settlement_and_never_below_nothing(
    city: make.City, case: dict[str, Any]
) -> None:
    register, caller = keeper(city, case)
    row, money = taken_in(caller, case)[0], case["资金"]
    fund = f"/register-rows/{row['id']}/fund"

    def post(path: str, **body: Any) -> Any:
        return caller.send(path, body)

    assert post(f"{fund}/lines", step="budget", amount=str(money["预算"])).status_code == 201
    claim = post(f"{fund}/claims", amount=str(money["申请"]), purpose="办理").json()["id"]
    assert post(f"{fund}/lines", step="pay", amount="1", claim=claim).json()["code"] == "E-FUND-SHORT"
    assert post(f"/fund-claims/{claim}/decide", amount=str(money["批准"])).status_code == 200
    over = str(money["批准"] + 1)
    assert post(f"{fund}/lines", step="pay", amount=over, claim=claim).json()["code"] == "E-FUND-SHORT"
    assert post(f"{fund}/lines", step="pay", amount=str(money["批准"]), claim=claim).status_code == 201
    assert post(f"{fund}/lines", step="recover", amount="1000", claim=claim).status_code == 201
    rest = str(money["批准"] - 1000)
    assert post(f"{fund}/lines", step="settle", amount=rest, claim=claim).status_code == 201
    now = caller.get(fund).json()
    balances = {name: Decimal(amount) for name, amount in now["balances"].items()}
    back = 1000 if register.revolving else 0
    assert balances == {
        "source": Decimal(-money["预算"] + 1000 - back),
        "available": Decimal(money["预算"] - money["批准"] + back),
        "committed": Decimal(0),
        "paid": Decimal(0),
        "settled": Decimal(rest),
    }
    assert now["claims"][0]["state"] == "closed"


@pytest.mark.parametrize("case", cases("资金", "page"))
def test_the_page_of_a_budget_shows_its_accounts_and_takes_an_application(
    city: make.City, case: dict[str, Any]
) -> None:
    register, caller = keeper(city, case)
    row = taken_in(caller, case)[0]
    actor = who(city, register)
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person), backend="fuyuantong.organs.backends.Accounts")
    path = f"/register-rows/{row['id']}"
    assert (
        client.post(f"{path}/money/", {"step": "budget", "amount": case["资金"]["预算"]}).status_code == 302
    )
    assert client.post(f"{path}/apply/", {"amount": "900.50", "purpose": "会务"}).status_code == 302
    shown = client.get(f"{path}/").content.decode()
    assert "会务" in shown
    assert "900.50" in shown
    assert f"{case['资金']['预算']:,}.00" in shown

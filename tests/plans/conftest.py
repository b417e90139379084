"""A fictional paper of 临江市, the cast that handles it, and browsers without a script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fuyuantong.common.actors import Actor
from fuyuantong.documents.reading import read_file
from fuyuantong.organs.models import Person
from fuyuantong.plans.models import Import, Plan, PlanItem
from make import City, mechanism, region, unit

PAPER = """临江市府院联动联席会议办公室
临府院办发〔2026〕3号
关于印发《2026年临江市府院联动工作要点》的通知

2026年临江市府院联动工作要点

一、推进行政争议实质性化解
1.建立诉前调解机制。在行政争议调处中心设立诉前调解室，诉前调解率达到40%以上。（牵头单位：市中院、司法局；责任单位：市财政局；完成时限：2026年9月30日）
2.开展联席会商。定期会商疑难行政争议。（牵头单位：市司法局；配合单位：市住建局；完成时限：每季度）
3.规范行政机关负责人出庭应诉。（牵头单位：市司法局；责任单位：各县（市、区）人民政府；完成时限：长期坚持）
二、推进企业破产府院联动
4.完善破产费用保障办法。制定破产费用保障办法。（牵头单位：市财政局；责任单位：市中院、市市场监管局）
5.开展破产审判专题培训。（牵头单位：市中院；责任单位：市神秘事务局；完成时限：2026年6月）

临江市府院联动联席会议办公室
2026年1月15日
"""

DAMAGED = """临江市2026年府院联动任务清单

一、总体任务
1.贯彻落实以习新时代中国特色社会主义思想，健全府院联动机制。（牵头单位：市司法局；完成时限：2026年6月30日）
2.建立信息通报制度。（牵头单位：市中院；完成时限：2026年7月31日）
"""


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def city(db: None, media) -> City:
    mechanism("annual-plan-item")
    cast = City()
    home = region()
    for code, name in (("990102", "江北区"), ("990121", "青山县")):
        place = region(code, name, "county", home)
        unit(f"{name}人民政府", region=place)
    return cast


@pytest.fixture
def enter() -> Callable[[Actor], Client]:
    """Sign a member of the cast in."""

    def as_actor(actor: Actor) -> Client:
        client = Client()
        client.force_login(Person.objects.get(pk=actor.person), backend="fuyuantong.organs.backends.Accounts")
        return client

    return as_actor


@pytest.fixture
def office(city: City, enter) -> Client:
    return enter(city.office)


def upload(client: Client, text: str = PAPER, name: str = "要点.txt", **more):
    file = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    return client.post("/imports/", {"file": file, **more})


def imported(client: Client, text: str = PAPER, name: str = "要点.txt") -> Import:
    """Upload through the page; the paper as it stands then."""
    answer = upload(client, text, name)
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    return Import.objects.get(pk=re.search(r"/imports/([0-9a-f-]+)/", answer["Location"])[1])


def item_of(paper: Import, no: str) -> PlanItem:
    return PlanItem.objects.get(source=paper, no=no)


def press(client: Client, item: PlanItem, verb: str, **data):
    """Press a button of an item's card, with the version that the page carries."""
    item.refresh_from_db()
    body = {"version": item.version} | data
    return client.post(f"/imports/{item.source_id}/items/{item.pk}/{verb}/", body)


def settle(client: Client, paper: Import, *names: tuple[str, str, dict]):
    """Fill in the page 单位对应 for some names: (prefix|raw, how, more)."""
    body = {}
    for value, how, more in names:
        body[f"n:{value}:how"] = how
        body |= {f"n:{value}:{key}": content for key, content in more.items()}
    return client.post(f"/imports/{paper.pk}/names/", body)


def review_all(client: Client, paper: Import) -> None:
    """Settle the one unknown name and confirm everything that waits."""
    if "n:|市神秘事务局:how" in client.get(f"/imports/{paper.pk}/names/").content.decode():
        settle(client, paper, ("|市神秘事务局", "nobody", {}))
    ids = [str(pk) for pk in PlanItem.objects.filter(source=paper, state="todo").values_list("pk", flat=True)]
    answer = client.post(f"/imports/{paper.pk}/confirm/", {"ids": ids})
    assert answer.status_code == 303
    for item in PlanItem.objects.filter(
        source=paper, state="todo"
    ):  # doubtful targets wait for a person's answer
        body = {"version": item.version, "reason": "文件原文，只作分析，不考核法院"}
        client.post(f"/plans/cautions/{item.pk}/", body)
        assert press(client, item, "confirm").status_code == 303
    assert not PlanItem.objects.filter(source=paper, state="todo").exists()


@pytest.fixture(autouse=True)
def quick_reading(request, monkeypatch):
    """Read uploads in this process: two seconds a test less. Tests that ask for `capped_child` do not."""
    if "capped_child" not in request.fixturenames:
        monkeypatch.setattr("fuyuantong.plans.reading.read_in_child", read_file)
        monkeypatch.setattr("fuyuantong.documents.checking.read_in_child", read_file)


@pytest.fixture
def capped_child():
    """The real way: uploads are read in a process of their own."""


@pytest.fixture(autouse=True)
def february():
    """The paper of January is being worked on in February 2026: nothing in it is past."""
    with time_machine.travel("2026-02-10T10:00:00+08:00"):
        yield


def step(client: Client, plan, name: str, **data):
    """Press the button of one step of the gate, with the version that the page carries."""
    plan.refresh_from_db()
    body = {f"{name}-{key}": value for key, value in ({"version": plan.version} | data).items()}
    return client.post(f"/plans/{plan.pk}/{name}/", body)


def adopted(client: Client, paper: Import) -> Plan:
    """Review everything and put it into a draft of the year."""
    review_all(client, paper)
    paper.refresh_from_db()
    body = {"title": paper.title, "year": 2026, "version": paper.version}
    answer = client.post(f"/imports/{paper.pk}/adopt/", body)
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    return Plan.objects.get()


def printed(client: Client, plan: Plan) -> Plan:
    """Through the gate up to 印发."""
    assert step(client, plan, "submit", text="时间紧，会上直接征求意见").status_code == 303
    decided = {"decided_by": "联席会议", "decided_on": "2026-02-05", "reference": "会议纪要〔2026〕1号"}
    assert step(client, plan, "approve", **decided).status_code == 303
    paper = {"number": "临府院办发〔2026〕5号", "issued_on": "2026-02-06"}
    assert step(client, plan, "print", **paper).status_code == 303
    plan.refresh_from_db()
    return plan

"""Every kind of meeting of the library, walked through the API as tests/conformance/meetings/*.yaml writes by hand.

Each file: the kind, the rows of the inventory it proves, who hosts, what is brought, when the notice goes out, who
comes, what comes of each item; and by hand: days for material, who owes what until when, who must not see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from tests import make

from api.calling import Caller
from conformance.town import Town
from fuyuantong import library
from fuyuantong.audit.verifying import verify
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.yaml_text import read_yaml
from fuyuantong.matters.models import Obligation
from fuyuantong.meetings.actions import publish_kind
from fuyuantong.meetings.vocabulary import OUTCOMES
from fuyuantong.registers.actions import publish as publish_register
from fuyuantong.registers.models import Row

pytestmark = pytest.mark.django_db
FILES = sorted((Path(__file__).parent / "meetings").glob("*.yaml"))
LIBRARY = Path(next(iter(library.__path__)))


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(path.read_text("utf-8"))
    return found


def cases() -> Iterator[Any]:
    for path in FILES:
        case = told(path)
        marks = (
            [pytest.mark.inventory(*case["清单"], proof=proof) for proof in ("walk", "page")]
            if case.get("清单")
            else []
        )
        yield pytest.param(path.stem, case, id=path.stem, marks=marks)


@pytest.fixture(autouse=True)
def _settings(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    settings.FYT_API_PER_MINUTE = 1_000_000


def test_every_delivered_kind_of_meeting_has_its_case() -> None:
    assert {path.stem for path in FILES} == {path.stem for path in (LIBRARY / "meetings").glob("*.yaml")}


class Walk:
    """One meeting in the town; every act on its day, through the key of the unit's post."""

    def __init__(self, code: str, case: dict[str, Any]) -> None:
        make.mechanism("meeting-resolution")
        for register in case.get("台账", ()):
            make.do(SYSTEM, publish_register, (LIBRARY / "registers" / f"{register}.yaml").read_text("utf-8"))
        make.do(SYSTEM, publish_kind, (LIBRARY / "meetings" / f"{code}.yaml").read_text("utf-8"))
        self.code, self.case, self.town = code, case, Town()
        if case.get("联动") == "府检":
            self.town.linkage.kind = "procuratorate"
            self.town.linkage.save()
        self.host = self.town.caller(case["主办"])
        for name in {row["单位"] for row in case["议题"]} | set(case["参会"]):
            self.town.unit(name)
        self.key = ""

    def act(self, caller: Caller, path: str, body: Any, *statuses: int) -> Any:
        noun, key = path.split("/")[1:3] if path.count("/") > 1 else ("", "")
        version = caller.get(f"/{noun}/{key}").json()["version"] if noun in {"topics", "meetings"} else None
        answer = caller.send(path, body, version=version)
        assert answer.status_code in (statuses or (200, 201)), (path, answer.content.decode())
        return answer.json()

    def full(self) -> dict[str, Any]:
        return self.host.get(f"/meetings/{self.key}").json()

    def bring(self) -> None:
        """Members apply for their topics; the host brings its own on the agenda directly."""
        case, applied = self.case, []
        where = {"kind": self.code, "linkage": self.town.linkage.code}
        for row in case["议题"]:
            words = {
                "title": row["议题"],
                "background": row["依据"],
                "asks": row["请求"],
                "signed_by": "负责人",
            }
            if row["单位"] != case["主办"]:
                host = {} if "联席办" in case["主办"] else {"host": self.town.ids(case["主办"])[0]}
                made = self.act(
                    self.town.caller(row["单位"]), "/topics", words | where | host | {"submit": True}
                )
                self.act(self.host, f"/topics/{made['id']}/screen", {"text": "同意提请"})
                applied.append(made["id"])
        plan = {"starts_at": f"{case['会期']}T09:00:00+08:00", "place": "会议室", "chair": "主持人"}
        self.key = self.act(self.host, "/meetings", where | plan)["id"]
        if applied:
            self.act(self.host, f"/meetings/{self.key}/topics", {"topics": applied})
        for row in case["议题"]:
            if row["单位"] == case["主办"]:
                words = {"title": row["议题"], "background": row["依据"], "asks": row["请求"]}
                self.act(self.host, f"/meetings/{self.key}/own-topics", words)

    def invite(self) -> None:
        by: dict[str, list[str]] = {}
        for name, as_ in self.case["参会"].items():
            by.setdefault(as_, []).extend(self.town.ids(name))
        for as_, units in by.items():
            self.act(self.host, f"/meetings/{self.key}/invitations", {"units": units, "invited_as": as_})

    def convene(self) -> None:
        case = self.case
        if consent := case.get("同意"):
            self.act(self.host, f"/meetings/{self.key}/ask-consent", {"text": "请审定"})
            told_ = {
                "seat": consent["席位"],
                "decided_by": consent["领导"],
                "decided_on": str(case["请示日"]),
            }
            self.act(
                self.host, f"/meetings/{self.key}/consent", told_ | {"delegate": consent.get("委托", "")}
            )
        if late := case.get("来不及通知"):
            with time_machine.travel(f"{late}T10:00:00+08:00"):
                refused = self.act(self.host, f"/meetings/{self.key}/notify", {"text": ""}, 422)
            assert refused["code"] == "E-NOTICE"
        with time_machine.travel(f"{case['通知日']}T10:00:00+08:00"):
            self.act(self.host, f"/meetings/{self.key}/notify", {})

    def reply(self) -> None:
        for one in self.full()["invitations"]:
            people = [{"name": f"来人{n}", "rank": "处长"} for n in range(self.case.get("每单位", 1))]
            path = f"/meeting-invitations/{one['id']}/reply"
            body = {"answer": "coming", "people": people}
            answer = self.host.send(path, body, version=one["version"])
            assert answer.status_code == 200, answer.content.decode()

    def hold(self) -> None:
        came = [person["id"] for one in self.full()["invitations"] for person in one["people"]]
        if "法定人数" in self.case:
            self.act(
                self.host, f"/meetings/{self.key}/attendance", {"came": came[: self.case["法定人数"] - 1]}
            )
            short = self.act(
                self.host, f"/meetings/{self.key}/hold", {"held_on": str(self.case["会期"])}, 422
            )
            assert short["code"] == "E-QUORUM"
        self.act(self.host, f"/meetings/{self.key}/attendance", {"came": came})
        self.act(self.host, f"/meetings/{self.key}/hold", {"held_on": str(self.case["会期"])})

    def decide(self) -> None:
        items = {item["title"]: item for item in self.full()["items"]}
        for title, row in self.case["议定"].items():
            found = items[title]
            resolutions = [
                {
                    "text": one["事项"], "leads": self.town.ids(one.get("牵头", [])), "partners": self.town.ids(one.get("配合", [])),
                    **({"due_on": str(one["时限"])} if "时限" in one else {}),
                }
                for one in row.get("事项", ())
            ]  # fmt: skip
            body = {
                "outcome": str(OUTCOMES[row["结果"]]),
                "text": row.get("内容", ""),
                "dissent": row.get("未尽", ""),
            }
            path = f"/agenda-items/{found['id']}/decision"
            answer = self.host.send(path, body | {"resolutions": resolutions}, version=found["version"])
            assert answer.status_code == 200, answer.content.decode()

    def issue(self) -> None:
        day = str(self.case["印发日"])
        self.act(self.host, f"/meetings/{self.key}/minutes/submit", {})
        self.act(self.host, f"/meetings/{self.key}/minutes/sign", {"signed_by": "领导", "signed_on": day})
        self.act(
            self.host, f"/meetings/{self.key}/minutes/issue", {"number": "临纪〔2026〕1号", "issued_on": day}
        )


def _on(day: Any) -> Any:
    return time_machine.travel(f"{day}T10:00:00+08:00")


@pytest.mark.parametrize(("code", "case"), cases())
def test_the_meeting_goes_as_written_by_hand(code: str, case: dict[str, Any]) -> None:
    walk = Walk(code, case)
    with _on(case["筹备日"]):
        walk.bring()
        walk.invite()
    with _on(case["请示日"]):
        walk.convene()
        walk.reply()
    with _on(case["会期"]):
        walk.hold()
        walk.decide()
    with _on(case["印发日"]):
        walk.issue()
        _compare(walk, case["应"])
    assert verify(b"").good, "the chains do not verify"


def _compare(walk: Walk, wanted: dict[str, Any]) -> None:
    full, town = walk.full(), walk.town
    assert [row["id"] for row in walk.host.get("/meetings").json()["items"]] == [walk.key]
    assert full["materials_due_on"] == (str(wanted["材料截止"]) if "材料截止" in wanted else None)
    for passage in wanted["纪要"]:
        assert passage in full["minutes"], full["minutes"]
    assert {item["title"]: item["said"] for item in full["items"]} == wanted["结果"]
    owed = {
        (town.name(row.owner_id), row.duty): [
            row.clocks.get(main=True).due_on.isoformat() if row.clocks.filter(main=True).exists() else "",
            row.clocks.exclude(main=True).get().due_on.isoformat(),
        ]
        for row in Obligation.objects.filter(matter__mechanism="meeting-resolution")
    }
    hand = {
        (one["承办"], "lead" if one["地位"] == "牵头" else "partner"): [
            str(one.get("期限", "")),
            str(one["签收"]),
        ]
        for one in wanted.get("任务", ())
    }
    assert owed == hand
    for name in wanted.get("看不见", ()):
        assert town.caller(name).get(f"/meetings/{walk.key}").status_code == 404, name
    for register, cells in wanted.get("台账行", {}).items():
        row = Row.objects.get(book_id=register)
        assert {key: row.cells.get(key) for key in cells} == cells

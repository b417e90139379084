"""Drive one golden flow through the HTTP API, as the units' own posts, and compare after every step."""

from __future__ import annotations

from datetime import date
from typing import Any

import time_machine
from tests import make

from api.calling import Caller
from conformance.town import HERE, Town
from fuyuantong.common.ids import new_id
from fuyuantong.common.now import read_clock
from fuyuantong.common.yaml_text import read_yaml
from fuyuantong.definitions.kinds import FieldType
from fuyuantong.definitions.reading import read
from fuyuantong.definitions.shelf import mechanism_file, read_text
from fuyuantong.enforcement.actions import pursuing
from fuyuantong.enforcement.models import Case, Party, Pursuit
from fuyuantong.matters.kinds import Duty, MatterState, ObligationState, PetitionKind

STATES = {str(state.label): state.value for state in ObligationState}
MATTERS = {str(state.label): state.value for state in MatterState}
DUTIES = {str(duty.label): duty.value for duty in Duty}
PETITIONS = {str(kind.label): kind.value for kind in PetitionKind}
VERBS = {
    "签收": "sign", "核验": "accept", "退改": "send_back", "销号": "write_off", "催办": "urge", "延期": "extend",
    "暂缓": "hold", "恢复": "unhold", "中止": "suspend", "恢复计时": "resume", "撤回": "withdraw",
    "终止交办": "terminate", "下发": "issue", "退回补正": "ask_correction", "补正": "supply", "作废任务": "void",
    "回头看": "look_back", "重新交办": "again",
}  # fmt: skip
REASON = "情况变化（虚构）"


def agreed(matter: str, court: str) -> None:
    """Two people of the court have agreed to the search, in an open case of the room `enforcement`."""
    if Pursuit.objects.filter(matter_id=matter).exists():
        return
    case = Case.objects.create(
        case_no=f"（2026）新2801执{Case.objects.count() + 1}号", court_id=court, claim=1, filed_on=date(2026, 1, 5),
        at=read_clock(),
    )  # fmt: skip
    party = Party.objects.create(case=case, kind="P", name="虚构人", number="未登记")
    Pursuit.objects.create(
        case=case, party=party, matter_id=matter, target="person", state="agreed", by_person=new_id(),
        by_name="甲", second_name="乙", at=read_clock(),
    )  # fmt: skip


def flows() -> list[tuple[str, dict[str, Any]]]:
    """(code, flow) of every file, in order."""
    found = []
    for path in sorted((HERE / "flows").glob("*.yaml")):
        told = read_yaml(path.read_text("utf-8"))
        found += [(told["机制"], flow) for flow in told["流程"]]
    return found


class Drive:
    """One flow; `matter` is what its first step opened."""

    def __init__(self, code: str) -> None:
        self.mechanism = read(read_text(mechanism_file(code)))
        make.mechanism(code)
        for derived in self.mechanism.derivations:
            make.mechanism(derived.mechanism)
        self.acts = {act.key for act in self.mechanism.acts}
        self.files = {f.key for f in self.mechanism.fields if f.type is FieldType.FILE}
        self.unit_fields = {f.key for f in self.mechanism.fields if f.type is FieldType.UNIT}
        self.town, self.matter, self.starter, self.step = Town(), "", "", 0
        self.shown: dict[str, Any] = {}  # the matter after the last step, as its starter sees it

    def run(self, steps: list[dict[str, Any]]) -> None:
        for self.step, step in enumerate(steps, 1):
            day = date.fromisoformat(str(step["日期"]))
            with time_machine.travel(
                f"{day}T{9 + self.step % 8:02d}:{self.step % 60:02d}:00+08:00", tick=True
            ):
                self.do(step)

    def do(self, step: dict[str, Any]) -> None:
        wanted = step.get("应", {})
        before = self.whole() if self.matter and wanted.get("被拒") else {}
        answer = self.send(step)
        where = f"第{self.step}步 {step['日期']} {step['单位']} {step['做']}"
        if wanted.get("被拒"):
            assert answer.status_code >= 400, f"{where}: 应被拒，却办成了"
            code = answer.json()["code"]
            assert wanted["被拒"] is True or wanted["被拒"] in {"是", code}, f"{where}: {code}"
        else:
            assert answer.status_code < 300, f"{where}: {answer.content.decode()}"
        if self.matter:
            self.shown = self.whole()
            self.compare(where, wanted)
        if before:
            assert _plain(self.shown) == _plain(before), f"{where}: 被拒却有了变化"

    def send(self, step: dict[str, Any]) -> Any:
        caller, word = self.town.caller(step["单位"]), step["做"]
        if word == "开立":
            return self.open(caller, step)
        if word in self.acts and "任务" not in step:
            return self.act(caller, step)
        if word in PETITIONS or word in {"同意", "不同意"}:
            return self.petition(caller, step)
        if word == "反馈":
            return self.reply(caller, step)
        task = self.task(step)
        if word == "异议":
            return caller.send(f"/obligations/{task['id']}/objections", {"text": step.get("理由", REASON)})
        return caller.send(
            f"/obligations/{task['id']}/{VERBS[word]}", self.asked(word, step), version=task["version"]
        )

    def open(self, caller: Caller, step: dict[str, Any]) -> Any:
        for names in step.get("参与方", {}).values():
            self.town.ids(names)
        answer = caller.send("/matters", {
            "mechanism": self.mechanism.code,
            "linkage": self.town.linkage.code,
            "title": step.get("标题", self.mechanism.name),
            "units": {key: self.town.ids(names) for key, names in step.get("参与方", {}).items()},
            "values": self.values(step),
            **({"scope": "named"} if step.get("知悉范围") == "指定岗位" else {}),
        })  # fmt: skip
        if answer.status_code == 201 and not self.matter:
            self.matter, self.starter = answer.json()["id"], step["单位"]
        return answer

    def act(self, caller: Caller, step: dict[str, Any]) -> Any:
        parties = {key: self.town.ids(names) for key, names in step.get("参与方", {}).items()}
        body: dict[str, Any] = {"act": step["做"], "values": self.values(step) | parties}
        if step.get("送达日"):
            body["served"] = {self.town.ids(name)[0]: str(day) for name, day in step["送达日"].items()}
        if step.get("汇总"):
            body["collector"] = self.town.ids(step["汇总"])[0]
        if step["做"] == pursuing.SEND and self.mechanism.code == pursuing.MECHANISM:
            agreed(self.matter, self.town.ids(step["单位"])[0])
        return caller.send(f"/matters/{self.matter}/acts", body, version=self.shown["version"])

    def values(self, step: dict[str, Any]) -> dict[str, Any]:
        """The fields as JSON; a file is uploaded and named by its id, a unit by its own."""
        told = {key: _json(value) for key, value in step.get("填", {}).items()}
        for key in self.unit_fields & told.keys():
            ids = self.town.ids(told[key])
            told[key] = ids if isinstance(told[key], list) else ids[0]
        for key in self.files & told.keys():
            names = told[key] if isinstance(told[key], list) else [told[key]]
            stored = self.matter and not step.get("应", {}).get("被拒")  # a step to be refused leaves no file
            ids = [self.town.upload(step["单位"], self.matter, n) if stored else n for n in names]
            told[key] = ids if isinstance(told[key], list) else ids[0]
        return told

    def petition(self, caller: Caller, step: dict[str, Any]) -> Any:
        task = self.task(step)
        if step["做"] in {"同意", "不同意"}:
            shown = caller.get(f"/obligations/{task['id']}").json()
            asked = next(p for p in shown["petitions"] if p["state"] == "open")
            body = {"granted": step["做"] == "同意", "remark": step.get("理由", "")}
            if step.get("改派给"):
                body["new_unit"] = self.town.ids(step["改派给"])[0]
            return caller.send(f"/petitions/{asked['id']}/decision", body)
        body = {"kind": PETITIONS[step["做"]], "reason": step.get("理由", REASON)}
        if step.get("延至"):
            body["wanted_due"] = str(step["延至"])
        if step.get("改派给"):
            body["wanted_unit"] = self.town.ids(step["改派给"])[0]
        return caller.send(f"/obligations/{task['id']}/petitions", body, version=task["version"])

    def reply(self, caller: Caller, step: dict[str, Any]) -> Any:
        """Sign first where nobody has, then reply; the unit's own chief lets it go out."""
        task = self.task(step)
        path = f"/obligations/{task['id']}"
        body = {"text": step.get("回复", "已办理（虚构）"), "answers": self.values(step)}
        answer = caller.send(f"{path}/submit", body, version=task["version"])
        if answer.status_code == 200 and answer.json()["state"] == "reviewing":
            chief = self.town.caller(step["单位"], "chief")
            return chief.send(f"{path}/approve", {}, version=answer.json()["version"])
        return answer

    def asked(self, word: str, step: dict[str, Any]) -> dict[str, Any]:
        reason = step.get("理由", REASON)
        if word in {"延期", "重新交办"}:
            return {"due_on": str(step["延至"]), "reason": reason}
        if word == "中止":
            return {"reason": reason, "basis": step.get("依据", "本地约定")}
        if word == "回头看":
            return {"finding": reason, "sound": step.get("属实", "是") == "是"}
        if word in {"核验", "催办"}:
            return {"remark": step.get("理由", "")}
        return {} if word in {"签收", "销号", "下发"} else {"reason": reason}

    def task(self, step: dict[str, Any]) -> dict[str, Any]:
        """The obligation that a step means, by its task and its owner (a stranger may have learnt its address)."""
        owner = str(self.town.unit(step.get("承办", step["单位"])).pk)
        rows = self.obligations(self.shown)
        mine = [row for row in rows if row["task"] == step["任务"] and row["owner"]["id"] == owner]
        assert mine, f"第{self.step}步: 没有任务 {step['任务']}（{step.get('承办', step['单位'])}）"
        return max(mine, key=lambda row: row["id"])

    def obligations(self, whole: dict[str, Any]) -> list[dict[str, Any]]:
        rows = []
        for row in whole["obligations"]:
            rows += [row, *row.get("parts", [])]
        return rows

    def whole(self) -> dict[str, Any]:
        """The matter as its starter sees it."""
        answer = self.town.caller(self.starter).get(f"/matters/{self.matter}")
        assert answer.status_code == 200, f"第{self.step}步: {answer.content.decode()}"
        return answer.json()

    def compare(self, where: str, wanted: dict[str, Any]) -> None:
        whole = self.shown
        labels = {stage.label or stage.key: stage.key for stage in self.mechanism.stages}
        if "阶段" in wanted:
            stage = labels.get(wanted["阶段"], wanted["阶段"])
            assert whole["stage"] == stage, f"{where}: 阶段为 {whole['stage']}"
        if "事项" in wanted:
            assert whole["state"] == MATTERS[wanted["事项"]], f"{where}: 事项为 {whole['state']}"
        rows = self.obligations(whole)
        for task in wanted.get("任务", []):
            self.compare_task(where, rows, task)
        for name in wanted.get("没有任务", []):
            assert name not in {row["task"] for row in rows}, f"{where}: 不应有任务 {name}"
        clocks = {clock["key"]: clock for clock in whole["clocks"]}
        for key, due in wanted.get("时钟", {}).items():
            runs = key in clocks and clocks[key]["state"] != "stopped"
            if due is False or due == "否":
                assert not runs, f"{where}: 时钟 {key} 不应在走"
            else:
                assert runs, f"{where}: 时钟 {key} 没有走；有 {sorted(clocks)}"
                assert clocks[key]["due_on"] == str(due), f"{where}: {key} 到 {clocks[key]['due_on']}"
        for sight, status in (("看得见", 200), ("看不见", 404)):
            for name in wanted.get(sight, []):
                seen = self.town.caller(name).get(f"/matters/{self.matter}").status_code
                assert seen == status, f"{where}: {name} {seen}"
        if "派生" in wanted:
            linked = [self.town.caller(self.starter).get(f"/matters/{x['matter']}") for x in whole["links"]]
            codes = {answer.json()["mechanism"] for answer in linked if answer.status_code == 200}
            assert wanted["派生"] in codes, f"{where}: 没有派生 {wanted['派生']}（{codes}）"

    def compare_task(self, where: str, rows: list[dict[str, Any]], task: dict[str, Any]) -> None:
        owner = str(self.town.unit(task["承办"]).pk)
        mine = [row for row in rows if row["task"] == task["任务"] and row["owner"]["id"] == owner]
        had = [(row["task"], self.town.name(row["owner"]["id"])) for row in rows]
        assert mine, f"{where}: 没有任务 {task['任务']}（{task['承办']}）；有 {had}"
        row = max(mine, key=lambda one: one["id"])
        if "期限" in task:
            due = None if task["期限"] in {"无", None} else str(task["期限"])
            assert row["due_on"] == due, f"{where}: {task['任务']}（{task['承办']}）期限为 {row['due_on']}"
        if "复核" in task:
            assert row["review_on"] == str(task["复核"]), (
                f"{where}: {task['任务']} 复核日为 {row['review_on']}"
            )
        if "状态" in task:
            assert row["state"] == STATES[task["状态"]], f"{where}: {task['任务']} 为 {row['state']}"
        if "角色" in task:
            assert row["duty"] == DUTIES[task["角色"]], f"{where}: {task['任务']} 为 {row['duty']}"

    def listed(self) -> bool:
        """The starter finds the matter in its list."""
        with time_machine.travel("2026-12-31T10:00:00+08:00", tick=True):
            found = self.town.caller(self.starter).get("/matters", mechanism=self.mechanism.code).json()
        return self.matter in {row["id"] for row in found["items"]}


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_json(one) for one in value]
    return {key: _json(one) for key, one in value.items()} if isinstance(value, dict) else value


def _plain(whole: dict[str, Any]) -> Any:
    """What a refused step must leave as it was."""
    return {key: whole.get(key) for key in ("stage", "state", "version", "fields", "obligations", "clocks")}

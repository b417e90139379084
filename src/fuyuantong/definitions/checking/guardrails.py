"""Guard-rails of wording and power (practice.md §1, §4): nobody commands courts; nothing fires by itself."""

from __future__ import annotations

from fuyuantong.definitions.checking.findings import Findings
from fuyuantong.definitions.kinds import Act, Archetype, Field, Objection, Party, Reminder, ReminderDo, Task
from fuyuantong.definitions.vocabulary.words import COMMANDING_WORDS, COURTEOUS, INTERCEPTING_WORDS

_TO_SUBORDINATES = {
    ReminderDo.URGE: "催办",
    ReminderDo.DRAFT_SUPERVISION: "拟督办单",
    ReminderDo.DRAFT_REMINDER: "拟提醒函",
    ReminderDo.DRAFT_BULLETIN: "拟通报",
}


def check_guardrails(findings: Findings) -> None:
    m = findings.mechanism
    for reminder in m.reminders:
        _check_reminder(findings, reminder)
    for act in m.acts:
        _check_act(findings, act)
    for task in m.tasks:
        _check_objection(findings, task)
    for field in m.fields:
        _check_field(findings, field)


def _check_field(findings: Findings, field: Field) -> None:
    """通讯信息 are names and numbers, never who called whom or who was where (practice §4.10)."""
    for name in (field.key, *(column.key for column in field.columns)):
        if any(word in name for word in INTERCEPTING_WORDS):
            findings.add(
                field.line,
                "E-DEF-INTERCEPT",
                f"字段“{field.key}”涉及通话记录或位置（{name}），查控不得调取、登记。",
                "通讯信息只登记联系电话、通讯地址。",
            )


def _only_courts(findings: Findings, key: str) -> Party | None:
    """The party if only courts or procuratorates may fill it (mixed parties are addressed per unit)."""
    party = next((party for party in findings.mechanism.parties if party.key == key), None)
    return party if party and all(kind in COURTEOUS for kind in party.kinds) else None


def _check_reminder(findings: Findings, reminder: Reminder) -> None:
    word = _TO_SUBORDINATES.get(reminder.do)
    if word is None:
        return
    for key in reminder.notify or _owners(findings, reminder.clock):
        if _only_courts(findings, key):
            findings.add(
                reminder.line,
                "E-DEF-COMMAND",
                f"不能对“{key}”{word}：法院、检察院不受办公室指挥。",
                "请写“函询”或“商请”。",
            )


def _owners(findings: Findings, clock: str) -> list[str]:
    return [t.owner for t in findings.mechanism.tasks if clock in {*t.clocks, t.sign_clock, t.verify_clock}]


def _check_act(findings: Findings, act: Act) -> None:
    word = next((word for word in COMMANDING_WORDS if word in act.key), None)
    if word is None:
        return
    tasks = [task for task in findings.mechanism.tasks if task.key in act.sends]
    for key in dict.fromkeys([*(task.owner for task in tasks), *act.copies]):
        if _only_courts(findings, key):
            findings.add(
                act.line,
                "E-DEF-COMMAND",
                f"动作“{act.key}”不能用“{word}”对“{key}”：法院、检察院不受办公室指挥。",
                "请写“商请”“函询”或“函商”。",
            )


def _check_objection(findings: Findings, task: Task) -> None:
    letter = findings.mechanism.archetype is Archetype.LETTER
    if task.objection is not Objection.RETURN or not (letter or _only_courts(findings, task.owner)):
        return
    reason = "文书建议不能退办、转办" if letter else "对法院、检察院不用退办"
    findings.add(
        task.line,
        "E-DEF-LETTER-RETURN",
        f"任务“{task.key}”：{reason}。",
        "请写 异议方式: 异议 或 异议方式: 无。",
    )

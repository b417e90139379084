"""What the pages show of a mechanism, in the words of the screen: plain rows, no HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fuyuantong.definitions.kinds import Act, Basis, Clock, Mechanism, Party, Reminder, Scenario, Task
from fuyuantong.definitions.problems import Problem
from fuyuantong.definitions.vocabulary.wording import (
    clock_words,
    condition_words,
    extension_words,
    join_words,
    origin_words,
    word_of,
)


@dataclass(frozen=True, slots=True)
class PartyRow:
    name: str
    standing: str
    kinds: str
    marks: str
    sees: str
    note: str


@dataclass(frozen=True, slots=True)
class ActRow:
    name: str
    by: str
    source: str
    target: str
    requires: str
    condition: str
    follows: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    name: str
    owner: str
    clocks: str
    verifier: str
    joins: str
    reply: str
    marks: str
    note: str


@dataclass(frozen=True, slots=True)
class ClockRow:
    name: str
    rule: str
    origin: str
    applies: str
    extension: str
    statutory: bool
    suspendable: bool
    basis: tuple[Basis, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ReminderRow:
    clock: str
    when: str
    do: str
    notify: str
    copy: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem beside the line it speaks of."""

    line: int
    text: str
    sentence: str
    hint: str
    code: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the page of one mechanism."""

    mechanism: Mechanism
    archetype: str
    office_sees: str
    parties: Sequence[PartyRow]
    acts: Sequence[ActRow]
    tasks: Sequence[TaskRow]
    clocks: Sequence[ClockRow]
    reminders: Sequence[ReminderRow]
    cycles: Sequence[tuple[str, str]]
    scenarios: Sequence[Scenario]


def sheet_of(m: Mechanism) -> Sheet:
    return Sheet(
        mechanism=m,
        archetype=f"{word_of(m.archetype)}（{m.archetype.value}）",
        office_sees=word_of(m.office_sees),
        parties=[_party(m, party) for party in m.parties],
        acts=[_act(m, act) for act in m.acts],
        tasks=[_task(task) for task in m.tasks],
        clocks=[_clock(clock) for clock in m.clocks],
        reminders=[_reminder(reminder) for reminder in m.reminders],
        cycles=[
            (c.key, _cycle(word_of(c.every), c.task, c.grace.words if c.grace else "")) for c in m.cycles
        ],
        scenarios=m.scenarios,
    )


def _cycle(every: str, task: str, grace: str) -> str:
    return f"{every}一次“{task}”" + (f"，期末后 {grace}内" if grace else "")


def _marks(*pairs: tuple[bool, str]) -> str:
    return "、".join(word for holds, word in pairs if holds)


def _party(m: Mechanism, party: Party) -> PartyRow:
    marks = _marks(
        (party.may_start, "可发起"),
        (party.outsiders_start, "成员外可发起"),
        (party.many, "可多个"),
        (bool(party.differs), f"异于{'、'.join(party.differs)}"),
        (party.one_collects, "须定一个汇总"),
        (party.optional, "可以没有"),
    )
    kinds = "、".join(word_of(kind) for kind in party.kinds)
    return PartyRow(party.key, word_of(party.standing), kinds, marks, word_of(m.sight_of(party)), party.note)


def _act(m: Mechanism, act: Act) -> ActRow:
    follows = [
        *(f"派出“{key}”" for key in act.sends),
        *(f"生成《{key}》" for key in act.letters),
        *(f"抄送{key}" for key in act.copies),
        *(f"收回“{key}”" for key in act.recalls),
        *(["任务逐一销号完毕时自动办理"] if act.after_write_off else []),
        *(f"中止“{key}”" for key in act.suspends),
        *(f"恢复“{key}”" for key in act.resumes),
    ]
    source = "、".join(m.stage(key).words for key in act.sources) or "任何未到终点的阶段"
    return ActRow(
        name=act.key,
        by="、".join(act.by),
        source=source,
        target=m.stage(act.target).words if act.target else "（不变）",
        requires="、".join((*act.requires, *act.demands)),
        condition=act.refusal or condition_words(act.condition),
        follows="；".join(follows),
    )


def _task(task: Task) -> TaskRow:
    marks = _marks(
        (task.unit_review, "须单位审签"),
        (task.write_off, "办结后销号"),
        (task.standing, "长期"),
        (bool(task.item_field), f"逐条答复“{task.item_field}”"),
        (bool(task.parts), f"带配合任务：{'、'.join(task.parts)}"),
        (task.waits_for_parts, "配合任务办结后才能反馈"),
    )
    clocks = "、".join((*(key for key in (task.sign_clock,) if key), *task.clocks))
    reply = "、".join(dict.fromkeys((*task.reply_requires, *task.reply_fields)))
    return TaskRow(
        name=task.key,
        owner=task.owner,
        clocks=clocks or "—",
        verifier="无（反馈即办结）" if task.ends_by_reply else task.verifier or "—",
        joins=join_words(task.join),
        reply=reply,
        marks=f"{marks}；不同意时{word_of(task.objection)}"
        if marks
        else f"不同意时{word_of(task.objection)}",
        note=task.note,
    )


def _clock(clock: Clock) -> ClockRow:
    return ClockRow(
        name=clock.key,
        rule=clock_words(clock),
        origin=origin_words(clock),
        applies=condition_words(clock.applies),
        extension=extension_words(clock.extension),
        statutory=clock.statutory,
        suspendable=clock.suspendable,
        basis=clock.basis,
        note=clock.note,
    )


def _reminder(reminder: Reminder) -> ReminderRow:
    return ReminderRow(
        clock=reminder.clock,
        when=reminder.when.words,
        do=word_of(reminder.do),
        notify="、".join(reminder.notify) or "承办单位",
        copy="、".join(reminder.copy),
    )


def problem_rows(text: str, problems: Sequence[Problem]) -> list[ProblemRow]:
    """Each problem with the text of its line; lines are 1-based, 0 is the whole."""
    lines = text.splitlines()
    return [
        ProblemRow(
            line=problem.line,
            text=lines[problem.line - 1].strip() if 0 < problem.line <= len(lines) else "",
            sentence=problem.sentence,
            hint=problem.hint,
            code=problem.code,
        )
        for problem in problems
    ]

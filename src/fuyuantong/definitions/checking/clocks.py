"""Clocks and reminders: every deadline can be computed, agrees with its source, and is spoken of in time."""

from __future__ import annotations

from itertools import pairwise

from fuyuantong.clocks.terms import Term, Unit
from fuyuantong.definitions.checking.findings import Findings
from fuyuantong.definitions.kinds import Act, Basis, Clock, OriginKind, Reminder, Task
from fuyuantong.definitions.ladders import delivered_ladder, ladder_hint
from fuyuantong.definitions.sourced import fixed_terms, is_unchecked
from fuyuantong.definitions.starting import task_clocks

# Rough lengths, only to compare a reminder with its clock.
_DAYS = {Unit.HOUR: 1 / 24, Unit.DAY: 1, Unit.WORKDAY: 7 / 5, Unit.MONTH: 30, Unit.YEAR: 365}
_OF_OBLIGATION = {OriginKind.SENT, OriginKind.SERVED, OriginKind.SIGNED, OriginKind.REPLIED}


def check_clocks(findings: Findings) -> None:
    m = findings.mechanism
    owned = task_clocks(m)
    for clock in m.clocks:
        _check_form(findings, clock)
        _check_law(findings, clock)
        if clock.origin and clock.origin.kind in _OF_OBLIGATION and clock.key not in owned:
            findings.add(
                clock.line,
                "E-DEF-CLOCK-OWNER",
                f"期限“{clock.key}”自任务的时点起算，却没有任务使用它。",
                "请在任务里写 期限 或 签收期限。",
            )
        if clock.key not in owned:
            _check_stopped_before(findings, clock)
    for task in m.tasks:
        _check_alternatives(findings, task)
    for act in m.acts:
        _check_suspension(findings, act)
    _check_reminders(findings)


def _check_form(findings: Findings, clock: Clock) -> None:
    where = f"期限“{clock.key}”"
    if clock.term is None and clock.from_field is None and clock.fixed is None:
        hint = "例如 时长: 2 个月。"
        findings.add(clock.line, "E-DEF-CLOCK-FORM", f"{where}没有时长，也没有取字段、固定日期。", hint)
    if clock.fixed is not None and (clock.term is not None or clock.from_field is not None):
        findings.add(clock.line, "E-DEF-CLOCK-FORM", f"{where}写了固定日期，就不能再写时长或取字段。")
    if clock.term is not None and clock.origin is None:
        hint = "请写 起算: 某个动作、阶段、日期字段，或下达、送达、签收、反馈。"
        findings.add(clock.line, "E-DEF-CLOCK-ORIGIN", f"{where}有时长，却没有写从何时起算。", hint)
    if clock.ladder and delivered_ladder(clock.ladder) is None:
        findings.add(clock.line, "E-DEF-LADDER", f"{where}的阶梯“{clock.ladder}”不存在。", ladder_hint())
    if clock.ceiling and clock.term and _longer(clock.term, clock.ceiling):
        findings.add(
            clock.line, "E-DEF-CEILING", f"{where}的时长 {clock.term.words}超过上限 {clock.ceiling.words}。"
        )
    if clock.extension.most and not clock.extension.times:
        findings.add(clock.line, "E-DEF-EXTENSION", f"{where}写了每次延长多久，却不可延期。")


def _check_stopped_before(findings: Findings, clock: Clock) -> None:
    """A clock of the matter whose date comes only with the act that enters its 止于 stage begins when it is
    over, and then nothing stops it."""
    m = findings.mechanism
    of_field = clock.origin is not None and clock.origin.kind is OriginKind.FIELD
    key = clock.origin.key if of_field and clock.origin else clock.from_field
    fillers = [act for act in m.acts if key in (*act.requires, *act.accepts)]
    if key and fillers and all(act.target in clock.until for act in fillers):
        acts = "、".join(f"“{act.key}”" for act in fillers)
        findings.add(
            clock.line,
            "E-DEF-CLOCK-LATE",
            f"期限“{clock.key}”的起算日“{key}”只在{acts}时填写，而这时它已到止于的阶段，永远不会被停止。",
            "请改写 止于，或让更早的动作填写这个日期。",
        )


def _longer(one: Term, other: Term) -> bool:
    return one.n * _DAYS[one.unit] > other.n * _DAYS[other.unit]


def _check_law(findings: Findings, clock: Clock) -> None:
    where = f"期限“{clock.key}”"
    if clock.statutory and not clock.basis:
        findings.add(clock.line, "E-DEF-BASIS", f"{where}标明法定，却没有写依据。")
    if clock.suspendable and not clock.statutory:
        hint = "约定的期限只能暂缓办理、恢复办理。"
        findings.add(clock.line, "E-DEF-SUSPEND", f"{where}不是法定期限，不能中止。", hint)
    for basis in clock.basis:
        _check_source(findings, clock, basis)


def _check_source(findings: Findings, clock: Clock, basis: Basis) -> None:
    rows = fixed_terms(basis)
    if rows and clock.term and not {clock.term, clock.ceiling} & {row.term for row in rows}:
        said = "；".join(f"{row.action} {row.term.words}" for row in rows if row.term)
        findings.add(
            clock.line,
            "E-DEF-SOURCED",
            f"期限“{clock.key}”写 {clock.term.words}，与{basis}不符：{said}。",
            "请改正时长，或改写依据。",
        )
    if basis.verified and is_unchecked(basis):
        findings.add(
            clock.line,
            "E-DEF-VERIFIED",
            f"期限“{clock.key}”的依据{basis}写了“已核实”，期限库里却尚未核实。",
            "请删去“已核实”，或先核实期限库。",
        )


def _check_alternatives(findings: Findings, task: Task) -> None:
    """Of several clocks the first that applies is taken: one without a condition hides those after it."""
    clocks = [findings.mechanism.clock(key) for key in task.clocks]
    for clock, hidden in pairwise(clocks):
        only_if_given = clock.from_field is not None and clock.term is None
        if not clock.applies and not only_if_given:
            findings.add(
                task.line,
                "E-DEF-ALTERNATIVES",
                f"任务“{task.key}”的期限“{clock.key}”总是适用，其后的“{hidden.key}”永远用不上。",
                "请给在前的期限写 适用。",
            )


def _check_suspension(findings: Findings, act: Act) -> None:
    for key in (*act.suspends, *act.resumes):
        if not findings.mechanism.clock(key).suspendable:
            hint = "只有写明 法定: 是、可中止: 是 的期限可以中止、恢复。"
            findings.add(act.line, "E-DEF-SUSPEND", f"动作“{act.key}”中止或恢复的期限“{key}”不可中止。", hint)


def _check_reminders(findings: Findings) -> None:
    seen: set[tuple[str, str, str]] = set()
    for reminder in findings.mechanism.reminders:
        same = (reminder.clock, reminder.when.words, reminder.do.value)
        if same in seen:
            findings.add(
                reminder.line,
                "E-DEF-TWICE",
                f"期限“{reminder.clock}”{reminder.when.words}的同一提醒写了两次。",
            )
        seen.add(same)
        _check_early(findings, reminder)


def _check_early(findings: Findings, reminder: Reminder) -> None:
    clock = findings.mechanism.clock(reminder.clock)
    before = reminder.when.term if reminder.when.sign < 0 else None
    if before and clock.term and not _longer(clock.term, before):
        findings.add(
            reminder.line,
            "E-DEF-REMINDER-EARLY",
            f"“{reminder.when.words}”的提醒早于期限“{clock.key}”（{clock.term.words}）的起算。",
        )

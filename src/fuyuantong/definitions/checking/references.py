"""Every name that is mentioned exists and is of the right kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fuyuantong.definitions.checking.findings import Findings
from fuyuantong.definitions.expressions import DAY_NAME, LAST_DAY, ROWS, STAGE_NAME, names_of
from fuyuantong.definitions.kinds import Act, Clock, Field, FieldType, Party, Sight, Task

_DATES = {FieldType.DATE, FieldType.MOMENT}
_CHOICES = {FieldType.CHOICE, FieldType.CHOICES}
_Mentions = Iterable[tuple[str, str | None]]


def check_references(findings: Findings) -> None:
    m = findings.mechanism
    for part, where, mentions in _all_mentions(findings):
        for kind, name in mentions:
            findings.known(kind, name, part, where)
    _check_conditions(findings)
    for party in m.parties:
        _check_starter(findings, party)
        _check_differs(findings, party)
    for field in m.fields:
        _check_field(findings, field)
    for task in m.tasks:
        _check_items(findings, task)
    for clock in m.clocks:
        _check_dates(findings, clock)
    for derivation in m.derivations:
        _check_type(
            findings, derivation.each, {FieldType.ITEMS}, derivation.line, f"派生“{derivation.key}”的逐项"
        )


def _check_conditions(findings: Findings) -> None:
    m = findings.mechanism
    for act in m.acts:
        _check_condition(findings, act.condition, act.line, f"动作“{act.key}”的条件")
    for task in m.tasks:
        _check_condition(findings, task.join.condition, task.line, f"任务“{task.key}”的汇合条件")
    for derivation in m.derivations:
        _check_condition(findings, derivation.condition, derivation.line, f"派生“{derivation.key}”的条件")
    for cycle in m.cycles:
        _check_condition(findings, cycle.applies, cycle.line, f"周期“{cycle.key}”的适用")
    for clock in m.clocks:
        _check_condition(findings, clock.applies, clock.line, f"期限“{clock.key}”的适用")


def _check_starter(findings: Findings, party: Party) -> None:
    if findings.mechanism.sight_of(party) is Sight.FULL:
        return
    if acts := [act.key for act in findings.mechanism.acts if party.key in act.by]:
        findings.add(
            party.line,
            "E-DEF-ACTOR-SIGHT",
            f"参与方“{party.key}”办理“{acts[0]}”，却不能看到事项全文，办不了。",
            "请写 可知: 全部，或把动作交给别的参与方。",
        )
    if party.may_start:
        findings.add(
            party.line,
            "E-DEF-STARTER-SIGHT",
            f"参与方“{party.key}”可发起，却不能看到事项全文，发起后就看不到自己的事项。",
            "请删去它的 可知，或不让它发起。",
        )


def _check_differs(findings: Findings, party: Party) -> None:
    if party.key in party.differs:
        findings.add(
            party.line,
            "E-DEF-DIFFERS",
            f"参与方“{party.key}”写了异于它自己，永远没有单位能充任。",
            "请写与它不得是同一单位的另一个参与方。",
        )


def _all_mentions(findings: Findings) -> Iterator[tuple[int, str, _Mentions]]:
    """(line, where, mentions) of every part."""
    m = findings.mechanism
    for party in m.parties:
        yield party.line, f"参与方“{party.key}”", [("参与方", key) for key in party.differs]
    for act in m.acts:
        yield act.line, f"动作“{act.key}”", _act_mentions(act)
    for task in m.tasks:
        yield task.line, f"任务“{task.key}”", _task_mentions(task)
    for clock in m.clocks:
        yield clock.line, f"期限“{clock.key}”", _clock_mentions(clock)
    for cycle in m.cycles:
        yield cycle.line, f"周期“{cycle.key}”", [("任务", cycle.task), *(("阶段", s) for s in cycle.since)]
    for reminder in m.reminders:
        told = [("参与方", key) for key in (*reminder.notify, *reminder.copy)]
        yield reminder.line, "提醒", [("期限", reminder.clock), *told]
    for letter in m.letters:
        yield letter.line, f"文书“{letter.key}”", [("参与方", letter.signer)]
    for derivation in m.derivations:
        carried = [("字段", source) for _, source in derivation.carries]
        carried += [("参与方", source) for _, source in derivation.parties]
        where = f"派生“{derivation.key}”"
        yield derivation.line, where, [("动作", derivation.on_act), ("字段", derivation.each), *carried]
    for row in m.registers:
        cells = [("字段", source) for _, source in row.columns]
        yield row.line, f"登记“{row.key}”", [("动作", row.on_act), *cells]


def _act_mentions(act: Act) -> _Mentions:
    groups: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("阶段", act.sources),
        ("参与方", (*act.by, *act.copies, *act.demands)),
        ("字段", (*act.requires, *act.accepts)),
        ("文书", act.letters),
        ("任务", (*act.sends, *act.recalls)),
        ("期限", (*act.suspends, *act.resumes)),
    )
    return [("阶段", act.target), *((kind, name) for kind, names in groups for name in names)]


def _task_mentions(task: Task) -> _Mentions:
    singles: list[tuple[str, str | None]] = [
        ("参与方", task.owner),
        ("参与方", task.verifier),
        ("期限", task.sign_clock),
        ("期限", task.verify_clock),
        ("阶段", task.join.then),
        ("字段", task.item_field),
    ]
    return [
        *singles,
        *(("期限", name) for name in task.clocks),
        *(("任务", name) for name in task.parts),
        *(("字段", name) for name in (*task.reply_fields, *task.reply_requires)),
    ]


def _clock_mentions(clock: Clock) -> _Mentions:
    return [("字段", clock.from_field), ("参与方", clock.extension.by), *(("阶段", s) for s in clock.until)]


def _check_field(findings: Findings, field: Field) -> None:
    where = f"字段“{field.key}”"
    if field.type in _CHOICES and not field.options:
        findings.add(
            field.line,
            "E-DEF-OPTIONS",
            f"{where}是选项，却没有写“选项”。",
            "例如 选项: [采纳, 部分采纳, 不采纳]。",
        )
    if field.options and field.type not in _CHOICES:
        findings.add(field.line, "E-DEF-OPTIONS", f"{where}写了“选项”，类型却不是选项或多选。")
    if len(set(field.options)) < len(field.options):
        findings.add(field.line, "E-DEF-TWICE", f"{where}的选项有重复。")
    if field.columns and field.type is not FieldType.ITEMS:
        findings.add(field.line, "E-DEF-COLUMNS", f"{where}写了“栏目”，类型却不是条目。")
    for column in field.columns:
        _check_field(findings, column)


def _check_items(findings: Findings, task: Task) -> None:
    where = f"任务“{task.key}”"
    _check_type(findings, task.item_field, {FieldType.ITEMS}, task.line, f"{where}的逐项")
    if task.item_answers and not task.item_field:
        findings.add(task.line, "E-DEF-ITEMS", f"{where}写了“逐项答复”，却没有写“逐项”的条目字段。")
    if task.item_field and not task.item_answers:
        findings.add(task.line, "E-DEF-ITEMS", f"{where}须逐项答复，却没有写“逐项答复”可选什么。")


def _check_dates(findings: Findings, clock: Clock) -> None:
    where = f"期限“{clock.key}”"
    _check_type(findings, clock.from_field, _DATES, clock.line, f"{where}的取字段")
    if clock.origin is not None and clock.origin.kind.value == "field":
        _check_type(findings, clock.origin.key, _DATES, clock.line, f"{where}的起算")


def _check_type(findings: Findings, name: str | None, types: set[FieldType], line: int, where: str) -> None:
    field = next((field for field in findings.mechanism.fields if field.key == name), None)
    if field is not None and field.type not in types:
        needed = "日期" if types == _DATES else "条目"
        findings.add(line, "E-DEF-FIELD-TYPE", f"{where}“{name}”应是{needed}字段。")


def _check_counted(findings: Findings, name: str, line: int, where: str) -> None:
    field = next((field for field in findings.mechanism.fields if field.key == name), None)
    if field is not None and field.type not in {FieldType.ITEMS, FieldType.CHOICES} and not field.many:
        findings.add(line, "E-DEF-FIELD-TYPE", f"{where}里{ROWS}的“{name}”应是条目或可多个的字段。")


def _check_condition(findings: Findings, text: str, line: int, where: str) -> None:
    if not text:
        return
    names = names_of(text)
    for name in sorted(names.fields):
        findings.known("字段", name, line, where)
    for name in sorted(names.tasks):
        findings.known("任务", name, line, where)
    for name in sorted(names.dates):
        _check_type(findings, name, _DATES, line, f"{where}里{LAST_DAY}的")
    for name in sorted(names.rows):
        _check_counted(findings, name, line, where)
    if names.day and not where.startswith("动作"):
        findings.add(line, "E-DEF-DAY", f"{where}里不能写“{DAY_NAME}”，它只用于动作的条件。")
    options = {field.key: field.options for field in findings.mechanism.fields if field.options}
    options[STAGE_NAME] = findings.names("阶段")
    for name, constant in names.texts:
        if name in options and constant not in options[name]:
            hint = f"可以是：{'、'.join(options[name])}。"
            findings.add(line, "E-DEF-OPTION", f"{where}里，“{constant}”不是“{name}”的选项。", hint)

"""From a YAML text to a Register: form and relations, all problems in one pass, each with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from fuyuantong.definitions.expressions import names_of
from fuyuantong.definitions.kinds import FieldType
from fuyuantong.definitions.problems import DefinitionRefused, Problem
from fuyuantong.definitions.reading import read_root
from fuyuantong.definitions.shapes import Report
from fuyuantong.definitions.shelf import delivered_letters
from fuyuantong.registers.kinds import Draws, Entry, Occasion, Passes, Register, RegisterKind
from fuyuantong.registers.vocabulary import REGISTER, SECTIONS

MOST_COLUMNS = 60
PLACE = re.compile(r"{([^{}]+)}")
"""{列}: where a cell goes into a text."""
FILLED = frozenset({"今天", "编号"})
"""Places of a text that the product fills (转登)."""
RESERVED = ("有效期起", "有效期止", "进度")
NO_CELL = frozenset({FieldType.FILE, FieldType.ITEMS, FieldType.MOMENT})
UNSEALABLE = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.PERCENT, FieldType.FLAG})
"""Types whose values are no text, and could not be encrypted at rest."""
ASKED_BY = frozenset({
    FieldType.TEXT, FieldType.IDENT, FieldType.CREDIT_CODE, FieldType.CASE_NO, FieldType.DOC_NO,
    FieldType.PHONE, FieldType.UNIT, FieldType.CHOICE,
})  # fmt: skip
"""Types of columns that questions may ask by: a whole value, never a range."""
PERCENT = 100
NUMBERS = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.PERCENT})

_Say = Callable[[int, str, str], None]


def examine(
    text: str, file: str = "台账", known: Collection[str] | None = None
) -> tuple[Register | None, list[Problem]]:
    """Return what could be read and what is wrong with it. `known` are the codes of other registers."""
    report = Report(file, sections=SECTIONS)
    values = read_root(report, REGISTER, text)
    if values is None:
        return None, sorted(report.problems)
    register = Register(**values)
    if not report.problems:
        _relations(register, report.add, known)
    return register, sorted(report.problems)


def examined(text: str, file: str = "台账", known: Collection[str] | None = None) -> Register:
    """Return the register of a text without any problem, or raise DefinitionRefused with all of them."""
    register, problems = examine(text, file, known)
    if register is None or problems:
        raise DefinitionRefused(problems)
    return register


def _relations(register: Register, say: _Say, known: Collection[str] | None) -> None:
    _columns(register, say)
    for what, keys, types in _mentions(register):
        for key in keys:
            column = register.column(key)
            if column is None:
                say(1, "E-DEF-UNKNOWN", f"{what}提到的列“{key}”不存在。")
            elif types and column.type not in types:
                say(column.line, "E-DEF-TYPE", f"{what}不能用“{key}”，它的类型不合适。")
    _ties(register, say, known)
    for check in register.checks:
        _expression(register, say, check.line, f"校验“{check.key}”", check.condition)
    _goals(register, say)
    for rule in register.draws:
        _draws(register, say, rule)
    for one in register.passes:
        _passes(register, say, one, known)
    _lent(register, say)
    if Entry.OFFICE in register.also or Entry.EACH in register.also:
        say(1, "E-DEF-WORD", "“另知”只能写机关类别；办公室和各单位写在“可知”。")
    if register.revolving and register.kind is not RegisterKind.FUND:
        say(1, "E-DEF-KIND", "只有资金台账可以写“可周转”。")


def _columns(register: Register, say: _Say) -> None:
    if len(register.columns) > MOST_COLUMNS:
        say(1, "E-DEF-SIZE", f"一个台账最多 {MOST_COLUMNS} 列。")
    for column in register.columns:
        if column.key in RESERVED:
            say(column.line, "E-DEF-NAME", f"列名“{column.key}”是系统用的，请换一个。")
        if column.type in NO_CELL:
            say(column.line, "E-DEF-TYPE", f"列“{column.key}”不能是附件、条目或时刻。")
        if column.masked and column.type in UNSEALABLE:
            say(column.line, "E-DEF-PERSONAL", f"列“{column.key}”含个人信息，须为文字，才能加密保存。")
        wants = column.type in {FieldType.CHOICE, FieldType.CHOICES}
        if wants != bool(column.options):
            say(column.line, "E-DEF-OPTIONS", f"列“{column.key}”：选项、多选须写“选项”，其他类型不写。")
        if column.due_at is not None and register.kind is not RegisterKind.ACTIVITY:
            say(column.line, "E-DEF-KIND", f"列“{column.key}”：只有活动台账可以写“何时填”。")
        if column.unique and not column.required:
            say(column.line, "E-DEF-UNIQUE", f"列“{column.key}”写了唯一，就须必填。")


def _mentions(register: Register) -> Iterator[tuple[str, tuple[str, ...], frozenset[FieldType]]]:
    yield "“归属”", (register.owner,) if register.owner else (), frozenset({FieldType.UNIT})
    yield "“日期”", (register.day,) if register.day else (), frozenset({FieldType.DATE})
    yield "“封存”", register.sealing, frozenset({FieldType.FLAG})
    yield "“标题”", register.title, frozenset()
    yield "“唯一”", register.unique, frozenset()
    yield "“关联”", tuple(tie.key for tie in register.ties), frozenset()
    for goal in register.goals:
        where = f"目标“{goal.key}”"
        yield where, (goal.total,) if goal.total else (), NUMBERS
        yield where, (goal.different,) if goal.different else (), frozenset()


def _ties(register: Register, say: _Say, known: Collection[str] | None) -> None:
    for tie in register.ties:
        if known is not None and tie.register != register.code and tie.register not in known:
            say(tie.line, "E-DEF-REGISTER", f"“{tie.key}”关联的台账“{tie.register}”不存在。")


def _expression(register: Register, say: _Say, line: int, where: str, text: str) -> None:
    for name in sorted(names_of(text).fields):
        if register.column(name) is None:
            say(line, "E-DEF-UNKNOWN", f"{where}提到的列“{name}”不存在。")


def _draws(register: Register, say: _Say, rule: Draws) -> None:
    where = f"拟文“{rule.key}”"
    _expression(register, say, rule.line, where, rule.condition)
    for key in filter(None, (rule.by, rule.about)):
        column = register.column(key)
        if column is None:
            say(rule.line, "E-DEF-UNKNOWN", f"{where}提到的列“{key}”不存在。")
        elif column.type is not FieldType.UNIT or column.many:
            say(rule.line, "E-DEF-TYPE", f"{where}的“{key}”应是一个单位。")
    named = [source for _field, source in rule.carries]
    named += [name for _field, text in rule.says for name in PLACE.findall(text)]
    for name in dict.fromkeys(named):
        column = register.column(name)
        if column is None:
            say(rule.line, "E-DEF-UNKNOWN", f"{where}提到的列“{name}”不存在。")
        elif column.masked:
            say(rule.line, "E-DEF-PERSONAL", f"{where}不能写入个人信息“{name}”。")
    if rule.to and not rule.about:
        say(rule.line, "E-DEF-MISSING", f"{where}写了“主送”，须写“所涉”。")
    letters = delivered_letters(rule.mechanism)
    if letters is None:
        say(rule.line, "E-DEF-UNKNOWN", f"{where}的机制“{rule.mechanism}”不存在。")
    elif rule.letter not in letters:
        say(rule.line, "E-DEF-UNKNOWN", f"{where}：该机制没有文书“{rule.letter}”。")


def _passes(register: Register, say: _Say, rule: Passes, known: Collection[str] | None) -> None:
    where = f"转登“{rule.key}”"
    if rule.register == register.code or (known is not None and rule.register not in known):
        say(rule.line, "E-DEF-REGISTER", f"{where}的台账“{rule.register}”不存在，或者就是本台账。")
    if rule.condition:
        _expression(register, say, rule.line, where, rule.condition)
    if rule.changed and rule.when is not Occasion.CHANGED:
        say(rule.line, "E-DEF-WORD", f"{where}：只有“更正”可以写“变动”。")
    named = [*rule.changed, *(source for _to, source in rule.carries)]
    named += [n for _to, text in rule.says for n in PLACE.findall(text) if n not in FILLED]
    for name in dict.fromkeys(named):
        column = register.column(name)
        if column is None:
            say(rule.line, "E-DEF-UNKNOWN", f"{where}提到的列“{name}”不存在。")
        elif column.masked:
            say(rule.line, "E-DEF-PERSONAL", f"{where}不能写入个人信息“{name}”。")


def _lent(register: Register, say: _Say) -> None:
    for lent in register.lent:
        for key in (*lent.by, *lent.tells):
            if register.column(key) is None:
                say(lent.line, "E-DEF-UNKNOWN", f"供查“{lent.key}”提到的列“{key}”不存在。")
        for key in lent.by:
            column = register.column(key)
            if column is not None and column.type not in ASKED_BY:
                say(lent.line, "E-DEF-TYPE", f"供查“{lent.key}”不能按“{key}”查，它的类型不合适。")
    if register.complete > PERCENT:
        say(1, "E-DEF-NUMBER", "“完整”是百分比，最多写 100。")
    if register.refresh and not register.day:
        say(1, "E-DEF-MISSING", "“更新”按日期列检查，台账须写“日期”。")


def _goals(register: Register, say: _Say) -> None:
    for goal in register.goals:
        if register.kind is not RegisterKind.ACTIVITY:
            say(goal.line, "E-DEF-KIND", "只有活动台账可以写“目标”。")
        elif not register.day:
            say(goal.line, "E-DEF-MISSING", f"目标“{goal.key}”按期计数，台账须写“日期”。")
        if goal.total and goal.different:
            say(goal.line, "E-DEF-GOAL", f"目标“{goal.key}”只能写“合计”或“不同”之一。")
        if goal.where:
            _expression(register, say, goal.line, f"目标“{goal.key}”", goal.where)

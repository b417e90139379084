"""Reading one value: each shape of the vocabulary, from a YAML node to plain data, with its problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yaml.nodes import MappingNode, Node, SequenceNode

from fuyuantong.clocks.terms import Term, parse_term
from fuyuantong.common.refusals import Refusal
from fuyuantong.definitions.expressions import WrongExpression, parse
from fuyuantong.definitions.kinds import Basis, Extension, Joining, When
from fuyuantong.definitions.nodes import line_of, pairs, plain, scalar_text
from fuyuantong.definitions.problems import Problem
from fuyuantong.definitions.vocabulary.sections import (
    BASIS_KEYS,
    EXTENSION_KEYS,
    SECTIONS,
    Key,
    Section,
    Shape,
)
from fuyuantong.definitions.vocabulary.words import SELF_FIRING

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_WHEN = re.compile(r"(前|后)\s*(.+)")
_SOME = re.compile(r"([1-9][0-9]{0,2})\s*个")
_TIMES = {"否": 0, "一次": 1, "是": 1, "两次": 2, "二次": 2, "三次": 3}
MAX_VERSION = 9_999


@dataclass(slots=True)
class Report:
    """Problems as they are found, and the names of parts that could not be read.

    `sections` are the tables of the vocabulary in which named parts are looked up.
    """

    file: str
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    sections: Mapping[str, Section] = field(default_factory=lambda: SECTIONS)

    def add(self, node: Node | int, code: str, sentence: str, hint: str = "") -> None:
        line = node if isinstance(node, int) else line_of(node)
        self.problems.append(Problem(self.file, line, code, sentence, hint))


def read_value(report: Report, where: str, key: Key, node: Node) -> Any:
    """Return the value, or None after reporting what is wrong with it."""
    return _READERS[key.shape](report, where, key, node)


def _text(report: Report, where: str, _key: Key, node: Node) -> str | None:
    text = scalar_text(node)
    if text is None:
        report.add(node, "E-DEF-SHAPE", f"“{where}”应为一段文字。")
    return text


def _texts(report: Report, where: str, _key: Key, node: Node) -> tuple[str, ...] | None:
    parts = node.value if isinstance(node, SequenceNode) else [node]
    texts = [scalar_text(part) for part in parts]
    if any(text is None for text in texts):
        report.add(node, "E-DEF-SHAPE", f"“{where}”应为一个名称，或方括号里的几个名称。")
        return None
    return tuple(text for text in texts if text)


def _names(report: Report, where: str, key: Key, node: Node) -> tuple[str, ...] | None:
    names = _texts(report, where, key, node)
    for name in names or ():
        if (names or ()).count(name) > 1:
            report.add(node, "E-DEF-TWICE", f"“{where}”里“{name}”写了两次。")
            return names
    return names


def _code(report: Report, where: str, _key: Key, node: Node) -> str | None:
    text = scalar_text(node) or ""
    if not _CODE.fullmatch(text):
        report.add(
            node,
            "E-DEF-CODE",
            f"“{where}”只能用小写英文、数字和连字符，以字母开头。",
            "例如 judicial-recommendation。",
        )
        return None
    return text


def _count(report: Report, where: str, _key: Key, node: Node) -> int | None:
    value = plain(node)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_VERSION:
        report.add(node, "E-DEF-NUMBER", f"“{where}”应为 1 至 {MAX_VERSION:,} 的整数。")
        return None
    return value


def _flag(report: Report, where: str, _key: Key, node: Node) -> bool | None:
    value = plain(node)
    if not isinstance(value, bool):
        report.add(node, "E-DEF-FLAG", f"“{where}”只能写“是”或“否”。")
        return None
    return value


def _word(report: Report, where: str, key: Key, node: Node) -> Any:
    text = scalar_text(node)
    if key.attr == "do" and text in SELF_FIRING:
        right = SELF_FIRING[text]
        report.add(
            node, "E-DEF-SELF-FIRING", f"“{text}”不能由系统自动作出，须由领导签发。", f"请写“{right}”。"
        )
        return None
    if text is None or text not in key.words:
        report.add(node, "E-DEF-WORD", f"“{where}”不能写“{text}”。", f"可以写：{'、'.join(key.words)}。")
        return None
    return key.words[text]


def _words(report: Report, where: str, key: Key, node: Node) -> tuple[Any, ...] | None:
    parts = node.value if isinstance(node, SequenceNode) else [node]
    values = [_word(report, where, key, part) for part in parts]
    return None if None in values or not values else tuple(values)


def read_term(report: Report, where: str, node: Node, text: str | None) -> Term | None:
    if text and text.strip().isdigit():
        report.add(
            node,
            "E-DEF-TERM-UNIT",
            f"“{where}”的时长“{text}”没有单位。",
            "请写明日、工作日、个月、年或小时。",
        )
        return None
    try:
        return parse_term(text or "")
    except Refusal as refusal:
        report.add(node, "E-DEF-TERM", f"“{where}”：{refusal.message}", refusal.hint)
        return None


def _term(report: Report, where: str, _key: Key, node: Node) -> Term | None:
    return read_term(report, where, node, scalar_text(node))


def _date(report: Report, where: str, _key: Key, node: Node) -> date | None:
    value = plain(node)
    if not isinstance(value, date):
        report.add(node, "E-DEF-DATE", f"“{where}”应为存在的日期，写作 2026-01-05。")
        return None
    return value


def _expression(report: Report, where: str, _key: Key, node: Node) -> str | None:
    text = scalar_text(node)
    try:
        parse(text or "")
    except WrongExpression as error:
        report.add(node, "E-DEF-EXPRESSION", f"“{where}”：{error}")
        return None
    return text


def _when(report: Report, where: str, _key: Key, node: Node) -> When | None:
    text = scalar_text(node) or ""
    if text == "到期":
        return When(0)
    if not (match := _WHEN.fullmatch(text)):
        report.add(
            node, "E-DEF-WHEN", f"“{where}”看不懂“{text}”。", "请写“前 10 个工作日”“到期”或“后 15 日”。"
        )
        return None
    term = read_term(report, where, node, match[2])
    return When(-1 if match[1] == "前" else 1, term) if term else None


def _extension(report: Report, where: str, key: Key, node: Node) -> Extension | None:
    text = scalar_text(node)
    if text is not None and text in _TIMES:
        return Extension(times=_TIMES[text])
    if not isinstance(node, MappingNode):
        report.add(node, "E-DEF-SHAPE", f"“{where}”应写“否”“一次”，或写明次数、每次、批准。")
        return None
    values: dict[str, Any] = {"times": 1}
    for name, key_node, value in pairs(node):
        attr = EXTENSION_KEYS.get(name)
        if attr is None:
            unknown_key(report, where, name, key_node, list(EXTENSION_KEYS))
        elif attr == "times":
            values[attr] = _count(report, f"{where}·{name}", key, value) or 1
        elif attr == "most":
            values[attr] = read_term(report, f"{where}·{name}", value, scalar_text(value))
        else:
            values[attr] = scalar_text(value)
    return Extension(**values)


def _join(report: Report, where: str, _key: Key, node: Node) -> tuple[Joining, int] | None:
    text = scalar_text(node) or ""
    if text in {"全部", "任一"}:
        return (Joining.ALL if text == "全部" else Joining.ANY, 0)
    if match := _SOME.fullmatch(text):
        return (Joining.SOME, int(match[1]))
    report.add(node, "E-DEF-JOIN", f"“{where}”不能写“{text}”。", "可以写：全部、任一，或“2 个”。")
    return None


def _bases(report: Report, where: str, _key: Key, node: Node) -> tuple[Basis, ...]:
    parts = node.value if isinstance(node, SequenceNode) else [node]
    bases = [_basis(report, where, part) for part in parts]
    return tuple(basis for basis in bases if basis)


def _basis(report: Report, where: str, node: Node) -> Basis | None:
    if (text := scalar_text(node)) is not None:
        return Basis(title=text) if text else None
    if not isinstance(node, MappingNode):
        report.add(node, "E-DEF-SHAPE", f"“{where}”应为一段文字，或写明名称、文号、条款、已核实。")
        return None
    values: dict[str, Any] = {}
    for name, key_node, value in pairs(node):
        attr = BASIS_KEYS.get(name)
        if attr is None:
            unknown_key(report, where, name, key_node, list(BASIS_KEYS))
        elif attr == "verified":
            values[attr] = bool(_flag(report, f"{where}·{name}", Key("verified"), value))
        else:
            values[attr] = _text(report, f"{where}·{name}", Key(attr), value) or ""
    if not values.get("title"):
        report.add(node, "E-DEF-MISSING", f"“{where}”的依据缺少“名称”。")
        return None
    return Basis(**values)


def _pairs(report: Report, where: str, _key: Key, node: Node) -> tuple[tuple[str, str], ...] | None:
    if not isinstance(node, MappingNode) or any(scalar_text(value) is None for _, _, value in pairs(node)):
        report.add(node, "E-DEF-SHAPE", f"“{where}”应为“名称: 字段”的对照。")
        return None
    return tuple((name, scalar_text(value) or "") for name, _, value in pairs(node))


def unknown_key(report: Report, where: str, name: str, node: Node, known: list[str]) -> None:
    report.add(node, "E-DEF-KEY", f"“{where}”里不认识“{name}”。", f"可以写：{'、'.join(known)}。")


_READERS: dict[Shape, Callable[[Report, str, Key, Node], Any]] = {
    Shape.TEXT: _text,
    Shape.TEXTS: _texts,
    Shape.CODE: _code,
    Shape.COUNT: _count,
    Shape.FLAG: _flag,
    Shape.WORD: _word,
    Shape.WORDS: _words,
    Shape.NAME: _text,
    Shape.NAMES: _names,
    Shape.TERM: _term,
    Shape.DATE: _date,
    Shape.EXPRESSION: _expression,
    Shape.WHEN: _when,
    Shape.EXTENSION: _extension,
    Shape.JOIN: _join,
    Shape.BASES: _bases,
    Shape.PAIRS: _pairs,
}

"""From a YAML text to a Mechanism: all problems of form are found in one pass, each with its line.

`read(text)` raises DefinitionRefused; `read_all(text)` returns what could be read and the problems, for the
editor. Relations between the parts (unknown stage, unreachable stage …) are `checking`'s work.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from fuyuantong.definitions import kinds
from fuyuantong.definitions.kinds import Clock, Mechanism, Origin, OriginKind, ProfileBody
from fuyuantong.definitions.nodes import WrongDocument, compose, line_of, pairs
from fuyuantong.definitions.normal import with_full_conditions
from fuyuantong.definitions.problems import DefinitionRefused, Problem
from fuyuantong.definitions.scripts import read_scenarios
from fuyuantong.definitions.shapes import Report, read_value, unknown_key
from fuyuantong.definitions.vocabulary.sections import MECHANISM, PROFILE, Key, Section, Shape
from fuyuantong.definitions.vocabulary.words import MOMENTS

MAX_NAME = 60
NOBODY = "无"
"""核验: 无."""


def read(text: str, file: str = "定义") -> Mechanism:
    """Read a definition whose form is right, or raise DefinitionRefused with every problem of form."""
    mechanism, problems = read_all(text, file)
    if problems or mechanism is None:
        raise DefinitionRefused(problems)
    return mechanism


def read_all(text: str, file: str = "定义") -> tuple[Mechanism | None, list[Problem]]:
    """Read as much as possible; the mechanism is None when its frame (代码, 参与方, 阶段, 动作) lacks."""
    mechanism, problems, _ = read_parts(text, file)
    return mechanism, problems


def read_parts(text: str, file: str) -> tuple[Mechanism | None, list[Problem], frozenset[str]]:
    """As `read_all`, and the names of parts left out because they could not be read."""
    report = Report(file)
    values = read_root(report, MECHANISM, text)
    mechanism = None
    if values is not None and values.get("stages"):
        mechanism = _with_origins(report, Mechanism(**values))
        mechanism, problems = with_full_conditions(mechanism, file)
        report.problems += problems
    return mechanism, sorted(report.problems), frozenset(report.unread)


def read_profile(text: str, file: str = "方案") -> ProfileBody:
    """Read a jurisdiction profile, or raise DefinitionRefused with every problem."""
    report = Report(file)
    values = read_root(report, PROFILE, text)
    if values is None or report.problems:
        raise DefinitionRefused(report.problems)
    return ProfileBody(**values)


def read_root(report: Report, section: Section, text: str) -> dict[str, Any] | None:
    """The keyword arguments of the dataclass of a whole file; None when something required is missing."""
    values, problems, unread = _root(_Same(section), _Same(report.sections), text)
    report.problems += [replace(problem, file=report.file) for problem in problems]
    report.unread |= unread
    return None if values is None else dict(values)


class _Same:
    """A table of the vocabulary as a key: this very one."""

    __slots__ = ("table",)

    def __init__(self, table: Any) -> None:
        self.table = table

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.table is other.table

    def __hash__(self) -> int:
        return id(self.table)


@lru_cache(maxsize=1024)
def _root(
    section: _Same, sections: _Same, text: str
) -> tuple[dict[str, Any] | None, tuple[Problem, ...], frozenset[str]]:
    """What a text says and what is wrong with it, read once: to check it, to publish it, to work with it."""
    report = Report("", sections=sections.table)
    values = None
    try:
        root = compose(text, report.file)
    except WrongDocument as error:
        report.problems.append(error.problem)
    else:
        if isinstance(root, MappingNode):
            values = _keys(report, section.table.title, section.table, root)
        else:
            report.add(1, "E-DEF-SHAPE", f"应由“{section.table.title}:”“代码:”等键组成。")
    return values, tuple(report.problems), frozenset(report.unread)


def _keys(report: Report, where: str, section: Section, node: MappingNode) -> dict[str, Any] | None:
    """The keyword arguments of the section's dataclass; None when something required is missing."""
    values: dict[str, Any] = {}
    seen: dict[str, int] = {}
    for name, key_node, value in pairs(node):
        key = section.keys.get(name)
        if not isinstance(key_node, ScalarNode) or key is None:
            unknown_key(report, where, name or "（不是文字的键）", key_node, list(section.keys))
        elif name in seen:
            report.add(
                key_node, "E-DEF-DUPLICATE", f"“{where}”里“{name}”写了两次，前一次在第 {seen[name]} 行。"
            )
        else:
            seen[name] = line_of(key_node)
            read = _read(report, name if where == section.title else f"{where}·{name}", key, value)
            if read is not None:
                values[key.attr] = read
    missing = [name for name, key in section.keys.items() if key.required and name not in seen]
    if missing:
        names = "、".join(f"“{name}”" for name in missing)
        report.add(node, "E-DEF-MISSING", f"“{where}”缺少{names}。")
    complete = all(key.attr in values for key in section.keys.values() if key.required)
    return _finished(section, values) if complete else None


def _read(report: Report, where: str, key: Key, node: Node) -> Any:
    if key.shape is Shape.MAP:
        return _map(report, where, report.sections[key.section], node)
    if key.shape is Shape.LIST:
        return _list(report, where, report.sections[key.section], node)
    if key.shape is Shape.SCENARIOS:
        return read_scenarios(report, node)
    return read_value(report, where, key, node)


def _map(report: Report, where: str, section: Section, node: Node) -> tuple[Any, ...]:
    """A mapping of named parts, in the order written."""
    if not isinstance(node, MappingNode):
        report.add(node, "E-DEF-SHAPE", f"“{where}”应逐个写出名称和内容。")
        return ()
    parts: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for name, key_node, value in pairs(node):
        if not name or len(name) > MAX_NAME:
            report.add(key_node, "E-DEF-NAME", f"“{where}”里的名称应为 1 至 {MAX_NAME} 字。")
        elif name in lines:
            report.add(
                key_node, "E-DEF-DUPLICATE", f"“{where}”里“{name}”写了两次，前一次在第 {lines[name]} 行。"
            )
        else:
            lines[name] = line_of(key_node)
            part = _part(report, f"{where}·{name}", section, value)
            if part is None:
                report.unread.add(name)
            else:
                extra = {"order": len(parts)} if section.cls is kinds.Stage else {}
                parts[name] = section.cls(**part, **extra, key=name, line=line_of(key_node))
    return tuple(parts.values())


def _part(report: Report, where: str, section: Section, node: Node) -> dict[str, Any] | None:
    empty = isinstance(node, ScalarNode) and node.tag.endswith(":null")
    if isinstance(node, ScalarNode) and section.short and not empty:
        short = section.keys[section.short]
        value = read_value(report, where, short, node)
        return None if value is None else {short.attr: value}
    if not isinstance(node, MappingNode) and not empty:
        report.add(node, "E-DEF-SHAPE", f"“{where}”应写成“键: 值”，没有内容时写 {{}}。")
        return None
    frame = (
        node if isinstance(node, MappingNode) else MappingNode("tag:yaml.org,2002:map", [], node.start_mark)
    )
    return _keys(report, where, section, frame)


def _list(report: Report, where: str, section: Section, node: Node) -> tuple[Any, ...]:
    if not isinstance(node, SequenceNode):
        report.add(node, "E-DEF-SHAPE", f"“{where}”应逐条列出，每条以“- ”开头。")
        return ()
    parts = []
    for number, child in enumerate(node.value, start=1):
        part = _part(report, f"{where}·第 {number} 条", section, child)
        if part is not None:
            parts.append(section.cls(**part, line=line_of(child)))
    return tuple(parts)


def _finished(section: Section, values: dict[str, Any]) -> dict[str, Any]:
    """Put together what several keys say."""
    if section.cls is kinds.Task:
        how, n = values.pop("how", (kinds.Joining.ALL, 0))
        at = values.pop("at", kinds.JoinAt.DONE)
        then, condition = values.pop("then", None), values.pop("condition", "")
        if values.get("verifier") == NOBODY:
            values["verifier"], values["ends_by_reply"] = None, True
        values["join"] = kinds.Join(how=how, n=n, at=at, then=then, condition=condition)
    if section.cls is kinds.Clock and "origin" in values:
        values["origin"] = Origin(OriginKind.ACT, values["origin"])
    if section.cls is kinds.Act and values.get("sources") == ("任意",):
        values["sources"] = ()
    return values


def _with_origins(report: Report, mechanism: Mechanism) -> Mechanism:
    return replace(mechanism, clocks=tuple(_with_origin(report, mechanism, c) for c in mechanism.clocks))


def _with_origin(report: Report, mechanism: Mechanism, clock: Clock) -> Clock:
    """An origin names an act, a stage, a field or a moment of the obligation; the first that fits."""
    if clock.origin is None:
        return clock
    name = clock.origin.key
    kinds_by_name = {field.key: OriginKind.FIELD for field in mechanism.fields}
    kinds_by_name |= {stage.key: OriginKind.STAGE for stage in mechanism.stages}
    kinds_by_name |= {act.key: OriginKind.ACT for act in mechanism.acts}
    if name in kinds_by_name:
        return replace(clock, origin=Origin(kinds_by_name[name], name))
    if name in MOMENTS:
        return replace(clock, origin=Origin(MOMENTS[name]))
    report.add(
        clock.line,
        "E-DEF-ORIGIN",
        f"期限“{clock.key}”的起算“{name}”既不是动作、阶段、字段，也不是任务的时点。",
        f"任务的时点可以写：{'、'.join(MOMENTS)}。",
    )
    return clock

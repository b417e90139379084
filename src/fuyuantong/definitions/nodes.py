"""YAML as a tree of nodes that know their line. Safe: no tags, no anchors, bounded size and depth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from fuyuantong.common.yaml_text import LOADER, read_yaml
from fuyuantong.definitions.problems import Problem

# The C parser where PyYAML has one (it reads six times as fast), else the same in Python.
MAX_BYTES = 200_000
MAX_DEPTH = 20
_PLAIN = {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
}
_FLAGS = {"是": True, "否": False}


class WrongDocument(ValueError):
    """The text is not acceptable YAML; carries the one problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


def line_of(node: Node) -> int:
    return int(node.start_mark.line) + 1


def compose(text: str, file: str) -> Node | None:
    """Return the root node; raise WrongDocument with the line when the text may not be read."""

    def refuse(line: int, code: str, sentence: str, hint: str = "") -> WrongDocument:
        return WrongDocument(Problem(file, line, code, sentence, hint))

    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise refuse(0, "E-DEF-SIZE", f"定义超过 {MAX_BYTES // 1000} KB。")
    depth = 0
    try:
        for event in yaml.parse(text, Loader=LOADER):
            line = int(event.start_mark.line) + 1 if event.start_mark else 0
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise refuse(line, "E-DEF-DEPTH", "嵌套过深。")
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise refuse(line, "E-DEF-ANCHOR", "不支持 YAML 的锚点和引用（& 与 *）。", "请直接写出内容。")
            if getattr(event, "tag", None):
                raise refuse(line, "E-DEF-TAG", "不支持 YAML 的标签（!…）。", "请删去标签。")
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = int(mark.line) + 1 if mark else 0
        raise refuse(
            line, "E-DEF-YAML", "格式不对，无法读取。", "请检查冒号、缩进、括号和引号是否成对。"
        ) from error
    except yaml.YAMLError as error:
        raise refuse(0, "E-DEF-YAML", "含有不能读取的字符。", "请删去控制字符后再试。") from error
    if root is None:
        raise refuse(1, "E-DEF-EMPTY", "定义是空的。")
    return root


def pairs(node: MappingNode) -> Iterator[tuple[str, Node, Node]]:
    """(key text, key node, value node); the caller reports keys that are not plain text."""
    for key, value in node.value:
        yield (str(key.value) if isinstance(key, ScalarNode) else "", key, value)


def plain(node: Node) -> Any:
    """The plain Python value of a node: text, number, date, true/false (是/否 too), list or mapping."""
    if isinstance(node, SequenceNode):
        return [plain(child) for child in node.value]
    if isinstance(node, MappingNode):
        return {key: plain(value) for key, _, value in pairs(node)}
    return _scalar(node)


def _scalar(node: Node) -> Any:
    text = str(node.value)
    if node.tag == "tag:yaml.org,2002:str":
        return text if getattr(node, "style", None) else _FLAGS.get(text, text)  # quoted “是” is a text
    if node.tag == "tag:yaml.org,2002:null":
        return None
    if node.tag == "tag:yaml.org,2002:timestamp":
        return date.fromisoformat(text) if len(text) == len("2026-01-01") and _is_date(text) else text
    return _number(text)


@lru_cache(maxsize=4096)
def _number(text: str) -> Any:
    """A number or a flag as YAML reads it; the same few stand in every definition."""
    return read_yaml(text)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def scalar_text(node: Node) -> str | None:
    """The text of a scalar as written, None for lists and mappings."""
    if isinstance(node, ScalarNode):
        return "" if node.tag.endswith(":null") else str(node.value).strip()
    return None

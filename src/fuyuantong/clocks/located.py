"""Reading a YAML file so that every complaint can name its file and line in Chinese.

Values are plain scalars, lists and mappings as PyYAML's safe loader builds them; beside them each mapping
keeps the line of its keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml

from fuyuantong.common.refusals import FieldError, Refusal

T = TypeVar("T")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Row:
    """One mapping of the file: its values, the line it begins on and the line of each key (1-based)."""

    file: str
    line: int
    values: dict[str, Any]
    lines: dict[str, int]

    def wrong(self, key: str, message: str) -> Refusal:
        """Build the refusal for a bad value: file, line and a sentence."""
        line = self.lines.get(key, self.line)
        sentence = f"{self.file} 第 {line} 行：{message}"
        return Refusal(
            "E-LIBRARY", sentence, errors=(FieldError("E-LIBRARY", message, pointer=key, line=line),)
        )

    def check_keys(self, allowed: frozenset[str] | set[str]) -> None:
        for key in self.values:
            if key not in allowed:
                raise self.wrong(key, f"不认识的项“{key}”；可用：{'、'.join(sorted(allowed))}")

    def text(self, key: str, *, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.wrong(key, f"“{key}”必填，应为文字")
        return value

    def integer(self, key: str, *, default: int | None = None) -> int:
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(key, f"“{key}”应为整数")
        return value

    def choice(self, key: str, among: Mapping[str, T], *, default: str | None = None) -> T:
        value = self.text(key, default=default)
        if value not in among:
            raise self.wrong(key, f"“{key}”没有“{value}”这个取值；可用：{'、'.join(among)}")
        return among[value]

    def optional_day(self, key: str) -> date | None:
        return None if self.values.get(key) is None else self.day(key)

    def day(self, key: str) -> date:
        value = self.values.get(key)
        if not isinstance(value, date):
            raise self.wrong(key, f"“{key}”应为日期，例如 2026-01-01")
        return value

    def rows(self, key: str) -> Iterator[Row]:
        value = self.values.get(key)
        if not isinstance(value, list):
            raise self.wrong(key, f"“{key}”应为列表")
        for item in value:
            if not isinstance(item, Row):
                raise self.wrong(key, f"“{key}”的每一行应为“项: 值”")
            yield item

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, f"“{key}”应为文字的列表")
        return tuple(value)


def read_located(path: Path, name: str) -> Row:
    """Read one file; `name` is how complaints call it. Raises Refusal E-LIBRARY."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        value = _build(node, loader, name) if node is not None else None
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise Refusal("E-LIBRARY", f"{name} 第 {line} 行：不是正确的 YAML 文件") from error
    if not isinstance(value, Row):
        raise Refusal("E-LIBRARY", f"{name} 第 1 行：文件应由“项: 值”组成")
    return value


def _build(node: yaml.Node, loader: Any, name: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            lines[key] = key_node.start_mark.line + 1
            if key in values:
                raise Row(name, lines[key], values, lines).wrong(key, f"“{key}”重复出现")
            values[key] = _build(value_node, loader, name)
        return Row(name, node.start_mark.line + 1, values, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, loader, name) for item in node.value]
    return loader.construct_object(node)

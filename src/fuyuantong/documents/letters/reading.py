"""Reading and checking a template: every mistake with its line and a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from fuyuantong.common.yaml_text import LOADER, read_yaml
from fuyuantong.documents.letters.kinds import (
    LAYOUTS,
    STANDARD,
    Field,
    Line,
    Problem,
    Template,
    Type,
    Verb,
)

KEYS = {"文书", "代码", "文种", "版式", "依据", "封面", "落款", "题头", "字段"}
SIGNATURES = {"盖章": (True, True), "不盖章": (False, True), "无": (True, False)}
LOCAL = {"序", "号", "项"}
"""What a line of 逐项 may name beside the fields: the ordinal, the figure and the entry itself."""
_PLACE = re.compile(r"\{([^{}]*)\}")
_WITH_SUBJECT = {Verb.EACH, Verb.IF, Verb.ELSE_EACH}
CELL = re.compile(r"^(.*?)((?:\s[>^]\d+)*)(?:\s~(.*))?$")
"""After a leading space: words, `>n` and `^n`, `~` and the foot."""
Say = Callable[[int, str, str, str], None]


def read_template(text: str) -> tuple[Template | None, list[Problem]]:
    """Return the template, or None with what is wrong."""
    problems: list[Problem] = []

    def say(line: int, code: str, sentence: str, hint: str = "") -> None:
        problems.append(Problem(line, code, sentence, hint))

    head, body, start = _split(text)
    if head is None:
        say(1, "L-FRONT", "文件开头应为两行“---”之间的说明。", "第一行写“---”，说明写完后再写一行“---”。")
        return None, problems
    told, lines_of = _front(head, say)
    if told is None:
        return None, problems
    fields = _fields(told, lines_of, say)
    title, lines = _body(body, start, say)
    _check_names(title, lines, fields, start, say)
    template = _made(told, lines_of, fields, title, lines, say)
    return (None if problems else template), sorted(problems, key=lambda p: p.line)


def _split(text: str) -> tuple[str | None, list[str], int]:
    rows = text.splitlines()
    if not rows or rows[0].strip() != "---" or "---" not in [row.strip() for row in rows[1:]]:
        return None, [], 0
    end = next(n for n, row in enumerate(rows[1:], 1) if row.strip() == "---")
    return "\n".join(rows[1:end]), rows[end + 1 :], end + 2


def _front(head: str, say: Say) -> tuple[dict[str, Any] | None, dict[str, int]]:
    try:
        node = yaml.compose(head, Loader=LOADER)
        told = read_yaml(head)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        say(mark.line + 2 if mark else 2, "L-YAML", "说明不是正确的 YAML。", "请检查缩进、冒号和括号。")
        return None, {}
    if not isinstance(told, dict) or not isinstance(node, yaml.MappingNode):
        say(2, "L-YAML", "说明应为“名称: 内容”的若干行。", "")
        return None, {}
    lines_of = {str(key.value): key.start_mark.line + 2 for key, _value in node.value}
    for key, value in node.value:
        if key.value == "字段" and isinstance(value, yaml.MappingNode):
            lines_of |= {f"字段.{one.value}": one.start_mark.line + 2 for one, _ in value.value}
    for name in told.keys() - KEYS:
        say(lines_of[str(name)], "L-KEY", f"不认识“{name}”。", f"可以写：{'、'.join(sorted(KEYS))}。")
    return told, lines_of


def _fields(told: dict[str, Any], lines_of: dict[str, int], say: Say) -> tuple[Field, ...]:
    made = []
    rows = told.get("字段") or {}
    if not isinstance(rows, dict):
        say(lines_of["字段"], "L-FIELD", "“字段”应为“名称: {类型: …}”的若干行。", "")
        return ()
    for key, given in rows.items():
        line = lines_of.get(f"字段.{key}", lines_of.get("字段", 2))
        about = given if isinstance(given, dict) else {}
        if about.get("类型") not in list(Type):
            say(line, "L-TYPE", f"字段“{key}”没有写明类型。", f"类型为：{'、'.join(Type)}。")
            continue
        if key in STANDARD or key in LOCAL:
            say(line, "L-NAME", f"“{key}”是系统已有的名称，不能再作字段。", "请换一个名称。")
        options = tuple(str(one) for one in about.get("选项", ()))
        if (about["类型"] == Type.CHOICE) != bool(options):
            say(line, "L-OPTIONS", f"字段“{key}”：只有“选项”类型写明选项，并且必须写明。", "")
        made.append(
            Field(
                str(key), Type(about["类型"]), required=_yes(about.get("必填")),
                note=str(about.get("说明", "")), options=options, line=line,
            )
        )  # fmt: skip
    return tuple(made)


def _body(rows: list[str], start: int, say: Say) -> tuple[str, tuple[Line, ...]]:
    """The title and the lines; rows that begin with a bar belong to the table above them."""
    told = [(number, row.strip()) for number, row in enumerate(rows, start) if row.strip()]
    if not told or not told[0][1].startswith("标题："):
        say(told[0][0] if told else start, "L-TITLE", "正文第一行应为“标题：…”。", "")
        return "", ()
    lines: list[Line] = []
    bars: list[tuple[str, ...]] = []
    for number, text in reversed(told[1:]):
        if text.startswith("|"):
            bars.insert(0, tuple(cell.strip() for cell in text.strip("|").split("|")))
            continue
        line = _line(text, number, say)
        if line is not None:
            lines.insert(0, _table(line, bars, say) if line.verb is Verb.TABLE else line)
        if bars and (line is None or line.verb is not Verb.TABLE):
            say(number + 1, "L-BARS", "以“|”开头的行应在“@表”之下。", "")
        bars = []
    return told[0][1].removeprefix("标题："), tuple(lines)


def _line(text: str, number: int, say: Say) -> Line | None:
    if not text.startswith("@"):
        return Line(Verb.TEXT, text, number=number)
    word, _, rest = text[1:].partition(" ")
    name, _, tail = word.partition("：")
    if name not in list(Verb) or not name:
        say(number, "L-VERB", f"不认识“@{name}”。", f"可以写：{'、'.join(f'@{v}' for v in Verb if v)}。")
        return None
    verb = Verb(name)
    rest = (tail + " " + rest).strip() if tail else rest.strip()
    if verb in _WITH_SUBJECT:
        subject, mark, words = rest.partition("：")
        if not mark:
            say(
                number,
                "L-SUBJECT",
                f"“@{name}”后应写字段名、冒号和文字。",
                f"例如“@{name} 依据：根据{{依据}}”。",
            )
            return None
        return Line(verb, words, subject.strip(), number=number)
    return Line(verb, rest, rest if verb is Verb.TABLE else "", number=number)


def _table(line: Line, rows: list[tuple[str, ...]], say: Say) -> Line:
    widths = line.subject.split()
    if not widths or not all(re.fullmatch(r"\d+(\.\d+)?", one) for one in widths):
        say(line.number, "L-WIDTHS", "“@表”后应写各列宽度的比例。", "例如“@表 1 2 1 2”。")
        return line
    for n, row in enumerate(rows, line.number + 1):
        if sum(span_of(cell) for cell in row) != len(widths):
            say(n, "L-SPAN", f"这一行各格的列数加起来不是 {len(widths)}。", "跨 n 列写“>n”。")
    return Line(Verb.TABLE, "", line.subject, tuple(rows), line.number)


def span_of(cell: str) -> int:
    found = re.search(r"\s>(\d+)", f" {cell}")
    return int(found[1]) if found else 1


def placeholders(text: str) -> Iterator[str]:
    yield from (found[1] for found in _PLACE.finditer(text))


def _check_names(
    title: str, lines: tuple[Line, ...], fields: tuple[Field, ...], start: int, say: Say
) -> None:
    types = {**STANDARD, **{field.key: field.type for field in fields}}
    used = set(_names(title, set(types), start, say))
    for line in lines:
        if line.subject and line.verb in _WITH_SUBJECT:
            used.add(line.subject)
            if line.subject not in types:
                say(line.number, "L-NAME", f"没有名为“{line.subject}”的字段。", "请在“字段”中写明。")
            elif line.verb in {Verb.EACH, Verb.ELSE_EACH} and types[line.subject] not in {
                Type.ITEMS,
                Type.UNITS,
            }:
                say(line.number, "L-EACH", f"“{line.subject}”不是条目，不能逐项。", "")
        local = LOCAL if line.verb in {Verb.EACH, Verb.ELSE_EACH} else set()
        used |= set(_names(line.text, set(types) | local, line.number, say))
        for n, row in enumerate(line.cells, line.number + 1):
            for cell in row:
                used |= set(_names(cell, set(types), n, say))
    for field in fields:
        if field.key not in used:
            say(field.line, "L-UNUSED", f"字段“{field.key}”在正文里没有用到。", "请删去，或者写进正文。")


def _names(text: str, known: set[str], number: int, say: Say) -> Iterator[str]:
    for name in placeholders(text):
        if name not in known:
            say(number, "L-NAME", f"没有名为“{name}”的字段。", "请在“字段”中写明。")
        yield name


def _made(
    told: dict[str, Any], lines_of: dict[str, int], fields: tuple[Field, ...], title: str,
    lines: tuple[Line, ...], say: Say,
) -> Template | None:  # fmt: skip
    codes = _listed(told.get("代码"))
    layout = LAYOUTS.get(str(told.get("版式")))
    for key, missing in (("文书", not told.get("文书")), ("代码", not codes), ("版式", layout is None)):
        if missing:
            hint = f"版式为：{'、'.join(LAYOUTS)}。" if key == "版式" else ""
            say(lines_of.get(key, 2), "L-MISSING", f"没有写明“{key}”，或者写得不对。", hint)
    bad = [code for code in codes if not re.fullmatch(r"[a-z][a-z0-9-]{1,58}", code)]
    if bad:
        say(lines_of["代码"], "L-CODE", f"代码“{bad[0]}”应为小写字母、数字和连字符。", "")
    signature = SIGNATURES.get(str(told.get("落款", "盖章")))
    if signature is None:
        say(lines_of["落款"], "L-SIGN", "落款为：盖章、不盖章、无。", "")
    if layout is None or signature is None:
        return None
    return Template(
        name=str(told.get("文书")), codes=codes, genres=_listed(told.get("文种")), layout=layout, title=title,
        lines=lines, fields=fields, basis=str(told.get("依据", "")), cover=str(told.get("封面", "")),
        sealed=signature[0], signed=signature[1], headed=_yes(told.get("题头")),
    )  # fmt: skip


def _yes(value: Any) -> bool:
    """是 or YAML's own true."""
    return value is True or value == "是"


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),) if value else ()

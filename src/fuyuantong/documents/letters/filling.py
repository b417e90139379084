"""A template with its values: the text people edit, and the blocks that are printed.

Of a form (boxes) the text is lines of 名称：内容, one for each of its fields; what people change there goes
back into the boxes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from fuyuantong.documents.letters.kinds import FILL_IN, Line, Template, Type, Value, Values, Verb
from fuyuantong.documents.letters.reading import CELL
from fuyuantong.documents.official.kinds import (
    Annex,
    Block,
    Break,
    Cell,
    Grid,
    Paragraph,
    Tear,
    paragraphs,
    said_day,
)

_ONES = "一二三四五六七八九十"
_PLACE = re.compile(r"\{([^{}]*)\}")
_TENS = 10
_ENDS = frozenset("。！？：…")
"""After these a sentence of a list needs no full stop."""


def ordinal(n: int) -> str:
    """一、二、… 十九, then figures."""
    tens, ones = divmod(n, _TENS)
    if n > 19:  # noqa: PLR2004 - beyond that figures read better
        return str(n)
    return ("十" if tens else "") + (_ONES[ones - 1] if ones else "") if n != _TENS else "十"


def said(value: Value) -> str:
    """A value in words; nothing where there is none."""
    if isinstance(value, date):
        return said_day(value)
    return "、".join(value) if isinstance(value, tuple) else value or ""


def fill(text: str, values: Values, **local: str) -> str:
    """The text with its places filled; what nobody knows yet (None) is left for a person."""

    def one(found: re.Match[str]) -> str:
        name = found[1]
        value = local.get(name, values.get(name))
        return FILL_IN if value is None else said(value)

    return _PLACE.sub(one, text)


def title_of(template: Template, values: Values) -> str:
    return fill(template.title, values)


def text_of(template: Template, values: Values) -> str:
    """The first text of a letter, as people edit it: paragraphs, or a form's lines of 名称：内容."""
    if not template.form:
        return "\n".join(_texts(template.lines[: _fixed(template)], values))
    rows = []
    for field in template.fields:
        # what stands in boxes is filled from the values; a box nobody needs to fill may stay empty
        given = said(values.get(field.key)) or (FILL_IN if field.required else "")
        rows.append(f"{field.key}：{given}")
    return "\n".join(rows)


def _fixed(template: Template) -> int:
    """Where the printed matter after the text begins: a slip to tear off, a new page, an annex."""
    after = {Verb.TEAR, Verb.PAGE, Verb.ANNEX}
    return next((n for n, line in enumerate(template.lines) if line.verb in after), len(template.lines))


def _texts(lines: Sequence[Line], values: Values) -> list[str]:
    made: list[str] = []
    met = True
    for line in lines:
        chained = line.verb in {Verb.ELSE, Verb.ELSE_EACH}
        if chained and met:
            continue
        new = _said_line(line, values)
        met = bool(new) or (chained and met)
        made += new
    return made


def _said_line(line: Line, values: Values) -> list[str]:
    if line.verb in {Verb.EACH, Verb.ELSE_EACH}:
        given = values.get(line.subject)
        rows = given if isinstance(given, tuple) else tuple(filter(None, [said(given)]))
        told = [fill(line.text, values, 序=ordinal(n), 号=str(n), 项=row) for n, row in enumerate(rows, 1)]
        if "{序}" not in line.text:
            return told
        return [text if text[-1:] in _ENDS else f"{text.rstrip('；，')}。" for text in told]
    if line.verb is Verb.IF and not said(values.get(line.subject)):
        return []
    if line.verb in {Verb.TEXT, Verb.IF, Verb.ELSE}:
        return [fill(line.text, values)]
    return []


def values_in(template: Template, text: str) -> dict[str, str]:
    """A form's values back from its text; lines without a known name belong to the one above."""
    known = {field.key for field in template.fields}
    found: dict[str, list[str]] = {}
    current = ""
    for row in text.splitlines():
        name, mark, rest = row.partition("：")
        if mark and name.strip() in known and name.strip() not in found:
            current = name.strip()
            found[current] = [rest.strip()]
        elif current:
            found[current].append(row.strip())
    return {key: "\n".join(rows).strip() for key, rows in found.items()}


def blocks_of(template: Template, text: str, standard: Values) -> tuple[tuple[Block, ...], tuple[Annex, ...]]:
    """Body and annexes of a letter whose text may have been edited."""
    if not template.form:
        return _plain(template, text, standard)
    values: dict[str, Value] = {**standard, **values_in(template, text)}
    body: list[Block] = []
    annexes: list[tuple[str, list[Block]]] = []
    for line in template.lines:
        if line.verb is Verb.ANNEX:
            annexes.append((fill(line.text, values), []))
            continue
        made = _blocks(line, values)
        (annexes[-1][1] if annexes else body).extend(made)
    return tuple(body), tuple(Annex(title, tuple(rows), label="", listed=False) for title, rows in annexes)


def _plain(template: Template, text: str, standard: Values) -> tuple[tuple[Block, ...], tuple[Annex, ...]]:
    """Edited paragraphs; a slip to tear off or an annex of the template follows them as it stands there."""
    body: list[Block] = []
    annexes: list[tuple[str, list[Block]]] = []
    for line in template.lines[_fixed(template) :]:
        if line.verb is Verb.ANNEX:
            annexes.append((fill(line.text, standard), []))
        else:
            (annexes[-1][1] if annexes else body).extend(_blocks(line, standard))
    made = tuple(Annex(title, tuple(rows), listed=False) for title, rows in annexes)
    return (*paragraphs(text), *body), made


def _blocks(line: Line, values: Values) -> list[Block]:
    if line.verb is Verb.TABLE:
        widths = tuple(float(one) for one in line.subject.split())
        return [Grid(widths, tuple(tuple(cell_of(cell, values) for cell in row) for row in line.cells))]
    if line.verb is Verb.TEAR:
        return [Tear(line.text or "回执")]
    if line.verb is Verb.PAGE:
        return [Break()]
    return [block for text in _said_line(line, values) for block in paragraphs(text) or (Paragraph(""),)]


def cell_of(cell: str, values: Values) -> Cell:
    """`#` names a box, `>n` spans, `^n` is its height in lines, `~` what stands at its foot.

    A place of a box without a value stays empty: people fill it in by hand.
    """
    found = CELL.match(f" {cell.removeprefix('#')}")
    text, more, foot = found.groups() if found else (cell, "", "")
    spans = dict(re.findall(r"([>^])(\d+)", more or ""))
    filled = _PLACE.sub(lambda place: said(values.get(place[1])), text.strip())
    return Cell(
        filled,
        label=cell.startswith("#"),
        span=int(spans.get(">", 1)),
        lines=int(spans.get("^", 1)),
        foot=(foot or "").strip(),
    )


def required_gaps(template: Template, text: str) -> list[str]:
    """The required fields of a form that nobody has filled in."""
    if not template.form:
        return []
    given = values_in(template, text)
    needed = [field.key for field in template.fields if field.required and field.type is not Type.ITEMS]
    return [key for key in needed if not given.get(key) or FILL_IN in given[key]]

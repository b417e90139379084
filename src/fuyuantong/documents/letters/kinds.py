"""A letter's template as read from a file of library/letters: front matter, typed fields, lines of text.

No template engine over model objects: a line knows only the names that stand here and in its front matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuyuantong.documents.official.kinds import Layout

FILL_IN = "〔签发前填写〕"
"""Stands where only a person knows; a letter with it is not put up for signature."""

LAYOUTS: Mapping[str, Layout] = {
    "文件": Layout.FILE,
    "函": Layout.LETTER,
    "纪要": Layout.MINUTES,
    "文书": Layout.INSTRUMENT,
    "表单": Layout.SHEET,
}


class Type(StrEnum):
    TEXT = "文字"
    LONG = "长文本"
    DATE = "日期"
    ITEMS = "条目"
    UNIT = "单位"
    UNITS = "单位列表"
    NUMBER = "数字"
    CHOICE = "选项"


Value = str | date | tuple[str, ...] | None
Values = Mapping[str, Value]

STANDARD: Mapping[str, Type] = {
    "文书": Type.TEXT,
    "文种": Type.TEXT,
    "标题": Type.TEXT,
    "事由": Type.TEXT,
    "机制": Type.TEXT,
    "自称": Type.TEXT,
    "依据": Type.TEXT,
    "事项情况": Type.ITEMS,
    "建议条目": Type.ITEMS,
    "承办单位": Type.UNIT,
    "期限名称": Type.TEXT,
    "期限日期": Type.DATE,
    "送达日期": Type.DATE,
    "今日": Type.DATE,
    "原文号": Type.TEXT,
}
"""What every letter may name without declaring it: what the matter it belongs to can always tell."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that people fill in. `label` beside it on a form is its key."""

    key: str
    type: Type
    required: bool = False
    note: str = ""
    options: tuple[str, ...] = ()
    line: int = 0


class Verb(StrEnum):
    """What a line of the body does. `EACH` prints itself once an entry; `IF` only where its field is given;
    `ELSE` and `ELSE_EACH` where nothing before them in the row was."""

    TEXT = ""
    EACH = "逐项"
    IF = "若"
    ELSE = "否则"
    ELSE_EACH = "否则逐项"
    TABLE = "表"
    TEAR = "回执"
    PAGE = "新页"
    ANNEX = "附"


@dataclass(frozen=True, slots=True)
class Line:
    verb: Verb
    text: str
    subject: str = ""
    """The field that `EACH`, `IF` and `ELSE_EACH` look at; the widths of a `TABLE`."""
    cells: tuple[tuple[str, ...], ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """One file. `codes` are what definitions call it (模板), `genres` the kinds of paper it serves."""

    name: str
    codes: tuple[str, ...]
    genres: tuple[str, ...]
    layout: Layout
    title: str
    lines: tuple[Line, ...]
    fields: tuple[Field, ...] = ()
    basis: str = ""
    cover: str = ""
    sealed: bool = True
    signed: bool = True
    headed: bool = False
    """文书 only: the organ's name and the kind of paper stand as two lines of title."""
    source: str = ""

    @property
    def code(self) -> str:
        return self.codes[0]

    @property
    def form(self) -> bool:
        """Whether it is a printed form: its text is then kept as lines of 名称：内容."""
        return any(line.verb is Verb.TABLE for line in self.lines)

    def field(self, key: str) -> Field | None:
        return next((field for field in self.fields if field.key == key), None)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a template's text, for the person who writes it."""

    line: int
    code: str
    sentence: str
    hint: str = ""

"""One document model for everything official that leaves the house (GB/T 9704-2012).

Frozen values, no database, no layout: `writing.py` makes a .docx of it and `printing.py` a PDF. Texts are
plain; numbers of headings (一、 （一） 1. （1）) are part of the text, as a clerk types them.
There is no 密级 and no 份号: this product must not hold state secrets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Layout(StrEnum):
    """The frame of the standard: which head, which foot.

    FILE: 红头 "某机关文件", 版记 on the last even page (7.3, 8); LETTER: 信函格式 (9.1), no page number on
    page 1, no 印发机关; MINUTES: 纪要格式 (9.3), no seal; INSTRUMENT: 法院、检察院文书 in black, number flush
    right; with `genre` the organ's name and the genre are the title, else `title` is; SHEET: a printed form
    (督办单, 议题申请表).
    """

    FILE = "file"
    LETTER = "letter"
    MINUTES = "minutes"
    INSTRUMENT = "instrument"
    SHEET = "sheet"


class Urgency(StrEnum):
    NONE = ""
    URGENT = "加急"
    MOST_URGENT = "特急"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph indented by two characters.

    `level` 0 is text; 1 一、(黑体), 2 （一）(楷体), 3 1. and 4 （1） (仿宋). With `lead`, only those
    first words are set in the level's face and `text` follows in 仿宋. `plain`: flush left, no indent.
    """

    text: str
    level: int = 0
    lead: str = ""
    plain: bool = False
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Items:
    """A list: each entry a paragraph with its number `1.` (or none when `numbered` is false)."""

    rows: tuple[str, ...]
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head repeats on every page. `widths` are parts of the line (empty: equal)."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    caption: str = ""
    centred: tuple[int, ...] = ()
    """Columns (from 0) that are set in the middle: ordinals, dates, marks."""
    tall: bool = False
    """Rows high enough to write in by hand."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One box of a form. `label`: the name of what stands beside it; `lines`: the least height."""

    text: str = ""
    label: bool = False
    span: int = 1
    lines: int = 1
    foot: str = ""
    """What stands at the right foot of the box (签字：    年  月  日)."""
    centred: bool = False
    """Words of a box that is no name, in its middle (a seat)."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A printed form of boxes: every row's spans add up to `len(widths)`."""

    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Tear:
    """A dashed line across the page (…回执…); what follows is torn off and sent back."""

    text: str = "回执"


@dataclass(frozen=True, slots=True)
class Break:
    """A new page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing (SVG of our own making) with its caption; `alt` says it in words; `share` of the line."""

    svg: str
    caption: str = ""
    alt: str = ""
    share: float = 1.0


Block = Paragraph | Items | Table | Grid | Tear | Break | Picture


@dataclass(frozen=True, slots=True)
class Annex:
    """An attachment. Without `blocks` it is only named in the 附件说明 (the file goes along beside it).

    `label` is printed top left on its page; "" gives 附件1, 附件2 … in order (附件 when there is one only).
    `listed`: named under the body; a 回执 on a page of its own is not.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    label: str = ""
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Attendance:
    """One line of a 纪要: 出席, 请假, 列席 and the names as they are printed."""

    label: str
    names: str


@dataclass(frozen=True, slots=True)
class Document:
    """One official document, ready to print.

    `issuers`: 发文机关, the 主办机关 first; they sign. `mark`: 发文机关标志 where it is not the usual one
    (FILE: the organ + 文件; LETTER: the organ; MINUTES: give "某某会议纪要"). `signers`: 签发人 of a paper
    that goes up (请示, 报告). `sealed`: a seal will be put over the signature (空四字), else none (空二字).
    `issued_on` None: not signed yet, the date's place is kept. `note`: 附注 without its brackets.
    `printer`/`printed_on`: 印发机关 and 印发日期. `watermark`: pale lines across every page.
    `draft`: （拟稿，未签发） stands on top.
    """

    layout: Layout
    title: str
    issuers: tuple[str, ...]
    genre: str = ""
    mark: str = ""
    number: str = ""
    signers: tuple[str, ...] = ()
    urgency: Urgency = Urgency.NONE
    addressees: tuple[str, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    body: tuple[Block, ...] = ()
    annexes: tuple[Annex, ...] = ()
    issued_on: date | None = None
    sealed: bool = True
    signed: bool = True
    """False: no signature block at all (纪要, forms)."""
    note: str = ""
    contact: str = ""
    copies: tuple[str, ...] = ()
    printer: str = ""
    printed_on: date | None = None
    cover: str = ""
    """Words of a cover page (司法建议书) under the organ's name; empty: no cover."""
    watermark: tuple[str, ...] = ()
    draft: bool = False

    @property
    def head(self) -> str:
        """发文机关标志 as it is printed."""
        if self.mark:
            return self.mark
        first = self.issuers[0] if self.issuers else ""
        return f"{first}文件" if self.layout is Layout.FILE else first


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: where it stands (`role`), the `family` really taken, the one `wanted` by the standard."""

    role: str
    family: str
    wanted: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF. `fonts` are the names inside the file; `faces` says what stands for which face of the standard.

    `missing`: characters that no font on this machine has; empty boxes stand for them."""

    content: bytes
    pages: int
    fonts: tuple[str, ...] = ()
    faces: tuple[Face, ...] = ()
    missing: tuple[str, ...] = ()


_ONES = "一二三四五六七八九十"
_LEVELS = (
    (1, re.compile(r"^[一二三四五六七八九十百]+、")),
    (2, re.compile(r"^（[一二三四五六七八九十百]+）")),
    (3, re.compile(r"^\d{1,3}[.．](?!\d)")),
    (4, re.compile(r"^（\d{1,3}）")),
)
_HEADING_MOST = 40
_SENTENCE = re.compile(r"^[^。；：？！]{1,40}。")


def level_of(text: str) -> int:
    """1 for 一、 2 for （一） 3 for 1. 4 for （1）, else 0."""
    return next((level for level, pattern in _LEVELS if pattern.match(text)), 0)


def paragraphs(text: str) -> tuple[Block, ...]:
    """Plain text as blocks: a line that begins 一、 or （一） and is short is a heading in its face.

    A longer one is set in 仿宋, except that its first sentence, where that is short, leads in the face.
    """
    return tuple(_paragraph(line.strip()) for line in text.splitlines() if line.strip())


def _paragraph(line: str) -> Paragraph:
    level = level_of(line)
    if not level:
        return Paragraph(line)
    if len(line) <= _HEADING_MOST and not re.search("[。；：]", line):
        return Paragraph(line, level)
    first = _SENTENCE.match(line)
    if first and level <= 2 and first.end() < len(line):  # noqa: PLR2004 - only 一、 and （一） have a face of their own
        return Paragraph(line[first.end() :], level, lead=first.group())
    return Paragraph(line)


def said_day(on: date | None) -> str:
    """2026年1月5日: Arabic figures without leading zeros (7.3.5.4)."""
    return f"{on.year}年{on.month}月{on.day}日" if on else ""

"""Heads in Word: 红头, 信函's double rules in the header of page 1, 纪要, the titles of an instrument."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from fuyuantong.documents.official.kinds import Document, Layout, said_day
from fuyuantong.documents.official.titles import title_lines
from fuyuantong.documents.official.writing.sheets import CHAR, LINE, SIZE, Sheet

WIDE = 442.2
"""156 mm in points."""
MARK = {Layout.FILE: 46.0, Layout.LETTER: 42.0, Layout.MINUTES: 40.0}
_DROP = 99.2
"""35 mm: from the top of the type area to the top of 发文机关标志."""


def write_head(sheet: Sheet, document: Document) -> None:
    if document.cover:
        _cover(sheet, document)
    if document.draft:
        _draft(sheet, document)
    layout = document.layout
    if layout in {Layout.FILE, Layout.MINUTES}:
        _red_head(sheet, document)
    elif layout is Layout.LETTER:
        _letter_head(sheet, document)
    elif layout is Layout.INSTRUMENT:
        _instrument_head(sheet, document)
        return
    if layout is not Layout.SHEET:
        sheet.blank()
        sheet.blank()
    sheet.title(title_lines(document.title))
    if layout is Layout.SHEET and document.number:
        sheet.line(document.number, align="right", indent=0)


def write_annex_head(sheet: Sheet, label: str, title: str) -> None:
    """附件 on a new page: its label on line 1, its title on line 3."""
    sheet.page_break()
    if label:
        sheet.line(label, face="hei", indent=0)
        sheet.blank()
    sheet.title(title_lines(title))
    sheet.blank()


def _mark(sheet: Sheet, text: str, size: float, into: Any = None) -> Any:
    made = sheet.paragraph(align="center", indent=0, height=size * 1.06, into=into)
    scale = min(100, int(100 * WIDE / (len(text) * size)))
    sheet.run(made, text, face="song", size=size, red=True, tight=False, scale=scale)
    return made


def _red_head(sheet: Sheet, document: Document) -> None:
    layout = document.layout
    drop = _DROP - 3  # the type's own white above the strokes
    if document.urgency:
        sheet.line(document.urgency.value, face="hei", indent=0)
        drop -= LINE
    sheet.blank(drop)
    joint = document.issuers[:-1] if layout is Layout.FILE and not document.mark else ()
    for organ in joint:
        _mark(sheet, organ, 32)
    last = f"{document.issuers[-1]}文件" if joint else document.head
    _mark(sheet, last, 32 if joint else MARK[layout])
    sheet.blank()
    sheet.blank()
    if layout is Layout.MINUTES:
        sheet.line(document.number, align="center", indent=0)
        row = _two(sheet, "、".join(document.issuers), said_day(document.issued_on))
    elif document.signers:
        row = _two(sheet, document.number, "")
        sheet.run(row, "\t签发人：")
        sheet.run(row, "　".join(document.signers), face="kai")
    else:
        row = sheet.line(document.number, align="center", indent=0)
    row.paragraph_format.line_spacing = Pt(SIZE + 4)
    sheet.border(row, "bottom", eighths=12, space=9)


def _two(sheet: Sheet, left: str, right: str) -> Any:
    """One character in from each side."""
    row = sheet.paragraph(align="left", indent=0)
    form = row.paragraph_format
    form.tab_stops.add_tab_stop(Pt(WIDE - CHAR), WD_TAB_ALIGNMENT.RIGHT)
    form.tab_stops.add_tab_stop(Pt(CHAR), WD_TAB_ALIGNMENT.LEFT)
    sheet.run(row, f"\t{left}" + (f"\t{right}" if right else ""))
    return row


def _letter_head(sheet: Sheet, document: Document) -> None:
    """The name stands in the first page's header, 30 mm below the edge; the second rule in its footer."""
    section = sheet.word.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance = Mm(30)
    header = section.first_page_header
    header.is_linked_to_previous = False
    mark = _mark(sheet, document.head, MARK[Layout.LETTER], into=header)
    _drop_first(header)
    _wide(mark)
    sheet.border(mark, "bottom", kind="thickThinSmallGap", eighths=24, space=9)
    footer = section.first_page_footer
    footer.is_linked_to_previous = False
    foot = sheet.blank(2, into=footer)
    _drop_first(footer)
    _wide(foot)
    sheet.border(foot, "top", kind="thinThickSmallGap", eighths=24, space=0)
    section.footer_distance = Mm(19)
    row = sheet.paragraph(align="right", indent=0)
    row.paragraph_format.space_before = Pt(SIZE * 7 / 8 - 4)
    sheet.run(row, document.number)
    if document.urgency:
        sheet.line(document.urgency.value, face="hei", indent=0)


def _drop_first(part: Any) -> None:
    """A new header or footer has an empty paragraph of its own; one with a watermark stays."""
    first = part.paragraphs[0]
    if not first.runs:
        first._element.getparent().remove(first._element)  # noqa: SLF001 - no public way


def _wide(paragraph: Any) -> None:
    """170 mm in the middle of the paper, whose margins are 28 and 26 mm."""
    form = paragraph.paragraph_format
    form.left_indent, form.right_indent = Mm(-8), Mm(-6)


def _instrument_head(sheet: Sheet, document: Document) -> None:
    if document.genre:
        sheet.title(("　".join(document.issuers),))
        sheet.title((document.genre,), 26)
    else:
        sheet.title(title_lines(document.title))
    if document.number:
        row = sheet.line(document.number, align="right", indent=0)
        row.paragraph_format.space_before = Pt(LINE / 2)


def _cover(sheet: Sheet, document: Document) -> None:
    """封面: 60 mm, the emblem's place of 50 mm, 40 mm, then the name in 30 pt and the words in 36 pt."""
    for _ in range(5):
        sheet.blank((60 - 37 + 50 + 40) / 5 * 72 / 25.4)
    for text, size in (("　".join(document.issuers), 30), (document.cover, 36)):
        made = sheet.paragraph(align="center", indent=0, height=size * 1.6)
        sheet.run(made, text, face="song", size=size, tight=False)
    sheet.page_break()


def _draft(sheet: Sheet, document: Document) -> None:
    section = sheet.word.sections[0]
    first = document.layout is Layout.LETTER
    if first:
        section.different_first_page_header_footer = True
    for part in (section.first_page_header,) if first else (section.header, section.even_page_header):
        part.is_linked_to_previous = False
        made = sheet.paragraph(align="right", indent=0, height=16, into=part)
        sheet.run(made, "（拟稿，未签发）", size=12, tight=False)
        if not first:
            _drop_first(part)

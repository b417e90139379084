"""Exporting a table exactly as it is shown: the same columns, order and words, with the filter and the time.

The caller hands over rows that the viewer may see; nothing is looked up here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from fuyuantong.common.now import SHANGHAI
from fuyuantong.documents.simulated import mark

Value = str | int | float | Decimal | date | datetime | None
_WIDTH = 14_570  # twentieths of a point: 297 mm less two margins of 20 mm
CELL_MOST = 32_767  # characters in a cell (ECMA-376 Part 1 §18.3.1.96, Excel's own limit)
EXACT_DIGITS = 15  # a spreadsheet's numbers are doubles
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BAD_TITLE = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A heading, and the share of the width it takes (a wide text column 4, a date 2)."""

    title: str
    width: int = 2


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A table as it is shown. `notes` are lines under it: the filter in words, the moment, how many."""

    title: str
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = ()


def time_note(now: datetime, who: str = "") -> str:
    """`导出时间：2026-03-02 09:15　导出人：…` as one of the notes."""
    moment = f"导出时间：{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return f"{moment}　导出人：{who}" if who else moment


def words(value: Value) -> str:
    """The value as people read it, without characters that office files cannot hold."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI) if value.tzinfo else value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return _CONTROL.sub("", str(value))


def to_xlsx(sheet: TableSheet) -> bytes:
    """Return an .xlsx: one sheet, frozen heading, filter, A4 landscape, heading on every printed page.

    Text is always stored as text. One that begins like a formula is marked with the quote prefix besides (the
    apostrophe one types in a spreadsheet), so that it stays text when the cell is edited (ASVS 5.0 1.2.10).
    """
    book = Workbook()
    page = book.active
    if not isinstance(page, Worksheet):
        raise TypeError
    page.title = _BAD_TITLE.sub(" ", words(sheet.title)).strip()[:31] or "台账"
    head = _write_top(page, sheet)
    line = Side(style="thin", color="999999")
    border = Border(left=line, right=line, top=line, bottom=line)
    body = Font(name="仿宋_GB2312", size=11)
    wrapped = Alignment(vertical="top", wrap_text=True)
    for number, row in enumerate(sheet.rows, start=head + 1):
        for place, value in enumerate(row, start=1):
            _write(page, number, place, value)
            cell = page.cell(number, place)
            cell.font, cell.border, cell.alignment = body, border, wrapped
    last = f"{get_column_letter(len(sheet.columns))}{max(head + len(sheet.rows), head)}"
    page.freeze_panes = f"A{head + 1}"
    page.auto_filter.ref = f"A{head}:{last}"
    page.print_title_rows = f"{head}:{head}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    if made_up := mark():
        page.oddHeader.center.text = made_up  # type: ignore[union-attr]
    page.oddFooter.center.text = "第 &P 页，共 &N 页"  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_top(page: Worksheet, sheet: TableSheet) -> int:
    """Write title, notes and heading; returns the heading's row."""
    count = len(sheet.columns)
    lines = [sheet.title, *sheet.notes, *filter(None, [mark()])]
    for number, text in enumerate(lines, start=1):
        _write(page, number, 1, text)
        page.merge_cells(start_row=number, start_column=1, end_row=number, end_column=count)
        cell = page.cell(number, 1)
        cell.font = Font(name="黑体", size=16) if number == 1 else Font(name="仿宋_GB2312", size=11)
        cell.alignment = Alignment(horizontal="center" if number == 1 else "left", wrap_text=True)
    head = len(lines) + 1
    fill = PatternFill("solid", fgColor="E8EDF3")
    for place, column in enumerate(sheet.columns, start=1):
        _write(page, head, place, column.title)
        cell = page.cell(head, place)
        cell.font, cell.fill = Font(name="黑体", size=11), fill
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        page.column_dimensions[get_column_letter(place)].width = 6 * column.width
    return head


def _write(page: Worksheet, row: int, column: int, value: Value) -> None:
    cell = page.cell(row, column)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and _exact(value):
        cell.value = value
        return
    if isinstance(value, date) and not isinstance(value, datetime):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
        return
    text = words(value)
    cell.value = text if len(text) <= CELL_MOST else text[: CELL_MOST - 1] + "…"
    if text:
        cell.data_type = "s"
        cell.number_format = "@"
    if text.startswith(_ACTIVE):
        cell.quotePrefix = True


def _exact(value: float | Decimal) -> bool:
    return len(str(value).lstrip("-").replace(".", "")) <= EXACT_DIGITS and str(value)[-1:].isdigit()


def to_docx(sheet: TableSheet) -> bytes:
    """Return a .docx: A4 landscape, heading repeated on every page, no row split, 黑体 and 仿宋_GB2312."""
    return book_docx(sheet.title, sheet.notes, [replace(sheet, title="", notes=())])


def book_docx(title: str, notes: Sequence[str], sheets: Sequence[TableSheet]) -> bytes:
    """Return a .docx of several tables under one title, each with a heading, set as `to_docx` does."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "仿宋_GB2312", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    body = document.element.body
    parts = [_paragraph(title, "黑体", 36, "center")]
    parts += [_paragraph(note, "仿宋_GB2312", 24, "left") for note in notes]
    for sheet in sheets:
        parts += [_paragraph(sheet.title, "黑体", 28, "left", keep=True)] if sheet.title else []
        parts += [_paragraph(note, "仿宋_GB2312", 24, "left", keep=True) for note in sheet.notes]
        parts += [
            _table(sheet, width=_WIDTH),
            f"<w:p {nsdecls('w')}/>",
        ]  # Word wants a paragraph after a table
    place = len(body) - 1
    for offset, part in enumerate(parts):
        body.insert(place + offset, parse_xml(part))
    if made_up := mark():
        head = section.header.paragraphs[0]._p  # noqa: SLF001 - as below
        head.getparent().replace(head, parse_xml(_paragraph(made_up, "黑体", 32, "center")))
    foot = section.footer.paragraphs[0]._p  # noqa: SLF001 - fields have no public way
    foot.getparent().replace(foot, parse_xml(_FOOT))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
_FOOT = (
    f'<w:p {nsdecls("w")}><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>'
    f'{_FIELD}<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _runs(text: str, font: str, half_points: int) -> str:
    style = (
        f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
    )
    pieces = [f'<w:t xml:space="preserve">{_escaped(line)}</w:t>' for line in text.split("\n")]
    return f"<w:r>{style}{'<w:br/>'.join(pieces)}</w:r>"


def _paragraph(
    text: str, font: str, half_points: int, align: str, *, root: bool = True, keep: bool = False
) -> str:
    """`keep`: on the same page as what follows it."""
    names = f" {nsdecls('w')}" if root else ""
    together = "<w:keepNext/>" if keep else ""
    place = f'<w:pPr>{together}<w:spacing w:before="0" w:after="60"/><w:jc w:val="{align}"/></w:pPr>'
    return f"<w:p{names}>{place}{_runs(words(text), font, half_points)}</w:p>"


def _table(sheet: TableSheet, width: int) -> str:
    """The table as one piece of XML (building it cell by cell takes time that grows with its square)."""
    total = sum(column.width for column in sheet.columns) or 1
    widths = [width * column.width // total for column in sheet.columns]
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="444444"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    head = _row([column.title for column in sheet.columns], widths, "黑体", heading=True)
    rows = "".join(_row(row, widths, "仿宋_GB2312", heading=False) for row in sheet.rows)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def _row(values: Sequence[Value], widths: Sequence[int], font: str, *, heading: bool) -> str:
    marks = "<w:cantSplit/>" + ("<w:tblHeader/>" if heading else "")
    align = "center" if heading else "left"
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{_paragraph(words(value), font, 21, align, root=False)}</w:tc>"
        for value, width in zip(values, widths, strict=True)
    )
    return f"<w:tr><w:trPr>{marks}</w:trPr>{cells}</w:tr>"

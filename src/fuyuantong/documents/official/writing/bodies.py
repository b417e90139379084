"""Blocks of the body in Word."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from fuyuantong.common.charts.prints import to_png
from fuyuantong.documents.official.kinds import (
    Block,
    Cell,
    Grid,
    Items,
    Paragraph,
    Picture,
    Table,
    Tear,
)
from fuyuantong.documents.official.titles import even_labels
from fuyuantong.documents.official.writing.sheets import LINE, Sheet

FACES = ("fang", "hei", "kai", "fang", "fang")
WIDE = 442.0


def write_blocks(sheet: Sheet, blocks: Sequence[Block]) -> None:
    """In their order; a slip to tear off is kept on one page."""
    for at, block in enumerate(blocks):
        if isinstance(block, Tear):
            before = len(sheet.word.element.body)
            _tear(sheet, block)
            write_blocks(sheet, blocks[at + 1 :])
            _keep_together(sheet, before - 1)
            return
        if isinstance(block, Paragraph):
            _paragraph(sheet, block)
        elif isinstance(block, Items):
            for n, row in enumerate(block.rows, 1):
                sheet.line(f"{n}.{row}" if block.numbered else row)
        elif isinstance(block, Table):
            _table(sheet, block)
        elif isinstance(block, Grid):
            _grid(sheet, block)
        elif isinstance(block, Picture):
            _picture(sheet, block)
        else:
            sheet.page_break()


def _keep_together(sheet: Sheet, since: int) -> None:
    """Every paragraph from this part of the body on stays with the next, up to the last."""
    parts = list(sheet.word.element.body)[since:-1]
    rows = [row for part in parts for row in ([part] if part.tag == qn("w:p") else part.iter(qn("w:tr")))]
    for row in rows[:-1]:
        for paragraph in row.iter(qn("w:p")):
            paragraph.get_or_add_pPr().get_or_add_keepNext()


def _paragraph(sheet: Sheet, block: Paragraph) -> None:
    indent = 0 if block.plain or block.align != "left" else 2
    made = sheet.paragraph(align="justify" if block.align == "left" else block.align, indent=indent)
    face = FACES[block.level]
    if block.lead:
        sheet.run(made, block.lead, face=face)
        sheet.run(made, block.text)
    else:
        sheet.run(made, block.text, face=face)
        made.paragraph_format.keep_with_next = block.level > 0


def _picture(sheet: Sheet, block: Picture) -> None:
    if block.caption:
        made = sheet.line(block.caption, face="hei", size=14, align="center", indent=0)
        made.paragraph_format.keep_with_next = True
    made = sheet.paragraph(align="center", indent=0)
    made.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE  # a fixed line would cut the picture
    drawn = made.add_run().add_picture(io.BytesIO(to_png(block.svg)), width=Pt(WIDE * block.share))
    drawn._inline.docPr.set("descr", block.alt or block.caption)  # noqa: SLF001 - no public way to say it in words


def _type(columns: int) -> float:
    return 10.5 if columns > 7 else 12 if columns > 4 else 14  # noqa: PLR2004 - as blocks.typ


def _table(sheet: Sheet, block: Table) -> None:
    columns = len(block.head)
    size = _type(columns)
    if block.caption:
        made = sheet.line(block.caption, face="hei", size=14, align="center", indent=0)
        made.paragraph_format.keep_with_next = True
    widths = block.widths if len(block.widths) == columns else (1.0,) * columns
    table = _boxes(sheet, widths, len(block.rows) + 1)
    for cell, text in zip(table.rows[0].cells, block.head, strict=True):
        _fill(sheet, cell, text, size, face="hei", align="center")
    _mark_row(table.rows[0], "w:tblHeader")
    for row, texts in zip(table.rows[1:], block.rows, strict=True):
        _mark_row(row, "w:cantSplit")
        if block.tall:
            row.height = Pt(size * 1.4 + 22)
        for n, cell in enumerate(row.cells):
            align = "center" if n in block.centred else "left"
            _fill(sheet, cell, texts[n] if n < len(texts) else "", size, align=align)


def _grid(sheet: Sheet, block: Grid) -> None:
    size = 12.0 if len(block.widths) > 6 else 14.0  # noqa: PLR2004 - as blocks.typ
    table = _boxes(sheet, block.widths, len(block.rows))
    for row, cells in zip(table.rows, block.rows, strict=True):
        _mark_row(row, "w:cantSplit")
        row.height = Pt(max(cell.lines for cell in cells) * size * 1.5 + 12)
        at = 0
        for one in even_labels(block, cells):
            cell = row.cells[at]
            if one.span > 1:
                cell = cell.merge(row.cells[at + one.span - 1])
            at += one.span
            _box(sheet, cell, one, size)


def _box(sheet: Sheet, cell: Any, one: Cell, size: float) -> None:
    face = "hei" if one.label else "fang"
    align = "center" if one.label or one.centred else "left"
    _fill(sheet, cell, one.text, size, face=face, align=align)
    if not one.label and not one.centred and (one.foot or one.lines > 2):  # noqa: PLR2004 - a high box is written from its top
        cell.vertical_alignment = VERTICAL.TOP
    if one.foot:
        below = max(0, one.lines - 2) * size * 1.5
        made = sheet.paragraph(align="right", indent=0, height=size * 1.4, into=cell)
        made.paragraph_format.space_before = Pt(below)
        sheet.run(made, one.foot, size=size, tight=False)


def _boxes(sheet: Sheet, widths: Sequence[float], rows: int) -> Any:
    """A table with both the grid and the cells set: LibreOffice would make the columns equal otherwise."""
    table = sheet.word.add_table(rows=rows, cols=len(widths))
    table.style, table.autofit, table.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
    total = sum(widths)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(WIDE * width / total)
        for cell in column.cells:
            cell.width = Pt(WIDE * width / total)
    return table


def _fill(
    sheet: Sheet, cell: Any, text: str, size: float, *, face: str = "fang", align: str = "left"
) -> None:
    cell.vertical_alignment = VERTICAL.CENTER
    made = cell.paragraphs[0]
    copy = sheet.paragraph(align=align, indent=0, height=size * 1.4, into=cell)
    made._element.getparent().remove(made._element)  # noqa: SLF001 - a cell begins with an empty one
    sheet.run(copy, text, face=face, size=size, tight=False)


def _mark_row(row: Any, tag: str) -> None:
    mark = OxmlElement(tag)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001


def _tear(sheet: Sheet, block: Tear) -> None:
    sheet.blank(LINE / 2)
    made = sheet.paragraph(align="center", indent=0)
    dashes = "- " * 24
    sheet.run(made, f"{dashes}{block.text} {dashes}".strip(), size=10.5, tight=False)
    made.paragraph_format.keep_with_next = True

"""A .docx of an official document: plain properties only, so that every word processor lays it out alike.

22 lines × 28 characters come from fixed line spacing (28.95 pt) and tightened characters (−0.25 pt), not from
a document grid: LibreOffice and Word read the grid differently (measured). Font names are those of the
standard; the fonts themselves are on the office's machines and never embedded.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from fuyuantong.documents.official.kinds import Block, Document, Items, Layout, Paragraph
from fuyuantong.documents.official.printing import annexes_of, colophon_break
from fuyuantong.documents.official.writing.bodies import write_blocks
from fuyuantong.documents.official.writing.colophons import write_colophon
from fuyuantong.documents.official.writing.feet import (
    write_annex_list,
    write_contact,
    write_copies,
    write_page_numbers,
    write_signature,
    write_watermark,
)
from fuyuantong.documents.official.writing.heads import write_annex_head, write_head
from fuyuantong.documents.official.writing.sheets import Sheet
from fuyuantong.documents.simulated import stamped

BRIEF = 112


def print_docx(document: Document) -> bytes:
    """Return the document as an editable .docx with the measures of the standard."""
    document = stamped(document)
    sheet = Sheet(document)
    write_page_numbers(sheet, document)
    write_watermark(sheet, document)
    write_head(sheet, document)
    _write_text(sheet, document)
    for label, annex in annexes_of(document):
        write_annex_head(sheet, label, annex.title)
        write_blocks(sheet, annex.blocks)
    if document.layout in {Layout.FILE, Layout.MINUTES} and (document.copies or document.printer):
        write_colophon(sheet, document, colophon_break(document))
    elif document.copies:
        write_copies(sheet, document)
    out = io.BytesIO()
    sheet.word.save(out)
    return out.getvalue()


def _write_text(sheet: Sheet, document: Document) -> None:
    if document.addressees:
        if document.layout is not Layout.INSTRUMENT:
            sheet.blank()
        sheet.line("、".join(document.addressees) + "：", indent=0)
    elif document.layout is not Layout.SHEET:
        sheet.blank()
    write_blocks(sheet, document.body)
    if document.signed and _brief(document.body):
        sheet.word.paragraphs[-1].paragraph_format.keep_with_next = True  # no signature alone on its page
    if document.attendance:
        sheet.blank()
    for row in document.attendance:
        made = sheet.paragraph(indent=0)
        sheet.hang(made, len(row.label) + 3, 2)
        sheet.run(made, f"{row.label}：", face="hei")
        sheet.run(made, row.names)
    write_annex_list(sheet, document)
    if document.signed:
        write_signature(sheet, document)
    if document.note:
        sheet.line(f"（{document.note}）")
    write_contact(sheet, document)


def _brief(blocks: Sequence[Block]) -> bool:
    """Whether the last words are four lines at most: longer ones would be moved as a whole."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Paragraph):
        return len(last.lead + last.text) <= BRIEF
    return isinstance(last, Items) and bool(last.rows) and len(last.rows[-1]) <= BRIEF

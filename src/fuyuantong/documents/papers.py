"""A letter as plain paragraphs on A4 portrait: what a page prints and what a .docx holds.

The exact layout of GB/T 9704 (red head, 版记) is another product; this is a letter that can be chopped.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from fuyuantong.documents.tables import words

BODY, HEAD = "仿宋_GB2312", "黑体"


@dataclass(frozen=True, slots=True)
class Paper:
    """`to` and `copies` are names ready to print; `signed_on` is the day in words; `draft` is said on top."""

    title: str
    number: str
    to: str
    paragraphs: tuple[str, ...]
    signer: str
    signed_on: str
    copies: str
    draft: bool


def paper_docx(paper: Paper) -> bytes:
    """Return the letter as a .docx: three-character type, first lines indented by two characters."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    style = document.styles["Normal"]
    style.font.name, style.font.size = BODY, Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)

    def line(text: str, align: ALIGN = ALIGN.LEFT, *, head: bool = False, indent: bool = False) -> None:
        made = document.add_paragraph()
        made.alignment = align
        made.paragraph_format.line_spacing = Pt(28)
        made.paragraph_format.space_after = Pt(0)
        if indent:
            made.paragraph_format.first_line_indent = Pt(32)
        run = made.add_run(words(text))
        if head:
            run.font.name, run.font.size = HEAD, Pt(22)
            fonts = run._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001 - no public way
            fonts.set(qn("w:eastAsia"), HEAD)

    if paper.draft:
        line("（拟稿，未签发）", ALIGN.RIGHT)
    line(paper.title, ALIGN.CENTER, head=True)
    if paper.number:
        line(paper.number, ALIGN.CENTER)
    if paper.to:
        line(f"{paper.to}：")
    for paragraph in paper.paragraphs:
        line(paragraph, ALIGN.JUSTIFY, indent=True)
    line("")
    line(paper.signer, ALIGN.RIGHT)
    if paper.signed_on:
        line(paper.signed_on, ALIGN.RIGHT)
    if paper.copies:
        line(f"抄送：{paper.copies}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()

"""The paper and the pen: page set-up, paragraphs on the line grid, runs in the faces of the standard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import docx
from django.conf import settings
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from fuyuantong.documents.official.kinds import Document, said_day
from fuyuantong.documents.tables import words

SIZE, LINE, CHAR = 16.0, 28.95, 15.75
"""三号; fixed spacing, 22 of which fill 225 mm; a character tightened by 0.25 pt, 28 of which fill 156 mm."""
TIGHT = -5
"""Twentieths of a point."""
RED = RGBColor(0xE6, 0x00, 0x12)
ALIGNS = {"left": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT, "justify": ALIGN.JUSTIFY}
_PLACES = ("song", "fang", "kai", "hei", "sung")
PRESETS: Mapping[str, Mapping[str, str]] = {
    name: dict(zip(_PLACES, faces, strict=True))
    for name, faces in {
        "gb2312": ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"),
        "gbk": ("方正小标宋_GBK", "方正仿宋_GBK", "方正楷体_GBK", "方正黑体_GBK", "方正书宋_GBK"),
        "plain": ("宋体", "仿宋", "楷体", "黑体", "宋体"),
    }.items()
}
"""Names written into the file (setting FYT_DOCX_FONTS): Windows offices, UOS/Kylin offices, newer Windows."""


class Sheet:
    """A document being written."""

    def __init__(self, document: Document) -> None:
        self.word: Any = docx.Document()
        self.faces = PRESETS[getattr(settings, "FYT_DOCX_FONTS", "gb2312")]
        self._page()
        self._style()
        about = self.word.core_properties
        about.title, about.author = words(document.title.replace("\n", "")), "、".join(document.issuers)[:255]
        about.comments, about.subject = "", words(document.genre)
        about.keywords = said_day(document.issued_on)

    def _page(self) -> None:
        section = self.word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(15), Mm(25.5)
        for grid in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001 - no public way
            section._sectPr.remove(grid)  # noqa: SLF001
        self.word.settings.element.append(OxmlElement("w:evenAndOddHeaders"))
        first = self.word.paragraphs[0] if self.word.paragraphs else None
        if first is not None:
            first._element.getparent().remove(first._element)  # noqa: SLF001

    def _style(self) -> None:
        style = self.word.styles["Normal"]
        style.font.name, style.font.size = self.faces["fang"], Pt(SIZE)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), self.faces["fang"])
        form = style.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
        form.widow_control = False
        for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no air between figures and characters
            off = OxmlElement(tag)
            off.set(qn("w:val"), "0")
            after = ("w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
            style.element.get_or_add_pPr().insert_element_before(off, *after)

    def paragraph(
        self, *, align: str = "justify", indent: float = 2, height: float = LINE, into: Any = None
    ) -> Any:
        """A paragraph on the grid. `indent` in characters; `height` is the fixed line spacing in points."""
        made = (into or self.word).add_paragraph()
        form = made.paragraph_format
        made.alignment = ALIGNS[align]
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(height)
        form.space_before = form.space_after = Pt(0)
        form.widow_control = False
        if indent:
            form.first_line_indent = Pt(indent * CHAR)
        return made

    def run(
        self, paragraph: Any, text: str, *, face: str = "fang", size: float = SIZE, red: bool = False,
        tight: bool = True, scale: int = 100,
    ) -> Any:  # fmt: skip
        """Words in one face. `scale`: per cent of the width (a long 发文机关标志 is squeezed, not broken)."""
        made = paragraph.add_run()
        for n, line in enumerate(words(text).split("\n")):
            if n:
                made.add_break()
            for m, part in enumerate(line.split("\t")):
                if m:
                    made.add_tab()
                made.add_text(part)
        name = self.faces[face]
        made.font.name, made.font.size = name, Pt(size)
        properties = made._element.get_or_add_rPr()  # noqa: SLF001
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)
        if red:
            made.font.color.rgb = RED
        if scale != 100:  # noqa: PLR2004 - per cent
            _add(properties, "w:w", scale)
        if tight and size == SIZE:
            _add(properties, "w:spacing", TIGHT)
        return made

    def line(
        self, text: str, *, face: str = "fang", size: float = SIZE, align: str = "justify", indent: float = 2,
        into: Any = None,
    ) -> Any:  # fmt: skip
        made = self.paragraph(align=align, indent=indent, into=into)
        self.run(made, text, face=face, size=size)
        return made

    def blank(self, height: float = LINE, *, into: Any = None) -> Any:
        return self.paragraph(indent=0, height=height, into=into)

    def hang(self, paragraph: Any, characters: float, first: float) -> None:
        """Lines after the first stand under the word after the colon."""
        form = paragraph.paragraph_format
        form.left_indent, form.first_line_indent = Pt((characters + first) * CHAR), Pt(-characters * CHAR)

    def title(self, lines: tuple[str, ...], size: float = 22) -> None:
        for text in lines:
            made = self.paragraph(align="center", indent=0)
            made.paragraph_format.keep_with_next = True
            self.run(made, text, face="song", size=size, tight=False)

    def page_break(self) -> None:
        """The next paragraph begins a page: an empty paragraph of no height carries the break."""
        made = self.paragraph(indent=0, height=1)
        made.paragraph_format.page_break_before = True

    def border(self, paragraph: Any, side: str, *, kind: str = "single", eighths: int = 12, space: int = 1,
               colour: str = "E60012") -> None:  # fmt: skip
        """A rule along the paragraph; `eighths` of a point thick, `space` points away from the words."""
        properties = paragraph._element.get_or_add_pPr()  # noqa: SLF001
        box = OxmlElement("w:pBdr")
        edge = OxmlElement(f"w:{side}")
        for key, value in (("val", kind), ("sz", eighths), ("space", space), ("color", colour)):
            edge.set(qn(f"w:{key}"), str(value))
        box.append(edge)
        properties.insert_element_before(box, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


_AFTER = (
    "w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout "
    "specVanish"
)


def _add(properties: Any, tag: str, value: int) -> None:
    """Put a run property where the schema wants it."""
    made = OxmlElement(tag)
    made.set(qn("w:val"), str(value))
    after = [f"w:{name}" for name in _AFTER.split()]
    properties.insert_element_before(made, *(after if tag == "w:spacing" else after[1:]))

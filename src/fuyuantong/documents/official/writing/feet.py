"""What stands below the body in Word: 附件说明, signature, 版记, page numbers, watermark."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from fuyuantong.documents.official.kinds import Document, Layout, said_day
from fuyuantong.documents.official.writing.sheets import CHAR, Sheet

WIDE = 442.2
FOUR = 14.0
NO_DATE = "　　　　年　　月　　日"


def write_annex_list(sheet: Sheet, document: Document) -> None:
    """附件：1.×× with the later ones under the first; no mark of punctuation after a name (7.3.4)."""
    named = [annex for annex in document.annexes if annex.listed]
    if not named:
        return
    sheet.blank()
    for n, annex in enumerate(named, 1):
        made = sheet.paragraph(indent=0, align="left")
        made.paragraph_format.keep_with_next = document.signed
        number = f"{n}." if len(named) > 1 else ""
        sheet.hang(made, 3 + len(number) / 2 if n == 1 else len(number) / 2, 2 if n == 1 else 5)
        sheet.run(made, ("附件：" if n == 1 else "") + number + annex.title)


def write_signature(sheet: Sheet, document: Document) -> None:
    date = said_day(document.issued_on) or NO_DATE
    span = _wide(date)
    for _ in range(2 if document.sealed else 1):
        _keep(sheet.blank())
    names = document.issuers or ("",)
    if document.sealed:
        middle = WIDE - 4 * CHAR - span / 2
        for name in names:
            wide = _wide(name)
            _at(sheet, name, max(0.0, min(middle - wide / 2, WIDE - wide)), keep=True)
        _at(sheet, date, WIDE - 4 * CHAR - span)
        return
    most = max(_wide(name) for name in names)
    start = max(0.0, min(WIDE - 2 * CHAR - most, WIDE - 4 * CHAR - span))
    for name in names:
        _at(sheet, name, start, keep=True)
    _at(sheet, date, start + 2 * CHAR)


def _wide(text: str) -> float:
    """Width in points: figures are half as wide as characters."""
    return sum(0.5 if c.isascii() else 1 for c in text) * CHAR


def _at(sheet: Sheet, text: str, left: float, *, keep: bool = False) -> None:
    made = sheet.paragraph(align="left", indent=0)
    made.paragraph_format.left_indent = Pt(left)
    sheet.run(made, text)
    if keep:
        _keep(made)


def _keep(paragraph: Any) -> None:
    paragraph.paragraph_format.keep_with_next = True


def write_contact(sheet: Sheet, document: Document) -> None:
    if document.contact:
        sheet.line(document.contact)


def write_copies(sheet: Sheet, document: Document) -> None:
    """抄送 of a letter or an instrument: no rules, at the end."""
    sheet.blank()
    hanging(sheet, "抄送：", "，".join(document.copies) + "。")


def hanging(sheet: Sheet, label: str, text: str) -> Any:
    """A line of 版记: one character in from each side, later lines under the word after the colon."""
    made = sheet.paragraph(align="left", indent=0, height=20)
    form = made.paragraph_format
    form.left_indent, form.first_line_indent = Pt(4 * FOUR), Pt(-3 * FOUR)
    form.right_indent = Pt(FOUR)
    sheet.run(made, label + text, size=FOUR)
    return made


def write_page_numbers(sheet: Sheet, document: Document) -> None:
    """— 1 — in 四号宋体: right on odd pages, left on even ones, one character in; none on a form."""
    section = sheet.word.sections[0]
    section.different_first_page_header_footer = document.layout is Layout.LETTER
    if document.layout is Layout.SHEET:
        return
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        made = sheet.paragraph(align=side, indent=0, height=FOUR, into=footer)
        form = made.paragraph_format
        if side == "right":
            form.right_indent = Pt(FOUR)
        else:
            form.left_indent = Pt(FOUR)
        sheet.run(made, "— ", face="sung", size=FOUR, tight=False)
        _page_field(sheet, made)
        sheet.run(made, " —", face="sung", size=FOUR, tight=False)
        first = footer.paragraphs[0]._element  # noqa: SLF001
        first.getparent().remove(first)


def _page_field(sheet: Sheet, paragraph: Any) -> None:
    """Each part of the field carries its own type, or the figure comes out at the body's size."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "1"), ("end", "")):
        run = sheet.run(paragraph, text if kind == "text" else "", face="sung", size=FOUR, tight=False)
        if kind == "":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = text
            run._element.append(code)  # noqa: SLF001
        elif kind != "text":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._element.append(mark)  # noqa: SLF001


def write_watermark(sheet: Sheet, document: Document) -> None:
    """Pale words behind the text of every page, as Word's own watermarks are made (VML in the headers)."""
    if not document.watermark:
        return
    section = sheet.word.sections[0]
    headers = [section.header, section.even_page_header]
    if document.layout is Layout.LETTER:
        headers.append(section.first_page_header)
    text = "　".join(document.watermark)
    for n, header in enumerate(headers):
        header.is_linked_to_previous = False
        shape = parse_xml(_SHAPE)
        for name, key, value in (("shape", "id", f"watermark{n}"), ("textpath", "string", text)):
            for found in shape.iter(f"{{{_V}}}{name}"):
                found.set(key, value)
        made = header.paragraphs[0].add_run()
        made._element.append(shape)  # noqa: SLF001


_V = "urn:schemas-microsoft-com:vml"
_SHAPE = f"""<w:pict {nsdecls("w")} xmlns:v="{_V}" xmlns:o="urn:schemas-microsoft-com:office:office">
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
<v:f eqn="if @0 @4 21600"/></v:formulas>
<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="watermark" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:400pt;height:34pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#d9d9d9" stroked="f">
<v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string=""/></v:shape></w:pict>"""  # noqa: E501 - one attribute of the format

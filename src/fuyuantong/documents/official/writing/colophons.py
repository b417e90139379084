"""版记 in Word: a box without edges on the lower edge of the type area of the even page it belongs to.

Measured in LibreOffice 7.4: old frames (framePr) and floating tables as wide as the text are not floated
there; an anchored shape is, as in Word and WPS.
"""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.shared import Pt

from fuyuantong.documents.official.kinds import Document, said_day
from fuyuantong.documents.official.writing.feet import FOUR, WIDE, hanging
from fuyuantong.documents.official.writing.sheets import Sheet

EMU = 12700
"""English metric units in a point."""
LINE = 20
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DML = "http://schemas.openxmlformats.org/drawingml/2006"
_WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"


def write_colophon(sheet: Sheet, document: Document, breaks: int) -> None:
    """抄送 over 印发机关 and day, in 四号; the first and last rule 0.35 mm, the one between 0.25 mm."""
    for _ in range(breaks):
        sheet.page_break()
    rows = []
    if document.copies:
        rows.append(hanging(sheet, "抄送：", "，".join(document.copies) + "。"))
    if document.printer:
        made = sheet.paragraph(align="left", indent=0, height=LINE)
        form = made.paragraph_format
        form.left_indent = Pt(FOUR)
        form.tab_stops.add_tab_stop(Pt(WIDE - FOUR), WD_TAB_ALIGNMENT.RIGHT)
        printed = f"{said_day(document.printed_on)}印发" if document.printed_on else ""
        sheet.run(made, f"{document.printer}\t{printed}", size=FOUR)
        rows.append(made)
    # the rules are lines of their own: a border is only as wide as its paragraph's indents leave it
    rules = [_rule(sheet, 8 if n in {0, len(rows)} else 6) for n in range(len(rows) + 1)]
    lines = [rules[0], *(one for pair in zip(rows, rules[1:], strict=True) for one in pair)]
    copied = len("，".join(document.copies)) * FOUR / (WIDE - 5 * FOUR)
    tall = LINE * (int(copied) + 1 if document.copies else 0) + (LINE if document.printer else 0) + 10
    anchor = sheet.blank(1)
    shape = parse_xml(_anchored(WIDE, tall))
    box: Any = shape.find(f".//{{{_W}}}txbxContent")
    for row in lines:
        box.append(row._element)  # noqa: SLF001 - no public way into a shape
    anchor.add_run()._element.append(shape)  # noqa: SLF001


def _rule(sheet: Sheet, eighths: int) -> Any:
    made = sheet.blank(2)
    sheet.border(made, "top", eighths=eighths, colour="000000")
    return made


def _anchored(wide: float, tall: float) -> str:
    """The shape: as wide as the type area, on its lower edge, without line, fill or inner margin."""
    size = f'cx="{int(wide * EMU)}" cy="{int(tall * EMU)}"'
    return f"""<w:drawing xmlns:w="{_W}" xmlns:a="{_DML}/main" xmlns:wps="{_WPS}"
 xmlns:wp="{_DML}/wordprocessingDrawing">
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"
 layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>
<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>
<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/>
<wp:docPr id="901" name="版记"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="{_WPS}"><wps:wsp><wps:cNvSpPr txBox="1"/>
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx>
<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr></wps:wsp>
</a:graphicData></a:graphic></wp:anchor></w:drawing>"""

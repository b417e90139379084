"""Official documents of a fictional city, and what a PDF says about where things stand (in millimetres)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

import docx
import pdfplumber

from fuyuantong.documents.official import Annex, Attendance, Document, Layout, Table, paragraphs

DAY = date(2026, 3, 5)
WORDS = "临江市人民政府与临江市中级人民法院共同研究，决定建立常态化的联席会议机制，统筹推进行政争议实质性化解等工作。"
MM = 25.4 / 72


def paper(layout: Layout = Layout.FILE, **more) -> Document:
    """A short document of one layout; whatever is given replaces its parts."""
    parts = {
        "layout": layout,
        "title": "关于印发府院联动工作要点的通知",
        "issuers": ("临江市司法局",),
        "number": "临司发〔2026〕12号",
        "addressees": ("各县（区）司法局",),
        "body": paragraphs(WORDS),
        "issued_on": DAY,
        "copies": ("市委办公室", "市中级人民法院"),
        "printer": "临江市司法局办公室",
        "printed_on": date(2026, 3, 6),
    }
    if layout is Layout.MINUTES:
        parts |= {
            "mark": "府院联席会议纪要", "signed": False,
            "attendance": (Attendance("出席", "甲某某、乙某某"), Attendance("请假", "丙某")),
        }  # fmt: skip
    return Document(**(parts | more))


def full_page() -> Document:
    """Nothing but characters of one width: what shows lines and characters to a page."""
    return paper(Layout.INSTRUMENT, genre="司法建议书", body=paragraphs("府" * 3000), copies=(), printer="")


def table(rows: int) -> Table:
    return Table(
        head=("序号", "任务", "牵头单位"),
        rows=tuple((str(n), WORDS, "市司法局") for n in range(1, rows + 1)),
        widths=(1, 6, 2),
        centred=(0,),
    )


def with_annex(rows: int) -> Document:
    return paper(annexes=(Annex("任务分工表", (table(rows),)), Annex("联络员名单")))


@dataclass(frozen=True)
class Glyph:
    """One character: left and right edge, and the upper and lower edge of its square, from the page's top left."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    font: str
    colour: tuple


@dataclass(frozen=True)
class Line:
    text: str
    glyphs: list

    @property
    def first(self) -> Glyph:
        return self.glyphs[0]

    @property
    def last(self) -> Glyph:
        return self.glyphs[-1]


def read_pdf(content: bytes) -> list:
    """Pages as lists of lines, top to bottom. A character's square hangs from 0.8 em above its baseline."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [_lines([_glyph(c, page.height) for c in page.chars]) for page in pdf.pages]


def rules(content: bytes, page: int) -> list:
    """(left, right, y, thickness, colour) of straight lines on a page, from 0, in millimetres."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        shown = pdf.pages[page]
        found = [
            (line["x0"] * MM, line["x1"] * MM, (line["top"] + line["bottom"]) / 2 * MM,
             (line["linewidth"] or 0) * MM, tuple(line["stroking_color"] or ()))
            for line in [*shown.lines, *shown.curves, *shown.rects]
        ]  # fmt: skip
    return sorted(found, key=lambda one: one[2])


def _glyph(char: dict, height: float) -> Glyph:
    baseline = height - char["matrix"][5]
    size = char["matrix"][3] or char["size"]
    size = abs(char["size"]) if abs(size) < 2 else abs(size)
    top = (baseline - 0.8 * size) * MM
    return Glyph(
        char["text"], char["x0"] * MM, char["x1"] * MM, top, top + size * MM, size, char["fontname"],
        tuple(char["non_stroking_color"] or ()),
    )  # fmt: skip


def _lines(glyphs: list) -> list:
    rows: list[list[Glyph]] = []
    for one in sorted(glyphs, key=lambda g: (round(g.bottom, 1), g.left)):
        near = next((row for row in rows if abs(row[0].bottom - one.bottom) < 1), None)
        near.append(one) if near is not None else rows.append([one])
    made = [sorted(row, key=lambda g: g.left) for row in rows]
    return [Line("".join(g.text for g in row), row) for row in sorted(made, key=lambda r: r[0].top)]


def letterhead_docx(*lines: str) -> bytes:
    """An office's own template: a head, the places, a table with a place, a footer."""
    word = docx.Document()
    word.add_heading("临江市某某局", level=1)
    for line in lines or ("{{文号}}", "{{标题}}", "{{主送}}：", "{{正文}}", "{{署名}}", "{{成文日期}}"):
        word.add_paragraph(line)
    word.add_table(rows=1, cols=1).rows[0].cells[0].text = "抄送：{{抄送}}"
    word.sections[0].footer.paragraphs[0].text = "{{文号}}"
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()

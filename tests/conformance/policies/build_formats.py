"""Build the labelled documents in every format into a directory: `python build_formats.py DIRECTORY`.

Plain documents (`*.txt` beside this file) are copied, two of them in GB18030. Those under `sources/` are
written in UTF-8 text and named `NAME.FORMAT.txt`; here they become `NAME.FORMAT`. In a source a line with
tabs is a table row, a cell `^` continues the cell above it (merged), `#1 ` and `#2 ` begin paragraphs that
the word processor numbers itself, and a cell that is an ISO date becomes a real date in a workbook.
Nothing binary is kept in the repository.
"""

import datetime as dt
import html
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import docx
import openpyxl
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
GB18030 = ("p16_gb_responsible.txt", "p17_gb_table.txt")
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
LINES_PER_PAGE = 30
CID_FONT = (
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/W[1 95 500 814 939 500]"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 5 0 R>>"
)
FONT_DESCRIPTOR = (
    "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
    "/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
)

Block = str | list[list[str]]


def blocks(text: str) -> Iterator[Block]:
    """Paragraphs (str) and tables (rows of cells) of a source, in order; empty lines are left out."""
    lines = [line for line in text.splitlines() if line.strip()]
    for tabbed, run in groupby(lines, key=lambda line: "\t" in line):
        if tabbed:
            yield [line.split("\t") for line in run]
        else:
            yield from run


def merged_down(rows: list[list[str]], row: int, column: int) -> int:
    """How many rows the cell spans, counting the `^` cells below it."""
    span = 1
    while row + span < len(rows) and rows[row + span][column : column + 1] == ["^"]:
        span += 1
    return span


def write_docx(text: str, target: Path) -> None:
    """A word-processor document; numbered paragraphs carry automatic numbers that are not in the text."""
    document = docx.Document()
    numbering = _own_numbering(document) if re.search(r"^#\d ", text, re.MULTILINE) else ""
    for position, block in enumerate(blocks(text)):
        if isinstance(block, list):
            _docx_table(document, block)
            continue
        auto = re.match(r"#(\d) ", block)
        paragraph = document.add_paragraph(block[auto.end() :] if auto else block)
        if auto:
            level = int(auto.group(1)) - 1
            paragraph._p.get_or_add_pPr().append(
                parse_xml(
                    f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/></w:numPr>'
                )
            )
        elif position == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.runs[0].bold = True
    document.save(str(target))


def _own_numbering(document: Document) -> str:
    """Add 一、 / 1. (continuing through the document) to the numbering part; returns its number id."""
    root = document.part.numbering_part.element
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/>{}<w:lvlText w:val="{}"/></w:lvl>'
    levels = level.format(0, "chineseCountingThousand", "", "%1、") + level.format(
        1, "decimal", '<w:lvlRestart w:val="0"/>', "%2."
    )
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>')
    root.insert(0, abstract)
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    return "90"


def _docx_table(document: Document, rows: list[list[str]]) -> None:
    table = document.add_table(len(rows), max(map(len, rows)), style="Table Grid")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell == "^":
                continue
            span = merged_down(rows, r, c)
            place = table.cell(r, c).merge(table.cell(r + span - 1, c)) if span > 1 else table.cell(r, c)
            place.text = cell


def write_xlsx(text: str, target: Path) -> None:
    """A workbook: title lines merged across, merged task cells, real date cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "任务清单"
    width = max(len(row) for block in blocks(text) if isinstance(block, list) for row in block)
    at = 1
    for block in blocks(text):
        if isinstance(block, str):
            sheet.cell(at, 1, block)
            sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=width)
            at += 1
            continue
        for r, row in enumerate(block):
            for c, cell in enumerate(row):
                _fill(sheet, at, c + 1, cell)
                if cell != "^" and (span := merged_down(block, r, c)) > 1:
                    sheet.merge_cells(
                        start_row=at, start_column=c + 1, end_row=at + span - 1, end_column=c + 1
                    )
            at += 1
    book.save(target)


def _fill(sheet: Worksheet, row: int, column: int, cell: str) -> None:
    if cell in ("", "^"):
        return
    value: str | int | dt.datetime = cell
    if ISO_DATE.fullmatch(cell):
        value = dt.datetime.fromisoformat(cell)
    elif cell.isdigit():
        value = int(cell)
    place = sheet.cell(row, column)
    place.value = value
    if isinstance(value, dt.datetime):
        place.number_format = "yyyy-mm-dd"


def write_html(text: str, target: Path) -> None:
    """A page as a government site serves it: navigation, a script, the text, a footer."""
    body = []
    for position, block in enumerate(blocks(text)):
        if isinstance(block, str):
            tag = "h1" if position == 0 else "p"
            indent = "" if position == 0 else "&emsp;&emsp;"
            body.append(f"<{tag}>{indent}{html.escape(block)}</{tag}>")
            continue
        rows = []
        for r, row in enumerate(block):
            cells = "".join(
                f'<td rowspan="{merged_down(block, r, c)}"><p>{html.escape(cell)}</p></td>'
                for c, cell in enumerate(row)
                if cell != "^"
            )
            rows.append(f"<tr>{cells}</tr>")
        body.append("<table><tbody>\n" + "\n".join(rows) + "\n</tbody></table>")
    target.write_text(
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>政府信息公开</title>'
        "<style>p{text-indent:2em}</style><script>var track = '（牵头单位：不是单位）';</script></head><body>\n"
        "<nav><a href='/'>首页</a> / <a href='/zwgk'>政务公开</a> / 正文</nav>\n<div class='article'>\n"
        + "\n".join(body)
        + "\n</div>\n<footer>版权所有：本站 网站标识码：0000000000</footer></body></html>\n",
        "utf-8",
    )


def write_pdf(text: str, target: Path) -> None:
    """A printed document, line by line with page numbers, in the predefined font STSong-Light (not embedded)."""
    lines = text.splitlines()
    pages = [lines[i : i + LINES_PER_PAGE] for i in range(0, len(lines), LINES_PER_PAGE)]
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{6 + 2 * i} 0 R' for i in range(len(pages)))}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        CID_FONT,
        FONT_DESCRIPTOR,
    ]
    for number, page in enumerate(pages, 1):
        shown = [(90, 760 - 23 * i, line) for i, line in enumerate(page) if line.strip()]
        shown.append((270, 50, f"— {number} —"))
        stream = "\n".join(
            f"BT /F1 12 Tf 1 0 0 1 {x} {y} Tm <{line.encode('utf-16-be').hex()}> Tj ET"
            for x, y, line in shown
        )
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {5 + 2 * number} 0 R>>"
        )
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    ).encode("ascii")
    target.write_bytes(out)


WRITERS = {"docx": write_docx, "xlsx": write_xlsx, "html": write_html, "pdf": write_pdf}


def source_text(document: str) -> str:
    """The UTF-8 text from which a labelled document is made."""
    plain = HERE / document
    return (plain if plain.exists() else HERE / "sources" / f"{document}.txt").read_text("utf-8")


def build(target: Path) -> list[Path]:
    """Write every document into `target` and return the files, sorted by name."""
    target.mkdir(parents=True, exist_ok=True)
    made = []
    for source in HERE.glob("p*.txt"):
        encoding = "gb18030" if source.name in GB18030 else "utf-8"
        (target / source.name).write_bytes(source.read_text("utf-8").encode(encoding))
        made.append(target / source.name)
    for source in (HERE / "sources").glob("p*.txt"):
        place = target / source.stem
        WRITERS[place.suffix[1:]](source.read_text("utf-8"), place)
        made.append(place)
    return sorted(made)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.stdout.write("\n".join(map(str, build(Path(sys.argv[1])))) + "\n")

"""A PDF of an official document, by one warm compiler per process.

The texts go over as JSON and are never read as markup. PDF/A-2b; where a character stands in no font at
all the PDF is made all the same, but not as PDF/A, and `Printed.missing` names the character.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst

from fuyuantong.documents.official.faces import Faces, folders, read_faces
from fuyuantong.documents.official.kinds import (
    Annex,
    Block,
    Break,
    Document,
    Grid,
    Items,
    Layout,
    Paragraph,
    Picture,
    Printed,
    Table,
    Tear,
    said_day,
)
from fuyuantong.documents.official.titles import even_labels, title_lines
from fuyuantong.documents.simulated import stamped
from fuyuantong.documents.tables import words

TEMPLATE = Path(__file__).parent / "typst"
STANDARD: Literal["a-2b"] = "a-2b"
_FONT = re.compile(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([^\s/<>\[\]()]+)")
_PAGES = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)|/Count\s+(\d+)[^>]*?/Type\s*/Pages\b")
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_KINDS: dict[type, str] = {
    Paragraph: "paragraph",
    Items: "items",
    Table: "table",
    Grid: "grid",
    Tear: "tear",
    Break: "break",
    Picture: "picture",
}
_lock = Lock()


@lru_cache(maxsize=2)
def _compiler(places: tuple[str, ...]) -> tuple[typst.Compiler, Faces]:
    faces = read_faces(places)
    return typst.Compiler(str(TEMPLATE / "official.typ"), root=str(TEMPLATE), font_paths=faces.fonts), faces


def print_pdf(document: Document) -> Printed:
    """Return the document as PDF/A-2b with the number of its pages and the fonts inside."""
    with _lock:
        compiler, faces = _compiler(folders())
        given = {"document": json.dumps(_data(stamped(document))), "faces": json.dumps(faces.data)}
        content, missing = _compile(compiler, given)
    names = {name.decode("latin-1").removesuffix("-Identity-H") for name in _FONT.findall(content)}
    fonts = tuple(sorted(names))
    return Printed(content, _count(content), fonts, faces.chosen, missing)


def _compile(compiler: typst.Compiler, given: dict[str, str]) -> tuple[bytes, tuple[str, ...]]:
    try:
        return _bytes(compiler.compile(format="pdf", sys_inputs=given, pdf_standards=[STANDARD])), ()
    except typst.TypstError as error:
        lost = _MISSING.findall(str(error))
        if not lost:
            raise
        return _bytes(compiler.compile(format="pdf", sys_inputs=given)), _named(lost)


def _named(lost: list[str]) -> tuple[str, ...]:
    """The compiler writes what it cannot show as `\\u{f1234}`."""
    plain = (_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) for text in lost)
    return tuple(dict.fromkeys("".join(plain)))


def _bytes(made: Any) -> bytes:
    content: bytes = made
    return content


def _count(content: bytes) -> int:
    return max((int(one or other) for one, other in _PAGES.findall(content)), default=1)


def _data(document: Document) -> dict[str, Any]:
    """What the template reads: plain JSON, every text cleaned of control characters."""
    named = [annex for annex in document.annexes if annex.listed]
    day = document.issued_on
    several = len(document.issuers) > 1 and not document.mark and document.layout is Layout.FILE
    return {
        "layout": document.layout.value,
        "title": words(document.title.replace("\n", "")),
        "title_lines": [words(line) for line in title_lines(document.title)],
        "genre": words(document.genre),
        "issuers": [words(one) for one in document.issuers],
        "mark": words(document.head),
        "mark_organs": [words(one) for one in document.issuers] if several else [],
        "mark_tail": "文件",
        "number": words(document.number),
        "signers": [words(one) for one in document.signers],
        "urgency": document.urgency.value,
        "addressees": words("、".join(document.addressees)),
        "attendance": [{"label": words(a.label), "names": words(a.names)} for a in document.attendance],
        "body": [_block(block) for block in document.body],
        "annex_titles": [words(annex.title) for annex in named],
        "annexes": [_annex(document, annex) for annex in document.annexes if annex.blocks],
        "date": said_day(day),
        "day": [day.year, day.month, day.day] if day else [],
        "sealed": document.sealed,
        "signed": document.signed,
        "note": words(document.note),
        "contact": words(document.contact),
        "copies": [words(one) for one in document.copies],
        "printer": words(document.printer),
        "printed": f"{said_day(document.printed_on)}印发" if document.printed_on else "",
        "watermark": [words(line) for line in document.watermark],
        "draft": document.draft,
        "cover": words(document.cover),
    }


def annexes_of(document: Document) -> list[tuple[str, Annex]]:
    """The annexes that are printed with the document, each with its label."""
    return [(label_of(document, annex), annex) for annex in document.annexes if annex.blocks]


def colophon_break(document: Document) -> int:
    """How many page breaks bring 版记 to the last even page; Word cannot work that out by itself."""
    return print_pdf(document).pages - print_pdf(replace(document, copies=(), printer="")).pages


def label_of(document: Document, annex: Annex) -> str:
    """附件 when it is the only one, else 附件1, 附件2 …"""
    if annex.label or not annex.listed:
        return annex.label
    named = [one for one in document.annexes if one.listed]
    return "附件" if len(named) == 1 else f"附件{named.index(annex) + 1}"


def _annex(document: Document, annex: Annex) -> dict[str, Any]:
    return {
        "label": words(label_of(document, annex)),
        "title_lines": [words(line) for line in title_lines(annex.title)],
        "blocks": [_block(block) for block in annex.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        # a row that is short or long would shift every cell after it
        wide = len(block.head)
        block = replace(block, rows=tuple((*row, *[""] * wide)[:wide] for row in block.rows))
    if isinstance(block, Grid):
        block = replace(block, rows=tuple(even_labels(block, row) for row in block.rows))
    made: dict[str, Any] = _clean(asdict(block))
    return {"kind": _KINDS[type(block)], **made}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return words(value)
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return value

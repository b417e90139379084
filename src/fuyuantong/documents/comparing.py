"""Two versions of a text: what went and what came, on a page and as tracked changes in Word."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, Literal

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from fuyuantong.documents.tables import words

Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


Row = tuple[Piece, ...]


def compare(old: str, new: str) -> tuple[Row, ...]:
    """Return one row of pieces a paragraph: same and gone make the old text, same and new the new one."""
    before, after = old.splitlines(), new.splitlines()
    rows: list[Row] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [(Piece("same", line),) for line in before[a:b]]
            continue
        for n in range(max(b - a, d - c)):
            was = before[a + n] if a + n < b else None
            now = after[c + n] if c + n < d else None
            rows.append(_row(was, now))
    return tuple(rows)


def _row(was: str | None, now: str | None) -> Row:
    if was is None or now is None:
        return (Piece("new", now or ""),) if was is None else (Piece("gone", was),)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", was[a:b]))
            continue
        pieces += [Piece("gone", was[a:b])] if b > a else []
        pieces += [Piece("new", now[c:d])] if d > c else []
    return tuple(pieces)


def redline_docx(title: str, rows: Sequence[Row], by: str, at: datetime) -> bytes:
    """The comparison as a .docx with tracked changes, which its reader may take over or refuse."""
    document: Any = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "仿宋_GB2312", Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    document.add_heading(words(title), level=1)
    number = 0
    for row in rows:
        paragraph = document.add_paragraph()
        for piece in row:
            number += 1
            _write(paragraph, piece, by, at, number)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write(paragraph: Any, piece: Piece, by: str, at: datetime, number: int) -> None:
    run = paragraph.add_run(words(piece.text))
    if piece.kind == "same":
        return
    change = OxmlElement("w:ins" if piece.kind == "new" else "w:del")
    for key, value in (("id", str(number)), ("author", words(by)), ("date", f"{at:%Y-%m-%dT%H:%M:%SZ}")):
        change.set(qn(f"w:{key}"), value)
    element = run._element  # noqa: SLF001 - no public way to track a change
    paragraph._element.replace(element, change)  # noqa: SLF001
    change.append(element)
    if piece.kind == "gone":
        for text in element.findall(qn("w:t")):
            text.tag = qn("w:delText")
            text.set(qn("xml:space"), "preserve")

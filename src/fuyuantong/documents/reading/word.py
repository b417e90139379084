"""docx: paragraphs and tables in order, automatic numbers as text, deletions left out.

Read by zip and lxml.  Numbers that Word makes by itself (numPr, directly or by style) are rendered from
numbering.xml, so that items keep their numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fuyuantong.documents.reading.grids import Cell, grid_lines
from fuyuantong.documents.reading.kinds import MARKED, FileRefused, Limits
from fuyuantong.documents.reading.numbers import Numbering
from fuyuantong.documents.reading.packages import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DROPPED = {W + "del", W + "moveFrom", _MC + "Fallback", W + "instrText", W + "delText"}


def read_docx(data: bytes, limits: Limits) -> tuple[str, list[str]]:
    """The text of a docx and notices about what was left out."""
    package = Package(data, limits)
    package.guard()
    notices = package.externals()
    _guard_margins(package)
    root = package.xml("word/document.xml")
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise FileRefused("E-FILE-CORRUPT")
    reader = _Reader(Numbering(package))
    lines = list(reader.blocks(body))
    return "\n".join(lines), [*notices, *reader.notices(), *_asides(package)]


def _guard_margins(package: Package) -> None:
    """Marks of secrecy stand in heads and feet of pages too, which are no part of the text."""
    for name in sorted(package.names):
        if name.startswith(("word/header", "word/footer", "word/footnotes")) and name.endswith(".xml"):
            root = package.xml(name)
            if root is not None and MARKED.search("".join(t.text or "" for t in root.iter(W + "t"))):
                raise FileRefused("E-FILE-SECRET")


def _asides(package: Package) -> list[str]:
    """Notices about parts beside the body."""
    notes = []
    for part, word in (("footnotes", "脚注"), ("endnotes", "尾注"), ("comments", "批注")):
        root = package.xml(f"word/{part}.xml")
        n = sum(1 for x in root if not x.get(W + "type")) if root is not None else 0
        if n:
            notes.append(f"{word} {n} 条未纳入正文。")
    if any(n.startswith("word/embeddings/") for n in package.names):
        notes.append("文件内嵌有其他文件，未读取。")
    return notes


class _Reader:
    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.deleted = 0
        self.boxes: list[_Element] = []

    def notices(self) -> list[str]:
        notes = [f"有 {self.deleted} 处修订删除的文字未纳入。"] if self.deleted else []
        if self.numbering.unknown:
            notes.append("部分自动编号的格式无法识别，未写出编号。")
        return notes

    def blocks(self, parent: _Element) -> Iterator[str]:
        """Lines of the paragraphs and tables below an element, in order; text boxes after their paragraph."""
        for child in parent:
            if child.tag == W + "p":
                yield self._numbered(child)
                boxes, self.boxes = self.boxes, []
                for box in boxes:
                    yield from self.blocks(box)
            elif child.tag == W + "tbl":
                yield from self._table(child)
            elif child.tag in _DROPPED:
                self.deleted += 1
            elif isinstance(child.tag, str):
                yield from self.blocks(child)

    def _numbered(self, p: _Element) -> str:
        mark = p.find(f"{W}pPr/{W}rPr/{W}del")
        text = "".join(self._runs(p))
        number = self.numbering.text(p) if text.strip() and mark is None else ""
        return number + text

    def _runs(self, parent: _Element) -> Iterator[str]:
        for child in parent:
            tag = child.tag
            if tag == W + "t":
                yield child.text or ""
            elif tag == W + "tab":
                yield "" if parent.tag == W + "tabs" else "\t"
            elif tag in (W + "br", W + "cr"):
                yield "\n"
            elif tag == W + "noBreakHyphen":
                yield "-"
            elif tag == W + "txbxContent":
                self.boxes.append(child)
            elif tag in _DROPPED:
                self.deleted += tag in (W + "del", W + "moveFrom")
            elif isinstance(tag, str) and tag != W + "pPr":
                yield from self._runs(child)

    def _table(self, table: _Element) -> Iterator[str]:
        rows: list[list[Cell]] = []
        for tr in table.iter(W + "tr"):
            if next(tr.iterancestors(W + "tbl"), None) is not table:
                continue
            before = tr.find(f"{W}trPr/{W}gridBefore")
            row = [Cell("", 1, False)] * (int(before.get(W + "val", "0")) if before is not None else 0)
            for tc in tr.iter(W + "tc"):
                if next(tc.iterancestors(W + "tr"), None) is tr:
                    row.append(self._cell(tc))
            rows.append(row)
        yield from grid_lines(rows)

    def _cell(self, tc: _Element) -> Cell:
        span = tc.find(f"{W}tcPr/{W}gridSpan")
        merge = tc.find(f"{W}tcPr/{W}vMerge")
        width = (
            int(span.get(W + "val", "1")) if span is not None and span.get(W + "val", "1").isdigit() else 1
        )
        joined = merge is not None and merge.get(W + "val", "continue") == "continue"
        text = " ".join(t for t in (" ".join(line.split()) for line in self.blocks(tc)) if t)
        return Cell(text, min(max(width, 1), 100), joined)

"""HTML: the main text of a page by density, tables as lines with tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fuyuantong.documents.reading.grids import Cell
from fuyuantong.documents.reading.kinds import FileRefused
from fuyuantong.documents.reading.plain import decode

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SKIP = {
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "footer",
    "aside",
    "form",
    "iframe",
    "select",
    "button",
    "svg",
    "head",
    "object",
    "embed",
    "textarea",
    "video",
    "audio",
}
_BLOCK = {
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "main",
    "header",
    "blockquote",
    "ul",
    "ol",
    "dl",
    "dd",
    "dt",
    "pre",
    "center",
    "tr",
    "table",
    "body",
    "figure",
    "address",
    "hr",
    "br",
}
_BOX = {"div", "article", "section", "main", "td", "table", "tbody", "tr", "body", "center", "font", "span"}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)


def read_html(data: bytes) -> tuple[str, str, list[str]]:
    """Text, encoding and notices of a web page."""
    from lxml import html

    text, encoding = _decode(data)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        root = html.document_fromstring(
            text,
            parser=html.HTMLParser(
                no_network=True, huge_tree=False, recover=True, remove_comments=True, remove_pis=True
            ),
        )
    except Exception as error:
        raise FileRefused("E-FILE-CORRUPT") from error
    body = root.find("body")
    if body is None:
        body = root
    main = _main(body)
    lines = [line for line in _lines(main) if line.strip()]
    title = _title(root)
    if title and main is not body and not any(title in line for line in lines[:12]):
        lines.insert(0, title)
    notices = ["已略去网页的导航、页脚等内容。"] if main is not body else []
    return "\n".join(lines), encoding, notices


def _decode(data: bytes) -> tuple[str, str]:
    said = _CHARSET.search(data[:4096])
    name = said[1].decode("ascii").lower() if said else ""
    if name in ("gb2312", "gbk", "gb18030") and not data.startswith(
        (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
    ):
        try:
            return data.decode("gb18030"), "gb18030"
        except UnicodeDecodeError:
            return decode(data)
    return decode(data)


def _title(root: HtmlElement) -> str:
    for meta in root.iter("meta"):
        if meta.get("name", "").lower() in ("articletitle", "article:title"):
            return " ".join(meta.get("content", "").split())
    for tag in ("h1", "h2"):
        for found in root.iter(tag):
            words = " ".join("".join(found.itertext()).split())
            if len(words) > 6:
                return words
    return ""


def _weights(body: HtmlElement) -> dict[HtmlElement, int]:
    """Characters of text below each element that are not in links or in parts to skip."""
    weights: dict[HtmlElement, int] = {}
    for element in reversed(list(body.iter())):
        if not isinstance(element.tag, str) or element.tag in _SKIP or element.tag == "a":
            weights[element] = 0
            continue
        total = len((element.text or "").strip())
        for child in element:
            total += weights.get(child, 0) + len((child.tail or "").strip())
        weights[element] = total
    return weights


def _main(body: HtmlElement) -> HtmlElement:
    """The innermost box that still holds most of the page's text."""
    weights = _weights(body)
    here = body
    while True:
        boxes = [c for c in here if isinstance(c.tag, str) and c.tag in _BOX]
        best = max(boxes, key=lambda c: weights[c], default=None)
        if (
            best is None
            or weights[best] < 0.75 * max(1, weights[here])
            or best.tag in ("table", "span", "font")
        ):
            return here
        here = best


def _lines(element: HtmlElement) -> Iterator[str]:
    line: list[str] = []
    for kind, words in _events(element):
        if kind == "text":
            line.append(words)
        else:
            joined = re.sub(r"[ \r\n\u3000\xa0]+", " ", "".join(line)).strip()
            if joined:
                yield joined
            line = []
            if kind == "row":
                yield words
    joined = re.sub(r"[ \r\n\u3000\xa0]+", " ", "".join(line)).strip()
    if joined:
        yield joined


def _events(element: HtmlElement) -> Iterator[tuple[str, str]]:
    """Text, breaks and table rows in document order."""
    if not isinstance(element.tag, str) or element.tag in _SKIP:
        return
    if element.tag == "table" and _tabular(element):
        yield "break", ""
        for row in _rows(element):
            yield "row", row
        return
    block = element.tag in _BLOCK
    if block:
        yield "break", ""
    if element.text:
        yield "text", element.text.replace("\t", " ")
    for child in element:
        yield from _events(child)
        if child.tail:
            yield "text", child.tail.replace("\t", " ")
    if block:
        yield "break", ""


def _tabular(table: HtmlElement) -> bool:
    """Whether a table holds data (several cells in a row), not the page's layout."""
    rows = list(table.iter("tr"))
    wide = sum(1 for r in rows if len([c for c in r if c.tag in ("td", "th")]) >= 3)
    return wide >= 2 and next(table.iterdescendants("table"), None) is None


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), 200) if value.isdigit() else 1


def _rows(table: HtmlElement) -> Iterator[str]:
    held: dict[int, tuple[int, str]] = {}
    for tr in table.iter("tr"):
        cells: list[str] = []
        column = 0
        for td in (c for c in tr if c.tag in ("td", "th")):
            column = _held(held, cells, column)
            words = Cell(" ".join(" ".join(_lines(td)).split()))
            wide, deep = _span(td, "colspan"), _span(td, "rowspan")
            for k in range(wide):
                cells.append(words.text if k == 0 else "")
                if deep > 1:
                    held[column + k] = (deep - 1, words.text if k == 0 else "")
            column += wide
        _held(held, cells, column)
        if any(cells):
            yield "\t".join(cells)


def _held(held: dict[int, tuple[int, str]], cells: list[str], column: int) -> int:
    """Fill in cells that reach down from rows above."""
    while column in held:
        left, words = held.pop(column)
        cells.append(words)
        if left > 1:
            held[column] = (left - 1, words)
        column += 1
    return column

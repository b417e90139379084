"""OFD (GB/T 33190): the text codes of every page in order, a new line where the baseline changes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fuyuantong.documents.reading.kinds import FileRefused, Limits
from fuyuantong.documents.reading.packages import Package
from fuyuantong.documents.reading.portable import join_lines, strip_running

if TYPE_CHECKING:
    from lxml.etree import _Element


def read_ofd(data: bytes, limits: Limits) -> tuple[str, list[str]]:
    """The text of an OFD file and notices."""
    package = Package(data, limits)
    root = package.xml("OFD.xml")
    if root is None:
        raise FileRefused("E-FILE-CORRUPT")
    pages: list[list[str]] = []
    hidden = False
    for entry in _named(root, "DocRoot"):
        place = _join("", entry.text or "")
        document = package.xml(place)
        if document is None:
            raise FileRefused("E-FILE-CORRUPT")
        for page in _named(document, "Page"):
            if len(pages) >= limits.pages:
                raise FileRefused("E-DOC-LIMIT", f"超过 {limits.pages} 页。")
            content = package.xml(_join(posixpath.dirname(place), page.get("BaseLoc", "")))
            if content is not None:
                hidden = hidden or next(_named(content, "CGTransform"), None) is not None
                pages.append(list(_lines(content)))
    notices = ["文件使用了字形变换，部分文字可能未能读出。"] if hidden else []
    return "\n".join(join_lines(strip_running(pages))), notices


def _join(folder: str, name: str) -> str:
    return posixpath.normpath(
        name.lstrip("/") if name.startswith("/") else posixpath.join(folder, name.strip())
    )


def _named(root: _Element, name: str) -> Iterator[_Element]:
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name:
            yield element


def _lines(content: _Element) -> Iterator[str]:
    line: list[str] = []
    last: float | None = None
    for holder in _named(content, "TextObject"):
        top = _number((holder.get("Boundary") or "0 0 0 0").split()[1:2])
        for code in _named(holder, "TextCode"):
            y = top + _number([code.get("Y", "0")])
            if last is not None and abs(y - last) > 1.5 and line:
                yield "".join(line)
                line = []
            last = y
            line.append((code.text or "").strip("\n"))
    if line:
        yield "".join(line)


def _number(words: list[str]) -> float:
    try:
        return float(words[0]) if words else 0.0
    except ValueError:
        return 0.0

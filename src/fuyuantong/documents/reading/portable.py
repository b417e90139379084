"""PDF by pdfium: text page by page, running heads and page numbers left out, cut lines joined."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Sequence

from fuyuantong.documents.reading.kinds import MIB, FileRefused, Limits

_ACTIVE = re.compile(
    rb"/S\s*/(?:JavaScript|Launch|SubmitForm|ImportData|GoToR|GoToE|Rendition|Movie|RichMedia)\b|/JavaScript\b|/JS\s*[(<\d]"
    rb"|/EmbeddedFiles?\b|/XFA\b|/RichMedia\b"
)
_STREAM = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_PAGE_NO = re.compile(
    r"^\s*[-—–－]*\s*(?:第\s*)?\d{1,4}\s*(?:页)?\s*(?:/\s*\d{1,4}|共\s*\d{1,4}\s*页)?\s*[-—–－]*\s*$"
)
_END = "。；！？：;!?:.”"
_START = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,3}[.、．](?!\d)|第[一二三四五六七八九十\d]{1,3}[章节条]|[①-⑳]|"
    r"[（(【]?(?:牵头|责任|配合|完成|办结|承办|主办|协办)(?:单位|部门|时限|时间)|附件|抄送)"
)


def read_pdf(data: bytes, limits: Limits) -> tuple[str, list[str]]:
    """The text of a PDF; refused when active, encrypted or without text."""
    import pypdfium2 as pdfium

    if _active(data):
        raise FileRefused("E-PDF-ACTIVE")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = "E-FILE-ENCRYPTED" if "password" in str(error).lower() else "E-FILE-CORRUPT"
        raise FileRefused(code) from error
    try:
        if document.count_attachments() or pdfium.raw.FPDFDoc_GetJavaScriptActionCount(document.raw):
            raise FileRefused("E-PDF-ACTIVE")
        if len(document) > limits.pages:
            raise FileRefused("E-DOC-LIMIT", f"共 {len(document)} 页，上限 {limits.pages} 页。")
        pages, empty = _pages(document)
    except pdfium.PdfiumError as error:
        raise FileRefused("E-FILE-CORRUPT") from error
    finally:
        document.close()
    notices = [f"有 {empty} 页没有文字（可能是扫描页），未读取。"] if empty else []
    return "\n".join(join_lines(strip_running(pages))), notices


def _pages(document: Sequence[object]) -> tuple[list[list[str]], int]:
    pages: list[list[str]] = []
    empty = 0
    for n in range(len(document)):
        page = document[n]
        words = page.get_textpage()  # type: ignore[attr-defined]
        text = words.get_text_range()
        words.close()
        page.close()  # type: ignore[attr-defined]
        lines = [
            line.rstrip() for line in re.split(r"\r\n|\r|\n", text.replace("\ufffe", "").replace("\x00", ""))
        ]
        lines = [line for line in lines if line.strip()]
        empty += not lines
        pages.append(lines)
    return pages, empty


def strip_running(pages: list[list[str]]) -> list[str]:
    """The lines of all pages without page numbers and heads that run on most pages."""
    edges = Counter(line.strip() for page in pages for line in {*page[:1], *page[-1:]})
    running = {line for line, n in edges.items() if n >= 3 and n * 2 > len(pages) and len(line) <= 40}
    kept: list[str] = []
    for page in pages:
        body = page
        while body and (_PAGE_NO.match(body[-1]) or body[-1].strip() in running):
            body = body[:-1]
        while body and (_PAGE_NO.match(body[0]) or body[0].strip() in running):
            body = body[1:]
        kept += body
    return kept


def join_lines(lines: Sequence[str]) -> list[str]:
    """Lines cut by the page's width joined to paragraphs; short lines stay."""
    sizes = sorted(len(line) for line in lines)
    if len(sizes) < 4:
        return list(lines)
    width = sizes[int(len(sizes) * 0.9)]
    joined: list[str] = []
    previous = ""
    for line in lines:
        full = len(previous) >= width - 2 and width >= 14
        if joined and full and previous[-1:] not in _END and not _START.match(line):
            joined[-1] += line.strip()
        else:
            joined.append(line.strip())
        previous = line
    return joined


def _active(data: bytes) -> bool:
    """Scripts, launching actions or embedded files, also inside object streams."""
    if _ACTIVE.search(data):
        return True
    room = 20 * MIB
    for m in _STREAM.finditer(data):
        try:
            plain = zlib.decompressobj().decompress(data[m.end() : m.end() + 4 * MIB], min(room, 2 * MIB))
        except zlib.error:
            continue
        room -= len(plain)
        if _ACTIVE.search(plain):
            return True
        if room <= 0:
            return False
    return False

"""`read_file`: size, magic against name, the reader of the kind, and the checks that hold for every text."""

from __future__ import annotations

import re
from pathlib import Path

from fuyuantong.documents.reading.kinds import MARKED, FileRefused, Kind, Limits, ReadText
from fuyuantong.documents.reading.plain import clean, decode
from fuyuantong.documents.reading.sniffing import sniff

_ALONE = re.compile(r"^[ \t]*(?:绝密|机密|秘密)[ \t]*(?:[(（].{0,8}[)）])?[ \t]*$", re.MULTILINE)
_FIRST_PAGE = 1500
"""The bare word is a mark only where marks stand; further on it may be a heading."""


def read_file(path: Path, *, limits: Limits | None = None) -> ReadText:
    """The text of a file.  Raises `FileRefused` with a stable code and what to do."""
    limits = limits or Limits()
    data = _bytes(path, limits)
    kind = sniff(path, data, limits)
    try:
        text, encoding, notices = _read(kind, path, data, limits)
    except (ValueError, KeyError, IndexError, RecursionError, TypeError) as error:
        raise FileRefused("E-FILE-CORRUPT") from error
    text = clean(text)
    if len(text) > limits.characters:
        raise FileRefused("E-DOC-LIMIT", f"共 {len(text)} 字，上限 {limits.characters} 字。")
    if not text.strip():
        raise FileRefused("E-DOC-NO-TEXT")
    if MARKED.search(text) or _ALONE.search(text[:_FIRST_PAGE]):
        raise FileRefused("E-FILE-SECRET")
    return ReadText(text, kind, encoding, tuple(dict.fromkeys(notices)))


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except OSError as error:
        raise FileRefused("E-FILE-MISSING") from error
    if not data:
        raise FileRefused("E-FILE-EMPTY")
    if len(data) > limits.file_bytes:
        raise FileRefused("E-FILE-SIZE")
    return data


def _read(kind: Kind, path: Path, data: bytes, limits: Limits) -> tuple[str, str, list[str]]:
    """Each reader is imported when its kind turns up: the child process starts faster so."""
    if kind == "txt":
        text, encoding = decode(data)
        return (
            text,
            encoding,
            ([] if encoding.startswith("utf") else ["文本按 GB18030 编码读取，请核对有无乱码。"]),
        )
    if kind == "html":
        from fuyuantong.documents.reading.web import read_html

        return read_html(data)
    if kind == "docx":
        from fuyuantong.documents.reading.word import read_docx

        text, notices = read_docx(data, limits)
    elif kind == "xlsx":
        from fuyuantong.documents.reading.sheets import read_xlsx

        text, notices = read_xlsx(data, limits)
    elif kind == "pdf":
        from fuyuantong.documents.reading.portable import read_pdf

        text, notices = read_pdf(data, limits)
    elif kind == "ofd":
        from fuyuantong.documents.reading.layouts import read_ofd

        text, notices = read_ofd(data, limits)
    else:
        from fuyuantong.documents.reading.legacy import read_doc

        text, notices = read_doc(path)
    return text, "utf-8", notices

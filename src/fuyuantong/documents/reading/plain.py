"""Plain text: which encoding, and no control characters."""

from __future__ import annotations

import codecs
import re

from fuyuantong.documents.reading.kinds import FileRefused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_NEWLINES = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_PLAIN = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2010-\u2027a-zA-Z0-9\\s]")


def decode(data: bytes) -> tuple[str, str]:
    """Text and encoding: by BOM, else strict UTF-8, else GB18030 where it reads as Chinese."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(name), name.removesuffix("-sig")
            except UnicodeDecodeError as error:
                raise FileRefused("E-ENCODING", _place(data, error.start, name)) from error
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _legacy(data, error), "gb18030"


def _legacy(data: bytes, error: UnicodeDecodeError) -> str:
    if b"\x00" in data:
        line = data.count(b"\n", 0, data.index(b"\x00")) + 1
        raise FileRefused("E-TEXT-CONTROL", f"第 {line} 行。")
    lossy = data.decode("utf-8", "replace")
    wide = sum(1 for c in lossy[:20000] if "\u2e80" <= c <= "\uffef" and c != "\ufffd")
    broken = lossy[:20000].count("\ufffd")
    if wide > 4 * broken:
        raise FileRefused("E-ENCODING", _place(data, error.start, "utf-8")) from error
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as second:
        raise FileRefused("E-ENCODING", _place(data, second.start, "gb18030")) from second
    sample = _PUNCTUATION.sub("", text[:20000])  # a table of commas says nothing about its language
    if len(_PLAIN.findall(sample)) < 0.85 * len(sample):
        raise FileRefused("E-ENCODING")
    return text


def _place(data: bytes, at: int, encoding: str) -> str:
    line = data.count(b"\n", 0, at) + 1
    return f"第 {line} 行、第 {at + 1} 字节处不是有效的 {encoding.upper().removesuffix('-SIG')}。"


def clean(text: str) -> str:
    """The text with LF line ends; refused where it holds control characters."""
    text = _NEWLINES.sub("\n", text)
    found = _CONTROL.search(text)
    if found:
        raise FileRefused("E-TEXT-CONTROL", f"第 {text.count(chr(10), 0, found.start()) + 1} 行。")
    return text

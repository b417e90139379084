"""What a file really is, by its first bytes and its inner names, against what its name says."""

from __future__ import annotations

import io
import re
from pathlib import Path

from fuyuantong.documents.reading.kinds import FileRefused, Kind, Limits

_NAMES = {
    "docx": "Word 文档（.docx）",
    "xlsx": "Excel 工作簿（.xlsx）",
    "pdf": "PDF 文档",
    "ofd": "OFD 版式文件",
    "html": "网页",
    "txt": "纯文本",
    "doc": "Word 97-2003 文档",
    "xls": "Excel 97-2003 工作簿",
    "zip": "压缩包",
    "rtf": "RTF 文档",
    "image": "图片",
    "ole": "旧版 Office 文件",
    "rar": "压缩包",
    "pptx": "演示文稿",
    "wps": "WPS 文档",
    "exe": "可执行程序",
}
_EXTENSIONS: dict[str, Kind] = {
    "txt": "txt",
    "text": "txt",
    "md": "txt",
    "docx": "docx",
    "pdf": "pdf",
    "html": "html",
    "htm": "html",
    "shtml": "html",
    "xlsx": "xlsx",
    "ofd": "ofd",
    "doc": "doc",
}
_MACRO = {"docm", "dotm", "xlsm", "xltm", "xlsb"}
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|meta|div|table|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "rar"),
    (b"\x1f\x8b", "rar"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
)


def sniff(path: Path, data: bytes, limits: Limits) -> Kind:
    """The kind of the file; refused when its name says another, or it is none that can be read."""
    suffix = path.suffix.lower().lstrip(".")
    if suffix in _MACRO:
        raise FileRefused("E-FILE-MACRO")
    real = _real(data, limits)
    said = _EXTENSIONS.get(suffix)
    if real == said:
        return said
    if said is None and real in ("txt", "html") and suffix not in ("", "txt"):
        raise FileRefused("E-FILE-TYPE", f"扩展名“.{suffix}”不在可读取之列。")
    raise FileRefused("E-FILE-TYPE", f"实际为{_NAMES.get(real, '未知类型')}。", hint=_advice(real))


def _advice(real: str) -> str:
    if real == "doc":
        return "请另存为 .docx 后上传。"
    if real == "xls":
        return "请另存为 .xlsx 后上传。"
    if real in ("txt", "docx", "xlsx", "pdf", "html", "ofd"):
        return f"请把扩展名改为 .{real} 后上传。"
    if real == "image":
        return "请上传文字版，或手工录入任务。"
    return "可读取：txt、docx、pdf、html、xlsx、ofd、doc。"


def _real(data: bytes, limits: Limits) -> str:
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _package(data, limits)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _compound(data)
    for magic, kind in _MAGIC:
        if data.startswith(magic) and not (kind == "exe" and data[2:3].isascii() and data[2:4].isalpha()):
            return kind
    if b"%PDF-" in data[:1024]:
        return "pdf"
    head = data[:4096].lstrip(b"\xef\xbb\xbf")
    if _HTML.match(head) or (b"<html" in data[:4096].lower()):
        return "html"
    return "txt"


def _package(data: bytes, limits: Limits) -> str:
    from fuyuantong.documents.reading.packages import Package

    names = Package(data, limits).names
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "OFD.xml" in names:
        return "ofd"
    if "ppt/presentation.xml" in names:
        return "pptx"
    return "docx" if "[Content_Types].xml" in names and any(n.startswith("word/") for n in names) else "zip"


def _compound(data: bytes) -> str:
    """An OLE file: an encrypted package, Word 97, Excel 97 or something else."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            locked = ole.exists("EncryptedPackage") or ole.exists("EncryptionInfo")
            if ole.exists("WordDocument"):
                kind = "doc"
            else:
                kind = "xls" if ole.exists("Workbook") or ole.exists("Book") else "ole"
    except Exception as error:
        raise FileRefused("E-FILE-CORRUPT") from error
    if locked:
        raise FileRefused("E-FILE-ENCRYPTED")
    return kind

"""Small files made on the spot: sound ones and harmful ones."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from pathlib import Path

import docx


def word(text: str = "关于报送进展的函", **more: bytes) -> bytes:
    """A .docx with one paragraph; `more` are further entries of the package."""
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(text)
    document.save(out)
    if more:
        with zipfile.ZipFile(out, "a") as package:
            for name, content in more.items():
                package.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def word_with_link() -> bytes:
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a") as package:
        entry = zipfile.ZipInfo("word/media/link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(entry, "/etc/passwd")
    return out.getvalue()


def png(width: int = 8, height: int = 8) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + b"IHDR"
        + struct.pack(">II", width, height)
        + b"\x08\x02\0\0\0"
    )


def jpeg(width: int = 8, height: int = 8) -> bytes:
    app0 = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    sof = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\x01\x22\0\x02\x11\x01\x03\x11\x01"
    return b"\xff\xd8" + app0 + sof + b"\xff\xd9"


def eicar() -> bytes:
    return b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def ole(name: str) -> bytes:
    """Bytes that begin as an OLE file does and hold a directory name; nothing opens them."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name.encode("utf-16-le") + bytes(512)

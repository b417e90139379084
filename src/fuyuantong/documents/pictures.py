"""The size of a picture from its header alone: nothing is decoded (ISO/IEC 15948 §11.2.2, T.81 B.2.2)."""

from __future__ import annotations

import struct
from pathlib import Path

from fuyuantong.documents.kinds import PIXELS_MOST, UploadRefused

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_HEAD = 1024 * 1024
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_BARE = frozenset({0x01, 0xFF, *range(0xD0, 0xD9)})


def check_picture(path: Path, suffix: str) -> None:
    """Refuse what is no such picture, is broken, or would need too much memory to be shown."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.startswith(_PNG if suffix == "png" else _JPEG):
        raise UploadRefused("E-FILE-TYPE")
    width, height = _png(head) if suffix == "png" else _jpeg(head)
    if width * height == 0:
        raise UploadRefused("E-IMG-CORRUPT")
    if width * height > PIXELS_MOST:
        raise UploadRefused("E-IMG-PIXELS", f"（{width}×{height}）")


def _png(head: bytes) -> tuple[int, int]:
    if head[12:16] != b"IHDR" or len(head) < 24:  # noqa: PLR2004 - the end of width and height
        return 0, 0
    width, height = struct.unpack(">II", head[16:24])
    return int(width), int(height)


def _jpeg(head: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:  # noqa: PLR2004 - every marker begins so
        marker = head[at + 1]
        if marker in _BARE:
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004 - a fill byte
            continue
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int.from_bytes(head[at + 2 : at + 4], "big")
    return 0, 0

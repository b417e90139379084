"""File names from outside, made safe to store, to show and to hand out again."""

from __future__ import annotations

import re
import unicodedata

from fuyuantong.documents.kinds import NAME_MOST

_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\\/]')
_SECRET_NAME = re.compile(r"(?:绝密|机密|秘密)\s*[★☆✯*＊)）\]】]")


def safe_name(name: str) -> str:
    """Return the last part of a name without anything that has a meaning for a file system or a terminal.

    Letters, digits, signs of any script (emoji too) stay; at most `NAME_MOST` characters with the extension.
    """
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    text = "".join(
        c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    text = _FORBIDDEN.sub("_", text).strip().strip(".").strip()
    if _DEVICES.match(text):
        text = f"_{text}"
    stem, dot, suffix = text.rpartition(".")
    if not dot:
        return text[:NAME_MOST] or "未命名"
    return f"{stem[: NAME_MOST - len(suffix[:20]) - 1] or '未命名'}.{suffix[:20]}"


def suffix_of(name: str) -> str:
    """The extension in lower case, without the dot; empty where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def marked_secret(name: str) -> bool:
    """Whether the name itself bears a mark of secrecy (机密★…); mere words (商业秘密保护) are none."""
    return _SECRET_NAME.search(name) is not None

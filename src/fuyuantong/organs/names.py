"""One spelling for many ways of writing a name: pure functions, no tables.

`name_key` is what aliases are stored and looked up under; `username_key` is what accounts are found under.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_DROPPED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad·•.,，。、;；:：'\"“”‘’《》<>〈〉\-—_*]+")
_BRACKETS = str.maketrans(
    {"[": "(", "]": ")", "{": "(", "}": ")", "【": "(", "】": ")", "〔": "(", "〕": ")"}
)


def name_key(name: str) -> str:
    """Return the key of an organ's name: NFKC, lower case, one kind of bracket, no spaces or punctuation.

    Idempotent. Brackets stay because `政府办（督查室）` and `政府办` are not the same; empty ones go.
    """
    text = name
    while True:
        folded = unicodedata.normalize("NFKC", text).casefold().translate(_BRACKETS)
        folded = _DROPPED.sub("", folded).replace("()", "")
        if folded == text:
            return folded
        text = folded


def username_key(username: str) -> str:
    """Return the one form of a sign-in name: NFKC and case-folded, so that no twin can exist (RFC 8265)."""
    text = username.strip()
    while True:
        folded = unicodedata.normalize("NFKC", text).casefold().strip()
        if folded == text:
            return folded
        text = folded


def token_key(raw: str) -> str:
    """Return what an API key is stored and found under (SHA-256; the key itself has 256 random bits)."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()

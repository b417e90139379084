"""Chinese search: our own bigram index, because a two-character word through pg_trgm scans everything."""

from __future__ import annotations

import unicodedata

MOST = 400


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def grams_of(*texts: str) -> list[str]:
    """Every one- and two-character piece of the texts, sorted, at most `MOST`: what the index stores."""
    found: set[str] = set()
    for text in texts:
        plain = _plain(text)
        found.update(plain[i : i + 2] for i in range(len(plain) - 1))
        found.update(plain)
    return sorted(found)[:MOST] if len(found) > MOST else sorted(found)


def grams_of_query(words: str) -> list[str]:
    """The pieces that a row must have: pairs, or the single character of a one-character query."""
    plain = _plain(words)
    return sorted({plain[i : i + 2] for i in range(len(plain) - 1)}) or sorted(set(plain))

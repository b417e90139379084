"""The text in reading form: one glyph for one meaning, soft line breaks gone, offsets kept.

`fold` changes characters one for one (full-width to half-width, Kangxi radicals to ideographs), so an
offset in the folded text is an offset in the text as read.  A `Flow` is a run of characters taken from
the text, each with its offset, in which a newline always ends a paragraph.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from fuyuantong.plans.extraction.model import Span


def _table() -> dict[int, int]:
    table = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
    for c in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)):
        plain = unicodedata.normalize("NFKC", chr(c))
        if len(plain) == 1:
            table[c] = ord(plain)
    for odd, plain in {
        "　": " ",
        "\u00a0": " ",
        "\u2002": " ",
        "\u2003": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u200b": " ",
        "\u200c": " ",
        "\u200d": " ",
        "\ufeff": " ",
        "\u2060": " ",
        "\r": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
        "\x0b": "\n",
        "\x0c": "\n",
        "\x85": "\n",
        "【": "[",
        "】": "]",
        "﹝": "〔",
        "﹞": "〕",
        "〇": "〇",
        "○": "〇",
        "﹕": ":",
        "︰": ":",
        "∶": ":",
        "﹐": ",",
        "､": "、",
        "｡": "。",
        "％": "%",
        "﹪": "%",
        "〔": "〔",
        "「": "“",
        "」": "”",
        "『": "“",
        "』": "”",
    }.items():
        table[ord(odd)] = ord(plain)
    return table


_FOLD = _table()
# the brackets of a 文号 hold a year; elsewhere they are brackets like others
_OPEN, _CLOSE = re.compile(r"〔(?!\d)"), re.compile(r"(?<!\d)〕")


def fold(text: str) -> str:
    """The text with one glyph for one meaning; same length, same offsets."""
    folded = text.replace("\r\n", " \n").translate(_FOLD)
    if "〔" in folded:
        folded = _CLOSE.sub("]", _OPEN.sub("[", folded))
    return folded


@dataclass(frozen=True, slots=True)
class Flow:
    """Characters of the text in reading order: folded, as written, and where each stood."""

    text: str
    raw: str
    at: Sequence[int]

    def span(self, i: int, j: int) -> Span:
        """Offsets in the text as read of the half-open run i..j; i < j."""
        return self.at[i], self.at[j - 1] + 1

    def quote(self, i: int, j: int) -> str:
        """The run as written, blanks inside removed."""
        return "".join(self.raw[i:j].split())

    def trim(self, i: int, j: int, strip: str = " \n\t") -> tuple[int, int]:
        """The run without the given characters at its ends (j may equal i)."""
        text = self.text
        while i < j and text[i] in strip:
            i += 1
        while i < j and text[j - 1] in strip:
            j -= 1
        return i, j

    @classmethod
    def joined(cls, raw: str, folded: str, runs: Sequence[Span], joints: Sequence[str]) -> Flow:
        """Several runs in order as one flow; `joints[n]` stands between runs n and n + 1."""
        if len(runs) == 1:
            return cls.piece(raw, folded, *runs[0])
        text: list[str] = []
        written: list[str] = []
        at: list[int] = []
        for (start, end), joint in zip(runs, [*joints, ""], strict=True):
            text += (folded[start:end], joint)
            written += (raw[start:end], joint)
            at.extend(range(start, end))
            at.extend([end - 1] * len(joint))
        return cls("".join(text), "".join(written), at)

    @classmethod
    def piece(cls, raw: str, folded: str, start: int, end: int) -> Flow:
        """One unbroken run of the text."""
        return cls(folded[start:end], raw[start:end], range(start, end))

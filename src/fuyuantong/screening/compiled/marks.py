"""What names and numbers are kept under in the file of a list: whole numbers that DuckDB reckons as well
(`bulk.making`)."""

from __future__ import annotations

import hashlib

from fuyuantong.screening.matching.numbers import PERSON_KEYS, Number

FIELD, FORMER = "\x1f", "\x1e"
"""Between the words of a record in the file, and between its former names."""
OLD, ASIDE, COMPANY, BLANK, TOLD = 1, 2, 4, 8, 16
"""What is known of a record's place: the number had 15 digits; it stands under a former name; no person; the
number says too little to speak for or against; its words are kept whole (else number and name's key say
all)."""
NO_END = -1
_SPAN = 1_000_000_007
_HEAD, _TAIL = 6, 4


def mark(text: str) -> int:
    """64 bits of a text, as DuckDB's `md5_number_lower` gives them: no secret, only a short form."""
    return int.from_bytes(hashlib.md5(text.encode(), usedforsecurity=False).digest()[8:], "little")


def name_mark(kind: str, name: str) -> int:
    """Under which all bearers of a name of one kind stand."""
    return mark(f"{kind}|{name}")


def number_mark(number: Number) -> int:
    """The 17 digits of a person; below zero, where no person's is, the nine characters of an organisation;
    0 where the number is no key."""
    if number.shape in PERSON_KEYS:
        return int(number.text[:17])
    return -(mark(number.body) >> 1) - 1 if number.body else 0


def ends_of(text: str) -> tuple[int, int]:
    """The first six and the last four places of a number as whole numbers; -1 where one of them is hidden."""
    head, tail = text[:_HEAD], text[-_TAIL:]
    return _end(head), _end(tail)


def _end(text: str) -> int:
    if not text or "*" in text:
        return NO_END
    return int(text) if text.isascii() and text.isdigit() else mark(text) % _SPAN

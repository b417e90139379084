"""What names and numbers are kept under in the file of a list: whole numbers, as `bulk` reckons them."""

from __future__ import annotations

from fuyuantong.screening.matching.names import ORGANISATION, PERSON
from fuyuantong.screening.matching.numbers import PERSON_KEYS, Number

FIELD, FORMER = "\x1f", "\x1e"
"""Between the words of a record in the file, and between its former names."""
OLD, ASIDE, COMPANY, BLANK, TOLD = 1, 2, 4, 8, 16
"""What is known of a record's place: the number had 15 digits; it stands under a former name; no person; the
number says too little to speak for or against; its words are kept whole (else number and name's key say
all)."""
NO_END = -1
_HEAD, _TAIL, _LAST = 6, 4, "0123456789X"
SPAN, SEED, FACTOR = 1_000_000_007, 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
"""Of hashes, here and in `bulk.native`."""
_ALL = 2**64 - 1
_SEEDS = {ORGANISATION: 1, PERSON: 2}


def name_mark(kind: str, name: str) -> int:
    """Under which all bearers of a name of one kind stand: 64 bits of it. No secret, only a short form."""
    return _hashed(name, _SEEDS[kind])


def number_mark(number: Number) -> int:
    """The 17 digits of a person; below zero, where no person's is, the nine characters of an organisation as
    a number to the base of 36; 0 where the number is no key."""
    if number.shape in PERSON_KEYS:
        return int(number.text[:17])
    return -int(number.body, 36) - 1 if number.body else 0


def ends_of(text: str) -> tuple[int, int]:
    """The first six and the last four places of a number as whole numbers; -1 where one of them is hidden."""
    return _end(text[:_HEAD], _HEAD), _end(text[-_TAIL:], _TAIL)


def _end(text: str, places: int) -> int:
    """Digits (the last of four may be X) are taken as they are, anything else by its hash."""
    if not text or "*" in text:
        return NO_END
    if len(text) == places and text.isascii():
        if places == _HEAD and text.isdigit():
            return int(text)
        if places == _TAIL and text[:-1].isdigit() and text[-1] in _LAST:
            return int(text[:-1]) * len(_LAST) + _LAST.index(text[-1])
    return _hashed(text, places) % SPAN


def _hashed(text: str, seed: int) -> int:
    """As `bulk.native.texts.hashed`."""
    found = seed * SEED & _ALL
    for code in map(ord, text):
        found = (found ^ code) * FACTOR & _ALL
        found ^= found >> 32
    return found

"""What becomes of each character of a number and of a name, as tables: made from `matching`'s own functions, so that the
rule stands there alone. Characters that are read with their neighbours, or that are rare, are left to those functions."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

from fuyuantong.screening.matching import names, numbers

#: In a table: nothing remains of it; an opening and a closing bracket; `matching` itself has to read the text; in a number a
#: character that is in none.
DROPPED, OPEN, CLOSED, ODD, FOREIGN = 0, -1, -2, -3, 0x7F
_PLANE = 0x10000
_HAN = range(0x4E00, 0x9FA6)
#: ASCII, blanks, dots, dashes, stars, brackets and full-width forms; none of them changes with what stands beside it.
_USUAL = (range(0x80), (0xA0, 0xB7, 0xD7), range(0x2000, 0x2070), (0x2212, 0x2219, 0x22C5, 0x25CF), range(0x3000, 0x3020), (0x30FB,),
          range(0xFF01, 0xFF5F))  # fmt: skip
#: A text in which one stands may be garbled: it is looked at as a whole.
_GARBLED = "锟烫屯\ufffd"
_OPENING, _CLOSING = "([{【〔〈《<（［｛＜", ")]}】〕〉》>）］｝＞"
Table = npt.NDArray[np.int32]


@cache
def of_numbers() -> Table:
    """What `numbers.folded` makes of each character."""
    table = np.full(_PLANE, ODD, np.int32)
    for code in (code for part in _USUAL for code in part):
        folded = numbers.folded(chr(code))
        if not folded or (len(folded) == 1 and folded.isascii()):
            table[code] = ord(folded) if folded else DROPPED
    table[_HAN.start : _HAN.stop] = table[FOREIGN] = FOREIGN
    table[0] = FOREIGN  # which is kept, and has the code of what is not
    for mark in _GARBLED:
        table[ord(mark)] = ODD
    return table


@cache
def of_names() -> Table:
    """What `names.name_key` makes of each character. Han characters as they are written commonly and simplified."""
    table = np.full(_PLANE, ODD, np.int32)
    table[_HAN.start : _HAN.stop] = np.arange(_HAN.start, _HAN.stop, dtype=np.int32)
    written = names.variants()
    for code, other in written.items():
        if code in _HAN:
            while ord(other) in written:
                other = written[ord(other)]  # noqa: PLW2901 - followed to its end
            table[code] = ord(other) if ord(other) in _HAN else ODD
    for code in (code for part in _USUAL for code in part):
        key = names.name_key(names.PERSON, f"甄{chr(code)}")[1:]
        if unicodedata.category(chr(code))[0] != "M" and len(key) <= 1:
            table[code] = ord(key) if key else DROPPED
    for text, mark in ((_OPENING, OPEN), (_CLOSING, CLOSED), (_GARBLED, ODD)):
        table[[ord(char) for char in text]] = mark
    return table

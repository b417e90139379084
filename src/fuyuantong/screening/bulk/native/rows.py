"""One pass over a batch of rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from fuyuantong.screening.bulk.native import compiled
from fuyuantong.screening.bulk.native.digits import AGED, CREDIT, FULL, LEFT, NONE, number_into, organisation_into, read, resident_into
from fuyuantong.screening.bulk.native.shape import PERSON, ROOM
from fuyuantong.screening.bulk.native.texts import folded
from fuyuantong.screening.bulk.native.words import name_hash, spelled

_ZERO, _NINE, _DASH = ord("0"), ord("9"), ord("-")




@compiled
def _there(column: Any, row: int) -> bool:
    return column.valid[row >> 3] >> (row & 7) & 1 == 1


@compiled
def _digits_at(text: Any, at: int, end: int) -> int:
    """Digits as a number; -1 where one is none."""
    total = 0
    for i in range(at, end):
        if not _ZERO <= text[i] <= _NINE:
            return -1
        total = total * 10 + text[i] - _ZERO
    return total


@compiled
def birth_into(entry: Any, text: Any, at: int, end: int) -> bool:
    """A year or YYYY-MM-DD beside the number, where the number does not say more; False where it is written otherwise."""
    if end - at not in (4, 10):
        return end == at
    year = _digits_at(text, at, at + 4)
    if year < 0:
        return False
    if end - at == 4:
        if entry.year == 0:
            entry.year = year
        return True
    month, day = _digits_at(text, at + 5, at + 7), _digits_at(text, at + 8, end)
    if month < 0 or day < 0 or text[at + 4] != _DASH or text[at + 7] != _DASH:
        return False
    if entry.born == 0:
        entry.born = year * 10000 + month * 100 + day
    if entry.year == 0:
        entry.year = year
    return True


@compiled
def _blank(char: int) -> bool:
    """What `str.strip` takes off, of ASCII."""
    return char == 32 or 9 <= char <= 13 or 28 <= char <= 31


@compiled
def place_of(text: Any, at: int, end: int) -> int:
    """The first two characters, blanks around them taken off, as a number; 0 for none. -1 where it is left."""
    while at < end and _blank(text[at]):
        at += 1
    while end > at and _blank(text[end - 1]):
        end -= 1
    for i in range(at, min(end, at + 2)):
        if text[i] >= 0x80:
            return -1
    if end - at >= 2:
        return np.int64(text[at]) << 8 | np.int64(text[at + 1])
    return np.int64(text[at]) << 8 if end > at else 0


@compiled
def spell(
    first: Any, kinds: Any, names: Any, numbers: Any, births: Any, places: Any, number_table: Any, name_table: Any, no_names: Any,
    out: Any, left: Any,
) -> Any:  # fmt: skip
    """Read the rows of a batch into `out` (`SPELLED`), and the places of those that are left into `left`. `first` are the rows'
    numbers. Returns how many there are of both."""
    codes = np.zeros(ROOM, np.int32)
    many, others = 0, 0
    for row in range(len(first)):
        at, end = kinds.starts[row], kinds.starts[row + 1]
        kind = kinds.text[at] if end - at == 1 and _there(kinds, row) else 0
        if kind not in (80, 79):
            left[others], others = row, others + 1
            continue
        entry = out[many]
        entry.no, entry.flags = first[row], PERSON if kind == 80 else 0
        shape, size, dated = NONE, 0, False
        at, end = numbers.starts[row], numbers.starts[row + 1]
        if end - at == 18 and kind == 80 and resident_into(entry, numbers.text, at):
            shape = FULL
        elif end - at == 18 and kind == 79 and organisation_into(entry, numbers.text, at):
            shape = CREDIT
        else:
            if end > at and _there(numbers, row):
                size = folded(numbers.text, at, end, number_table, codes)
                shape = LEFT
                if size >= 0:
                    shape, size, dated = read(codes, size)
            if shape == LEFT:
                left[others], others = row, others + 1
                continue
            number_into(entry, codes, shape, size, dated)
        size = 0
        if _there(names, row):
            size = spelled(names.text, names.starts[row], names.starts[row + 1], entry.flags, name_table, codes)
        entry.place = 0
        if _there(places, row):
            entry.place = place_of(places.text, places.starts[row], places.starts[row + 1])
        good = size >= 0 and entry.place >= 0
        if good and entry.flags & PERSON and shape not in (FULL, AGED) and _there(births, row):
            good = birth_into(entry, births.text, births.starts[row], births.starts[row + 1])
        if not good:
            left[others], others = row, others + 1
            continue
        entry.name = name_hash(codes, size, entry.flags, no_names) if size else np.uint64(0)
        many += 1
    return many, others


@compiled
def number_at(entries: Any, row: int, codes: Any, shape: int, size: int, dated: bool) -> None:
    """`number_into` of one of several."""
    number_into(entries[row], codes, shape, size, dated)

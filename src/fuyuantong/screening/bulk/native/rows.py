"""One pass over a batch of rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from fuyuantong.screening.bulk.native import compiled
from fuyuantong.screening.bulk.native.digits import (
    AGED,
    CODE,
    CREDIT,
    FULL,
    LEFT,
    NONE,
    number_into,
    organisation_into,
    read,
    resident_into,
)
from fuyuantong.screening.bulk.native.shape import PERSON, ROOM
from fuyuantong.screening.bulk.native.texts import character, folded
from fuyuantong.screening.bulk.native.words import name_hash, spelled

_ZERO, _NINE, _DASH = ord("0"), ord("9"), ord("-")
_FIRST, _LAST = 0x4E00, 0x9FA5
_ONE, _LINE_END = np.uint64(1), 10
_P, _O, _DOT = ord("P"), ord("O"), tuple("·".encode())


@compiled
def _there(column: Any, row: int) -> Any:
    return column.valid[row >> 3] >> (row & 7) & 1 == 1


@compiled
def _digits_at(text: Any, at: int, end: int) -> Any:
    """Digits as a number; -1 where one is none."""
    total = 0
    for i in range(at, end):
        if not _ZERO <= text[i] <= _NINE:
            return -1
        total = total * 10 + text[i] - _ZERO
    return total


@compiled
def birth_into(entry: Any, text: Any, at: int, end: int) -> Any:
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
def _blank(char: int) -> Any:
    """What `str.strip` takes off, of ASCII."""
    return char == 32 or 9 <= char <= 13 or 28 <= char <= 31


@compiled
def place_of(text: Any, start: int, stop: int) -> Any:
    """The first two characters, blanks around them taken off, each in 16 bits; 0 for none. -1 where it is left."""
    at, end = np.uint64(start), np.uint64(stop)
    while at < end and _blank(text[at]):
        at += _ONE
    while end > at and _blank(text[end - _ONE]):
        end -= _ONE
    total = np.int64(0)
    for _ in range(2):
        char = np.uint32(0)
        if at < end:
            char, at = character(text, at)
            if char >= 0x80 and not _FIRST <= char <= _LAST:
                return np.int64(-1)
        total = total << 16 | np.int64(char)
    return total


@compiled
def _kind(shape: int, text: Any, start: int, end: int) -> Any:
    """`judging._kind`: whether it is a person where the file does not say, by the number, or else by the name."""
    if shape in (FULL, AGED, CREDIT, CODE):
        return PERSON if shape in (FULL, AGED) else 0
    long, dotted = 0, False
    for at in range(start, end):
        long += text[at] & 0xC0 != 0x80
        dotted |= text[at] == _DOT[0] and at + 1 < end and text[at + 1] == _DOT[1]
    return 0 if long >= 6 and not dotted else PERSON


@compiled
def _number(entry: Any, known: bool, numbers: Any, names: Any, row: int, table: Any, codes: Any) -> Any:
    """Read a row's number into its entry, and, if not `known`, whether it is a person; returns the shape."""
    at, end = numbers.starts[row], numbers.starts[row + 1]
    if known and end - at == 18:
        if entry.flags & PERSON and resident_into(entry, numbers.text, at):
            return FULL
        if not entry.flags & PERSON and organisation_into(entry, numbers.text, at):
            return CREDIT
    shape, size, dated = NONE, 0, False
    if end > at and _there(numbers, row):
        size = folded(numbers.text, at, end, table, codes)
        if size < 0:
            return LEFT
        shape, size, dated = read(codes, size)
    if shape != LEFT:
        if not known:
            entry.flags = _kind(shape, names.text, names.starts[row], names.starts[row + 1])
        number_into(entry, codes, shape, size, dated)
    return shape


@compiled
def spell(
    first: Any, kinds: Any, names: Any, numbers: Any, births: Any, places: Any, number_table: Any, name_table: Any, no_names: Any,
    strict: bool, out: Any, left: Any,
) -> Any:  # fmt: skip
    """Read the rows of a batch into `out` (`SPELLED`), and the places of those that are left into `left`. `first` are the rows'
    numbers; if `strict`, rows without a kind or a name are left. Returns how many there are of both."""
    codes = np.zeros(ROOM, np.int32)
    many, others = 0, 0
    for row in range(len(first)):
        kind = 0
        if kinds.starts[row + 1] - kinds.starts[row] == 1 and _there(kinds, row):
            kind = kinds.text[kinds.starts[row]]
        known = kind in (_P, _O)
        entry = out[many]
        entry.no, entry.flags = first[row], PERSON if kind == _P else 0
        shape = LEFT
        if known or not strict:
            shape = _number(entry, known, numbers, names, row, number_table, codes)
        good: Any = shape != LEFT
        size, place = 0, np.int64(0)
        if good and _there(names, row):
            size = spelled(
                names.text, names.starts[row], names.starts[row + 1], entry.flags, name_table, codes
            )
        if good and _there(places, row):
            place = place_of(places.text, places.starts[row], places.starts[row + 1])
        good = good and size >= strict and place >= 0
        if good and entry.flags & PERSON and shape not in (FULL, AGED) and _there(births, row):
            good = birth_into(entry, births.text, births.starts[row], births.starts[row + 1])
        if good:
            entry.place = place
            entry.name = name_hash(codes, size, entry.flags, no_names) if size else np.uint64(0)
            many += 1
        else:
            left[others], others = row, others + 1
    return many, others


@compiled
def number_at(entries: Any, row: int, codes: Any, shape: int, size: int, dated: bool) -> None:
    """`number_into` of one of several."""
    number_into(entries[row], codes, shape, size, dated)


@compiled
def keys_of(kinds: Any, names: Any, rows: int, left: Any, name_table: Any, room: Any) -> Any:
    """The keys of the names of all rows but the `left` ones into `room`, in UTF-8 and with a line end behind each; how many bytes."""
    codes, size, skipped = np.zeros(ROOM, np.int32), 0, 0
    for row in range(rows):
        if skipped < len(left) and left[skipped] == row:
            skipped += 1
            continue
        flags = PERSON if kinds.text[kinds.starts[row]] == _P else 0
        many = (
            spelled(names.text, names.starts[row], names.starts[row + 1], flags, name_table, codes)
            if _there(names, row)
            else 0
        )
        for i in range(many):
            code = codes[i]
            if code < 0x80:
                room[size] = code
                size += 1
            else:  # of the tables' characters all others take three bytes
                room[size], room[size + 1], room[size + 2] = (
                    0xE0 | code >> 12,
                    0x80 | code >> 6 & 0x3F,
                    0x80 | code & 0x3F,
                )
                size += 3
        room[size], size = _LINE_END, size + 1
    return size

"""What two sides can meet in, as two bits each: which rows meet anything of the list, and which records anything of those rows.

A pair that `judge` could call more than PASS has equal keys, or one side has no key and both share one of these under the name:
the first places of the number, the last ones, birth and place, year and place (rare names), the name itself (companies). Bits
may stand for something else as well: then something is compared for nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fuyuantong.screening.bulk.native import compiled
from fuyuantong.screening.bulk.native.digits import digits_of, nine_of
from fuyuantong.screening.bulk.native.shape import BLANK, PERSON, TOLD
from fuyuantong.screening.bulk.native.texts import mixed

_LEAST, _MOST, _BITS_EACH = 16, 29, 48
_HIGH, _NEAR, _ODD = np.uint64(40), np.uint64(511), np.uint64(1)


def no_marks(several: int) -> Any:
    """Room for what so many subjects can be met by: some six of a hundred bits are set. At most 64 MiB, for 10^8 rows too, which come
    in parts."""
    bits = min(max((several * _BITS_EACH).bit_length(), _LEAST), _MOST)
    return np.zeros(1 << bits - 3, np.uint8)


@compiled
def _places(marks: Any, mark: Any) -> Any:
    """The two bits of a mark, which lie close together: memory is slow only for the first. There are as many bits as a power of two."""
    first = mark & np.uint64(len(marks) * 8 - 1)
    return first, first ^ (mark >> _HIGH & _NEAR | _ODD)


@compiled
def _add(marks: Any, mark: Any) -> None:
    for place in _places(marks, mark):
        marks[place >> np.uint64(3)] |= np.uint8(1) << np.uint8(place & np.uint64(7))


@compiled
def _has(marks: Any, mark: Any) -> Any:
    first, second = _places(marks, mark)
    if marks[first >> np.uint64(3)] >> np.uint8(first & np.uint64(7)) & 1 == 0:
        return False
    return marks[second >> np.uint64(3)] >> np.uint8(second & np.uint64(7)) & 1 == 1


@compiled
def _of_key(entry: Any) -> Any:
    return mixed(np.uint64(entry.key), 1)


@compiled
def _of_name(entry: Any, feature: int) -> Any:
    """What an entry shares under its name; 0 where it has nothing of the kind."""
    name = entry.name
    if not entry.flags & PERSON:
        return mixed(name, 2) if feature == 0 else np.uint64(0)
    if feature == 0:
        return mixed(name, 3 + 8 * np.int64(entry.head)) if entry.head >= 0 else np.uint64(0)
    if feature == 1:
        return mixed(name, 4 + 8 * np.int64(entry.tail)) if entry.tail >= 0 else np.uint64(0)
    if entry.place == 0:
        return np.uint64(0)
    if feature == 2:
        return (
            mixed(name, 5 + 8 * (np.int64(entry.born) << 32 | np.int64(entry.place)))
            if entry.born
            else np.uint64(0)
        )
    return (
        mixed(name, 6 + 8 * (np.int64(entry.year) << 32 | np.int64(entry.place)))
        if entry.year
        else np.uint64(0)
    )


@compiled
def _speaks(entry: Any, feature: int) -> Any:
    """Whether one without a key brings a pair by it."""
    if not entry.flags & PERSON:
        return feature == 0
    return entry.flags & (TOLD if feature < 2 else BLANK) != 0


@compiled
def _find_keys(entries: Any, marks: Any, found: Any) -> None:
    """Tell which entries' key is marked. Loops are kept short here and below, so that many a look into memory goes on at once."""
    for i in range(len(entries)):
        found[i] = entries[i].key != 0 and _has(marks, _of_key(entries[i]))


@compiled
def find_names(entries: Any, marks: Any, found: Any, features: int) -> None:
    """Tell also which entries are marked by one of the first features that they share under their name."""
    for feature in range(features):
        for i in range(len(entries)):
            mark = _of_name(entries[i], feature)
            found[i] |= mark != 0 and entries[i].name != 0 and _has(marks, mark)


@compiled
def move(entries: Any, found: Any, kept: Any) -> Any:
    """Move what was found to the front of `kept`; how many."""
    many = 0
    for i in range(len(entries)):
        if found[i]:
            kept[many] = entries[i]
            many += 1
    return many


@compiled
def keep_rows(entries: Any, listed: Any, kept: Any) -> Any:
    """Move what can meet one of `listed` to the front of `kept`; how many. Rows without a key are asked the other way round."""
    found = np.zeros(len(entries), np.bool_)
    _find_keys(entries, listed, found)
    find_names(entries, listed, found, 4)
    for i in range(len(entries)):
        entry = entries[i]
        if entry.key == 0:
            found[i] = entry.name != 0 and (
                entry.flags & PERSON == 0 or entry.flags & TOLD != 0 or (entry.place != 0 and entry.year != 0)
            )
    return move(entries, found, kept)


@compiled
def add_list(entries: Any, marks: Any) -> None:
    """Of the list the keys, and of its records without one what speaks."""
    for i in range(len(entries)):
        if entries[i].key != 0:
            _add(marks, _of_key(entries[i]))
    for i in range(len(entries)):
        entry = entries[i]
        if entry.key == 0 and entry.name != 0:
            for feature in range(4):
                mark = _of_name(entry, feature)
                if mark != 0 and _speaks(entry, feature):
                    _add(marks, mark)


@compiled
def add_rows(entries: Any, marks: Any, lone: Any) -> Any:
    """Of rows what a record without a key can meet them by; in `lone` what others can meet those rows by that have none. Returns how
    many rows have none."""
    many = 0
    for i in range(len(entries)):
        entry = entries[i]
        many += entry.key == 0
        if entry.name != 0:
            for feature in range(4):
                mark = _of_name(entry, feature)
                if mark != 0:
                    _add(marks, mark)
                    if entry.key == 0 and _speaks(entry, feature):
                        _add(lone, mark)
    return many


@compiled
def find_equal(keys: Any, order: Any, asked: Any, found: Any) -> None:
    """Tell which entries have a key that is asked. `keys` and `asked` ascend; `order` are the places of the entries with these keys."""
    at = 0
    for key in asked:
        while at < len(keys) and keys[at] < key:
            at += 1
        while at < len(keys) and keys[at] == key:
            found[order[at]] = True
            at += 1


@compiled
def bearers(names: Any, entries: Any, asked: Any, out_names: Any, out_who: Any) -> Any:
    """Of all whose name (`names` are those of the entries) is in `asked` the name and who it is: the number's key, or else year and
    place. Persons alone: a company's name, were it the same word, has another hash."""
    many = 0
    for i in range(len(names)):
        if names[i] == 0 or not _has(asked, mixed(names[i], 7)):
            continue
        entry = entries[i]
        out_names[many] = entry.name
        if entry.key != 0:
            out_who[many] = mixed(np.uint64(entry.key), 8)
        else:
            out_who[many] = mixed(np.uint64(np.int64(entry.year) << 32 | np.int64(entry.place)), 9)
        many += 1
    return many


@compiled
def add_names(entries: Any, names: Any) -> Any:
    """Of persons without a key the names; how many they are."""
    many = 0
    for i in range(len(entries)):
        entry = entries[i]
        if entry.flags & PERSON and entry.key == 0 and entry.name != 0:
            _add(names, mixed(entry.name, 7))
            many += 1
    return many


@compiled
def keys_met(numbers: Any, rows: int, listed: Any, out: Any) -> Any:
    """The rows of a batch whose number, as it is written, may be a key of the list; how many there are in `out`. Nothing is checked here:
    what does not hold is not on the list."""
    asked, of_row, many = np.empty(2 * rows, np.uint64), np.empty(2 * rows, np.int32), 0
    for row in range(rows):
        at, size = np.uint32(numbers.starts[row]), numbers.starts[row + 1] - numbers.starts[row]
        key = np.int64(0)
        if size == 18:
            key = digits_of(numbers.text, at)
            if key != 0:
                asked[many], of_row[many] = mixed(np.uint64(key), 1), row
                many += 1
            if numbers.text[at] != 57:  # credit codes begin with a nine
                continue
            at += np.uint32(8)
        elif size != 9:
            continue
        asked[many], of_row[many] = mixed(np.uint64(-nine_of(numbers.text, at) - 1), 1), row
        many += 1
    met = 0
    for i in range(many):  # no branch: so that many a look into memory goes on at once
        place, _ = _places(listed, asked[i])
        asked[met], of_row[met] = asked[i], of_row[i]
        met += listed[place >> np.uint64(3)] >> np.uint8(place & np.uint64(7)) & 1
    many = 0
    for i in range(met):
        if _has(listed, asked[i]) and (many == 0 or out[many - 1] != of_row[i]):
            out[many] = of_row[i]
            many += 1
    return many

"""Characters, codes and hashes."""

from __future__ import annotations

from typing import Any

import numpy as np

from fuyuantong.screening.bulk.native import compiled
from fuyuantong.screening.bulk.native.letters import DROPPED
from fuyuantong.screening.bulk.native.shape import ROOM
from fuyuantong.screening.compiled.marks import FACTOR, SEED

_SEED, _FACTOR = np.uint64(SEED), np.uint64(FACTOR)
#: Numbers without a sign are places as they are; of others Numba asks first whether they count from the end.
_ONE, _TWO, _THREE, _FOUR, _TAIL = (np.uint32(n) for n in (1, 2, 3, 4, 0x3F))


@compiled
def hashed(codes: Any, size: int, seed: int) -> Any:
    """64 bits of the first `size` codes."""
    h = np.uint64(seed) * _SEED
    for i in range(size):
        h = (h ^ np.uint64(codes[i])) * _FACTOR
        h ^= h >> np.uint64(32)
    return h


@compiled
def mixed(a: Any, b: Any) -> Any:
    h = (np.uint64(a) ^ (np.uint64(b) * _SEED)) * _FACTOR
    h ^= h >> np.uint64(32)
    h *= _FACTOR
    return h ^ (h >> np.uint64(29))


@compiled
def character(text: Any, at: Any) -> Any:
    """The character at a place (without a sign) in UTF-8, and where the next one begins; beyond the first plane nothing is told."""
    first = np.uint32(text[at])
    if first < 0x80:
        return first, at + _ONE
    second = np.uint32(text[at + _ONE]) & _TAIL
    if first < 0xE0:
        return (first & np.uint32(0x1F)) << np.uint32(6) | second, at + _TWO
    third = np.uint32(text[at + _TWO]) & _TAIL
    if first < 0xF0:
        return (first & np.uint32(0x0F)) << np.uint32(12) | second << np.uint32(6) | third, at + _THREE
    return np.uint32(0xFFFF), at + _FOUR


@compiled
def folded(text: Any, start: int, stop: int, table: Any, codes: Any) -> Any:
    """The codes of a text by a table, and how many; -1 where it is left."""
    size = 0
    at, end = np.uint64(start), np.uint64(stop)
    while at < end:
        char, at = character(text, at)
        code = table[char]
        if code == DROPPED:
            continue
        if code < 0 or size == ROOM - 18:
            return -1
        codes[size] = code
        size += 1
    return size


@compiled
def line_ends(text: Any, ends: Any) -> None:
    """Where each line of a text ends."""
    many = 0
    for at in range(len(text)):
        if text[at] == 10:
            ends[many] = at
            many += 1


@compiled
def copied(text: Any, ends: Any, lines: Any, out: Any, starts: Any) -> Any:
    """Copy lines with their ends into `out`, and where each begins there into `starts`; a line below zero is empty. How many bytes."""
    size = 0
    for i in range(len(lines)):
        starts[i] = size
        line = lines[i]
        if line >= 0:
            for at in range(ends[line - 1] + 1 if line else 0, ends[line]):
                out[size] = text[at]
                size += 1
        out[size] = 10
        size += 1
    return size

"""Whole numbers ticked off, one bit each."""

from __future__ import annotations

from typing import Any

import numpy as np

from fuyuantong.screening.bulk.native import compiled

_LEAST, _MOST, _BITS_EACH = 16, 30, 16
_THREE, _SEVEN = np.uint64(3), np.uint64(7)


def nothing_ticked(several: int) -> Any:
    """Room for so many numbers that lie close together: at most 128 MiB, of which only what is ticked off takes memory."""
    bits = min(max((several * _BITS_EACH).bit_length(), _LEAST), _MOST)
    return np.zeros(1 << bits - 3, np.uint8)


@compiled
def tick(numbers: Any, ticked: Any) -> Any:
    """Tick off numbers; whether they surely differ from each other and from all before. They may do so too where it is not sure: bits
    are shared by numbers that lie as far apart as there are bits, a power of two."""
    differ = True
    for number in numbers:
        place = np.uint64(number) & np.uint64(len(ticked) * 8 - 1)
        byte, bit = ticked[place >> _THREE], np.uint8(1) << np.uint8(place & _SEVEN)
        differ &= byte & bit == 0
        ticked[place >> _THREE] = byte | bit
    return differ

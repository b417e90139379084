"""Numbers, as `matching.numbers` reads them, of texts that were folded to codes by `letters.of_numbers`."""

from __future__ import annotations

from typing import Any

import numpy as np

from fuyuantong.screening.bulk.native import compiled
from fuyuantong.screening.bulk.native.letters import FOREIGN
from fuyuantong.screening.bulk.native.shape import BLANK, OLD, PERSON, TOLD
from fuyuantong.screening.bulk.native.texts import hashed, mixed
from fuyuantong.screening.compiled.marks import SPAN
from fuyuantong.screening.matching import numbers

NONE, FULL, AGED, CREDIT, CODE, OTHER, PARTIAL, DAMAGED, LEFT = range(9)
"""The shapes of `matching.numbers`; LEFT is read by it itself."""
_ZERO, _NINE, _A, _Z, _X, _STAR = (ord(c) for c in "09AZX*")
_WEIGHTS, _CODE_WEIGHTS, _CREDIT_WEIGHTS = (
    np.array(weights, np.int64) for weights in (numbers.WEIGHTS, numbers.CODE_WEIGHTS, numbers.CREDIT_WEIGHTS)
)


def _values(digits: dict[str, int]) -> Any:
    table = np.full(128, -1, np.int64)
    table[[ord(c) for c in digits]] = list(digits.values())
    return table


_CREDIT_DIGITS, _CODE_DIGITS = _values(numbers.CREDIT_DIGITS), _values(numbers.CODE_DIGITS)
_CREDIT_BYTES, _CODE_BYTES = (
    np.concatenate([table, np.full(128, -1)]).astype(np.int32) for table in (_CREDIT_DIGITS, _CODE_DIGITS)
)
#: How junk begins that is a run of digits (`numbers._JUNK`), zeros and a one before it left away; with its length before it.
_RUNS = np.array([[len(run), *run.ljust(8).encode()] for run in ("2345678", "23123", "10110")], np.int32)


@compiled
def _digits(codes: Any, start: int, end: int) -> Any:
    for i in range(start, end):
        if not _ZERO <= codes[i] <= _NINE:
            return False
    return True


@compiled
def _number(codes: Any, start: int, end: int) -> Any:
    """The digits between two places as a number."""
    total = 0
    for i in range(start, end):
        total = total * 10 + codes[i] - _ZERO
    return total


@compiled
def _day(born: int) -> Any:
    """`numbers.calendar_day`."""
    year, month, day = born // 10000, born // 100 % 100, born % 100
    if not (1900 <= year < 2100 and 1 <= month <= 12 and day >= 1):
        return False
    if month == 2:
        return day <= 28 or (day == 29 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return day <= 30 + (month + month // 8) % 2


@compiled
def _check(codes: Any) -> Any:
    """What the check character of seventeen digits stands for (`numbers.check_of`; X is 10)."""
    total = 0
    for i in range(17):
        total += (codes[i] - _ZERO) * _WEIGHTS[i]
    return (12 - total % 11) % 11


@compiled
def _credit_holds(codes: Any) -> Any:
    """`numbers.credit_holds` of eighteen characters."""
    total = 0
    for i in range(17):
        value = _CREDIT_DIGITS[codes[i]]
        if value < 0:
            return False
        total += value * _CREDIT_WEIGHTS[i]
    return (31 - total % 31) % 31 == _CREDIT_DIGITS[codes[17]]


@compiled
def _code_shaped(codes: Any) -> Any:
    for i in range(8):
        if _CODE_DIGITS[codes[i]] < 0:
            return False
    return _ZERO <= codes[8] <= _NINE or codes[8] == _X


@compiled
def _code_holds(codes: Any) -> Any:
    """`numbers.code_holds` of nine characters in the shape of a code."""
    total = 0
    for i in range(8):
        total += _CODE_DIGITS[codes[i]] * _CODE_WEIGHTS[i]
    check = 11 - total % 11
    return codes[8] == (_X if check == 10 else _ZERO + check % 11)


@compiled
def _other(codes: Any, size: int) -> Any:
    """The shape of a passport: one to three letters, six to twelve letters, digits and brackets, six digits in a row."""
    if not 7 <= size <= 15:
        return False
    run, most = 0, 0
    for i in range(size):
        code = codes[i]
        letter, digit = _A <= code <= _Z, _ZERO <= code <= _NINE
        if i < max(1, size - 12) and not letter:
            return False
        if not (letter or digit or code in (40, 41)):
            return False
        run = run + 1 if digit else 0
        most = max(most, run)
    return most >= 6


@compiled
def _partial(codes: Any, size: int) -> Any:
    """`numbers._partial`: hidden places are as many as are missing."""
    first = 0
    while codes[first] != _STAR:
        first += 1
    if size == 15 and _digits(codes, 0, 6):
        for i in range(14, 5, -1):
            codes[i + 2] = codes[i]
        codes[6], codes[7], codes[17], size = _ZERO + 1, _NINE, _STAR, 18
    elif size < 18:
        rest = first
        while rest < size and codes[rest] == _STAR:
            rest += 1
        for i in range(rest, size):
            if codes[i] == _STAR:
                return NONE, 0, False
        if first == 0:
            return NONE, 0, False
        for i in range(1, size - rest + 1):
            codes[18 - i] = codes[size - i]
        for i in range(first, 18 - size + rest):
            codes[i] = _STAR
        size = 18
    if size != 18:
        return NONE, 0, False
    seen, digits, hidden = 0, True, 0
    for i in range(18):
        star = codes[i] == _STAR
        seen += not star
        digits &= star or _ZERO <= codes[i] <= _NINE or i == 17
        hidden += star and 6 <= i < 14
    if seen < 4:
        return NONE, 0, False
    company = codes[0] == _NINE and _ZERO + 1 <= codes[1] <= _ZERO + 3
    return PARTIAL, 18, digits and not company and hidden < 8


@compiled
def _seems_junk(codes: Any, size: int) -> Any:
    at = 0
    while at < size and codes[at] == _ZERO:
        at += 1
    if at < size and codes[at] == _ZERO + 1:
        at += 1
    for run in range(len(_RUNS)):
        same = size - at >= _RUNS[run, 0]
        for i in range(_RUNS[run, 0]):
            same = same and codes[at + i] == _RUNS[run, 1 + i]
        if same:
            return True
    return False


@compiled
def read(codes: Any, size: int) -> Any:
    """`numbers.read_number` of what was folded: its shape, how long its one spelling is (which then stands in `codes`), whether
    a birth stands in it. `LEFT` where it is left."""
    if size < 4:
        return NONE, 0, False
    digits, stars, exes, alike, foreign = 0, 0, 0, True, False
    for i in range(size):
        code = codes[i]
        digits += _ZERO <= code <= _NINE
        stars += code == _STAR
        exes = exes + 1 if code == _X else 0
        foreign |= code == FOREIGN or exes == 3
        alike &= code == codes[0]
    if exes < 3 and (digits == 0 or (alike and not foreign)):
        return NONE, 0, False
    if foreign or _seems_junk(codes, size):
        return LEFT, 0, False
    if stars:
        return _partial(codes, size)
    if size == 18:
        if _digits(codes, 0, 17) and (_ZERO <= codes[17] <= _NINE or codes[17] == _X):
            day = _day(_number(codes, 6, 14))
            last = 10 if codes[17] == _X else codes[17] - _ZERO
            if day and _check(codes) == last:
                return FULL, 18, True
            if (codes[0] == _NINE or not day) and _credit_holds(codes):
                return CREDIT, 18, False
            return DAMAGED, 18, day
        return (CREDIT if _credit_holds(codes) else DAMAGED), 18, False
    if size == 15 and _digits(codes, 0, 15):
        if not _day(19000000 + _number(codes, 6, 12)):
            return DAMAGED, 15, False
        for i in range(14, 5, -1):
            codes[i + 2] = codes[i]
        codes[6], codes[7] = _ZERO + 1, _NINE
        check = _check(codes)
        codes[17] = _X if check == 10 else _ZERO + check
        return AGED, 18, True
    if size == 17 and _digits(codes, 0, 17) and _day(_number(codes, 6, 14)):
        codes[17] = _STAR
        return PARTIAL, 18, True
    if size == 9 and _code_shaped(codes):
        if _code_holds(codes):
            return CODE, 9, False
        return (OTHER if _other(codes, 9) and _digits(codes, 1, 9) else DAMAGED), 9, False
    if _other(codes, size):
        return OTHER, size, False
    return (DAMAGED if 16 <= size <= 19 else NONE), size, False


@compiled
def _end(codes: Any, start: int, end: int, most: int) -> Any:
    """An end of a number as a whole number that fits it alone; -1 where a place of it is hidden."""
    for i in range(start, end):
        if codes[i] == _STAR:
            return -1
    if most == 6 and end - start == 6 and _digits(codes, start, end):
        return _number(codes, start, end)
    if (
        most == 4
        and end - start == 4
        and _digits(codes, start, end - 1)
        and (codes[end - 1] == _X or _digits(codes, end - 1, end))
    ):
        return _number(codes, start, end - 1) * 11 + (10 if codes[end - 1] == _X else codes[end - 1] - _ZERO)
    return np.int64(hashed(codes[start:end], end - start, most) % np.uint64(SPAN))


@compiled
def digits_of(text: Any, at: Any) -> Any:
    """The first seventeen of eighteen bytes as if they were digits."""
    upper, lower, zero = np.uint32(0), np.uint32(0), np.uint32(_ZERO)
    for i in range(9):
        upper = upper * np.uint32(10) + (np.uint32(text[at + np.uint32(i)]) - zero)
    for i in range(9, 17):
        lower = lower * np.uint32(10) + (np.uint32(text[at + np.uint32(i)]) - zero)
    return np.int64(np.uint32(upper)) * 100_000_000 + np.int64(np.uint32(lower))


@compiled
def resident_into(entry: Any, text: Any, start: Any) -> Any:
    """Eighteen bytes that are a person's number as it should be, as most are, written into a person's entry; else False.
    In halves of nine and eight digits, which fit 32 bits: twice as fast."""
    at, ten, zero = np.uint32(start), np.uint32(10), np.uint32(_ZERO)
    upper, lower, total, worst = np.uint32(0), np.uint32(0), np.uint32(0), np.uint32(0)
    for i in range(9):
        digit = np.uint32(text[at + np.uint32(i)]) - zero
        worst = max(worst, digit)
        upper = upper * ten + digit
        total += digit * np.uint32(_WEIGHTS[i])
    for i in range(9, 17):
        digit = np.uint32(text[at + np.uint32(i)]) - zero
        worst = max(worst, digit)
        lower = lower * ten + digit
        total += digit * np.uint32(_WEIGHTS[i])
    last = (np.uint32(12) - total % np.uint32(11)) % np.uint32(11)
    if worst > 9 or text[at + np.uint32(17)] != (_X if last == 10 else zero + last):
        return False
    born = np.int64(upper % np.uint32(1000)) * 100_000 + np.int64(lower // np.uint32(1000))
    if not _day(born):
        return False
    entry.key, entry.whole, entry.born, entry.year = (
        np.int64(upper) * 100_000_000 + np.int64(lower),
        0,
        born,
        born // 10000,
    )
    entry.head, entry.tail = upper // np.uint32(1000), lower % np.uint32(1000) * np.uint32(11) + last
    entry.flags |= TOLD
    return True


@compiled
def organisation_into(entry: Any, text: Any, start: Any) -> Any:
    """The same of a credit code of an organisation that begins with a nine."""
    at = np.uint32(start)
    if text[at] != _NINE:
        return False
    total, least, alike = np.int32(0), np.int32(0), True
    for i in range(18):
        byte = text[at + np.uint32(i)]
        value = _CREDIT_BYTES[byte]
        least = min(least, value)
        alike &= byte == _NINE
        if i < 17:
            total += value * np.int32(_CREDIT_WEIGHTS[i])
    if (
        least < 0
        or alike
        or (np.int32(31) - total % np.int32(31)) % np.int32(31) != _CREDIT_BYTES[text[at + np.uint32(17)]]
    ):
        return False
    if _person_shaped(text, at):
        return False
    entry.key, entry.whole = -nine_of(text, at + np.uint32(8)) - 1, _whole(text, at, 18)
    entry.head, entry.tail, entry.born, entry.year = -1, -1, 0, 0
    entry.flags |= TOLD
    return True


@compiled
def nine_of(codes: Any, start: Any) -> Any:
    """Nine digits and capitals as a number to the base of 36."""
    total = np.int64(0)
    for i in range(9):
        total = total * 36 + np.int64(_CODE_BYTES[codes[np.uint32(start) + np.uint32(i)]])
    return total


@compiled
def _whole(codes: Any, start: Any, size: int) -> Any:
    """A hash of the whole text of an organisation's number, of nine or of eighteen characters."""
    first = nine_of(codes, start)
    return mixed(first, nine_of(codes, start + np.uint32(9)) if size > 9 else np.int64(-1))


@compiled
def _person_shaped(text: Any, at: Any) -> Any:
    """Whether all seventeen are digits: then it may be a person's number as well."""
    for i in range(17):
        if text[at + np.uint32(i)] > _NINE:
            return False
    return True


@compiled
def number_into(entry: Any, codes: Any, shape: int, size: int, dated: bool) -> None:
    """What a number that was read says, written into an entry whose `flags` tell whether it is a person."""
    person = entry.flags & PERSON
    entry.key, entry.whole, entry.head, entry.tail, entry.born, entry.year = 0, 0, -1, -1, 0, 0
    if shape in (NONE, PARTIAL):
        entry.flags |= BLANK
    if shape == NONE:
        return
    entry.flags |= TOLD
    if shape in (FULL, AGED):
        entry.key = _number(codes, 0, 17)
        if shape == AGED:
            entry.flags |= OLD
    elif shape in (CREDIT, CODE):
        entry.key, entry.whole = (
            -nine_of(codes, 8 if shape == CREDIT else 0) - 1,
            _whole(codes, np.uint32(0), size),
        )
    if not person:
        return
    entry.head = _end(codes, 0, min(6, size), 6)
    entry.tail = _end(codes, max(0, size - 4), size, 4)
    if dated and _digits(codes, 6, 10):
        entry.year = _number(codes, 6, 10)
        if _digits(codes, 10, 14):
            entry.born = _number(codes, 6, 14)

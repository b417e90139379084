"""Names, as `matching.names.name_key` spells them, of texts that are folded by `letters.of_names`."""

from __future__ import annotations

from typing import Any

import numpy as np

from fuyuantong.screening.bulk.native import compiled
from fuyuantong.screening.bulk.native.letters import CLOSED, DROPPED, OPEN
from fuyuantong.screening.bulk.native.shape import PERSON, ROOM
from fuyuantong.screening.bulk.native.texts import character, hashed
from fuyuantong.screening.matching import names

_LONG, _SHORT = 12, 12


def _forms() -> Any:
    """`names.FORMS`, each as the lengths of the long and of the short word and both words."""
    table = np.zeros((len(names.FORMS), 2 + _LONG + _SHORT), np.int32)
    for row, (long, short) in zip(table, names.FORMS, strict=True):
        row[:2] = len(long), len(short)
        row[2 : 2 + len(long)] = [ord(c) for c in long]
        row[2 + _LONG : 2 + _LONG + len(short)] = [ord(c) for c in short]
    return table


def _tails() -> Any:
    """`names.CUT_FORMS`, each with its length before it."""
    table = np.zeros((len(names.CUT_FORMS), 1 + _LONG), np.int32)
    for row, tail in zip(table, names.CUT_FORMS, strict=True):
        row[0] = len(tail)
        row[1 : 1 + len(tail)] = [ord(c) for c in tail]
    return table


_FORMS, _TAILS = _forms(), _tails()
#: Of each form's long word a character that hardly any name has.
_RARE = np.array(
    sorted({next(ord(c) for c in long if c not in "有限公司") for long, _ in names.FORMS}), np.int32
)
_COMPLETED = ord("司")
#: What may follow a bracket that belongs to a company's name: Han characters with which no remark begins (`names._REMARK`).
_FIRST, _LAST = 0x4E00, 0x9FA5
_REMARKS = np.array([ord(c) for c in "原曾又别化身已死男女本法负户未退重"], np.int32)
_FORMER = _REMARKS[:5]


@compiled
def _matches(codes: Any, at: int, size: int, word: Any, long: int) -> Any:
    if at < 0 or at + long > size:
        return False
    for i in range(long):
        if codes[at + i] != word[i]:
            return False
    return True


@compiled
def _replaced(codes: Any, size: int, form: Any) -> Any:
    """Every long word of a company's form by its short one; how many codes there are then."""
    at = 0
    while at < size:
        if codes[at] == form[2] and _matches(codes, at, size, form[2:], form[0]):
            longer = form[1] - form[0]
            if longer > 0:
                for i in range(size - 1, at + form[0] - 1, -1):
                    codes[i + longer] = codes[i]
            elif longer < 0:
                for i in range(at + form[0], size):
                    codes[i + longer] = codes[i]
            for i in range(form[1]):
                codes[at + i] = form[2 + _LONG + i]
            size += longer
            at += form[1]
        else:
            at += 1
    return size


@compiled
def _one_of(code: int, several: Any) -> Any:
    for one in several:
        if code == one:
            return True
    return False


@compiled
def company(codes: Any, size: int) -> Any:
    """`names.company_form`; how many codes there are then."""
    rare = False
    for i in range(size):
        rare |= _one_of(codes[i], _RARE)
    if rare:
        for form in range(len(_FORMS)):
            size = _replaced(codes, size, _FORMS[form])
    for tail in range(len(_TAILS)):
        if _matches(codes, size - _TAILS[tail, 0], size, _TAILS[tail, 1:], _TAILS[tail, 0]):
            codes[size] = _COMPLETED
            return size + 1
    return size


@compiled
def spelled(text: Any, start: int, stop: int, flags: int, table: Any, codes: Any) -> Any:
    """The key of a name as codes, and how many; -1 where it is left. It has room to grow by its company's form."""
    size, opened, aside = 0, False, False
    person = flags & PERSON != 0
    at, end = np.uint64(start), np.uint64(stop)
    while at < end:
        char, at = character(text, at)
        code = table[char]
        if code == DROPPED:
            continue
        if code > 0 and not (opened or aside):
            if size == ROOM // 2:
                return -1
            codes[size] = code
            size += 1
            continue
        if code in (OPEN, CLOSED):
            if opened or (aside and code == OPEN):
                return -1
            opened = code == OPEN
            aside = False
            continue
        if code < 0 or size == ROOM // 2:
            return -1
        if opened:  # of a person nothing in brackets belongs to the name, unless it is a former one
            if not _FIRST <= code <= _LAST or _one_of(code, _FORMER if person else _REMARKS):
                return -1
            opened, aside = False, person
        if not aside:
            codes[size] = code
            size += 1
    return -1 if opened else size if person else company(codes, size)


@compiled
def name_hash(codes: Any, size: int, flags: int, no_names: Any) -> Any:
    """The hash of a name's key; 0 for what is no name."""
    h = hashed(codes, size, 1 + (flags & PERSON))
    for none in no_names:
        if h == none:
            return np.uint64(0)
    return h

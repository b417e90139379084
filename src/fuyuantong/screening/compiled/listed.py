"""The records of a list in its mapped file: which of them a row could be, and what they are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import numpy.typing as npt

from fuyuantong.screening.compiled.file import MappedFile
from fuyuantong.screening.compiled.marks import (
    ASIDE,
    BLANK,
    FIELD,
    FORMER,
    NO_END,
    OLD,
    TOLD,
    ends_of,
    name_mark,
    number_mark,
)
from fuyuantong.screening.matching import numbers
from fuyuantong.screening.matching.judging import Subject, subject
from fuyuantong.screening.matching.names import PERSON
from fuyuantong.screening.matching.numbers import FULL, NONE, PARTIAL, Number

EPOCH = date(2000, 1, 1).toordinal() - 1
_FEW_COLUMNS = (
    "ids",
    "over",
    "flags",
    "prov",
    "year",
    "head",
    "tail",
    "told",
    "line",
    "begins",
    "marks",
)
_FULL_COLUMNS = (
    "ids",
    "over",
    "flags",
    "prov",
    "k",
    "told",
    "line",
    "begins",
    "marks",
    "names",
    "name_at",
)
_BLANK = frozenset({NONE, PARTIAL})
_SMALL, _SEVERAL = 16, 2
_AREA, _DAY, _TURN = 10**11, 10**3, 10**8


class Asked(NamedTuple):
    """A row as it is looked up: its number (0 where it is no key) and its names."""

    row: Subject
    k: int
    marks: tuple[int, ...]


def asked_of(row: Subject) -> Asked:
    """How a row is looked up."""
    kind, mine = row.kind, row.names
    marks = (name_mark(kind, mine[0]),) if len(mine) == 1 else tuple(name_mark(kind, name) for name in mine)
    return Asked(row, number_mark(row.number), marks)


class Part:
    """The records with (`full`) or without (`few`) a number that is a key, in the order of their names."""

    def __init__(self, file: MappedFile, name: str, columns: tuple[str, ...]) -> None:
        self.full = name == "full"
        self.column: dict[str, npt.NDArray[Any]] = {one: file.column(f"{name}_{one}") for one in columns}
        self.view = {one: _view(column) for one, column in self.column.items()}
        self.words = _view(file.column("words"))

    def group(self, mark: int) -> tuple[int, int]:
        """From where to where the bearers of a name stand."""
        marks, begins = self.view["marks"], self.view["begins"]
        at = bisect_left(marks, mark)
        if at == len(marks) or marks[at] != mark:
            return 0, 0
        return begins[at], begins[at + 1]

    def id(self, place: int) -> UUID:
        return UUID(bytes=self.view["ids"][16 * place : 16 * place + 16].tobytes())

    def line(self, place: int) -> list[str]:
        """The words of a record that are kept whole."""
        start = self.view["line"][bisect_left(self.view["told"], place)]
        return _until_line_end(self.words, start).split(FIELD)

    def name(self, place: int) -> str:
        """The key of the name under which a record of the part `full` stands."""
        group = bisect_right(self.view["begins"], place) - 1
        return _until_line_end(self.view["names"], self.view["name_at"][group])


class ListFile(MappedFile):
    """A list's file. Raises `BrokenFile`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.few, self.full = Part(self, "few", _FEW_COLUMNS), Part(self, "full", _FULL_COLUMNS)
        self.keys_column = self.column("keys")
        self.order, self.keys = _view(self.column("order")), _view(self.keys_column)
        self.provinces: list[str] = self.about["provinces"]
        self._place = {province: place for place, province in enumerate(self.provinces)}

    def with_number(self, k: int) -> list[int]:
        """The places (in `full`) of the records with this number."""
        first = bisect_left(self.keys, k)
        last = first
        while last < len(self.keys) and self.keys[last] == k:
            last += 1
        return self.order[first:last].tolist()

    def unmet(self, rows: Sequence[Asked]) -> list[bool]:
        """Of several rows at once: whether nothing in the file could be the row's subject. Only for rows
        with a number that is a key: the others have to be looked at."""
        numbers_met = _found(self.keys_column, np.array([row.k for row in rows], dtype=np.int64))
        marks = self.few.column["marks"]
        names_met = _found(
            marks, np.array([row.marks[0] if row.marks else 0 for row in rows], dtype=np.uint64)
        )
        met = (numbers_met | names_met).tolist()
        return [
            not hit and row.k != 0 and len(row.marks) < _SEVERAL for hit, row in zip(met, rows, strict=True)
        ]

    def near(self, asked: Asked) -> Iterator[tuple[Part, int]]:
        """The records that could be the row's subject, some of them more than once."""
        if asked.k:
            yield from ((self.full, place) for place in self.with_number(asked.k))
        for mark in asked.marks:
            first, last = self.few.group(mark)
            if first < last:
                yield from ((self.few, place) for place in self._few(asked.row, first, last))
            if not asked.k:
                first, last = self.full.group(mark)
                if first < last:
                    yield from ((self.full, place) for place in self._full(asked.row, first, last))

    def _few(self, row: Subject, first: int, last: int) -> list[int]:
        """Of the bearers of a name without a key: those with an end of the number, or the year and the
        province."""
        if row.kind != PERSON:
            return list(range(first, last))
        number = row.number
        head, tail = ends_of(number.text)
        year, prov = int(row.year or 0), self._place.get(row.province, 0)
        skipped = 0 if number.shape in _BLANK else BLANK
        view = self.few.view
        if last - first < _SMALL:
            heads, tails, years, provs, flags = (
                view[one] for one in ("head", "tail", "year", "prov", "flags")
            )
            return [
                n for n in range(first, last)
                if heads[n] == head != NO_END or tails[n] == tail != NO_END
                or (prov and years[n] == year and year and provs[n] == prov and flags[n] & skipped == skipped)
            ]  # fmt: skip
        column = self.few.column
        found = np.zeros(last - first, dtype=bool)
        for name, end in (("head", head), ("tail", tail)):
            if end != NO_END:
                found |= column[name][first:last] == end
        if prov and year:
            same = (column["year"][first:last] == year) & (column["prov"][first:last] == prov)
            found |= same & ((column["flags"][first:last] & skipped) == skipped)
        return (np.flatnonzero(found) + first).tolist()

    def _full(self, row: Subject, first: int, last: int) -> list[int]:
        """Of the bearers of a name with a key, for a row without one."""
        if row.kind != PERSON:
            return list(range(first, last))
        number, prov = row.number, self._place.get(row.province, 0)
        head, turn = ends_of(number.text)[0], number.text[-4:-1]
        k = self.full.column["k"][first:last]
        found = np.zeros(last - first, dtype=bool)
        if head != NO_END:
            found |= k // _AREA == head
        if turn.isascii() and turn.isdigit():
            found |= k % _DAY == int(turn)
        if number.shape in _BLANK and row.birth and prov:
            found |= (k // _DAY % _TURN == int(row.birth)) & (self.full.column["prov"][first:last] == prov)
        return (np.flatnonzero(found) + first).tolist()

    def lives(self, part: Part, place: int, day: int) -> bool:
        over = part.view["over"][place]
        return not over or over + EPOCH >= day

    def subject(self, part: Part, place: int, *, rare: bool = False) -> Subject:
        """The record as `Record.subject` gives it."""
        flags = part.view["flags"][place]
        if flags & TOLD:
            kind, name, written, year, sex, province, former = part.line(place)
            return subject(
                kind, name, written, year=year or None, sex=sex, province=province, rare=rare,
                former=tuple(former.split(FORMER)) if former else (),
            )  # fmt: skip
        body = f"{part.view['k'][place]:017d}"
        shape = numbers.OLD if flags & OLD else FULL
        number = Number(shape, body + numbers.check_of(body), body[6:14])
        name, sex = part.name(place), "男" if int(body[16]) % 2 else "女"
        province = self.provinces[part.view["prov"][place]]
        mine = (name,) if name else ()
        return Subject(PERSON, mine, number, number.birth, number.year, sex, province, rare)

    def bearers(self, mark: int) -> Iterator[tuple[Part, int]]:
        """The persons that bear a name today, those with a whole number first."""
        for part in (self.full, self.few):
            first, last = part.group(mark)
            flags = part.view["flags"]
            yield from ((part, place) for place in range(first, last) if not flags[place] & ASIDE)

    def who(self, part: Part, place: int) -> str:
        """What tells one bearer of a name from another."""
        if part.full:
            return str(part.view["k"][place])
        year = part.view["year"][place]
        return f"{year or ''}|{self.provinces[part.view['prov'][place]]}"


def _view(column: npt.NDArray[Any]) -> memoryview:
    """A column whose places are read one by one: quicker than numpy's own."""
    return memoryview(column)  # type: ignore[arg-type]


def _found(column: npt.NDArray[Any], wanted: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which of the wanted stand in a sorted column."""
    if not len(column):
        return np.zeros(len(wanted), dtype=bool)
    place = np.minimum(np.searchsorted(column, wanted), len(column) - 1)
    return np.asarray(column[place] == wanted)


def _until_line_end(text: memoryview, start: int) -> str:
    """The line of a text that begins at `start`."""
    stop, step = start, 64
    while True:
        part = bytes(text[stop : stop + step])
        end = part.find(b"\n")
        if end >= 0 or not part:
            return bytes(text[start : stop + max(end, 0)]).decode()
        stop += step

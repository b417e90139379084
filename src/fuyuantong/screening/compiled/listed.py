"""The records of a list in its mapped file: which of them a row could be, and what they are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
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
    "born",
    "year",
    "head",
    "tail",
    "told",
    "line",
    "begins",
    "marks",
    "groups",
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
    "groups",
    "names",
    "name_at",
)
_NONE_FOUND: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)
_AREA, _DAY, _TURN = 10**11, 10**3, 10**8


@dataclass(frozen=True, slots=True)
class Asked:
    """A row as it is looked up. `k` 0 without a number that is a key; ends -1, `born`, `year` 0 where not
    known."""

    row: Subject
    k: int
    marks: tuple[int, ...]
    head: int
    tail: int
    born: int
    year: int
    blank: bool


def asked_of(row: Subject) -> Asked:
    """How a row is looked up."""
    number = row.number
    k = number_mark(number)
    head, tail = ends_of(number.text) if number.shape != NONE and row.kind == PERSON else (NO_END, NO_END)
    return Asked(
        row, k, tuple(name_mark(row.kind, name) for name in row.names), head, tail, int(row.birth or 0),
        int(row.year) if row.year.isdigit() else 0, number.shape in {NONE, PARTIAL},
    )  # fmt: skip


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
        group = self.view["groups"][at]
        return begins[group], begins[group + 1]

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
        self.order, self.keys = _view(self.column("order")), _view(self.column("keys"))
        self.provinces: list[str] = self.about["provinces"]
        self._place = {province: place for place, province in enumerate(self.provinces)}

    def with_number(self, k: int) -> list[int]:
        """The places (in `full`) of the records with this number."""
        first = bisect_left(self.keys, k)
        last = first
        while last < len(self.keys) and self.keys[last] == k:
            last += 1
        return self.order[first:last].tolist()

    def near(self, asked: Asked) -> Iterator[tuple[Part, int]]:
        """The records that could be the row's subject, some of them more than once."""
        if asked.k:
            yield from ((self.full, place) for place in self.with_number(asked.k))
        prov = self._place.get(asked.row.province, -1) if asked.row.province else -1
        for mark in asked.marks:
            first, last = self.few.group(mark)
            if first < last:
                yield from ((self.few, place) for place in self._few(asked, prov, first, last))
            if not asked.k:
                first, last = self.full.group(mark)
                if first < last:
                    yield from ((self.full, place) for place in self._full(asked, prov, first, last))

    def _few(self, asked: Asked, prov: int, first: int, last: int) -> list[int]:
        if asked.row.kind != PERSON:
            return list(range(first, last))
        column = self.few.column
        found = np.zeros(last - first, dtype=bool)
        if asked.head != NO_END:
            found |= column["head"][first:last] == asked.head
        if asked.tail != NO_END:
            found |= column["tail"][first:last] == asked.tail
        if prov > 0 and asked.year:
            same = (
                (column["born"][first:last] == asked.born)
                if asked.born
                else np.zeros(last - first, dtype=bool)
            )
            same |= column["year"][first:last] == asked.year
            same &= column["prov"][first:last] == prov
            if not asked.blank:
                same &= (column["flags"][first:last] & BLANK) != 0
            found |= same
        return (np.flatnonzero(found) + first).tolist()

    def _full(self, asked: Asked, prov: int, first: int, last: int) -> list[int]:
        """For a row without a key."""
        if asked.row.kind != PERSON:
            return list(range(first, last))
        k = self.full.column["k"][first:last]
        found = np.zeros(last - first, dtype=bool)
        if asked.head != NO_END:
            found |= k // _AREA == asked.head
        if asked.tail != NO_END:
            found |= (
                k % _DAY == int(asked.row.number.text[-4:-1])
                if asked.row.number.text[-4:-1].isdigit()
                else False
            )
        if asked.blank and asked.born and prov > 0:
            found |= (k // _DAY % _TURN == asked.born) & (self.full.column["prov"][first:last] == prov)
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


def _until_line_end(text: memoryview, start: int) -> str:
    """The line of a text that begins at `start`."""
    stop, step = start, 64
    while True:
        part = bytes(text[stop : stop + step])
        end = part.find(b"\n")
        if end >= 0 or not part:
            return bytes(text[start : stop + max(end, 0)]).decode()
        stop += step

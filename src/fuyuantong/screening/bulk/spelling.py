"""The rows of a file in the one spelling of `matching`: what is usual by machine code, the rest by `matching` itself."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any, NamedTuple, TypeVar

import duckdb
import numpy as np
import numpy.typing as npt

from fuyuantong.screening.bulk.arrow import Batch, Texts, batches
from fuyuantong.screening.bulk.native import letters
from fuyuantong.screening.bulk.native.digits import AGED, CODE, CREDIT, DAMAGED, FULL, NONE, OTHER, PARTIAL
from fuyuantong.screening.bulk.native.rows import keys_of, number_at, spell
from fuyuantong.screening.bulk.native.shape import PERSON, ROOM, SPELLED
from fuyuantong.screening.bulk.native.texts import hashed
from fuyuantong.screening.matching import names, numbers
from fuyuantong.screening.matching.judging import Subject, subject

Entries = npt.NDArray[Any]
Made = TypeVar("Made")
#: What remains when Chinese was read in the wrong encoding: the replacement character, and words that only arise so.
GARBLED = "\ufffd|锟斤拷|烫烫烫|屯屯屯|[ÃÂÐÑ][\u0080-\u00bf]|[À-ÖØ-öø-ÿ]{4}"
_GARBLED = re.compile(GARBLED)
_BMP = 0xFFFF
#: Batches in work: the reading of one takes longer than its fetching, but not many times longer.
_AT_ONCE = min(os.cpu_count() or 1, 8)
_SHAPES = {
    numbers.NONE: NONE, numbers.FULL: FULL, numbers.OLD: AGED, numbers.CREDIT: CREDIT, numbers.CODE: CODE,
    numbers.OTHER: OTHER, numbers.PARTIAL: PARTIAL, numbers.DAMAGED: DAMAGED,
}  # fmt: skip


class Faulty(ValueError):
    """A file with a row that `bulk.files` refuses."""


class Kind(NamedTuple):
    """A kind of file: where the birth stands (a year of a list may be written 1949.0, or as text), how a row of it is read, whether
    kind and name have to be there."""

    birth: str
    read: Callable[[str | None, str | None, str | None, str | None, str | None], Subject]
    strict: bool

    @property
    def texts(self) -> dict[str, str]:
        """The columns that a pair is judged by, of whatever type they are: what each is in the file."""
        return {
            "kind": "kind",
            "name": "name",
            "id_no": "id_no",
            "birth": self.birth,
            "sex": "sex",
            "province": "province",
        }


def _row(
    kind: str | None, name: str | None, number: str | None, birth: str | None, place: str | None
) -> Subject:
    return subject(kind, name, number, birth=birth, province=place)


def _record(
    kind: str | None, name: str | None, number: str | None, year: str | None, place: str | None
) -> Subject:
    return subject(kind, name, number, year=year, province=place)


ROWS, LIST = Kind("birth", _row, strict=False), Kind("try_cast(birth_year AS INT)", _record, strict=True)


def spelled(
    con: duckdb.DuckDBPyConnection, source: str, kind: Kind, *, then: Callable[[Entries], Made], where: str = "TRUE",
    whole: bool = False,
) -> Iterator[Made]:  # fmt: skip
    """The rows of `source` (what stands behind FROM) as `SPELLED`, in batches; a row with a former name stands there once for
    each name. `then` is done with each batch beside the others, and its answer is given out. With `whole` a row that
    `bulk.files` refuses for its texts raises `Faulty`."""
    sql = f"{_select(source, kind)} WHERE {where}"
    yield from side_by_side(batches(con, sql), lambda batch: then(_read(batch, kind, whole=whole).entries()))


def _select(source: str, kind: Kind) -> str:
    texts = ", ".join(f"{made}::VARCHAR" for name, made in kind.texts.items() if name != "sex")
    return f"SELECT file_row_number, {texts} FROM {source}"


def side_by_side(given: Iterable[Batch], work: Callable[[Batch], Made]) -> Iterator[Made]:
    """What is made of each batch, while the next ones are fetched and made."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        waiting: deque[Future[Made]] = deque()
        for batch in given:
            waiting.append(pool.submit(work, batch))
            if len(waiting) == 2 * _AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class _Read(NamedTuple):
    """A batch: the columns of its texts, the entries of what is usual, the rows that were left and what `matching` read there."""

    columns: list[Texts]
    usual: Entries
    left: npt.NDArray[np.int32]
    sides: list[tuple[int, Subject]]

    def entries(self) -> Entries:
        return np.concatenate([self.usual, _by_hand(self.sides)]) if self.sides else self.usual


def _read(batch: Batch, kind: Kind, *, whole: bool) -> _Read:
    first = batch.whole_numbers(0)
    columns = [batch.texts(at) for at in range(1, 6)]
    out, left = np.empty(batch.rows, SPELLED), np.empty(batch.rows, np.int32)
    many, others = spell(
        first, *columns, letters.of_numbers(), letters.of_names(), no_names(), kind.strict, out, left
    )
    sides = [_side(int(first[row]), columns, row, kind, whole=whole) for row in left[:others].tolist()]
    return _Read(columns, out[:many], left[:others], sides)


def with_words(con: duckdb.DuckDBPyConnection, source: str, kind: Kind) -> Iterator[tuple[Entries, bytes]]:
    """As `spelled`, and beside each batch the keys of its names, each with a line end behind it."""

    def of_batch(batch: Batch) -> tuple[Entries, bytes]:
        read = _read(batch, kind, whole=False)
        kinds, called = read.columns[:2]
        room = np.empty(2 * len(called.text) + 4 * batch.rows, np.uint8)
        size = keys_of(kinds, called, batch.rows, read.left, letters.of_names(), room)
        by_hand = "".join(f"{key}\n" for _, side in read.sides for key in side.names or ("",))
        return read.entries(), room[:size].tobytes() + by_hand.encode()

    yield from side_by_side(batches(con, _select(source, kind)), of_batch)


def _side(no: int, columns: list[Texts], row: int, kind: Kind, *, whole: bool) -> tuple[int, Subject]:
    """A row that `matching` has to read."""
    told, name, number, birth, place = (column.at(row) for column in columns)
    if whole and (
        _garbled(name)
        or _garbled(number)
        or (kind.strict and (told not in {"P", "O"} or not (name or "").strip()))
    ):
        raise Faulty
    return no, kind.read(told, name, number, birth, place)


def _by_hand(sides: list[tuple[int, Subject]]) -> Entries:
    entries, codes = (
        np.zeros(sum(len(side.names) or 1 for _, side in sides), SPELLED),
        np.zeros(ROOM, np.int32),
    )
    at = 0
    for no, side in sides:
        flags, text, shape = (
            PERSON if side.kind == names.PERSON else 0,
            side.number.text,
            _SHAPES[side.number.shape],
        )
        codes[: len(text)] = [ord(c) for c in text]
        for key in side.names or ("",):
            entries["flags"][at] = flags
            number_at(entries, at, codes, shape, len(text), bool(side.number.birth))
            entries["no"][at], entries["place"][at] = no, _place(side.province)
            entries["name"][at] = name_hash_of(key, flags) if key else 0
            if flags:
                entries["born"][at], entries["year"][at] = int(side.birth or 0), int(side.year or 0)
            at += 1
    return entries


def _garbled(text: str | None) -> bool:
    return text is not None and not text.isascii() and _GARBLED.search(text) is not None


def _place(text: str) -> int:
    first, second = (*(ord(char) for char in text), 0, 0)[:2]
    return (first & _BMP) << 16 | (second & _BMP)


def place_text(place: int) -> str:
    """The characters of an entry's place."""
    return "".join(chr(code) for code in (place >> 16, place & _BMP) if code)


def name_hash_of(key: str, flags: int) -> int:
    """The hash of a name's key, as `spell` reckons it."""
    codes = np.frombuffer(key.encode("utf-32-le"), np.int32)
    return int(hashed(codes, len(codes), 1 + (flags & PERSON)))


@cache
def no_names() -> npt.NDArray[np.uint64]:
    """What the words that stand for no name are hashed to."""
    return np.array(
        [name_hash_of(word, flags) for word in sorted(names.NO_NAME) if word for flags in (0, PERSON)],
        np.uint64,
    )

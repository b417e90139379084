"""The rows of a file in the one spelling of `matching`: what is usual by machine code, the rest by `matching` itself."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any, NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt

from fuyuantong.screening.bulk.arrow import Batch, Texts, batches
from fuyuantong.screening.bulk.native import letters
from fuyuantong.screening.bulk.native.digits import AGED, CODE, CREDIT, DAMAGED, FULL, NONE, OTHER, PARTIAL
from fuyuantong.screening.bulk.native.rows import number_at, place_of, spell
from fuyuantong.screening.bulk.native.shape import PERSON, ROOM, SPELLED
from fuyuantong.screening.bulk.native.texts import hashed
from fuyuantong.screening.matching import names, numbers
from fuyuantong.screening.matching.judging import Subject, subject

Entries = npt.NDArray[Any]
#: What remains when Chinese was read in the wrong encoding: the replacement character, and words that only arise so.
GARBLED = "\ufffd|锟斤拷|烫烫烫|屯屯屯|[ÃÂÐÑ][\u0080-\u00bf]|[À-ÖØ-öø-ÿ]{4}"
_GARBLED = re.compile(GARBLED)
_WAITING = 4
_SHAPES = {
    numbers.NONE: NONE, numbers.FULL: FULL, numbers.OLD: AGED, numbers.CREDIT: CREDIT, numbers.CODE: CODE,
    numbers.OTHER: OTHER, numbers.PARTIAL: PARTIAL, numbers.DAMAGED: DAMAGED,
}  # fmt: skip


class Faulty(ValueError):
    """A file with a row that `bulk.files` refuses."""


class Kind(NamedTuple):
    """A kind of file: where the birth stands (a year of a list may be 1949.0 or text), how a row of it is read, whether kind and name have to be there."""

    birth: str
    read: Callable[[str | None, str | None, str | None, str | None, str | None], Subject]
    strict: bool


def _row(kind: str | None, name: str | None, number: str | None, birth: str | None, place: str | None) -> Subject:
    return subject(kind, name, number, birth=birth, province=place)


def _record(kind: str | None, name: str | None, number: str | None, year: str | None, place: str | None) -> Subject:
    return subject(kind, name, number, year=year, province=place)


ROWS, LIST = Kind("birth", _row, strict=False), Kind("try_cast(birth_year AS INT)", _record, strict=True)


def spelled(
    con: duckdb.DuckDBPyConnection, source: str, kind: Kind, *, where: str = "TRUE", whole: bool = False,
    then: Callable[[Entries], Entries] = lambda entries: entries,
) -> Iterator[Entries]:  # fmt: skip
    """The rows of `source` (what stands behind FROM) as `SPELLED`, in batches; a row with a former name stands there once for
    each name. `then` is done with each batch beside the others: its answer is what is given out. With `whole` a row that
    `bulk.files` refuses for its texts raises `Faulty`."""
    sql = f"""SELECT file_row_number, kind::VARCHAR, name::VARCHAR, id_no::VARCHAR, {kind.birth}::VARCHAR, province::VARCHAR
        FROM {source} WHERE {where}"""
    yield from side_by_side(batches(con, sql), lambda batch: then(_of_batch(batch, kind, whole=whole)))


def side_by_side(given: Iterable[Batch], work: Callable[[Batch], Entries]) -> Iterator[Entries]:
    """What is made of each batch, while the next ones are fetched and made."""
    with ThreadPoolExecutor(2) as pool:
        waiting: deque[Future[Entries]] = deque()
        for batch in given:
            waiting.append(pool.submit(work, batch))
            if len(waiting) == _WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _of_batch(batch: Batch, kind: Kind, *, whole: bool) -> Entries:
    first = batch.whole_numbers(0)
    columns = [batch.texts(at) for at in range(1, 6)]
    out, left = np.empty(batch.rows, SPELLED), np.empty(batch.rows, np.int32)
    many, others = spell(first, *columns, letters.of_numbers(), letters.of_names(), no_names(), out, left)
    if whole and kind.strict and _nameless(first, columns[1], out[:many]):
        raise Faulty
    if not others:
        return out[:many]
    read = [_side(int(first[row]), columns, row, kind, whole=whole) for row in left[:others].tolist()]
    return np.concatenate([out[:many], _by_hand(read)])


def _nameless(first: npt.NDArray[np.int64], called: Texts, usual: Entries) -> bool:
    """Whether a usual row has no name at all; one that stands for none is a name here."""
    without = np.flatnonzero(np.isin(first, usual["no"][usual["name"] == 0]))
    return any(not (called[row] or "").strip() for row in without.tolist())


def _side(no: int, columns: list[Texts], row: int, kind: Kind, *, whole: bool) -> tuple[int, Subject]:
    """A row that `matching` has to read."""
    told, name, number, birth, place = (column[row] for column in columns)
    if whole and (_garbled(name) or _garbled(number) or (kind.strict and (told not in {"P", "O"} or not (name or "").strip()))):
        raise Faulty
    return no, kind.read(told, name, number, birth, place)


def _by_hand(sides: list[tuple[int, Subject]]) -> Entries:
    entries, codes = np.zeros(sum(len(side.names) or 1 for _, side in sides), SPELLED), np.zeros(ROOM, np.int32)
    at = 0
    for no, side in sides:
        flags, text, shape = PERSON if side.kind == names.PERSON else 0, side.number.text, _SHAPES[side.number.shape]
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
    raw = np.frombuffer(text.encode(), np.uint8)
    if text.isascii():
        return int(place_of(raw, 0, len(raw)))
    return 1 << 20 | int(hashed(raw, len(raw), 5) >> np.uint64(44))


def name_hash_of(key: str, flags: int) -> int:
    """The hash of a name's key, as `spell` reckons it."""
    codes = np.frombuffer(key.encode("utf-32-le"), np.int32)
    return int(hashed(codes, len(codes), 1 + (flags & PERSON)))


@cache
def no_names() -> npt.NDArray[np.uint64]:
    """What the words that stand for no name are hashed to."""
    return np.array([name_hash_of(word, flags) for word in sorted(names.NO_NAME) if word for flags in (0, PERSON)], np.uint64)

"""The records of a list's file as they are compared with many rows: read once, kept in memory, or in a file (`bulk.ready`)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt

from fuyuantong.screening.bulk.native import marks
from fuyuantong.screening.bulk.native.shape import SPELLED
from fuyuantong.screening.bulk.said import Said
from fuyuantong.screening.bulk.spelling import LIST, Entries, spelled

_PART = 1 << 20


@dataclass(slots=True)
class Listed:
    """The marks of the records (`native.marks`); their entries in the order of the keys; these keys and the names by themselves, which
    are looked through soon so; what the records say, where that is kept beside them."""

    marks: npt.NDArray[np.uint8]
    entries: Entries
    keys: npt.NDArray[np.int64]
    names: npt.NDArray[np.uint64]
    said: Said | None = None

    def keep_rows(self, rows: Entries) -> Entries:
        """The rows that may meet a record."""
        kept = np.empty(len(rows), SPELLED)
        return kept[: marks.keep_rows(rows, self.marks, kept)].copy()

    def met_by(self, rows: Sequence[Entries]) -> Entries:
        """The records that may meet one of the rows."""
        many = sum(map(len, rows))
        asked, lone = marks.no_marks(2 * many), marks.no_marks(2 * many)
        if not sum(marks.add_rows(part, asked, lone) for part in rows):
            lone = lone[:0]
        keys = np.sort(np.concatenate([np.empty(0, np.int64), *(part["key"] for part in rows)]))
        found = np.zeros(len(self.keys), np.bool_)
        marks.find_equal(self.keys, keys[keys != 0], found)
        # Those without a key lie between those of organisations, which are below zero, and those of persons.
        first, last = np.searchsorted(self.keys, [0, 1])

        def of_part(part: tuple[int, int]) -> Entries:
            begin, end = part
            kept = np.empty(end - begin, SPELLED)
            by = asked if first <= begin < last else asked[:0]
            many = marks.keep_records(self.entries[begin:end], found[begin:end], by, lone, kept)
            return kept[:many].copy()

        parts = [
            (begin, min(begin + _PART, end))
            for start, end in ((0, first), (first, last), (last, len(self.keys)))
            for begin in range(start, end, _PART)
        ]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return np.concatenate([np.empty(0, SPELLED), *pool.map(of_part, parts)])

    def bearers(self, records: Entries) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        """Of all persons of the list with a name that one of `records` without a number bears: the name, and who it is."""
        asked = marks.no_marks(len(records))
        found = np.empty((2, len(self.names) if marks.add_names(records, asked) else 0), np.uint64)
        many = marks.bearers(self.names[: found.shape[1]], self.entries, asked, found[0], found[1])
        return found[0, :many], found[1, :many]


def read_list(con: duckdb.DuckDBPyConnection, source: str, *, whole: bool) -> Listed:
    """The records of `source`, every one; `whole` as `spelling.spelled` has it."""
    ((records,),) = con.execute(f"SELECT count(*) FROM {source}").fetchall()
    met_in = marks.no_marks(records)
    parts = []
    for part in spelled(con, source, LIST, whole=whole):
        marks.add_list(part, met_in)
        parts.append(part)
    keys = np.concatenate([np.empty(0, np.int64), *(part["key"] for part in parts)])
    order = np.argsort(keys)
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    entries, at = np.empty(len(order), SPELLED), 0
    for n, part in enumerate(parts):
        entries[places[at : at + len(part)]] = part
        at += len(part)
        parts[n] = part[:0]  # the memory of it is needed no more
    listed = Listed(met_in, entries, keys[order], entries["name"].copy())
    # As when they come out of a file (`bulk.ready`): Numba makes other code for what can be written.
    for column in (listed.marks, listed.entries, listed.keys, listed.names):
        column.flags.writeable = False
    return listed

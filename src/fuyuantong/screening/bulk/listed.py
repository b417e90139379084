"""The records of a list's file as they are compared with many rows: read once, kept in memory, or in a file (`bulk.ready`)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt

from fuyuantong.screening.bulk.native import marks
from fuyuantong.screening.bulk.native.shape import SPELLED
from fuyuantong.screening.bulk.said import Said
from fuyuantong.screening.bulk.spelling import LIST, Entries, spelled


class Part(NamedTuple):
    """Entries of some records, and of these what is looked through by itself: the names; the keys, which ascend, with the place of
    each one's entry; the entries without a key, and their places."""

    entries: Entries
    names: npt.NDArray[np.uint64]
    keys: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]
    few: Entries
    few_at: npt.NDArray[np.int64]

    def met_by(
        self, keys: npt.NDArray[np.int64], asked: npt.NDArray[np.uint8], lone: npt.NDArray[np.uint8]
    ) -> Entries:
        """The entries with one of the keys (which ascend), those without a key that are marked in `asked`, all that are in `lone`."""
        found, of_few = np.zeros(len(self.entries), np.bool_), np.zeros(len(self.few), np.bool_)
        marks.find_equal(self.keys, self.order, keys, found)
        marks.find_names(self.few, asked, of_few, 4)
        found[self.few_at] |= of_few
        if len(lone):
            marks.find_names(self.entries, lone, found, 3)
        kept = np.empty(np.count_nonzero(found), SPELLED)
        marks.move(self.entries, found, kept)
        return kept


@dataclass(slots=True)
class Listed:
    """The marks of the records (`native.marks`), the records in parts, and what they say where that is kept beside them."""

    marks: npt.NDArray[np.uint8]
    parts: list[Part]
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
        keys = keys[keys != 0]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            met = pool.map(lambda part: part.met_by(keys, asked, lone), self.parts)
            return np.concatenate([np.empty(0, SPELLED), *met])

    def bearers(self, records: Entries) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        """Of all persons of the list with a name that one of `records` without a number bears: the name, and who it is."""
        asked = marks.no_marks(len(records))

        def of_part(part: Part) -> npt.NDArray[np.uint64]:
            found = np.empty((2, len(part.names)), np.uint64)
            return found[:, : marks.bearers(part.names, part.entries, asked, found[0], found[1])].copy()

        parts = self.parts if marks.add_names(records, asked) else []
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            both = np.concatenate([np.empty((2, 0), np.uint64), *pool.map(of_part, parts)], axis=1)
        return both[0], both[1]


def read_list(con: duckdb.DuckDBPyConnection, source: str, *, whole: bool) -> Listed:
    """The records of `source`, every one; `whole` as `spelling.spelled` has it."""
    ((records,),) = con.execute(f"SELECT count(*) FROM {source}").fetchall()
    listed = Listed(marks.no_marks(records), [])
    for part in spelled(con, source, LIST, whole=whole, then=_part):
        marks.add_list(part.entries, listed.marks)
        listed.parts.append(part)
    listed.marks.flags.writeable = False
    return listed


def _part(entries: Entries) -> Part:
    order = np.argsort(entries["key"])
    few_at = np.flatnonzero(entries["key"] == 0)
    part = Part(entries, entries["name"].copy(), entries["key"][order], order, entries[few_at], few_at)
    # As when they come out of a file (`bulk.ready`): Numba makes other code for what can be written.
    for column in part:
        column.flags.writeable = False
    return part

"""A list read for the comparison of whole files: its records in the one spelling, and what of them a row can meet."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import duckdb
import numpy as np
import numpy.typing as npt

from fuyuantong.screening.bulk.native import marks
from fuyuantong.screening.bulk.native.shape import SPELLED
from fuyuantong.screening.bulk.spelling import LIST, Entries, spelled


@dataclass(slots=True)
class Listed:
    """The marks of the records (`native.marks`), the records in parts, and of each part the keys."""

    marks: npt.NDArray[np.uint8]
    parts: list[Entries] = field(default_factory=list)
    keys: list[npt.NDArray[np.int64]] = field(default_factory=list)

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

        def of_part(part: Entries, keys: npt.NDArray[np.int64]) -> Entries:
            kept = np.empty(len(part), SPELLED)
            return kept[: marks.keep_records(part, keys, asked, lone, kept)].copy()

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return np.concatenate([np.empty(0, SPELLED), *pool.map(of_part, self.parts, self.keys)])

    def bearers(self, records: Entries) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        """Of all persons of the list with a name that one of `records` without a number bears: the name, and who it is."""
        asked, found = marks.no_marks(len(records)), []
        for part in self.parts if marks.add_names(records, asked) else []:
            of_part = np.empty((2, len(part)), np.uint64)
            found.append(of_part[:, : marks.bearers(part, asked, of_part[0], of_part[1])].copy())
        both = np.concatenate([np.empty((2, 0), np.uint64), *found], axis=1)
        return both[0], both[1]


def read_list(con: duckdb.DuckDBPyConnection, source: str, *, whole: bool) -> Listed:
    """The records of `source`, every one; `whole` as `spelling.spelled` has it."""
    ((records,),) = con.execute(f"SELECT count(*) FROM {source}").fetchall()
    listed = Listed(marks.no_marks(records))
    for part in spelled(con, source, LIST, whole=whole):
        marks.add_list(part, listed.marks)
        listed.parts.append(part)
        listed.keys.append(part["key"].copy())
    # As when they come out of a file (`bulk.ready`): Numba makes other code for what can be written.
    for column in (listed.marks, *listed.parts, *listed.keys):
        column.flags.writeable = False
    return listed

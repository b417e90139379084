"""What the records of a list's file say, laid down so that a few of them are read without a look at all the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from fuyuantong.screening.bulk.arrow import Texts, batches
from fuyuantong.screening.bulk.spelling import LIST
from fuyuantong.screening.bulk.texts import WHOLE_NUMBERS
from fuyuantong.screening.compiled.file import Column, MappedFile

_COLUMNS = ("list_id", *LIST.texts)


class Said:
    """The columns of all records as texts, in parts; a record's number is its place in the list's file. Ids that are whole numbers are
    kept as these."""

    def __init__(
        self, parts: Sequence[Sequence[Texts]], begins: Sequence[int], ids: npt.NDArray[np.int64]
    ) -> None:
        """`begins`: the number of each part's first record; `ids` is empty where they are texts."""
        self._parts, self._begins, self._ids = parts, np.array(begins, np.int64), ids

    def ids(self, records: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        """The `list_id` of some records, which come in the order of the file."""
        return self._ids[records] if len(self._ids) else self.texts("list_id", records)

    def texts(self, column: str, records: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
        """What some records, which come in the order of the file, say; nothing for null."""
        place, found = _COLUMNS.index(column), []
        ends = [*np.searchsorted(records, self._begins[1:]).tolist(), len(records)]
        begin = 0
        for part, first, end in zip(self._parts, self._begins, ends, strict=True):
            found += part[place].several(records[begin:end] - first)
            begin = end
        return np.array(found, object)

    def laid_down(self) -> tuple[list[int], dict[str, Column]]:
        """Where the parts begin, and the columns of a file."""
        columns: dict[str, Column] = {
            f"said {n} {name} {field}": array
            for n, part in enumerate(self._parts)
            for name, texts in zip(_COLUMNS, part, strict=True)
            for field, array in texts._asdict().items()
        }
        return self._begins.tolist(), {"ids": self._ids, **columns}


def read_said(con: duckdb.DuckDBPyConnection, source: str) -> Said:
    """All that `source` (what stands behind FROM) says, in memory."""
    parts, begins, ids, at = [], [], [np.empty(0, np.int64)], 0
    ((_, of_ids, *_),) = con.execute(f"DESCRIBE SELECT list_id FROM {source}").fetchall()
    whole = of_ids in WHOLE_NUMBERS
    given = f"{'list_id' if whole else 0}::BIGINT, {'NULL' if whole else 'list_id'}::VARCHAR"
    texts = ", ".join(f"{made}::VARCHAR" for made in LIST.texts.values())
    con.execute("SET preserve_insertion_order = true")
    for batch in batches(con, f"SELECT {given}, {texts} FROM {source}"):
        parts.append([batch.texts(n).copy() for n in range(1, len(_COLUMNS) + 1)])
        if whole:
            ids.append(batch.whole_numbers(0).copy())
        begins.append(at)
        at += batch.rows
    con.execute("SET preserve_insertion_order = false")
    return Said(parts, begins, np.concatenate(ids))


def said_in(file: MappedFile, begins: Sequence[int]) -> Said:
    """What was laid down."""
    parts = [
        [Texts(*(file.column(f"said {n} {name} {field}") for field in Texts._fields)) for name in _COLUMNS]
        for n in range(len(begins))
    ]
    return Said(parts, begins, file.column("ids"))

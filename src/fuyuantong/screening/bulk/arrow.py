"""The answer of a query in batches of columns, read where DuckDB laid them (the Arrow C stream interface): no Python object
for each row, and no copy."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt

_BYTES = np.uint8


class Texts(NamedTuple):
    """A column of texts: one bit a row (0 for null), where each begins, and all texts as one."""

    valid: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int32]
    text: npt.NDArray[np.uint8]

    def at(self, row: int) -> str | None:
        """A text as Python has it; None for null."""
        if not self.valid[row >> 3] >> (row & 7) & 1:
            return None
        return self.text[self.starts[row] : self.starts[row + 1]].tobytes().decode()

    def several(self, rows: npt.NDArray[np.int64]) -> list[str]:
        """Many of the texts; an empty one for null."""
        text = self.text.data
        spans = zip(self.starts[rows].tolist(), self.starts[rows + 1].tolist(), strict=True)
        return [str(text[start:end], "utf-8") for start, end in spans]

    def copy(self) -> Texts:
        """In memory of its own."""
        return Texts(self.valid.copy(), self.starts.copy(), self.text.copy())


class _Array(ctypes.Structure):
    """`ArrowArray` of the interface."""


_Array._fields_ = [
    ("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64), ("n_children", ctypes.c_int64), ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))), ("dictionary", ctypes.c_void_p),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))), ("private_data", ctypes.c_void_p),
]  # fmt: skip


class _Stream(ctypes.Structure):
    """`ArrowArrayStream` of the interface."""


_Stream._fields_ = [
    ("get_schema", ctypes.c_void_p),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Array))),
    ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(_Stream))),
    ("release", ctypes.c_void_p), ("private_data", ctypes.c_void_p),
]  # fmt: skip
_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]


class Batch:
    """Some rows of an answer. What its columns give lies in memory that goes with the batch."""

    def __init__(self, array: _Array) -> None:
        self._array = array
        self.rows: int = array.length

    def __del__(self) -> None:
        if self._array.release:
            self._array.release(ctypes.byref(self._array))

    def whole_numbers(self, column: int) -> npt.NDArray[np.int64]:
        """A column of BIGINT without null."""
        array = self._array.children[column].contents
        return _seen(array.buffers[1], (array.offset + self.rows) * 8).view(np.int64)[array.offset :]

    def nulls(self, column: int) -> int:
        """How many rows of a column have nothing."""
        return int(self._array.children[column].contents.null_count)

    def texts(self, column: int) -> Texts:
        """A column of VARCHAR."""
        array = self._array.children[column].contents
        if array.offset:  # DuckDB gives none that begins within another
            raise ValueError("a column that begins within another")
        starts = _seen(array.buffers[1], (self.rows + 1) * 4).view(np.int32)
        size = -(-self.rows // 8)
        valid = _seen(array.buffers[0], size) if array.buffers[0] else np.full(size, 255, _BYTES)
        return Texts(valid, starts, _seen(array.buffers[2], int(starts[-1])))


def _seen(address: int | None, size: int) -> npt.NDArray[np.uint8]:
    """Memory of somebody else's, to be read only."""
    if not address or not size:
        return np.zeros(size, _BYTES)
    return np.frombuffer(memoryview((ctypes.c_uint8 * size).from_address(address)), _BYTES)


def batches(con: duckdb.DuckDBPyConnection, sql: str) -> Iterator[Batch]:
    """The answer of a query. The connection can be asked nothing else before the last batch was taken."""
    con.execute("SELECT 1").fetchall()  # gives up what is left of an answer before
    capsule = con.sql(sql).__arrow_c_stream__()
    stream = ctypes.cast(_pointer(capsule, b"arrow_array_stream"), ctypes.POINTER(_Stream))
    while True:
        array = _Array()
        if stream.contents.get_next(stream, ctypes.byref(array)):
            told = stream.contents.get_last_error(stream) or b""
            raise duckdb.Error(told.decode(errors="replace"))
        if not array.release:
            return
        yield Batch(array)

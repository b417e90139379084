"""A list read once for many comparisons (`listed.Listed`), kept in a file beside those that come after it.

The file is named by the list's digest and by the sources that it was read by, so a changed list or another version makes another
file. It appears whole or not at all and is as closely kept as the list itself.
"""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

import numpy as np

from fuyuantong.screening.bulk.listed import Listed, Part
from fuyuantong.screening.bulk.native import made_of
from fuyuantong.screening.bulk.native.shape import SPELLED
from fuyuantong.screening.bulk.said import Said, said_in
from fuyuantong.screening.compiled.file import BrokenFile, Column, MappedFile, lay_down

_SETTLED = 2  # seconds after which a clock of any file system has ticked


def file_for(folder: Path, listed: Path) -> Path:
    """Where the prepared form of a list lies or will lie."""
    made = hashlib.sha256(f"{made_of()} {_digest(folder, listed)}".encode())
    return folder / f"{made.hexdigest()[:32]}.ready"


def _digest(folder: Path, listed: Path) -> str:
    """The digest of a list's file; remembered in the folder for as long as nobody has written to the file.

    A file that was written a moment ago is read again: within one tick of its clock it might change unseen.
    """
    is_ = listed.stat()
    told = f"{listed.resolve()} {is_.st_dev} {is_.st_ino} {is_.st_size} {is_.st_mtime_ns}"
    note = folder / f"{hashlib.sha256(told.encode()).hexdigest()[:32]}.digest"
    with suppress(FileNotFoundError):
        return note.read_text("ascii")
    with listed.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if time.time() - is_.st_mtime > _SETTLED:
        partial = note.with_name(f".{note.name}.{os.getpid()}")
        partial.write_text(digest, "ascii")
        partial.replace(note)
    return digest


def keep(listed: Listed, said: Said, path: Path) -> None:
    """Write a list down, and what its records say."""
    begins, columns = said.laid_down()
    mine = path.with_name(f".{path.name}.{os.getpid()}")  # another process may be at the same
    columns["marks"] = listed.marks
    for n, part in enumerate(listed.parts):
        columns |= {f"{name} {n}": _bytes(column) for name, column in part._asdict().items()}
    lay_down(mine, {"said": begins, "parts": len(listed.parts)}, columns)
    mine.replace(path)


def use(path: Path) -> Listed | None:
    """A list as it was written down; None where it is not there or cannot be read."""
    try:
        kept = MappedFile(path)
        parts = [
            Part(*(_column(kept, name, f"{name} {n}") for name in Part._fields))
            for n in range(kept.about["parts"])
        ]
        return Listed(kept.column("marks"), parts, said_in(kept, kept.about["said"]))
    except FileNotFoundError:
        return None
    except BrokenFile:
        path.unlink(missing_ok=True)
        return None


def _bytes(column: Column) -> Column:
    """Entries are laid down as bytes: a file's columns are of plain numbers."""
    return column.view(np.uint8) if column.dtype == SPELLED else column


def _column(kept: MappedFile, field: str, name: str) -> Column:
    column = kept.column(name)
    return column.view(SPELLED) if field in {"entries", "few"} else column

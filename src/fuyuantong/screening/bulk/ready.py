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

from fuyuantong.screening.bulk.listed import Listed
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
    own: dict[str, Column] = {
        "marks": listed.marks,
        "entries": listed.entries.view(np.uint8),
        "keys": listed.keys,
        "names": listed.names,
    }
    lay_down(mine, {"said": begins}, own | columns)
    mine.replace(path)


def use(path: Path) -> Listed | None:
    """A list as it was written down; None where it is not there or cannot be read."""
    try:
        kept = MappedFile(path)
        said = said_in(kept, kept.about["said"])
        marks, entries, keys, names = map(kept.column, ("marks", "entries", "keys", "names"))
        return Listed(marks, entries.view(SPELLED), keys, names, said)
    except FileNotFoundError:
        return None
    except BrokenFile:
        path.unlink(missing_ok=True)
        return None

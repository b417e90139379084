"""A list prepared once for many comparisons: its tables kept in a file of DuckDB beside those that come after it.

The file is named by the list's digest, by what is kept in it and by the engine's version (hashes are the engine's), so a
changed list or another engine makes another file. It appears whole or not at all and is as closely kept as the list itself.
"""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

import duckdb

from fuyuantong.screening.bulk.preparing import as_one

_LAYOUT = 3
_SETTLED = 2  # seconds after which a clock of any file system has ticked
#: Table in the file, and what it is made of.
_KEPT = {
    "list_first": "SELECT no, person, n, k, x, prov, done FROM list_first WHERE done",
    "list_rest": "FROM list_rest",
    "few_list_": "FROM few_list_",
    "few_rare": "FROM few_rare",
    "list_whole": "FROM list_whole",
}
#: Of the records with a key the hash of the number as it should be written (of an organisation: as it is written).
WHOLE = """SELECT DISTINCT CASE WHEN person THEN (hash(lpad(k::VARCHAR, 17, '0') ||
    CASE WHEN tail % 11 = 10 THEN 'X' ELSE (tail % 11)::VARCHAR END) >> 1)::BIGINT ELSE t END AS h FROM list_ WHERE k IS NOT NULL"""


def file_for(folder: Path, listed: Path) -> Path:
    """Where the prepared form of a list lies or will lie."""
    made = hashlib.sha256(f"{_LAYOUT} {duckdb.__version__} {_digest(folder, listed)}".encode())
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


def keep(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the prepared tables of a connection down."""
    partial = path.with_name(f".{path.name}.part")
    partial.unlink(missing_ok=True)
    con.execute(f"ATTACH '{_quoted(partial)}' AS kept")
    for table, made in _KEPT.items():
        con.execute(f"CREATE TABLE kept.{table} AS {made}")
    con.execute("DETACH kept")
    partial.chmod(0o600)
    partial.replace(path)


def use(con: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Let a connection read a list's prepared tables; False where they are not there or cannot be read."""
    if not path.is_file():
        return False
    try:
        con.execute(f"ATTACH '{_quoted(path)}' AS kept (READ_ONLY)")
    except duckdb.Error:
        with suppress(OSError):
            path.unlink()
        return False
    for table in _KEPT:
        con.execute(f"CREATE TEMP VIEW {table} AS FROM kept.{table}")
    as_one(con, "list_")
    return True


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")

"""`python -m fuyuantong.screening.bulk.ahead`: have the machine code of `native` made before somebody waits for it (some 15 s, once
for each version), by comparing a few rows. One process does so at a time, and none where it is made or cannot be kept."""

from __future__ import annotations

import fcntl
from pathlib import Path
from tempfile import TemporaryDirectory

from fuyuantong.screening.bulk import native
from fuyuantong.screening.bulk.files import refuse_bad_list, refuse_bad_rows
from fuyuantong.screening.bulk.making import make_file
from fuyuantong.screening.bulk.running import connect, screen_files, source, write_list


def main() -> None:
    kept = native.kept()
    if not kept:
        return
    with Path(kept, "ahead").open("a") as note:
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if not note.tell():
            compare_few()
            note.write("made")


def compare_few() -> None:
    """Compare a list with its own records in every way that there is."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        listed, rows, output = (folder / f"{word}.parquet" for word in ("list", "rows", "out"))
        write_list(
            listed,
            [
                (1, "P", "甄有信", "11010519491231002X", "女", 1949, "11"),
                (2, "O", "青禾（", "", "", None, ""),
                (3, "P", "郑守诺", "110105****0915002X", "女", 1983, "11"),
            ],
        )
        with connect("100MB", folder) as con:
            con.execute(
                f"COPY (SELECT list_id AS row_id, * EXCLUDE file_row_number, '' AS birth FROM {source(listed)}) TO '{rows}' (FORMAT parquet)"
            )
            records = (
                f"(SELECT *, uuid() AS id, NULL::DATE AS expires_on, '' AS former FROM {source(listed)})"
            )
            make_file(folder / "a.list", {}, con, records)
        refuse_bad_list(listed)
        refuse_bad_rows(rows)
        for numbers_only in (False, True):
            screen_files(listed, rows, output, ready=folder / "a.ready", numbers_only=numbers_only)


if __name__ == "__main__":
    main()

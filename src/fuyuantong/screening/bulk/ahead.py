"""`python -m fuyuantong.screening.bulk.ahead`: have the machine code of `native` made before somebody waits for it (some 15 s, once
for each version), by comparing one row."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from fuyuantong.screening.bulk.making import make_file
from fuyuantong.screening.bulk.running import connect, screen_files, source, write_list


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        listed, rows, output = (folder / f"{word}.parquet" for word in ("list", "rows", "out"))
        write_list(
            listed,
            [
                (1, "P", "甄有信", "11010519491231002X", "女", 1949, "11"),
                (2, "O", "青禾（", "", "", None, ""),
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
        for numbers_only in (False, True):
            screen_files(listed, rows, output, ready=folder / "a.ready", numbers_only=numbers_only)


if __name__ == "__main__":
    main()

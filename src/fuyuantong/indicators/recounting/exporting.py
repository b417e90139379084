"""The rows that indicators count, as files that anybody's tools read: CSV from the database's own COPY."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.db import connection

from fuyuantong.registers.queries import register_of

TABLES = {
    "units": "SELECT id, code, name, kind, level, region_id AS region, valid_until FROM organs_unit",
    "obligations": """SELECT o.id, owner_id, creditor_id, mechanism, linkage, task, duty, state, ledger_item,
        standing, backfilled, held, issued_on, signed_on, due_on, finished_on FROM matters_obligation o""",
    "clocks": "SELECT id, obligation_id, extensions FROM matters_clock WHERE main",
    "moves": "SELECT id, clock_id, at, due_before FROM matters_clockmove WHERE due_before IS NOT NULL",
    "letters": """SELECT id, unit_id, state, genre, letter, template, signed_on, sent_on, filed_on
        FROM matters_draft""",
    "meetings": """SELECT m.id, m.host_id, m.state, k.code AS kind, m.linkage, m.held_on, m.issued_on
        FROM meetings_meeting m JOIN meetings_kindversion k ON k.id = m.kind_id""",
}
"""Everything that is counted besides registers, without any text written by people."""
_ROWS = """SELECT id, owner_id, region, state, progress, sealed, barred, counted_on, {cells} AS cells
FROM registers_row WHERE book_id = '{book}'"""


def export(folder: Path, books: Iterable[str]) -> list[Path]:
    """Write one file for each register and table into a folder; columns of personal data stay out.

    In the caller's transaction, so that all of them are of one moment (see `comparing.frozen_moment`).
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = [_copy(sql, folder / f"{name}.csv") for name, sql in TABLES.items()]
    for book in sorted(set(books)):
        masked = [column.key for column in register_of(book).columns if column.masked]
        less = "".join(" - '" + key.replace("'", "''") + "'" for key in masked)
        made.append(_copy(_ROWS.format(cells=f"cells{less}", book=book), folder / f"rows-{book}.csv"))
    return made


def _copy(sql: str, path: Path) -> Path:
    with connection.cursor() as cursor, path.open("wb") as out:
        raw = cursor.connection.cursor() if hasattr(cursor, "connection") else cursor
        with raw.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv, HEADER true)") as data:
            for block in data:
                out.write(block)
    return path

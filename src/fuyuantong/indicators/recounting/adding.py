"""Adding up in DuckDB what the rows add: sums and different items, by period and breakdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import duckdb

from fuyuantong.indicators.figures import Sums
from fuyuantong.indicators.periods import Span
from fuyuantong.indicators.recounting.judging import Added

UNDATED = -1
_SIDES = ("d", "n", "x0", "x1", "x2")
_BLOCK = 5000
Counted = dict[int, dict[tuple[str, ...], Sums]]


class Adder:
    """The lines of one indicator."""

    def __init__(self, con: duckdb.DuckDBPyConnection, lines: Iterable[Added]) -> None:
        self.con = con
        con.execute(
            "CREATE OR REPLACE TEMP TABLE added"
            " (n BIGINT, side VARCHAR, day DATE, amount DECIMAL(30, 6), item VARCHAR)"
        )
        con.execute("CREATE OR REPLACE TEMP TABLE under (n BIGINT, name VARCHAR, value VARCHAR)")
        rows: list[Any] = []
        groups: list[Any] = []
        for n, line in enumerate(lines):
            rows.append((n, line.side, line.day, line.amount, line.item))
            groups += [(n, name, value) for name, values in line.groups.items() for value in values]
            if len(rows) >= _BLOCK:
                self._put(rows, groups)
        self._put(rows, groups)

    def _put(self, rows: list[Any], groups: list[Any]) -> None:
        """Some thousand rows in one statement: a statement a row would take minutes."""
        for table, found in (("added", rows), ("under", groups)):
            for start in range(0, len(found), 500):
                part = found[start : start + 500]
                marks = ", ".join(f"({', '.join('?' * len(part[0]))})" for _row in part)
                cells = [cell for row in part for cell in row]
                self.con.execute(f"INSERT INTO {table} VALUES {marks}", cells)  # noqa: S608 - marks only
            found.clear()

    def sums(self, spans: Sequence[Span], group: str = "") -> Counted:
        """{place of the period, or UNDATED: {keys: sums}}, in the shape of the product's own answer."""
        key, join = ("u.value", "JOIN under u ON u.n = a.n AND u.name = ?") if group else ("''", "")
        times = ", ".join("(?, ?::date, ?::date)" for _span in spans)
        values = [part for place, span in enumerate(spans) for part in (place, span.first, span.end)]
        sql = (
            f"SELECT s.place, {key}, side, sum(amount) FILTER (WHERE item = ''), count(DISTINCT item)"  # noqa: S608
            " FILTER (WHERE item <> '') FROM added a"
            f" JOIN (VALUES {times}, ({UNDATED}, NULL, NULL)) s(place, since, til)"
            f" ON a.day >= s.since AND a.day < s.til OR (a.day IS NULL AND s.place < 0) {join} GROUP BY ALL"
        )
        rows = self.con.execute(sql, [*values, *([group] if group else [])]).fetchall()
        told: dict[int, dict[tuple[str, ...], dict[str, Decimal]]] = {}
        for place, value, side, plain, different in rows:
            keys = (value,) if group else ()
            told.setdefault(place, {}).setdefault(keys, {})[side] = Decimal(plain or 0) + different
        return {place: kept for place, parts in told.items() if (kept := _kept(parts))}


def _kept(parts: dict[tuple[str, ...], dict[str, Decimal]]) -> dict[tuple[str, ...], Sums]:
    """What came to nothing is no group."""
    return {keys: found for keys, sides in parts.items() if not (found := _sums(sides)).nothing}


def _sums(sides: dict[str, Decimal]) -> Sums:
    d, n, *x = (sides.get(side, Decimal(0)) for side in _SIDES)
    return Sums(d, n, (x[0], x[1], x[2]))

"""Tables as lines: cells divided by tabs, merged cells repeated where they reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text on one line, the columns it spans, whether it goes on with the cell above."""

    text: str
    span: int = 1
    joined: bool = False


def grid_lines(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """One line a row; a cell merged downwards is repeated in every row it covers."""
    above: dict[int, str] = {}
    for row in rows:
        column = 0
        cells: list[str] = []
        now: dict[int, str] = {}
        for cell in row:
            text = above.get(column, "") if cell.joined else cell.text
            now[column] = text
            cells += [text.replace("\t", " "), *[""] * (cell.span - 1)]
            column += cell.span
        above = now
        if any(cells):
            yield "\t".join(cells)

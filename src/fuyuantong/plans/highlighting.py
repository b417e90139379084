"""The source text with each item's passages marked: flat segments, the innermost item wins. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text that belongs to something; `key` is what both sides carry as `data-span`."""

    key: str
    start: int
    end: int
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """Text of one paragraph in one passage (`key` empty: in none); `first` is the passage's beginning."""

    text: str
    key: str = ""
    damaged: bool = False
    first: bool = False


def passages(items: Iterable[tuple[UUID, int | None, int | None]]) -> list[Passage]:
    return [
        Passage(f"i-{key}", start, end) for key, start, end in items if start is not None and end is not None
    ]


def paragraphs(text: str, marks: Sequence[Passage]) -> list[list[Segment]]:
    """Cut the text into lines of segments. A damaged passage lies over an item and keeps the item's key.

    Runs once over the sorted borders with a short stack of open passages: n log n in the number of marks.
    """
    borders: dict[int, list[tuple[int, Passage]]] = {}
    for mark in marks:
        if 0 <= mark.start < mark.end <= len(text):
            borders.setdefault(mark.start, []).append((1, mark))
            borders.setdefault(mark.end, []).append((0, mark))
    lines: list[list[Segment]] = [[]]
    open_marks: list[Passage] = []
    seen: set[str] = set()
    at = 0
    for place in [*sorted(borders), len(text)]:
        if place > at:
            _put(lines, text[at:place], open_marks, seen)
        for begins, mark in borders.get(place, []):
            if begins:
                open_marks.append(mark)
            elif mark in open_marks:
                open_marks.remove(mark)
        at = place
    return [line for line in lines if line]


def _put(lines: list[list[Segment]], text: str, open_marks: Sequence[Passage], seen: set[str]) -> None:
    inner = min((m for m in open_marks if not m.damaged), key=lambda m: m.end - m.start, default=None)
    damaged = any(m.damaged for m in open_marks)
    key = inner.key if inner else ""
    for n, part in enumerate(text.split("\n")):
        if n:
            lines.append([])
        if part.strip():
            lines[-1].append(Segment(part, key, damaged, first=bool(key) and key not in seen))
            seen.add(key)

"""What changed between two versions: the texts, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

_CONTEXT = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One line: `kind` is same, added, removed or gap; numbers are those of the old and the new text."""

    kind: str
    text: str = ""
    old: int | None = None
    new: int | None = None

    @property
    def sign(self) -> str:
        return {"added": "＋", "removed": "－"}.get(self.kind, "")


def compare(old: str, new: str) -> list[Change]:
    """The changed lines with three lines around them; equal texts give an empty list."""
    a, b = old.splitlines(), new.splitlines()
    rows: list[Change] = []
    for group in SequenceMatcher(None, a, b, autojunk=False).get_grouped_opcodes(_CONTEXT):
        if rows:
            rows.append(Change("gap"))
        for kind, i1, i2, j1, j2 in group:
            if kind == "equal":
                rows += [Change("same", a[i], i + 1, j1 + i - i1 + 1) for i in range(i1, i2)]
            else:
                rows += [Change("removed", a[i], i + 1) for i in range(i1, i2)]
                rows += [Change("added", b[j], None, j + 1) for j in range(j1, j2)]
    return rows

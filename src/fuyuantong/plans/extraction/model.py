"""What a parsed policy document is: frozen values and the JSON that `fyt parse` prints.

All spans are half-open character offsets into the text as read.  Units are spelled as the document
writes them (blanks and line breaks inside a name removed).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Span = tuple[int, int]
Kind = Literal["date", "recurring", "standing", "none"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, or a group of units, named at one place."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Deadline:
    """When an item is to be complete; `every` is a period word (`quarter`) of recurring ones."""

    raw: str | None = None
    kind: Kind = "none"
    iso: str | None = None
    every: str | None = None
    span: Span | None = None

    def to_json(self) -> dict[str, Any]:
        """`{"raw", "kind", "iso", "every"}`."""
        return {"raw": self.raw, "kind": self.kind, "iso": self.iso, "every": self.every}


@dataclass(frozen=True, slots=True)
class Period:
    """A frequency in the prose: 每半年."""

    raw: str
    every: str
    span: Span


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that the item promises to reach."""

    raw: str
    name: str
    op: str
    value: float
    unit: str
    span: Span

    def to_json(self) -> dict[str, Any]:
        """`{"raw", "name", "op", "value", "unit"}`; whole numbers are printed without a point."""
        value: float | int = int(self.value) if self.value == int(self.value) else self.value
        return {"raw": self.raw, "name": self.name, "op": self.op, "value": value, "unit": self.unit}


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in the text that a person should look at: spam-text, missing-words, damaged, …"""

    code: str
    span: Span
    text: str

    def to_json(self) -> dict[str, Any]:
        """`{"code", "at", "text"}`."""
        return {"code": self.code, "at": list(self.span), "text": self.text}


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered paragraph, table row or annotated paragraph.

    `responsible` holds 责任 and 配合 units alike; `assisting` names those of them whose role the text
    gives as 配合.  `parent` is the number of the item above, `parent_index` its place in `items`.
    """

    no: str
    path: tuple[str, ...]
    title: str
    text: str
    span: Span
    lead: tuple[Unit, ...] = ()
    responsible: tuple[Unit, ...] = ()
    assisting: tuple[str, ...] = ()
    partners: tuple[Unit, ...] = ()
    deadline: Deadline = field(default_factory=Deadline)
    deadlines: tuple[Deadline, ...] = ()
    periods: tuple[Period, ...] = ()
    targets: tuple[Target, ...] = ()
    parent: str | None = None
    parent_index: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The item as house rules print it."""
        return {
            "no": self.no,
            "path": list(self.path),
            "title": self.title,
            "text": self.text,
            "span": list(self.span),
            "lead": [u.name for u in self.lead],
            "responsible": [u.name for u in self.responsible],
            "partners": [u.name for u in self.partners],
            "assisting": list(self.assisting),
            "deadline": self.deadline.to_json(),
            "deadlines": [d.to_json() for d in self.deadlines],
            "periods": [{"raw": p.raw, "every": p.every} for p in self.periods],
            "parent": self.parent,
            "parent_index": self.parent_index,
            "targets": [t.to_json() for t in self.targets],
            "spans": {
                "lead": [list(u.span) for u in self.lead],
                "responsible": [list(u.span) for u in self.responsible],
                "partners": [list(u.span) for u in self.partners],
                "deadline": list(self.deadline.span) if self.deadline.span else None,
                "deadlines": [list(d.span) for d in self.deadlines if d.span],
                "periods": [list(p.span) for p in self.periods],
                "targets": [list(t.span) for t in self.targets],
            },
        }


@dataclass(frozen=True, slots=True)
class Seat:
    """Who holds a role in the mechanism: 第一召集人, 召集人, 成员单位, 办公室, 办公室主任, 联络员, 组长 …"""

    role: str
    who: tuple[str, ...]
    span: Span

    def to_json(self) -> dict[str, Any]:
        """`{"role", "who", "at"}`."""
        return {"role": self.role, "who": list(self.who), "at": list(self.span)}


@dataclass(frozen=True, slots=True)
class Meeting:
    """A kind of meeting; `every` is None where it is called as needed."""

    name: str
    every: str | None
    times: int | None
    raw: str
    span: Span

    def to_json(self) -> dict[str, Any]:
        """`{"name", "every", "times", "raw", "at"}`."""
        return {
            "name": self.name,
            "every": self.every,
            "times": self.times,
            "raw": self.raw,
            "at": list(self.span),
        }


@dataclass(frozen=True, slots=True)
class Duty:
    """A standing duty of a role: whose, what."""

    who: str
    text: str
    span: Span

    def to_json(self) -> dict[str, Any]:
        """`{"who", "text", "at"}`."""
        return {"who": self.who, "text": self.text, "at": list(self.span)}


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document; `notice` is the title of the 印发通知 that carries it."""

    file: str
    text_sha256: str
    title: str
    notice: str | None
    issuers: tuple[str, ...]
    number: str | None
    issued_on: str | None
    warnings: tuple[Flaw, ...]
    items: tuple[Item, ...]
    organisation: tuple[Seat, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    duties: tuple[Duty, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The whole document as `fyt parse --json` prints it."""
        return {
            "file": self.file,
            "text_sha256": self.text_sha256,
            "title": self.title,
            "notice": self.notice,
            "issuers": list(self.issuers),
            "number": self.number,
            "issued_on": self.issued_on,
            "warnings": [w.to_json() for w in self.warnings],
            "items": [i.to_json() for i in self.items],
            "organisation": [s.to_json() for s in self.organisation],
            "meetings": [m.to_json() for m in self.meetings],
            "duties": [d.to_json() for d in self.duties],
        }

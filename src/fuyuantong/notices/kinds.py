"""Words of the room: to whom a message goes, over which channel."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from fuyuantong.organs.kinds import Role

UNIT_READERS = frozenset({Role.LIAISON.value, Role.CLERK.value})
"""Who reads what was sent to a unit: its liaison and its clerks, by the post they hold when they look."""

SHOWN_AT_MOST = 99
"""The bell counts so far; more is shown as 99+."""

DIGEST_HOUR = 8
QUIET_FROM, QUIET_UNTIL = 20, 8
"""Defaults of a person's preferences, in hours of Shanghai."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about: the type as in the trail (`matter`, `obligation`) and its id."""

    type: str
    id: UUID
    linkage: str = ""


@dataclass(frozen=True, slots=True)
class Outside:
    """A message as a channel outside the product carries it: titles only where nothing is restricted."""

    key: str
    title: str
    lines: tuple[str, ...]
    url: str

    @property
    def text(self) -> str:
        return "\n".join([self.title, *self.lines, self.url])


def message_key(kind: str, same: str, *to: str) -> str:
    """What makes a repeated message the same one: its kind, what it is about, and the recipient."""
    return hashlib.sha256("\n".join([kind, same, *to]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Message:
    """One plain message to a unit, or to an office (code of a linkage); see `actions.tell`."""

    kind: str
    title: str
    subject: Subject
    url: str = ""
    unit: UUID | None = None
    office: str = ""
    merge: str = ""

    @property
    def key(self) -> str:
        same = self.merge or f"{self.subject.type}:{self.subject.id}"
        to = ("unit", str(self.unit)) if self.unit else ("office", self.office)
        return message_key(self.kind, same, *to)

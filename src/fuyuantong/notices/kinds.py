"""Words of the room: to whom a message goes, over which channel."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fuyuantong.organs.kinds import Role

UNIT_READERS = frozenset({Role.LIAISON.value, Role.CLERK.value})
"""Who reads what was sent to a unit: its liaison and its clerks, by the post they hold when they look."""

SHOWN_AT_MOST = 99
"""The bell counts so far; more is shown as 99+."""

DIGEST_HOUR = 8
QUIET_FROM, QUIET_UNTIL = 20, 8
"""Defaults of a person's preferences, in hours of Shanghai."""
CODE_DIGITS = 6
CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5
CODES_A_DAY = 5
"""A code proves that an account is one's own: so long, so many wrong ones, so many codes a day."""
LEAVE_MOST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about: the type as in the trail (`matter`, `obligation`) and its id."""

    type: str
    id: UUID
    linkage: str = ""


@dataclass(frozen=True, slots=True)
class Outside:
    """A message as a channel outside the product carries it: titles only where nothing is restricted.

    `again`: it may have gone out before (the same key), which the channel says where a person would see two.
    """

    key: str
    title: str
    lines: tuple[str, ...]
    url: str
    at: str = ""
    again: bool = False

    @property
    def text(self) -> str:
        """`at` makes two messages differ that say the same: some services drop what was said before."""
        return "\n".join(part for part in (self.title, *self.lines, self.url, self.at) if part)


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

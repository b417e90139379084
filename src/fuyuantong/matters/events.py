"""What the heart tells the rooms above it, inside the transaction (see common/events.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MatterOpened:
    matter: UUID
    mechanism: str
    plan_item: UUID | None


@dataclass(frozen=True, slots=True)
class ObligationMoved:
    """An obligation went from one state to another by a verb of `matters.moves.MOVES`."""

    obligation: UUID
    matter: UUID
    verb: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StageReached:
    """`fields` are the matter's as the act leaves them (they are stored after the subscribers were told)."""

    matter: UUID
    stage: str
    terminal: bool
    fields: Mapping[str, Any] = field(default_factory=dict, compare=False)
    mechanism: str = ""


@dataclass(frozen=True, slots=True)
class LetterWanted:
    """An act drafts a letter (生成文书); `on` is the day of the act."""

    matter: UUID
    letter: str
    act: str
    on: date


@dataclass(frozen=True, slots=True)
class MatterWanted:
    """An act opens a matter of another mechanism (派生)."""

    matter: UUID
    key: str
    mechanism: str
    values: tuple[tuple[str, Any], ...]
    on: date


@dataclass(frozen=True, slots=True)
class DraftWanted:
    """A reminder drafts something that only a leader may send (拟督办单, 拟跟进函, 拟通报, 拟抄报).

    `clock` and `rule` name the term that ran out and the reminder of the definition. A term of the matter
    itself has no obligation.
    """

    obligation: UUID | None
    matter: UUID
    what: str
    clock: str
    rule: str
    source: str = ""

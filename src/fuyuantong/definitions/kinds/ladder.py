"""An escalation ladder (催督阶梯): what is done towards who is late, rung by rung, as data."""

from __future__ import annotations

from dataclasses import dataclass

from fuyuantong.definitions.kinds.parts import When
from fuyuantong.definitions.kinds.words import LEVEL_OF, Level, ReminderDo


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: at `when` beside the due date `do` is done; `copy`: parties told as well, where present."""

    level: Level
    when: When
    do: ReminderDo
    copy: tuple[str, ...] = ()
    note: str = ""
    line: int = 0

    @property
    def fits(self) -> bool:
        return LEVEL_OF[self.do] is self.level


@dataclass(frozen=True, slots=True)
class Ladder:
    code: str
    name: str
    version: int
    rungs: tuple[Rung, ...]
    summary: str = ""
    sources: tuple[str, ...] = ()

"""Escalation ladders: read and checked with errors by line, delivered in library/ladders, fitted to a clock.

A ladder never replaces what a definition itself says of a clock: it stands where the definition is silent.
Which one is asked is said by the clock of the definition (阶梯), else by the profile in use. Rungs up to 催办
speak by themselves; from 督办单 upward they are only drafted, and a leader signs (practice §4.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from fuyuantong.clocks.terms import Unit
from fuyuantong.definitions.kinds import (
    LEVEL_OF,
    LEVELS,
    Archetype,
    Clock,
    Ladder,
    Level,
    Mechanism,
    Reminder,
    Rung,
    When,
)
from fuyuantong.definitions.problems import DefinitionRefused, Problem
from fuyuantong.definitions.reading import read_root
from fuyuantong.definitions.shapes import Report
from fuyuantong.definitions.shelf import LIBRARY, read_text
from fuyuantong.definitions.vocabulary.sections import LADDER
from fuyuantong.definitions.vocabulary.wording import word_of

LADDERS = LIBRARY / "ladders"
BY_ITSELF = frozenset({Level.REMINDER, Level.URGE})
"""Rungs that speak by themselves."""
# Rough lengths, only to compare the rungs of one ladder.
_DAYS = {Unit.HOUR: 1 / 24, Unit.DAY: 1, Unit.WORKDAY: 7 / 5, Unit.MONTH: 30, Unit.YEAR: 365}


def ladder_files() -> Iterator[Path]:
    yield from sorted(LADDERS.glob("*.yaml"))


def is_ladder(text: str) -> bool:
    """Whether a YAML text is meant to be a ladder."""
    return any(line.startswith("阶梯:") for line in text.splitlines())


def examine_ladder(text: str, file: str = "阶梯") -> tuple[Ladder | None, list[Problem]]:
    """Read and check a ladder: what could be read, and every problem with its line."""
    report = Report(file)
    values = read_root(report, LADDER, text)
    if values is None or report.problems:
        return None, sorted(report.problems)
    ladder = Ladder(**values)
    return ladder, sorted(_problems(ladder, file))


def read_ladder(text: str, file: str = "阶梯") -> Ladder:
    """Return the ladder of a text without any problem, or raise DefinitionRefused with all of them."""
    ladder, problems = examine_ladder(text, file)
    if ladder is None or problems:
        raise DefinitionRefused(problems)
    return ladder


@lru_cache(maxsize=32)
def delivered_ladder(code: str) -> Ladder | None:
    """A delivered ladder by its code; None when there is none of this code."""
    found = next((path for path in ladder_files() if path.stem == code), None)
    return read_ladder(read_text(found), found.name) if found else None


def ladder_hint() -> str:
    return f"可用：{'、'.join(path.stem for path in ladder_files())}。"


def _problems(ladder: Ladder, file: str) -> Iterator[Problem]:
    if not ladder.rungs:
        yield Problem(file, 0, "E-LADDER-EMPTY", "阶梯没有一级。", "请写 级: [{级: 系统提醒, …}]。")
    for rung in ladder.rungs:
        if not rung.fits:
            fitting = "、".join(word_of(do) for do, level in LEVEL_OF.items() if level is rung.level)
            sentence = f"“{word_of(rung.level)}”不能做“{word_of(rung.do)}”。"
            hint = "" if rung.level in BY_ITSELF else "督办单以上由系统拟出、领导签发。"
            yield Problem(file, rung.line, "E-LADDER-ACT", sentence, f"可写：{fitting}。{hint}")
    for lower, upper in pairwise(ladder.rungs):
        if LEVELS.index(upper.level) < LEVELS.index(lower.level):
            sentence = f"“{word_of(upper.level)}”低于前一级“{word_of(lower.level)}”。"
            yield Problem(file, upper.line, "E-LADDER-ORDER", sentence, "请从低到高逐级写。")
        elif _days(upper.when) <= _days(lower.when):
            sentence = f"“{upper.when.words}”不晚于前一级的“{lower.when.words}”。"
            yield Problem(file, upper.line, "E-LADDER-ORDER", sentence, "上一级应当更晚。")


def _days(when: When) -> float:
    return when.sign * when.term.n * _DAYS[when.term.unit] if when.term else 0.0


def rungs_for(
    mechanism: Mechanism, rule: Clock, *, own: bool, of_profile: str
) -> tuple[Ladder, list[Rung]] | None:
    """The ladder of a clock and those of its rungs that the definition leaves open; None without a ladder.

    `own`: it is the main clock of an obligation. The definition's ladder fills every rung that it does not
    write itself; that of the profile (`of_profile`: its code) only those above the highest one it writes,
    only for such main clocks, and never for letters, whose own law says what follows.
    """
    written = {LEVEL_OF[line.do] for line in mechanism.reminders if line.clock == rule.key}
    if rule.ladder:
        ladder = delivered_ladder(rule.ladder)
        return (ladder, [rung for rung in ladder.rungs if rung.level not in written]) if ladder else None
    if not of_profile or not own or rule.review or mechanism.archetype is Archetype.LETTER:
        return None
    ladder = delivered_ladder(of_profile)
    if ladder is None:
        return None
    highest = max((LEVELS.index(level) for level in written), default=-1)
    return ladder, [rung for rung in ladder.rungs if LEVELS.index(rung.level) > highest]


def line_of(rung: Rung, clock: str) -> Reminder:
    """A rung as a reminder of one clock."""
    return Reminder(clock, rung.when, rung.do, copy=rung.copy, line=rung.line)

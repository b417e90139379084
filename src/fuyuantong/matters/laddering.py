"""Which reminders a clock has: those of its definition, and the rungs of a ladder where it is silent.

Each reminder that is laid out keeps the source of its rule and the version of that; later the same line is
found again by it. A ladder that is no longer delivered in that version has no line left to copy from.
"""

from __future__ import annotations

from collections.abc import Sequence

from fuyuantong.common.batches import remember
from fuyuantong.definitions.kinds import Mechanism
from fuyuantong.definitions.kinds import Reminder as Line
from fuyuantong.definitions.ladders import delivered_ladder, line_of, rungs_for
from fuyuantong.definitions.queries import ladder_in_use, mechanism_of_version
from fuyuantong.matters.models import Clock, Reminder

_DEFINITION, _LADDER = "mechanism", "ladder"
PLAIN = {"prompt": True, "urge": False, "inquire": False}
"""Reminders that speak by themselves (value: is it a mere 提示); everything else is drafted for a leader."""


def name_of(line: Line) -> str:
    """What a line is called in the rows of reminders."""
    return f"{line.when.words}{line.do.value}"[:40]


def definition_source(mechanism: Mechanism) -> str:
    return f"{_DEFINITION}:{mechanism.code}@{mechanism.version}"


def rungs(clock: Clock) -> list[tuple[Line, str]]:
    """(line, source) of every rung that a ladder adds to a clock of an obligation."""
    if clock.obligation_id is None and not clock.obligation:
        return []
    mechanism = mechanism_of_version(clock.matter.definition_id)
    rule = next((one for one in mechanism.clocks if one.key == clock.key), None)
    if rule is None:
        return []
    chosen = "" if rule.ladder else remember(("ladder",), ladder_in_use)
    found = rungs_for(mechanism, rule, own=clock.main, of_profile=chosen)
    if found is None:
        return []
    ladder, some = found
    source = f"{_LADDER}:{ladder.code}@{ladder.version}"
    return [(line_of(rung, clock.key), source) for rung in some]


def line_behind(mechanism: Mechanism, clock: str, rule: str, source: str) -> Line | None:
    """The line of the definition or the ladder behind a reminder; None for those of the common life."""
    lines: Sequence[Line] = mechanism.reminders
    kind, _colon, named = source.partition(":")
    if kind == _LADDER:
        code, _at, version = named.partition("@")
        ladder = delivered_ladder(code)
        same = ladder is not None and str(ladder.version) == version
        lines = [line_of(rung, clock) for rung in ladder.rungs] if ladder and same else []
    return next((line for line in lines if line.clock == clock and name_of(line) == rule), None)


def source_words(reminder: Reminder, mechanism: Mechanism) -> str:
    """By which rule, in words: 机制“…”第 4 版, or 阶梯“…”第 1 版."""
    kind, _colon, named = (reminder.source or definition_source(mechanism)).partition(":")
    code, _at, version = named.partition("@")
    if kind == _LADDER:
        ladder = delivered_ladder(code)
        return f"阶梯“{ladder.name if ladder else code}”第 {version} 版"
    return f"机制“{mechanism.name}”第 {version} 版"

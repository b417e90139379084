"""How organs that nobody here commands are spoken to (practice.md §1, §4.1).

A party may be filled by an agency in one matter and by a court in the next; the checker refuses what is
wrong for every unit of a party, this table decides for the one unit at hand.
"""

from __future__ import annotations

from fuyuantong.definitions.kinds import ReminderDo

UNCOMMANDED = frozenset({"court", "procuratorate"})
"""Codes of `organs.kinds.UnitKind`: 法院, 检察院."""
ADDRESSED_BY_LETTER = UNCOMMANDED | {"central"}
"""Those to whom one writes 商请, 函询, 函商; 中省直 units too."""

_SOFTENED = {
    ReminderDo.URGE: ReminderDo.INQUIRE,
    ReminderDo.DRAFT_SUPERVISION: ReminderDo.INQUIRE,
    ReminderDo.DRAFT_REMINDER: ReminderDo.INQUIRE,
    ReminderDo.DRAFT_BULLETIN: ReminderDo.INQUIRE,
}


def softened(do: ReminderDo, unit_kind: str) -> ReminderDo:
    """What a reminder does towards a unit of this kind: 催办, 督办 and 通报 become 函询 where due."""
    return _SOFTENED.get(do, do) if unit_kind in ADDRESSED_BY_LETTER else do


def sending_word(unit_kind: str) -> str:
    """The word for giving a task to a unit of this kind: 交办, or 商请."""
    return "商请" if unit_kind in ADDRESSED_BY_LETTER else "交办"

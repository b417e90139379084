"""The proof that reminders fired: when each was due and fired, by which rule, to whom, and why not earlier.

What is only drafted (督办单 and above) is shown to who is to sign it and to the office, as the draft is;
the others see the reminders that reached somebody. Names of third units are told to that side alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.definitions.kinds import LEVEL_OF, Mechanism, ReminderDo
from fuyuantong.definitions.vocabulary.wording import word_of
from fuyuantong.matters import policy
from fuyuantong.matters.doors import GENTLE_KINDS
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.kinds import ClockState, Late, UrgeKind
from fuyuantong.matters.laddering import PLAIN, source_words
from fuyuantong.matters.models import Clock, Matter, Obligation, Reminder
from fuyuantong.matters.queries import asked


@dataclass(frozen=True, slots=True)
class Firing:
    """One reminder of a clock. `fired_at` None: it still waits. `told` are (unit, name, how): hint, urge,
    inquiry, told, draft. `late` is a `Late` or empty; with a downtime `quiet_since` says since when."""

    rule: str
    does: str
    level: str
    source: str
    due_at: datetime
    fired_at: datetime | None
    outcome: str
    told: tuple[tuple[UUID, str, str], ...]
    late: str
    quiet_since: datetime | None
    clock_version: int

    @property
    def late_words(self) -> str:
        return str(Late(self.late).label) if self.late else ""


def firings_of(viewer: Actor, matter: Matter, rows: Mapping[UUID, Obligation]) -> dict[UUID, list[Firing]]:
    """By clock, in the order of their moments; one query. `rows` are the obligations that the viewer sees."""
    found: dict[UUID, list[Firing]] = defaultdict(list)
    mechanism = mechanism_of(matter)
    for reminder in asked.reminders(matter.pk):
        clock = reminder.clock
        row = rows.get(clock.obligation_id) if clock.obligation_id else None
        if clock.obligation_id and row is None:
            continue
        inside = _inside(viewer, matter, row)
        if (reminder.does not in PLAIN and not inside) or not _still_said(reminder, clock):
            continue
        found[clock.pk].append(_firing(viewer, reminder, mechanism, row, inside=inside))
    return found


def _inside(viewer: Actor, matter: Matter, row: Obligation | None) -> bool:
    """Whether the viewer is of the side that is owed: its unit, or the office that acts for it."""
    if policy.may_open(viewer, matter.linkage):
        return True
    if row is None:
        return viewer.unit_key == matter.started_by_unit_id
    return viewer.unit_key == row.creditor_id and (not row.by_office or row.linkage in viewer.offices)


def _still_said(reminder: Reminder, clock: Clock) -> bool:
    """Those that fired, and those that will as the clock runs now."""
    if reminder.fired_at is not None:
        return reminder.outcome in {"sent", "drafted"}
    return clock.state == ClockState.RUNNING and clock.version == reminder.version


def _firing(
    viewer: Actor, reminder: Reminder, mechanism: Mechanism, row: Obligation | None, *, inside: bool
) -> Firing:
    does = ReminderDo(reminder.does)
    told = [
        (UUID(one["unit"]), one["name"], one["how"])
        for one in reminder.told
        if inside or one["unit"] in {str(viewer.unit), str(row.owner_id) if row else ""}
    ]
    when = reminder.rule.removesuffix(does.value)
    return Firing(
        rule=when, does=_word(does, row), level=word_of(LEVEL_OF[does]),
        source=source_words(reminder, mechanism), due_at=reminder.planned_at or reminder.fire_at,
        fired_at=reminder.fired_at, outcome=reminder.outcome, told=tuple(told), late=reminder.late,
        quiet_since=reminder.quiet_since, clock_version=reminder.version,
    )  # fmt: skip


def _word(does: ReminderDo, row: Obligation | None) -> str:
    """The word of what is done, as it may be said to the owing unit: courts are asked, not urged."""
    gentle = row is not None and row.owner.kind in GENTLE_KINDS
    if gentle and does is ReminderDo.URGE:
        return word_of(ReminderDo.INQUIRE)
    return _("拟函询") if gentle and does.value not in PLAIN else word_of(does)


def how_words(how: str) -> str:
    """How somebody was told: 提示, 催办, 函询, 抄送, 待拟稿签发."""
    words = {"told": _("抄送"), "draft": _("待拟稿签发")}
    return words[how] if how in words else str(UrgeKind(how).label)

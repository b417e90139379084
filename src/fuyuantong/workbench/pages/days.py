"""Days of the calendar as its pages show them: meetings by the hour first, then what falls due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.parts import Day, Mark, Month
from fuyuantong.matters.models import Obligation
from fuyuantong.matters.pages.rows import LAMP_TONES
from fuyuantong.matters.queries import lamp_of
from fuyuantong.matters.telling import obligation_url
from fuyuantong.workbench.queries import MonthOfDues, Planned
from fuyuantong.workbench.queries.months import DayKind

MARKS, SLOTS = 3, 20


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the days, with the links to both sides."""

    label: str
    previous_href: str
    next_href: str


@dataclass(frozen=True, slots=True)
class Slot:
    """Something on a day. `when` is empty for what lasts the day; `warning` names what clashes with it."""

    label: str
    href: str
    tone: str = "note"
    when: str = ""
    place: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One day with everything on it; `more` leads to the rows that are not named."""

    on: date
    today: bool
    kind: DayKind
    slots: Sequence[Slot]
    more: int = 0


def neighbours(first: date) -> tuple[date, date]:
    """The first days of the month before and the month after."""
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)


def sheets(found: MonthOfDues, plans: Sequence[Planned], today: date) -> list[Sheet]:
    """Every day of `found` in order."""
    by_day = _by_day(plans)
    return [_sheet(found, by_day.get(day, []), day, today) for week in found.weeks for day in week]


def _sheet(found: MonthOfDues, meetings: list[Slot], day: date, today: date) -> Sheet:
    rows, count = found.rows.get(day, []), found.counts.get(day, 0)
    dues = [_due(row, today) for row in rows[:SLOTS]]
    return Sheet(day, day == today, found.kinds[day], [*meetings, *dues], count - len(dues))


def month(found: MonthOfDues, plans: Sequence[Planned], head: Head, first: date, today: date) -> Month:
    """The sheet of a month: the first things of each day, and how many there are."""
    by_day = _by_day(plans)
    weeks = [[_day(found, by_day.get(day, []), day, first, today) for day in week] for week in found.weeks]
    return Month(head.label, weeks, head.previous_href, head.next_href)


def _day(found: MonthOfDues, meetings: list[Slot], day: date, first: date, today: date) -> Day:
    slots = [*meetings, *(_due(row, today) for row in found.rows.get(day, [])[:MARKS])]
    marks = [Mark(f"{slot.when[:5]} {slot.label}".strip(), slot.href, slot.tone) for slot in slots[:MARKS]]
    count = len(meetings) + found.counts.get(day, 0)
    if count > len(marks):
        href = f"{reverse('workbench:calendar')}?on={day.isoformat()}#day"
        marks.append(Mark(_("共 %d 项") % count, href, "wait"))
    kind = found.kinds[day]
    return Day(day, day.month == first.month, day == today, kind.kind, kind.name[:4], marks)


def _by_day(plans: Sequence[Planned]) -> dict[date, list[Slot]]:
    by_day: dict[date, list[tuple[str, Slot]]] = {}
    for one in plans:
        slot = _slot(one)
        by_day.setdefault(one.entry.day, []).append((slot.when or "~", slot))
    return {
        day: [slot for _key, slot in sorted(rows, key=lambda one: one[0])] for day, rows in by_day.items()
    }


def _slot(one: Planned) -> Slot:
    entry, warning = one.entry, ""
    if one.clashes:
        words = _("时间和地点冲突：%s") if one.same_room else _("时间冲突：%s")
        warning = words % "、".join(one.clashes)
    tone = "soon" if one.clashes else "run" if isinstance(entry.starts, datetime) else "review"
    return Slot(entry.title, entry.url, tone, _when(entry.starts, entry.ends), entry.place, warning)


def _when(starts: date | datetime, ends: datetime | None) -> str:
    if not isinstance(starts, datetime):
        return ""
    until = f"–{ends.astimezone(SHANGHAI):%H:%M}" if ends else ""
    return f"{starts.astimezone(SHANGHAI):%H:%M}{until}"


def _due(row: Obligation, today: date) -> Slot:
    tone = LAMP_TONES.get(lamp_of(row, today), "run")
    return Slot(_("到期：%s") % row.title, obligation_url(row), tone, place=str(row.owner))

"""Before a meeting: answers and papers that are still missing, the room to be made ready, a room taken twice.

Each is said once for the day that it is about (`Reminded`), so a second run, or a run after a downtime,
says nothing again; a meeting that is put off is reminded of anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from fuyuantong.clocks.calendar import WorkCalendar
from fuyuantong.clocks.queries import current_calendar
from fuyuantong.clocks.terms import Term, Unit
from fuyuantong.common.now import SHANGHAI, day_of
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.meetings.actions.notifying import without_material
from fuyuantong.meetings.kinds import MeetingState, ReminderKind, ReplyState
from fuyuantong.meetings.leads import days_before
from fuyuantong.meetings.models import Meeting, Reminded
from fuyuantong.meetings.queries.rooms import COMING, around
from fuyuantong.meetings.telling import tell_host, tell_units
from fuyuantong.meetings.timing import same_place

EVE = Term(1, Unit.WORKDAY)
"""One working day before the day itself."""


def remind(uow: UnitOfWork) -> None:
    """Look at every meeting to come."""
    calendar = current_calendar()
    coming = Meeting.objects.filter(state__in=COMING, starts_at__gte=uow.now).select_related("kind", "host")
    for row in coming.order_by("starts_at", "id"):
        if row.state == MeetingState.NOTIFIED:
            _answers(uow, row, calendar)
            _papers(uow, row, calendar)
            _room(uow, row, calendar)
        _clashes(uow, row)


def _near(today: date, day: date | None, calendar: WorkCalendar) -> bool:
    return day is not None and days_before(day, EVE, calendar) <= today <= day


def _answers(uow: UnitOfWork, row: Meeting, calendar: WorkCalendar) -> None:
    day = row.replies_due_on
    if day is None or not _near(uow.today, day, calendar):
        return
    silent = list(row.invitations.filter(reply=ReplyState.WAITING).values_list("unit_id", flat=True))
    if silent and _first(uow, row, ReminderKind.REPLIES, day):
        words = _("请报会议回执：%(title)s（%(due)s 前）") % {"title": row.title, "due": day}
        tell_units(uow, row, "meeting.chased", words, silent, place="#reply")


def _papers(uow: UnitOfWork, row: Meeting, calendar: WorkCalendar) -> None:
    day = row.materials_due_on
    if day is None or uow.today < days_before(day, EVE, calendar):
        return
    missing = without_material(row)
    late = uow.today > day
    if not missing or not _first(uow, row, ReminderKind.LATE if late else ReminderKind.MATERIALS, day):
        return
    pattern = _("会议材料尚未报送：%(title)s（应于 %(due)s 前）") if late else _(
        "请报会议材料：%(title)s（%(due)s 前）"
    )  # fmt: skip
    for item in missing:
        if item.topic is not None:
            words = pattern % {"title": item.title, "due": day}
            tell_units(uow, row, "meeting.material_chased", words, [item.topic.unit_id])
    if late:
        words = _("还有 %(n)d 项议题没有报材料：%(title)s") % {"n": len(missing), "title": row.title}
        tell_host(uow, row, "meeting.material_late", words)


def _room(uow: UnitOfWork, row: Meeting, calendar: WorkCalendar) -> None:
    """The working day before: room, seats and paper are the host's."""
    if row.starts_at is None:
        return
    day = day_of(row.starts_at)
    if _near(uow.today, day, calendar) and _first(uow, row, ReminderKind.ROOM, day):
        when = row.starts_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
        words = _("请落实会场和材料：%(title)s（%(when)s，%(place)s）")
        said = words % {"title": row.title, "when": when, "place": row.place}
        tell_host(uow, row, "meeting.room", said)


def _clashes(uow: UnitOfWork, row: Meeting) -> None:
    for other in _in_the_room(row):
        if row.starts_at and _first(uow, row, ReminderKind.CLASH, day_of(row.starts_at), other):
            words = _("会议室冲突：“%(title)s”与“%(other)s”同时使用%(place)s")
            said = words % {"title": row.title, "other": other.title, "place": row.place}
            tell_host(uow, row, "meeting.clash", said)


def _in_the_room(row: Meeting) -> Iterable[Meeting]:
    """Meetings in the same room at the same time that the host may know of: its own, and those of the
    linkage where the host is its office."""
    own = Q(by_office=row.by_office, host=row.host_id, linkage=row.linkage)
    known = own | Q(linkage=row.linkage, office_sees=True) if row.by_office else own
    return [
        other for other in around(Meeting.objects.filter(known), row) if same_place(row.place, other.place)
    ]


def _first(uow: UnitOfWork, row: Meeting, kind: ReminderKind, on: date, other: Meeting | None = None) -> bool:
    """Whether this was not said yet; from now on it was."""
    about = {"meeting": row, "kind": kind, "on": on, "other": other}
    return Reminded.objects.get_or_create(**about, defaults={"at": uow.now})[1]

"""What the room does by the clock: a meeting that its period asks for and nobody has convened is said so."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from fuyuantong.clocks.periods import Every, next_period
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.jobs import duty
from fuyuantong.common.uow import UnitOfWork, unit_of_work
from fuyuantong.meetings.actions.reminding import remind
from fuyuantong.meetings.kinds import MeetingState
from fuyuantong.meetings.models import Meeting, PeriodDue
from fuyuantong.meetings.queries.library import chosen_kinds, offered_kinds
from fuyuantong.notices.actions import tell
from fuyuantong.notices.kinds import Subject
from fuyuantong.organs.models import Linkage

AHEAD = timedelta(days=30)
"""How long before the end of a period its office is told that the meeting is still to be convened."""


@duty("meetings.periods", 3600)
def watch_periods(now: datetime) -> None:
    """Look once an hour; what a downtime left behind is found by the same query."""
    with unit_of_work(SYSTEM, purpose="会议周期", now=now) as uow:
        look(uow)


@duty("meetings.reminders", 3600)
def remind_before(now: datetime) -> None:
    """会议回执、材料、会场: what is near is said once, found by query after any downtime."""
    with unit_of_work(SYSTEM, purpose="会前提醒", now=now) as uow:
        remind(uow)


def look(uow: UnitOfWork) -> None:
    """Open the present period of every regular kind, mark the ones that are met, remind once, say once
    what was missed. Running it again on the same day changes nothing."""
    _open_periods(uow.today)
    for row in PeriodDue.objects.select_for_update(of=("self",)).filter(
        Q(meeting=None) | Q(meeting__held_on=None), missed_on=None
    ):
        _look_at(uow, row)


def _open_periods(today: date) -> None:
    if chosen_kinds() is None:
        return  # no profile says which meetings are held here
    linkages = list(Linkage.objects.filter(valid_until=None))
    for version, every, chosen in offered_kinds():
        if every is None or not chosen:
            continue
        period = next_period(Every(str(every)), today - timedelta(days=1))
        for linkage in linkages:
            if linkage.kind == version.kind.linkage:
                PeriodDue.objects.get_or_create(
                    linkage=linkage.code,
                    code=version.code,
                    starts_on=period.starts_on,
                    defaults={"ends_on": period.ends_on, "label": period.label, "name": version.name},
                )


def _look_at(uow: UnitOfWork, row: PeriodDue) -> None:
    held = Meeting.objects.filter(
        Q(held_on__range=(row.starts_on, row.ends_on)) | Q(held_on=None, period=row.label),
        kind__code=row.code,
        linkage=row.linkage,
    ).exclude(state=MeetingState.CANCELLED)
    row.meeting = held.order_by("held_on", "created_at").first()
    if uow.today > row.ends_on and (row.meeting is None or row.meeting.held_on is None):
        row.missed_on = uow.today
        _tell(uow, row, "missed", _("%(label)s没有召开：%(name)s"))
    elif row.meeting is None and row.reminded_on is None and uow.today >= row.ends_on - AHEAD:
        row.reminded_on = uow.today
        _tell(uow, row, "due", _("%(label)s应召开、尚未筹备：%(name)s"))
    row.save()


def _tell(uow: UnitOfWork, row: PeriodDue, kind: str, pattern: str) -> None:
    tell(
        uow,
        kind=f"meeting.{kind}",
        title=pattern % {"label": row.label, "name": row.name},
        subject=Subject("meeting_period", row.pk, row.linkage),
        url=reverse("meetings:list"),
        to_offices=[row.linkage],
    )

"""What leaves the house as a whole is on the trail: volumes of meetings, by whom and in which form."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Forbidden
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.binding import FORMS, bind
from fuyuantong.meetings.printing.binding import pieces
from fuyuantong.meetings.queries import meeting_view
from fuyuantong.meetings.queries.printing import topics_at, volumes_of
from fuyuantong.meetings.trail import note_meeting


def take_volume(uow: UnitOfWork, key: UUID, form: str) -> bytes:
    """All papers of a meeting, for its host and the office, as `zip` or one `pdf`."""
    view = meeting_view(uow.actor, key)
    if not view.inside:
        raise Forbidden(_("会议案卷由主办单位和联席会议办公室调取。"))
    note_meeting(uow, "exported", view.meeting, format=form)
    return bind([(view.meeting.title, pieces(view, topics_at(uow.actor, view)))], form)


def take_year(uow: UnitOfWork, year: int, form: str) -> bytes:
    """The volumes of a year of the meetings that the actor's post runs."""
    found = volumes_of(uow.actor, year)
    for view, _topics in found:
        note_meeting(uow, "exported", view.meeting, format=form, year=year)
    return bind([(view.meeting.title, pieces(view, topics)) for view, topics in found], form)


__all__ = ["FORMS", "take_volume", "take_year"]

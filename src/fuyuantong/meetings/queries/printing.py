"""Papers to print, for who may have them: one paper of a meeting, a topic's form, volumes of a year."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import Refusal
from fuyuantong.meetings.kinds import HELD_STATES
from fuyuantong.meetings.models import Meeting
from fuyuantong.meetings.queries.meetings import MeetingView, meeting_view
from fuyuantong.meetings.queries.topics import TopicView, topic_view

VOLUMES_MOST = 60


def topics_at(viewer: Actor, view: MeetingView) -> list[TopicView]:
    """The topics of a meeting's agenda that the viewer sees, in its order."""
    return [topic_view(viewer, line.item.topic_id) for line in view.lines if line.item.topic_id]


def volumes_of(viewer: Actor, year: int) -> list[tuple[MeetingView, list[TopicView]]]:
    """Meetings held that year that the viewer's post runs, oldest first;
    E-EMPTY when there are none."""
    rows = Meeting.objects.visible_to(viewer).filter(held_on__year=year, state__in=HELD_STATES)
    keys: list[UUID] = list(rows.order_by("held_on", "pk").values_list("pk", flat=True)[:VOLUMES_MOST])
    views = [view for view in (meeting_view(viewer, key) for key in keys) if view.runs]
    if not views:
        raise Refusal("E-EMPTY", _("%(year)d 年没有由您的岗位主办的会议。") % {"year": year})
    return [(view, topics_at(viewer, view)) for view in views]

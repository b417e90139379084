"""What stands in the way of a meeting: another one at the same time, in its room or with its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.meetings.kinds import PLANNED_STATES, MeetingState
from fuyuantong.meetings.models import Invitation, Meeting
from fuyuantong.meetings.timing import overlap, same_place

LONGEST = timedelta(days=3)
"""No meeting lasts longer, so none that began earlier is looked at."""
COMING = [*PLANNED_STATES, MeetingState.NOTIFIED]


@dataclass(frozen=True, slots=True)
class Clash:
    """Another meeting at the same time, in the same `room`, under the same `chair`, with the same `units`."""

    other: Meeting
    room: bool
    chair: bool
    units: Sequence[str]


def around(rows: QuerySet[Meeting], row: Meeting) -> list[Meeting]:
    """Of `rows`, those to come that overlap `row`."""
    if row.starts_at is None:
        return []
    until = row.starts_at + LONGEST
    near = Q(starts_at__gt=row.starts_at - LONGEST, starts_at__lt=until)
    found = rows.filter(near, state__in=COMING).exclude(pk=row.pk).order_by("starts_at", "id")
    return [other for other in found if overlap(row, other)]


def clashing(viewer: Actor, row: Meeting) -> list[Clash]:
    """What the viewer knows of that stands in the way of a meeting to come. Meetings that the viewer may not
    see are not hinted at."""
    if row.state not in COMING:
        return []
    others = around(Meeting.objects.visible_to(viewer), row)
    asked = _units(row, others)
    found = [
        Clash(
            other,
            room=same_place(row.place, other.place),
            chair=bool(row.chair) and row.chair == other.chair,
            units=asked.get(other.pk, ()),
        )
        for other in others
    ]
    return [one for one in found if one.room or one.chair or one.units]


def _units(row: Meeting, others: Sequence[Meeting]) -> dict[object, list[str]]:
    """Units that are invited to both, by the other meeting."""
    if not others:
        return {}
    own = Invitation.objects.filter(meeting=row).values("unit")
    both = Invitation.objects.filter(meeting__in=others, unit__in=own).select_related("unit")
    found: dict[object, list[str]] = {}
    for one in both:
        found.setdefault(one.meeting_id, []).append(str(one.unit))
    return found

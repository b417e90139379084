"""The right to see an old answer of the API again."""

from __future__ import annotations

from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.matters.models import Matter
from fuyuantong.meetings import policy
from fuyuantong.meetings.models import Advice, AgendaItem, Invitation, KindVersion, Meeting, Topic


def may_still(viewer: Actor, kind: str, key: UUID) -> None:
    """Raise NotFound unless the viewer still sees what the answer was about."""
    seen = {
        "topic": lambda: Topic.objects.visible_to(viewer).filter(pk=key),
        "meeting": lambda: Meeting.objects.visible_to(viewer).filter(pk=key),
        "agenda_item": lambda: AgendaItem.objects.filter(
            pk=key, meeting__in=Meeting.objects.visible_to(viewer)
        ),
        "advice": lambda: Advice.objects.filter(pk=key, topic__in=Topic.objects.visible_to(viewer)),
        "invitation": lambda: Invitation.objects.filter(
            pk=key, meeting__in=Meeting.objects.visible_to(viewer)
        ),
        "matter": lambda: Matter.objects.visible_to(viewer).filter(pk=key),
        "meeting_kind": lambda: KindVersion.objects.filter(pk=key if policy.may_publish(viewer) else None),
        "attachment": lambda: Meeting.objects.visible_to(viewer),
    }[kind]()
    if not seen.exists():
        raise NotFound

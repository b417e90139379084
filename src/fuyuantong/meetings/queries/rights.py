"""The right to see an old answer of the API again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.models import Attachment
from fuyuantong.matters.models import Matter
from fuyuantong.meetings.models import Advice, AgendaItem, Invitation, KindVersion, Meeting, Topic


def may_still(viewer: Actor, kind: str, key: UUID) -> None:
    """Raise NotFound unless the viewer still sees what the answer was about."""
    if not _seen(viewer, kind, key).exists():
        raise NotFound


def _seen(viewer: Actor, kind: str, key: UUID) -> QuerySet[Any]:
    meetings = Meeting.objects.visible_to(viewer)
    found: dict[str, QuerySet[Any]] = {
        "topic": Topic.objects.visible_to(viewer).filter(pk=key),
        "meeting": meetings.filter(pk=key),
        "agenda_item": AgendaItem.objects.filter(pk=key, meeting__in=meetings),
        "advice": Advice.objects.filter(pk=key, topic__in=Topic.objects.visible_to(viewer)),
        "invitation": Invitation.objects.filter(pk=key, meeting__in=meetings),
        "matter": Matter.objects.visible_to(viewer).filter(pk=key),
        "meeting_kind": KindVersion.objects.filter(pk=key),
        "attachment": Attachment.objects.filter(pk=key, by_person=viewer.person),
    }
    return found[kind]

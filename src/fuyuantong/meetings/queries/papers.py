"""Papers of a meeting: which there are, and one of them for who may see it."""

from __future__ import annotations

from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.models import Attachment
from fuyuantong.meetings import policy
from fuyuantong.meetings.models import AgendaItem
from fuyuantong.meetings.queries.meetings import meeting_of, meeting_view


def paper_of(viewer: Actor, meeting: UUID, number: UUID) -> Attachment:
    """A paper of the meeting (its host and office) or of an item (all who see the meeting, and who brought
    it)."""
    rows = Attachment.objects.select_related("file").filter(pk=number)
    found = rows.filter(subject_type="agenda_item").first()
    if found is not None:
        item = AgendaItem.objects.select_related("topic").filter(pk=found.subject_id, meeting=meeting).first()
        if item is not None and item.topic is not None and item.topic.unit_id == viewer.unit:
            return found
        meeting_of(viewer, meeting)
        if item is None:
            raise NotFound
        return found
    found = rows.filter(subject_type="meeting", subject_id=meeting).first()
    view = meeting_view(viewer, meeting)
    if found is None or not (view.inside or policy.runs(viewer, view.meeting)):
        raise NotFound
    return found

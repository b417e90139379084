"""What becomes of a meeting whose volume is destroyed: papers and minutes go, the line in the list stays."""

from __future__ import annotations

from uuid import UUID

from fuyuantong.documents.actions.files import forget
from fuyuantong.documents.models import Attachment
from fuyuantong.meetings.models import AgendaItem, Meeting

ERASED = "（案卷已销毁）"


def erase(key: UUID) -> int:
    """Empty it; returns how many uploads went. The caller has checked that it may, and writes the trail."""
    subjects = [key, *AgendaItem.objects.filter(meeting=key).values_list("pk", flat=True)]
    placed = Attachment.objects.filter(subject_type__in=("meeting", "agenda_item"), subject_id__in=subjects)
    files = [row.file for row in placed.select_related("file")]
    placed.delete()
    Meeting.objects.filter(pk=key).exclude(minutes="").update(minutes=ERASED)
    return sum(forget(file) for file in files)

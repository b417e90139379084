"""The words of the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

FILED_UNDER = "submission"
"""What the files of a 呈批单 hang on (`documents.Attachment.subject_type`)."""


FILED_ON_LETTER = "draft"
"""What the signed original of a letter hangs on."""


class SubmissionState(TextChoices):
    """A paper on its way to a leader: it may come back with words of several."""

    SUBMITTED = "submitted", _("呈批中")
    GIVEN = "given", _("已批示")
    DROPPED = "dropped", _("不再呈批")


class Urgency(TextChoices):
    NONE = "", _("平件")
    URGENT = "urgent", _("加急")
    MOST_URGENT = "most_urgent", _("特急")


class Progress(TextChoices):
    """落实 of what a leader asked for: a comparison of the day, never stored."""

    DONE = "done", _("已落实")
    WORKING = "working", _("办理中")
    OVERDUE = "overdue", _("超期")
    ENDED = "ended", _("已终止交办")


@dataclass(frozen=True, slots=True)
class NewItem:
    """What one 批示 asks of some units. `supervised`: handed out as 督办件 with the 批示 as its basis."""

    text: str
    leads: Sequence[UUID]
    partners: Sequence[UUID] = ()
    due_on: date | None = None
    supervised: bool = False

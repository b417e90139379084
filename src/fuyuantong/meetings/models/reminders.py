"""What a meeting's people have been reminded of, so that nothing is said twice."""

from __future__ import annotations

from django.db import models

from fuyuantong.common.ids import new_id
from fuyuantong.meetings import kinds
from fuyuantong.meetings.models.meetings import Meeting


class Reminded(models.Model):
    """One reminder that went out. `on`: the day it was about, so that a meeting put off is reminded of anew;
    `other`: the meeting that is in the way."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="reminded")
    kind = models.CharField(max_length=10, choices=kinds.ReminderKind.choices)
    on = models.DateField()
    other = models.ForeignKey(Meeting, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "kind", "on", "other"], nulls_distinct=False, name="meetings_reminded_once"
            )
        ]

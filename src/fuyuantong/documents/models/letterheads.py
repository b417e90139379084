"""An office's own .docx for its letterhead: placeholders that are filled from an explicit list of words."""

from __future__ import annotations

from django.db import models

from fuyuantong.common.ids import new_id


class Letterhead(models.Model):
    """One version of a unit's own template. `genre` empty: for every kind of paper of the unit.

    The newest row of a unit and genre that is not retired is in force; older ones stay for the record.
    `keys` are the placeholders found when it was taken in.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organs.Unit", models.PROTECT, related_name="+")
    genre = models.CharField(max_length=40, blank=True)
    number = models.IntegerField()
    name = models.CharField(max_length=80)
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    keys = models.JSONField(default=list)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=190)
    retired_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "genre", "number"], name="documents_letterhead_once")
        ]

    def __str__(self) -> str:
        return self.name

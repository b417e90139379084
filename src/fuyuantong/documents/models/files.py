"""Files people sent us, and what they are attached to."""

from __future__ import annotations

from pathlib import Path

from django.db import models

from fuyuantong.common.ids import new_id
from fuyuantong.documents import kinds, storage
from fuyuantong.documents.reading.kinds import ReadText


class StoredFile(models.Model):
    """One upload by one person. Equal contents share the bytes on disk, never the row: nobody can tell.

    `quarantined` is the name in the quarantine of a refused content that is kept for the security
    administrator; released ones lie under their hash. `reading` is what the check just read in the capped
    process, for whoever wants the text in the same act; it is not stored.
    """

    reading: ReadText | None = None

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=kinds.NAME_MOST)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=8, blank=True)
    state = models.CharField(
        max_length=10, choices=kinds.FileState.choices, default=kinds.FileState.QUARANTINE
    )
    reason = models.CharField(max_length=20, blank=True)
    quarantined = models.CharField(max_length=60, blank=True)
    by_person = models.UUIDField(null=True)
    by_unit = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    by_unit_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["by_person", "-at"], name="documents_file_person")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return storage.content_path(self.sha256)


class Attachment(models.Model):
    """A file on something (`subject_type` as in the trail: `matter`, `feedback`, …)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    label = models.CharField(max_length=120, blank=True)
    by_person = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    by_unit_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "file"], name="documents_attachment_once"
            ),
        ]

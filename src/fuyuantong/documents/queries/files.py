"""Reads. Whether a viewer may see the subject is asked by the rooms above, which own it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from fuyuantong.common.actors import Actor
from fuyuantong.common.fixed import Fixed
from fuyuantong.common.refusals import NotFound
from fuyuantong.documents.kinds import FileState
from fuyuantong.documents.models import Attachment, StoredFile


def attachments_of(subject_type: str, ids: Iterable[UUID]) -> dict[UUID, list[Attachment]]:
    """Return the attachments of many subjects, oldest first, with their files loaded (one query)."""
    found: dict[UUID, list[Attachment]] = defaultdict(list)
    keys = list(ids)
    if len(keys) == 1:
        found[keys[0]] = _of_one(subject_type, keys[0])
        return found
    rows = Attachment.objects.filter(subject_type=subject_type, subject_id__in=keys)
    for row in rows.select_related("file").order_by("at", "id"):
        found[row.subject_id].append(row)
    return found


_of_one = Fixed(
    lambda subject_type, key: (
        Attachment.objects.filter(subject_type=subject_type, subject_id=key)
        .select_related("file")
        .order_by("at", "id")
    ),
    str,
    UUID,
)


def attachment(subject_type: str, subject_id: UUID, number: UUID) -> Attachment:
    """Return one attachment of a subject that the caller may see; NotFound for any other id."""
    rows = Attachment.objects.select_related("file")
    found = rows.filter(pk=number, subject_type=subject_type, subject_id=subject_id).first()
    if found is None:
        raise NotFound
    return found


def own_upload(viewer: Actor, number: UUID) -> StoredFile:
    """Return a released file that the viewer sent; NotFound for those of others."""
    rows = StoredFile.objects.filter(pk=number, by_person=viewer.person, state=FileState.RELEASED)
    found = rows.first() if viewer.person else None
    if found is None:
        raise NotFound
    return found


def open_file(stored: StoredFile) -> Path:
    """Return where the content lies, for a caller that has checked the viewer's right to it.

    A file that is not released, or whose content is gone, is NotFound.
    """
    if stored.state != FileState.RELEASED or not stored.path.is_file():
        raise NotFound
    return stored.path

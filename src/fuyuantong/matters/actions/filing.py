"""Adding files to a matter or to one of its obligations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import attach, receive_upload
from fuyuantong.documents.models import Attachment
from fuyuantong.matters.actions.talking import check_may_add
from fuyuantong.matters.queries.detail import get_obligation


def add_file(uow: UnitOfWork, matter_id: UUID, upload: UploadedFile[Any], *, label: str = "") -> Attachment:
    """Attach to the matter; everybody who sees it can download it."""
    check_may_add(uow, matter_id)
    stored = receive_upload(uow, upload)
    return attach(uow, stored, "matter", matter_id, label, stream=matter_stream(matter_id))


def add_file_to_obligation(
    uow: UnitOfWork, obligation_id: UUID, upload: UploadedFile[Any], *, label: str = ""
) -> tuple[UUID, Attachment]:
    """Attach to one obligation (佐证材料); returns its matter's id too."""
    matter_id = get_obligation(uow.actor, obligation_id).matter_id
    check_may_add(uow, matter_id)
    stored = receive_upload(uow, upload)
    made = attach(uow, stored, "obligation", obligation_id, label, stream=matter_stream(matter_id))
    return matter_id, made

"""Adding files to a matter or to one of its obligations, and to the file fields (附件) of its definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.fixed import Fixed
from fuyuantong.common.refusals import FieldError, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.kinds import Field, FieldType
from fuyuantong.documents.actions import attach, attached_lately, receive_upload
from fuyuantong.documents.models import Attachment
from fuyuantong.matters.actions.talking import check_may_add
from fuyuantong.matters.desk import kept_desk
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.models import Matter, Obligation
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


Uploads: TypeAlias = "Mapping[str, Sequence[UploadedFile[Any]]]"
"""Files of a form by the field of the definition that they fill."""


def fill(
    uow: UnitOfWork, matter: Matter, uploads: Uploads, *, obligation: Obligation | None = None
) -> dict[str, list[str]]:
    """Take the uploads in and attach them; returns what the fields then hold: ids of attachments."""
    subject = ("obligation", obligation.pk) if obligation else ("matter", matter.pk)
    held: dict[str, list[str]] = {}
    for key, files in uploads.items():
        for upload in files:
            stored = receive_upload(uow, upload)
            made = attach(uow, stored, *subject, key, stream=matter_stream(matter.pk))
            held.setdefault(key, []).append(str(made.pk))
    return held


def keep_files(uow: UnitOfWork, matter: Matter, uploads: Uploads) -> None:
    """Fill file fields of a matter that was just opened with what came with its form."""
    if uploads:
        new = fill(uow, matter, uploads)
        matter.fields = {**matter.fields, **merged(mechanism_of(matter).fields, matter.fields, new)}
        matter.save(update_fields=["fields"])


def merged(fields: Iterable[Field], held: Mapping[str, Any], new: Mapping[str, list[str]]) -> dict[str, Any]:
    """What file fields hold once new files have come: one that takes several keeps those it has."""
    rules = {field.key: field for field in fields}
    values: dict[str, Any] = {}
    for key, ids in new.items():
        before = held.get(key) or []
        before = before if isinstance(before, list) else [before]
        values[key] = [*before, *ids] if rules[key].many else ids[0]
    return values


def check_files(matter: Matter, fields: Iterable[Field], values: Mapping[str, Any]) -> None:
    """Refuse what stands in a file field and is no file of this matter (or of one of its obligations)."""
    for field in fields:
        given = values.get(field.key)
        if not given or field.type is not FieldType.FILE:
            continue
        wanted = {str(one) for one in (given if isinstance(given, list | tuple) else [given])}
        lately = {str(made.pk) for made in attached_lately("matter", matter.pk).values()}
        if not wanted <= lately and not wanted <= _files_of(matter):
            error = FieldError("E-RULE", f"“{field.key}”中有不属于本事项的文件。", pointer=field.key)
            raise Refusal(
                "E-RULE", error.message, hint="请先把文件上传到本事项，再填写其编号。", errors=[error]
            )


def _files_of(matter: Matter) -> set[str]:
    desk = kept_desk(matter.pk)
    if desk is None:
        return {str(row.pk) for row in _attached(matter.pk)}
    rows = Attachment.objects.filter(subject_type="matter", subject_id=matter.pk)
    tasks = [row.pk for row in desk.of(Obligation)]
    rows |= Attachment.objects.filter(subject_type="obligation", subject_id__in=tasks)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


_attached = Fixed(
    lambda matter: (
        Attachment.objects.filter(subject_type="matter", subject_id=matter)
        | Attachment.objects.filter(
            subject_type="obligation", subject_id__in=Obligation.objects.filter(matter=matter).values("pk")
        )
    ).only("pk"),
    UUID,
)

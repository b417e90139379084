"""Taking in an office's own letterhead, and putting one out of use."""

from __future__ import annotations

from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.refusals import Conflict, NotFound, Refusal
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.documents import letterheads, policy
from fuyuantong.documents.actions.files import receive_upload
from fuyuantong.documents.models.letterheads import Letterhead


def add_letterhead(
    uow: UnitOfWork, source: UploadedFile[Any] | IO[bytes] | None, *, name: str, genre: str = ""
) -> Letterhead:
    """Take in the next version of a letterhead of the actor's unit; the newest is in force."""
    policy.check(uow.actor, "letterhead.add")
    if not name.strip():
        raise Refusal("E-REQUIRED", _("请填写版头名称。"))
    file = receive_upload(uow, source, allow=frozenset({"docx"}))
    keys = letterheads.keys_in(file.reading.text if file.reading else "")
    unknown = [key for key in keys if key not in letterheads.KEYS]
    if unknown or letterheads.BODY not in keys:
        sentence = (
            _("模板中的“{{%s}}”不是可用的名称。") % unknown[0] if unknown else _("模板中没有“{{正文}}”。")
        )
        raise Refusal("E-RULE", sentence, hint=_("可用的名称：") + "、".join(letterheads.KEYS))
    rows = Letterhead.objects.select_for_update().filter(unit_id=uow.actor.unit_key, genre=genre.strip()[:40])
    last = rows.order_by("-number").first()
    row = Letterhead.objects.create(
        unit_id=uow.actor.unit_key, genre=genre.strip()[:40], number=last.number + 1 if last else 1,
        name=name.strip()[:80], file=file, keys=keys, at=uow.now,
        by_name=f"{uow.actor.unit_name} {uow.actor.name}",
    )  # fmt: skip
    _note(uow, "letterhead.added", row)
    return row


def retire_letterhead(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Letterhead:
    """Put a letterhead out of use; papers are laid out by the standard again."""
    policy.check(uow.actor, "letterhead.retire")
    row = Letterhead.objects.select_for_update().filter(pk=key, unit_id=uow.actor.unit_key).first()
    if row is None:
        raise NotFound
    if row.retired_at is not None or (expected is not None and expected != row.version):
        raise Conflict("E-STATE", _("这个版头已停用。"), hint=_("请刷新页面查看。"))
    row.retired_at, row.version = uow.now, row.version + 1
    row.save()
    _note(uow, "letterhead.retired", row)
    return row


def _note(uow: UnitOfWork, kind: str, row: Letterhead) -> None:
    data = {"unit": str(row.unit_id), "genre": row.genre, "number": row.number, "file": str(row.file_id)}
    uow.record(Note(day_stream(uow.today), kind, "letterhead", row.pk, data))

"""Writes: receiving a file, attaching it, noting what was refused."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from fuyuantong.audit.streams import day_stream
from fuyuantong.common import batches
from fuyuantong.common.actors import Actor
from fuyuantong.common.fixed import Fixed
from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.common.rows import add
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.documents import storage
from fuyuantong.documents.checking import check
from fuyuantong.documents.kinds import ATTACHABLE, KEPT_AT_REFUSAL, FileState, UploadRefused
from fuyuantong.documents.models import Attachment, StoredFile
from fuyuantong.documents.names import safe_name, suffix_of


def receive_upload(
    uow: UnitOfWork,
    source: UploadedFile[Any] | IO[bytes] | None,
    name: str = "",
    *,
    allow: frozenset[str] = ATTACHABLE,
) -> StoredFile:
    """Take a file in: quarantine, cap, hash, check, release. Returns its row; a Refusal leaves none.

    Refused contents that somebody should look at stay in quarantine with a note beside them, from which
    `note_refused` makes a row and a line on the trail (this unit of work is undone by the refusal).
    `name` defaults to the uploaded one. The caller must have checked that the actor may upload there.
    """
    if source is None:
        raise UploadRefused("E-FILE-NONE")
    shown = safe_name(name or str(getattr(source, "name", "") or ""))
    suffix = suffix_of(shown)
    received = storage.quarantine(source, suffix if suffix in allow else "")
    with _refusing(received, shown, uow.actor):
        checked = check(received.path, shown, allow)
        storage.keep(received)
    stored = StoredFile(
        sha256=received.sha256, name=shown, size=received.size, kind=checked.kind, state=FileState.RELEASED,
        by_person=uow.actor.person, by_unit=uow.actor.unit, by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name, at=uow.now,
    )  # fmt: skip
    add([stored])
    stored.reading = checked.read
    data = {"sha256": stored.sha256, "size": stored.size, "kind": stored.kind}
    uow.record(Note(day_stream(uow.today), "file.received", "file", stored.pk, data))
    return stored


def keep_made(uow: UnitOfWork, content: bytes, name: str, kind: str) -> StoredFile:
    """Keep a file that the product itself has made (a 汇总, a 通报): there is nothing to check in it."""
    made = storage.quarantine(io.BytesIO(content), kind)
    storage.keep(made)
    stored = StoredFile(
        sha256=made.sha256, name=safe_name(name), size=made.size, kind=kind, state=FileState.RELEASED,
        by_person=uow.actor.person, by_unit=uow.actor.unit, by_name=uow.actor.name,
        by_unit_name=uow.actor.unit_name, at=uow.now,
    )  # fmt: skip
    add([stored])
    return stored


def forget(file: StoredFile) -> bool:
    """Delete a file's row unless something still points at it; its bytes go with the next sweep.

    The caller has checked the right to destroy it and writes the line that stays on the trail.
    """
    try:
        with transaction.atomic():
            file.delete()
    except ProtectedError:
        return False
    return True


@contextlib.contextmanager
def _refusing(received: storage.Quarantined, name: str, actor: Actor) -> Iterator[None]:
    """Leave nothing behind when the file is not taken, or the content with a note of who sent it and why."""
    try:
        yield
    except Refusal as refusal:
        note = {
            "sha256": received.sha256, "size": received.size, "name": name, "reason": refusal.code,
            "kept": received.path.name if refusal.code in KEPT_AT_REFUSAL else "",
            "person": str(actor.person or ""), "unit": str(actor.unit or ""), "by": actor.name,
            "by_unit": actor.unit_name, "region": actor.region,
        }  # fmt: skip
        if not note["kept"]:
            received.discard()
        beside = received.path.with_suffix(".json.new")
        beside.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
        beside.replace(received.path.with_suffix(".json"))
        raise
    except BaseException:
        received.discard()
        raise


def note_refused(uow: UnitOfWork, note: Path) -> StoredFile | None:
    """Make a row and a line on the trail of one refused upload; the caller removes the note afterwards."""
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    stored, new = StoredFile.objects.get_or_create(
        pk=UUID(note.stem),  # the random name in quarantine: noting it twice makes one row
        defaults={
            "sha256": told["sha256"], "name": told["name"], "size": told["size"], "state": FileState.REFUSED,
            "reason": told["reason"], "quarantined": told["kept"], "by_person": _uuid(told["person"]),
            "by_unit": _uuid(told["unit"]), "by_name": told["by"], "by_unit_name": told["by_unit"],
            "at": uow.now,
        },
    )  # fmt: skip
    if not new:
        return None
    data = {"sha256": stored.sha256, "size": stored.size, "reason": stored.reason, "by": told["person"]}
    uow.record(
        Note(
            day_stream(uow.today), "file.refused", "file", stored.pk, data,
            result="refused", region=told["region"],
        )
    )  # fmt: skip
    return stored


def _uuid(text: str) -> UUID | None:
    return UUID(text) if text else None


def attached_lately(subject_type: str, subject_id: UUID) -> dict[UUID, Attachment]:
    """What was attached to something in this batch, by the file."""
    at_hand = batches.current()
    return at_hand.locked.get(("attached", subject_type, subject_id), {}) if at_hand is not None else {}


_hanging = Fixed(
    lambda file, subject_type, subject: Attachment.objects.filter(
        file=file, subject_type=subject_type, subject_id=subject
    ),
    UUID,
    str,
    UUID,
)


def _attach_held(at_hand: batches.Batch, made: Attachment) -> tuple[Attachment, bool]:
    """Nobody else attaches anything to what a batch works on; returns (the attachment, whether it is new)."""
    lately = attached_lately(made.subject_type, made.subject_id)
    known = lately.get(made.file_id)
    if known is None:
        with at_hand.aside():
            known = next(iter(_hanging(made.file_id, made.subject_type, made.subject_id)), None)
    if known is not None:
        return known, False
    add([made])
    at_hand.lock(("attached", made.subject_type, made.subject_id), {**lately, made.file_id: made})
    return made, True


def attach(
    uow: UnitOfWork,
    file: StoredFile,
    subject_type: str,
    subject_id: UUID,
    label: str = "",
    *,
    stream: str = "",
) -> Attachment:
    """Put a released file of the actor's own on something; attaching it twice changes nothing.

    The caller has checked that the actor may add files there; `stream` is the subject's (default: the day's).
    """
    if file.state != FileState.RELEASED:
        raise NotFound
    if file.by_person != uow.actor.person:
        raise Forbidden(_("只能附上本人上传的文件。"), hint=_("请重新上传。"))
    place: dict[str, Any] = {"file": file, "subject_type": subject_type, "subject_id": subject_id}
    more = {
        "label": label[:120],
        "by_person": uow.actor.person,
        "by_name": uow.actor.name,
        "by_unit_name": uow.actor.unit_name,
        "at": uow.now,
    }
    at_hand = batches.current()
    if at_hand is None:
        made, new = Attachment.objects.get_or_create(**place, defaults=more)
    else:
        made, new = _attach_held(at_hand, Attachment(**place, **more))
    if new:
        data = {"file": str(file.pk), "sha256": file.sha256, "size": file.size}
        uow.record(Note(stream or day_stream(uow.today), "file.attached", subject_type, subject_id, data))
    return made

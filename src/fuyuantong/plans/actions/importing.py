"""来文: upload, reading, giving up. A paper under review is a private draft of the uploader's post."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from fuyuantong.common.jobs import defer_once
from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.refusals import Conflict, FieldError, NotFound, Refusal
from fuyuantong.common.rows import add
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import receive_upload
from fuyuantong.documents.kinds import IMPORTABLE
from fuyuantong.documents.models import StoredFile
from fuyuantong.documents.reading import ReadText
from fuyuantong.organs.models import Linkage
from fuyuantong.plans import policy
from fuyuantong.plans.doors import take_import
from fuyuantong.plans.drafting import Draft, drafts_of, year_of
from fuyuantong.plans.extraction import Document, parse_text
from fuyuantong.plans.kinds import BLOCKING_WARNINGS, ImportState, ItemState
from fuyuantong.plans.models import Damage, Import, ImportText, PlanItem
from fuyuantong.plans.reading import read_stored
from fuyuantong.plans.trail import note

PARSER = "1"
INLINE_BYTES = 512 * 1024
"""Files up to this size are read at once; bigger ones by a worker, with progress."""
READ_JOB = "plans.read"
ORDINAL_STEP = 100
FEW = 60
"""So many drafts go in by one prepared statement; for more its parameters cost more than they save."""


def start_import(
    uow: UnitOfWork, upload: UploadedFile[Any], *, linkage: str = "", again: bool = False
) -> Import:
    """Take in a paper and read it: small files now, big ones by a job.

    `again`: the person was told that the same file is known and wants it nevertheless.
    Errors: E-FORBIDDEN; E-FILE-… (unreadable: nothing is kept of it); E-IMPORTED with number and time of
    the first one.
    """
    code = linkage or next(iter(sorted(uow.actor.offices)), "")
    policy.check_import(uow.actor, code)
    found = Linkage.objects.filter(code=code).first()
    if found is None or uow.actor.unit is None:
        raise NotFound
    kept = receive_upload(uow, upload, allow=IMPORTABLE)
    if not again:
        _refuse_twice(kept, code)
    row = Import(
        file=kept,
        file_name=kept.name,
        sha256=kept.sha256,
        size=kept.size,
        state=ImportState.READING,
        step=_("已收到，等待读取"),
        linkage=code,
        region_id=found.region_id,
        uploaded_by_person=uow.actor.person,
        uploaded_by_post=uow.actor.post,
        uploaded_by_name=uow.actor.name,
        uploaded_by_unit_id=uow.actor.unit,
        uploaded_at=uow.now,
    )
    note(uow, "import_started", "import", row.pk, region=row.region_id, sha256=kept.sha256, size=kept.size)
    if kept.size <= INLINE_BYTES:
        _take_in(uow, row, read_stored(kept))
    else:
        add([row])
        defer_once(uow, READ_JOB, str(row.pk), source=str(row.pk))
    return row


def _refuse_twice(kept: StoredFile, linkage: str) -> None:
    gone = (ImportState.FAILED, ImportState.DROPPED)
    same = Import.objects.filter(sha256=kept.sha256, linkage=linkage).exclude(state__in=gone)
    first = same.order_by("uploaded_at").first()
    if first is None:
        return
    when = first.uploaded_at.astimezone(SHANGHAI)
    words = _("这份文件已由%(who)s于 %(when)s 导入过：%(title)s %(number)s") % {
        "who": first.uploaded_by_name,
        "when": f"{when:%Y-%m-%d %H:%M}",
        "title": f"《{first.title}》" if first.title else first.file_name,
        "number": first.number,
    }
    hint = _("如确需再导入一次，请勾选“仍要再次导入”。")
    sentence = words.strip() + "。"
    raise Conflict(
        "E-IMPORTED",
        sentence,
        hint=hint,
        errors=[FieldError("E-IMPORTED", sentence, pointer="again", hint=hint)],
    )


def read_import(uow: UnitOfWork, key: UUID) -> Import:
    """Read a paper that waits for reading (job of the big ones, or the person who will not wait).

    A file that cannot be read makes the import fail with the sentence; asking twice changes nothing.
    """
    row = take_import(uow, key, *ImportState)
    if row.state != ImportState.READING:
        return row
    try:
        read = read_stored(row.file)
    except Refusal as refusal:
        row.state, row.step = ImportState.FAILED, ""
        row.failure = {"code": refusal.code, "message": refusal.message, "hint": refusal.hint}
        row.version += 1
        row.save()
        note(uow, "import_failed", "import", row.pk, region=row.region_id, code=refusal.code)
        return row
    _take_in(uow, row, read)
    return row


def _take_in(uow: UnitOfWork, row: Import, read: ReadText) -> None:
    """Parse the text and write the drafts."""
    document = parse_text(read.text, file=row.file_name)
    year = year_of(document, uow.today)
    row.title = (document.title or PurePath(row.file_name).stem)[:300]
    row.notice = (document.notice or "")[:300]
    row.issuers = list(document.issuers)
    row.number = (document.number or "")[:80]
    row.issued_on = date.fromisoformat(document.issued_on) if document.issued_on else None
    row.year, row.notices, row.parser = year, list(read.notices), PARSER
    row.warnings = [w.to_json() for w in document.warnings]
    data = document.to_json()
    row.structure = {name: data[name] for name in ("organisation", "meetings", "duties")}
    row.state, row.step, row.progress = ImportState.READY, "", 100
    row.version += 1
    if row._state.adding:  # noqa: SLF001 - Django's documented name
        add([row])
    else:
        row.save()
    add([ImportText(source=row, text=read.text)])
    items = _write_items(row, drafts_of(document, year, uow.today))
    _write_damages(row, document, items)
    note(
        uow, "import_read", "import", row.pk, region=row.region_id,
        version=row.version, items=len(items), warnings=len(row.warnings), parser=PARSER,
    )  # fmt: skip


def _write_items(row: Import, drafts: list[Draft]) -> list[PlanItem]:
    rows = [
        PlanItem(
            source=row,
            ordinal=(n + 1) * ORDINAL_STEP,
            state=ItemState.TO_REVIEW if draft.is_task else ItemState.NOT_A_TASK,
            **{name: getattr(draft, name) for name in Draft.__slots__ if name not in {"is_task", "parent"}},
        )
        for n, draft in enumerate(drafts)
    ]
    for item, draft in zip(rows, drafts, strict=True):
        item.parent = rows[draft.parent] if draft.parent is not None else None
    if not 0 < len(rows) <= FEW:
        return PlanItem.objects.bulk_create(rows)
    add(rows)
    return rows


def _write_damages(row: Import, document: Document, items: list[PlanItem]) -> None:
    damages = []
    for warning in document.warnings:
        if warning.code not in BLOCKING_WARNINGS:
            continue
        start, end = warning.span
        around = [
            i for i in items if i.start is not None and i.end is not None and i.start < end and start < i.end
        ]
        inner = min(around, key=lambda i: (i.end or 0) - (i.start or 0), default=None)
        words = " ".join(warning.text.split())
        damages.append(Damage(source=row, item=inner, code=warning.code, start=start, end=end, text=words))
    if damages:
        Damage.objects.bulk_create(damages)


def drop_import(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Import:
    """Give up a paper under review: its text and drafts are deleted, the upload stays on the trail."""
    row = take_import(uow, key, ImportState.READY, ImportState.READING, ImportState.FAILED, expected=expected)
    Damage.objects.filter(source=row).delete()
    PlanItem.objects.filter(source=row, plan=None).delete()
    ImportText.objects.filter(source=row).delete()
    row.state, row.warnings, row.structure = ImportState.DROPPED, [], {}
    row.version += 1
    row.save()
    note(uow, "import_dropped", "import", row.pk, region=row.region_id, version=row.version)
    return row

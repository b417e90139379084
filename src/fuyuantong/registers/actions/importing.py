"""Import of rows: read, check every row, preview, and only then, all or nothing, write."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from fuyuantong.common.now import SHANGHAI
from fuyuantong.common.refusals import Conflict, FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.tables_in import read_table_upload
from fuyuantong.organs.models import Unit
from fuyuantong.registers import policy
from fuyuantong.registers.grids import read_lines
from fuyuantong.registers.kinds import ChangeKind, Register
from fuyuantong.registers.models import Intake, Row
from fuyuantong.registers.planning import Planned, plan
from fuyuantong.registers.quality import found_of
from fuyuantong.registers.queries.library import kind_of, register_of
from fuyuantong.registers.trail import note_book
from fuyuantong.registers.writing import Draft, add_rows, change_row

ERRORS_SHOWN = 1000


def start_import(
    uow: UnitOfWork,
    code: str,
    upload: UploadedFile[Any] | IO[bytes] | None,
    *,
    name: str = "",
    again: bool = False,
) -> Intake:
    """Read a file and say what it would change; no row is written before `confirm_import`.

    Errors: those of the file (E-FILE-…, E-CSV-…, E-IMP-…); E-IMPORT with the sheet, row and column of every
    fault (the first 1,000, the total is said); E-IMP-SAME-FILE unless `again`.
    """
    register = register_of(code)
    policy.check_enter(uow.actor, register, kind_of(uow.actor))
    table = read_table_upload(upload, name)
    if not again:
        _refuse_twice(code, table.sha256)
    grid = read_lines(register, table.sheets)
    planned, errors = plan(uow, register, grid.lines)
    _refuse([*grid.errors, *errors])
    if not planned:
        raise Refusal("E-IMP-EMPTY", _("表头下面没有数据。"), hint=_("请填写后再导入。"))
    Intake.objects.filter(book_id=code, by_person=uow.actor.person, done_at=None).delete()
    lines = [row.to_json() for row in planned]
    kinds = [row.kind for row in planned]
    intake = Intake.objects.create(
        book_id=code,
        version=register.version,
        file_name=table.name,
        sha256=table.sha256,
        lines=lines,
        notes=grid.notes,
        fresh=kinds.count("new"),
        changed=kinds.count("changed"),
        same=kinds.count("same"),
        digest=_digest(lines),
        quality=found_of(register, planned, uow.today),
        by_person=uow.actor.person,
        by_post=uow.actor.post,
        by_name=uow.actor.name,
        by_unit=uow.actor.unit,
        at=uow.now,
    )
    note_book(uow, code, "import_started", intake.pk, sha256=table.sha256, lines=len(lines))
    return intake


def confirm_import(uow: UnitOfWork, key: UUID, digest: str) -> Intake:
    """Write everything that the preview showed, or nothing. Only the person who uploaded may.

    Errors: E-IMP-DONE; E-IMP-STALE when the preview is not what was confirmed, or a row has changed since.
    """
    intake = Intake.objects.select_for_update().filter(pk=key, by_post=uow.actor.post_key).first()
    if intake is None:
        raise NotFound
    if intake.done_at:
        raise Conflict("E-IMP-DONE", _("这份文件已经导入。"))
    register = register_of(intake.book_id)
    if not policy.may_enter(uow.actor, register, kind_of(uow.actor)):
        raise Forbidden(_("您现在的岗位不能录入。"))
    if digest != intake.digest or register.version != intake.version:
        raise _stale()
    rows = [Planned.from_json(line) for line in intake.lines]
    _write_new(uow, register, intake, [row for row in rows if row.kind == "new"])
    _write_changed(uow, register, intake, [row for row in rows if row.kind == "changed"])
    intake.done_at, intake.lines = uow.now, []
    intake.save(update_fields=["done_at", "lines"])
    counts = {"new": intake.fresh, "changed": intake.changed, "same": intake.same}
    note_book(uow, intake.book_id, "imported", intake.pk, sha256=intake.sha256, **counts)
    return intake


def _write_new(uow: UnitOfWork, register: Register, intake: Intake, rows: Sequence[Planned]) -> None:
    units = Unit.objects.in_bulk({row.owner for row in rows})
    drafts = [
        Draft(row.cleaned(), units[row.owner], row.progress, _("导入：%s") % intake.file_name) for row in rows
    ]
    if drafts:
        add_rows(uow, register, drafts, ChangeKind.IMPORTED, intake.file_name)


def _write_changed(uow: UnitOfWork, register: Register, intake: Intake, rows: Sequence[Planned]) -> None:
    locked = {
        row.pk: row
        for row in Row.objects.select_for_update().filter(pk__in=[r.row for r in rows]).order_by("pk")
    }
    for line in rows:
        row = locked.get(line.row) if line.row else None
        if row is None or row.revision != line.revision:
            raise _stale()
        change_row(
            uow,
            register,
            row,
            line.cleaned(),
            ChangeKind.IMPORTED,
            reason=intake.file_name,
            progress=line.progress,
        )


def _stale() -> Conflict:
    return Conflict(
        "E-IMP-STALE", _("预览之后台账有了变化，没有导入任何一行。"), hint=_("请重新上传，再看一次预览。")
    )


def _refuse_twice(code: str, sha256: str) -> None:
    first = (
        Intake.objects.filter(book_id=code, sha256=sha256).exclude(done_at=None).order_by("done_at").first()
    )
    if first is None or first.done_at is None:
        return
    when = f"{first.done_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    sentence = _("这份文件已由%(who)s于 %(when)s 导入过（第 %(n)s 号）。") % {
        "who": first.by_name, "when": when, "n": str(first.pk)[:8],
    }  # fmt: skip
    hint = _("如确需再导入一次，请勾选“仍要再次导入”。")
    places = [FieldError("E-IMP-SAME-FILE", sentence, pointer="again", hint=hint)]
    raise Conflict("E-IMP-SAME-FILE", sentence, hint=hint, errors=places)


def _refuse(errors: Sequence[FieldError]) -> None:
    if not errors:
        return
    ordered = sorted(errors, key=lambda e: (e.sheet or "", e.row or 0))
    words = _("文件有 %d 处问题，没有导入任何一行。") % len(errors)
    if len(errors) > ERRORS_SHOWN:
        words += _("以下是前 %d 处。") % ERRORS_SHOWN
    raise Refusal("E-IMPORT", words, hint=_("请在原文件中改正后重新上传。"), errors=ordered[:ERRORS_SHOWN])


def _digest(lines: Sequence[dict[str, Any]]) -> str:
    text = json.dumps(lines, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()

"""A table of a case system: read, its columns named, looked at, and sent as a whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.dispatches import policy
from fuyuantong.dispatches.actions.sending import send
from fuyuantong.dispatches.kinds import ROWS_MOST, TARGETS, BatchState, recipes
from fuyuantong.dispatches.models import Batch, ColumnMap
from fuyuantong.dispatches.queries import preview, remembered
from fuyuantong.dispatches.trail import note
from fuyuantong.documents.tables_in import read_table_upload
from fuyuantong.organs.models import Unit

CELL_MOST = 4000


def start_batch(
    uow: UnitOfWork, *, recipe: str, linkage: str, source: UploadedFile[Any] | IO[bytes] | None
) -> Batch:
    """Read a table in; its first row names the columns. Nothing is sent.

    Errors: E-FORBIDDEN; those of reading; E-RULE for a table that is empty, too long or without headings.
    """
    if recipe not in [one.name for one in policy.may_send(uow.actor)]:
        raise Forbidden(_("您现在的岗位不能送办这种文书。"))
    table = read_table_upload(source)
    rows = [row for sheet in table.sheets if not sheet.hidden for row in sheet.rows][: ROWS_MOST + 2]
    if len(rows) < 2:  # noqa: PLR2004 - headings and one row
        raise Refusal("E-RULE", _("表里没有数据行。"), hint=_("第一行写列名，从第二行起每行一件。"))
    if len(rows) > ROWS_MOST + 1:
        raise Refusal("E-RULE", _("一次最多送办 %d 件。") % ROWS_MOST, hint=_("请分成几张表。"))
    heads = [_text(cell) for cell in rows[0][1]]
    named = [head for head in heads if head]
    if len(named) != len(set(named)) or not named:
        raise Refusal("E-RULE", _("第一行的列名为空或有重复。"), hint=_("请整理表头后再上传。"))
    unit = Unit.objects.get(pk=uow.actor.unit_key)
    row = Batch.objects.create(
        unit=unit, recipe=recipe, linkage=linkage, name=table.name[:200], sha256=table.sha256, heads=heads,
        rows=[[number, [_text(cell) for cell in cells]] for number, cells in rows[1:]],
        columns=remembered(unit.pk, recipe, named), by_name=uow.actor.name, at=uow.now,
    )  # fmt: skip
    note(uow, "read", row.pk, sha256=row.sha256, rows=len(row.rows))
    return row


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Mapping):
        return str(cell.get("day", ""))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()[:CELL_MOST]


def map_columns(
    uow: UnitOfWork, key: UUID, columns: Mapping[str, str], *, expected: int | None = None
) -> Batch:
    """Say which heading means what, for this table and the unit's next ones. E-RULE: one target twice."""
    row = _take(uow, key, expected)
    told = {head: target for head, target in columns.items() if target and head in row.heads}
    if set(told.values()) - set(TARGETS) or len(set(told.values())) != len(told):
        raise Refusal("E-RULE", _("同一项目只能指定一列。"))
    row.columns, row.version = told, row.version + 1
    row.save(update_fields=["columns", "version"])
    ColumnMap.objects.update_or_create(
        unit=row.unit, recipe=row.recipe,
        defaults={"columns": told, "by_name": uow.actor.name, "at": uow.now},
    )  # fmt: skip
    note(uow, "mapped", row.pk, columns=told)
    return row


def confirm_batch(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Batch:
    """Send every row, or none. Errors: E-ROWS while a row is wrong; those of `send` name the row."""
    row = _take(uow, key, expected)
    lines = preview(row, uow.actor.region, uow.today)
    wrong = [line for line in lines if line.errors]
    if wrong:
        raise Refusal(
            "E-ROWS",
            _("有 %(n)d 行不能送办，例如第 %(row)d 行：%(why)s")
            % {"n": len(wrong), "row": wrong[0].number, "why": wrong[0].errors[0]},
            hint=_("请改好后重新上传，全部正确才能送出。"),
        )
    for line in lines:
        if line.sending is None:
            continue
        try:
            send(uow, line.sending)
        except Refusal as refusal:
            words = _("第 %(row)d 行：%(why)s") % {"row": line.number, "why": refusal.message}
            raise Refusal(refusal.code, words, status=refusal.status, hint=refusal.hint) from refusal
    return _end(uow, row, BatchState.SENT, len(lines))


def drop_batch(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> Batch:
    """放弃: nothing of it is kept."""
    return _end(uow, _take(uow, key, expected), BatchState.DROPPED, 0)


def _end(uow: UnitOfWork, row: Batch, state: BatchState, sent: int) -> Batch:
    row.state, row.sent, row.rows = state, sent, []
    row.version += 1
    row.save(update_fields=["state", "sent", "rows", "version"])
    note(uow, "sent" if sent else "dropped", row.pk, rows=sent)
    return row


def _take(uow: UnitOfWork, key: UUID, expected: int | None) -> Batch:
    seen = Batch.objects.visible_to(uow.actor).filter(pk=key).values("pk")
    row = Batch.objects.select_for_update(of=("self",)).filter(pk__in=seen).first()
    if row is None:
        raise NotFound
    if recipes()[row.recipe] not in policy.may_send(uow.actor):
        raise Forbidden(_("您现在的岗位不能送办这种文书。"))
    if expected is not None and expected != row.version:
        raise Conflict("E-VERSION", _("这张表在您打开之后已被他人处理。"), hint=_("请刷新页面查看。"))
    if row.state != BatchState.PREVIEW:
        raise Conflict("E-STATE", _("这张表%s，不能再处理。") % BatchState(row.state).label)
    return row

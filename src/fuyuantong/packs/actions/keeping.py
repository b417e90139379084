"""An office's own forms: uploaded once, columns settled once, filled as often as wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from fuyuantong.common.paging import in_order
from fuyuantong.common.refusals import Conflict, FieldError, Forbidden, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.actions import receive_upload
from fuyuantong.documents.tables_in import read_table_upload
from fuyuantong.matters.actions.exporting import EXPORT_MOST
from fuyuantong.matters.queries.choices import choices
from fuyuantong.matters.queries.columns import COLUMNS, Saying, reported
from fuyuantong.matters.queries.ledger import Filters, ledger
from fuyuantong.organs.models import Linkage
from fuyuantong.packs import policy
from fuyuantong.packs.layouts import HEADS, Layout, guess
from fuyuantong.packs.ledgers import own_ledger
from fuyuantong.packs.models import OwnForm
from fuyuantong.packs.queries import form_of
from fuyuantong.packs.trail import note

XLSX = frozenset({"xlsx"})
BYTES_MOST = 2 * 1024 * 1024
ROWS_MOST = 1_000


def add_form(
    uow: UnitOfWork,
    upload: UploadedFile[Any] | IO[bytes] | None,
    *,
    linkage: str,
    name: str,
) -> OwnForm:
    """Take a 台账 in and guess its columns by their heads; a person settles them before it is used.

    Errors: those of the file; E-FORBIDDEN; E-PACK-HEADER when nothing in it looks like heads.
    """
    found = Linkage.objects.filter(code=linkage).first()
    if found is None:
        raise NotFound
    if not policy.may_make(uow.actor, linkage):
        raise Forbidden(str(policy.OFFICE_ONLY))
    table = read_table_upload(upload, allow=XLSX)
    if any(len(sheet.rows) > ROWS_MOST for sheet in table.sheets):
        raise Refusal("E-IMP-ROWS", _("样表超过 %d 行，请只留表头、空行和表尾。") % ROWS_MOST)
    layout = guess(table.sheets)
    if layout is None:
        raise Refusal(
            "E-PACK-HEADER",
            _("没有找到表头：至少要有“序号、任务、完成时限、进展情况”一类的三个栏名。"),
            hint=_("请核对是否传错了文件，或把栏名写在同一行。"),
        )
    if upload is not None:
        upload.seek(0)
    stored = receive_upload(uow, upload, table.name, allow=XLSX)
    if stored.size > BYTES_MOST:
        raise Refusal("E-FILE-SIZE", _("样表超过 2 MB，请删去图片和多余的工作表。"))
    made = OwnForm.objects.create(
        linkage=linkage, region=found.region_id, name=name.strip() or table.name[:120], file=stored,
        layout=layout.to_json(), by_name=uow.actor.name, at=uow.now,
    )  # fmt: skip
    note(uow, "form_added", made.pk, region=made.region, file=str(stored.pk))
    return made


def take_form(uow: UnitOfWork, key: UUID, expected: int | None) -> OwnForm:
    """Lock a form in use, for its office."""
    form_of(uow.actor, key)
    row = OwnForm.objects.select_for_update(of=("self",)).get(pk=key)
    if not policy.may_make(uow.actor, row.linkage):
        raise Forbidden(str(policy.OFFICE_ONLY))
    if expected is not None and expected != row.version:
        raise Conflict("E-VERSION", _("“%s”在您打开之后已被他人办理。") % row.name)
    return row


def settle_form(
    uow: UnitOfWork,
    key: UUID,
    columns: Mapping[str, str],
    *,
    first_row: int,
    foot_row: int = 0,
    expected: int | None = None,
) -> OwnForm:
    """Say once which column is which (letter → key of `layouts.HEADS`, or nothing), and where rows begin and
    the foot (填表人, 盖章) stands."""
    row = take_form(uow, key, expected)
    old = Layout.from_json(row.layout)
    given = {letter: columns.get(letter, "") for letter in old.columns}
    _check(old, given, first_row, foot_row)
    settled = {letter: (old.columns[letter][0], given[letter]) for letter in old.columns}
    row.layout = Layout(old.sheet, first_row - 1, first_row, foot_row, settled).to_json()
    row.settled, row.version = True, row.version + 1
    row.save(update_fields=["layout", "settled", "version"])
    note(uow, "form_settled", row.pk, region=row.region, columns=given)
    return row


def _check(old: Layout, given: Mapping[str, str], first_row: int, foot_row: int) -> None:
    unknown = [key for key in given.values() if key and key not in HEADS]
    used = [key for key in given.values() if key]
    if unknown:
        raise _refused("E-CHOICE", _("没有“%s”这一列。") % unknown[0], "columns")
    if len(used) != len(set(used)):
        raise _refused("E-RULE", _("两栏对应了同一列，请只留一栏。"), "columns")
    if "title" not in used:
        raise _refused("E-RULE", _("请指明哪一栏是任务事项。"), "columns")
    if first_row <= 1 or (foot_row and foot_row <= first_row):
        raise _refused("E-RULE", _("表尾要在数据行的下面，数据行要在表头的下面。"), "first_row")
    if old.head_row and first_row > old.head_row + ROWS_MOST:
        raise _refused("E-RULE", _("数据行离表头太远。"), "first_row")


def retire_form(uow: UnitOfWork, key: UUID, *, expected: int | None = None) -> OwnForm:
    """停用: packs that were made in it still come back."""
    row = take_form(uow, key, expected)
    row.retired_at, row.version = uow.now, row.version + 1
    row.save(update_fields=["retired_at", "version"])
    note(uow, "form_retired", row.pk, region=row.region)
    return row


def export_form(uow: UnitOfWork, key: UUID, filters: Filters) -> tuple[OwnForm, bytes]:
    """What the actor sees in the ledger with these filters, in the office's form; at most `EXPORT_MOST`."""
    form = form_of(uow.actor, key)
    if not form.settled:
        raise Conflict("E-STATE", _("请先核对各栏对应的列。"))
    rows = reported(ledger(uow.actor, filters, uow.today), list(COLUMNS.values()))
    found = list(in_order(rows, filters.ordering())[:EXPORT_MOST])
    if not found:
        raise Refusal("E-RULE", _("没有符合条件的任务，没有导出。"))
    content = own_ledger(form, found, Saying(uow.today, choices().mechanisms))
    note(uow, "form_exported", form.pk, region=form.region, count=len(found))
    return form, content


def _refused(code: str, words: str, pointer: str) -> Refusal:
    return Refusal(code, words, errors=[FieldError(code, words, pointer=pointer)])

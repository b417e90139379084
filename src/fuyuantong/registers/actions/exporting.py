"""Taking rows out of the house: exactly what is shown, as a file, with a line on the trail."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence

from django.utils.translation import gettext as _

from fuyuantong.common.paging import in_order
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.documents.tables import TableColumn, TableSheet, time_note, to_docx, to_xlsx, words
from fuyuantong.registers.listing import ListColumn, columns_of
from fuyuantong.registers.queries.library import register_of
from fuyuantong.registers.queries.rows import ORDER, Filters, rows
from fuyuantong.registers.trail import note_book

EXPORT_MOST = 5000
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def export_rows(
    uow: UnitOfWork,
    code: str,
    filters: Filters,
    kind: str,
    *,
    keys: Sequence[str] = (),
    said: Sequence[tuple[str, str]] = (),
) -> tuple[bytes, int]:
    """Return (file, rows): what the actor sees with these filters and columns, in the list's order.

    Personal cells stay covered as on the page. At most `EXPORT_MOST` rows; the file says when there were
    more. The trail keeps the columns, the count and the filter (a searched word only as its digest).
    """
    register = register_of(code)
    columns = columns_of(register, keys)
    found = list(in_order(rows(uow.actor, register, filters, uow.today), ORDER)[: EXPORT_MOST + 1])
    listed = found[:EXPORT_MOST]
    count = _("共 %d 条") % len(listed)
    if len(found) > EXPORT_MOST:
        count = _("符合条件的超过 %(most)d 条，本文件为前 %(most)d 条") % {"most": EXPORT_MOST}
    narrowed = "；".join(f"{label}：{value}" for label, value in said) or _("无")
    sheet = TableSheet(
        register.name,
        [TableColumn(column.label, column.width) for column in columns],
        [[column.say(row) for column in columns] for row in listed],
        [_("筛选条件：%s") % narrowed, count, time_note(uow.now, f"{uow.actor.unit_name} {uow.actor.name}")],
    )
    note_book(
        uow, code, "exported", format=kind, count=len(listed),
        columns=[column.key for column in columns], filter=_plain(filters),
    )  # fmt: skip
    return _write(sheet, columns, kind), len(listed)


def _write(sheet: TableSheet, columns: Sequence[ListColumn], kind: str) -> bytes:
    if kind == "xlsx":
        return to_xlsx(sheet)
    if kind == "docx":
        return to_docx(sheet)
    if kind != "csv":
        raise NotFound
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.label for column in columns])
    writer.writerows([[_harmless(words(value)) for value in row] for row in sheet.rows])
    return out.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """A text that a spreadsheet would compute gets an apostrophe before it (ASVS 5.0 1.2.10)."""
    return f"'{text}" if text.startswith(_ACTIVE) else text


def _plain(filters: Filters) -> dict[str, object]:
    plain: dict[str, object] = {
        name: str(value)
        for name in ("state", "progress", "owner", "year", "since", "until")
        if (value := getattr(filters, name))
    }
    if filters.cells:
        plain["columns"] = sorted(filters.cells)
    for name in ("words", "case_number"):
        if text := getattr(filters, name):
            plain[f"{name}_digest"] = hashlib.sha256(text.encode()).hexdigest()
    return plain

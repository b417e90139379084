"""A list's records from a CSV file: every line is right, or nothing is taken."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import FieldError, Forbidden, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.screening import policy
from fuyuantong.screening.actions.publishing import NewRecord, bad_rows, publish
from fuyuantong.screening.bulk.texts import decoded
from fuyuantong.screening.models import ListVersion
from fuyuantong.screening.queries import listing_of

MOST_ROWS = 100_000
_NEEDED = ("kind", "name", "number", "case_no", "published_on")
_TEXTS = (
    *_NEEDED[:4], "sex", "duty", "principal", "basis_unit", "basis_no", "performed",
)  # fmt: skip
COLUMNS = (
    *_NEEDED, "expires_on", "birth_year", "sex", "province", "duty", "former", "conduct", "principal",
    "basis_unit", "basis_no", "filed_on", "performed",
)  # fmt: skip
"""Columns of the file; those after `published_on` may be missing. 曾用名 and 情形 are parted by 、."""


def publish_file(
    uow: UnitOfWork, code: str, upload: UploadedFile[Any], *, after: int | None = None
) -> ListVersion:
    """`publish` from a CSV file with the columns `COLUMNS` (UTF-8 or GB 18030). E-LIST-ENCODING,
    E-LIST-COLUMNS, E-LIST-SIZE; rows are named by the line of the file, the head being the first."""
    if not policy.may_publish(uow.actor, listing_of(code)):
        raise Forbidden(str(policy.PUBLISHERS_ONLY))
    text = decoded(upload.read(), Path(upload.name or "").name)
    reader = csv.DictReader(text.splitlines())
    rows = [(reader.line_num, row) for row in reader]
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise Refusal(
            "E-LIST-COLUMNS",
            _("文件缺少列：%s。") % "、".join(missing),
            hint=_("应有列：%s。") % "、".join(COLUMNS),
        )
    if len(rows) > MOST_ROWS:
        raise Refusal("E-LIST-SIZE", _("一次最多 %s 行，请分几次提交。") % MOST_ROWS)
    records, faults = [], []
    for line, row in rows:
        if None in row or None in row.values():  # more or fewer cells than the head has
            faults.append(FieldError("E-LIST-ROW", _("这一行残缺，列数与表头不同"), row=line))
            continue
        try:
            records.append(_record(row))
        except ValueError:
            faults.append(FieldError("E-LIST-ROW", _("日期、年份或情形代码的写法不对"), row=line))
    if faults:
        raise bad_rows(faults)
    return publish(uow, code, records, source="file", after=after, places=[line for line, _row in rows])


def _record(row: dict[str, Any]) -> NewRecord:
    cells = {name: (row.get(name) or "").strip() for name in (*COLUMNS, "sealed")}
    texts: dict[str, Any] = {name: cells[name] for name in _TEXTS}
    return NewRecord(
        **texts,
        published_on=date.fromisoformat(cells["published_on"]),
        expires_on=_day(cells["expires_on"]),
        filed_on=_day(cells["filed_on"]),
        birth_year=int(cells["birth_year"]) if cells["birth_year"] else None,
        province=cells["province"][:2],
        former=_parts(cells["former"]),
        conduct=tuple(int(code) for code in _parts(cells["conduct"])),
        sealed=bool(cells["sealed"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("、") if part.strip())

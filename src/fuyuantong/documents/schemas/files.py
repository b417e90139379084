"""What the API says of attached files, and how it takes one in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from fuyuantong.common.api import Output
from fuyuantong.common.api.loading import check_text, refuse
from fuyuantong.documents.kinds import UploadRefused
from fuyuantong.documents.models import Attachment
from fuyuantong.documents.uploads import uploaded

TEXT_MOST = 200


class FileOut(Output):
    """An attached file; `id` is what downloads ask for."""

    id: UUID
    name: str
    size: int
    sha256: str
    kind: str
    label: str
    by_name: str
    by_unit_name: str
    at: datetime


def file_out(row: Attachment) -> FileOut:
    return FileOut(
        id=row.pk,
        name=row.file.name,
        size=row.file.size,
        sha256=row.file.sha256,
        kind=row.file.kind,
        label=row.label,
        by_name=row.by_name,
        by_unit_name=row.by_unit_name,
        at=row.at,
    )


def one_file(request: HttpRequest, names: Collection[str] = ()) -> tuple[UploadedFile[Any], dict[str, str]]:
    """Return the one file of a form and its named texts; everything else in the form is refused."""
    files = uploaded(request, "file")
    for name in (*request.POST, *request.FILES):
        if name not in {"file", *names} or (name == "file" and name in request.POST):
            raise refuse("E-FIELD-UNKNOWN", f"没有“{name[:60]}”这个字段。", name[:60], "请删去后重发。")
    if not files:
        raise UploadRefused("E-FILE-NONE")
    if len(files) > 1:
        raise UploadRefused("E-FILE-COUNT", "（一次一个）")
    return files[0], {name: _text(request, name) for name in names}


def _text(request: HttpRequest, name: str) -> str:
    given = request.POST.getlist(name)
    if len(given) > 1:
        raise refuse("E-PARAM-REPEATED", f"“{name}”只能写一次。", name)
    text = given[0] if given else ""
    check_text(text, name)
    if len(text) > TEXT_MOST:
        raise refuse("E-TEXT-LENGTH", f"文字超过 {TEXT_MOST} 个字符。", name)
    return text

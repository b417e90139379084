"""Taking a table in for import: quarantine, cap, read in the capped child; nothing of the file is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile

from fuyuantong.documents import storage
from fuyuantong.documents.kinds import UploadRefused
from fuyuantong.documents.names import marked_secret, safe_name, suffix_of
from fuyuantong.documents.reading.kinds import Sheet
from fuyuantong.documents.reading.parent import read_table_in_child

TABLES = frozenset({"xlsx", "csv"})


@dataclass(frozen=True, slots=True)
class TableFile:
    """`sha256` of the file as it came, its safe name, and its sheets."""

    sha256: str
    name: str
    sheets: list[Sheet]


def read_table_upload(
    source: UploadedFile[Any] | IO[bytes] | None, name: str = "", *, allow: frozenset[str] = TABLES
) -> TableFile:
    """Read an uploaded .xlsx or .csv (or .docx where that is allowed). Raises UploadRefused or FileRefused;
    the bytes are gone afterwards."""
    if source is None:
        raise UploadRefused("E-FILE-NONE")
    shown = safe_name(name or str(getattr(source, "name", "") or ""))
    suffix = suffix_of(shown)
    if suffix not in allow:
        raise UploadRefused("E-FILE-TYPE", f"这里只接收 {'、'.join(sorted(allow, reverse=True))}。")
    if marked_secret(shown):
        raise UploadRefused("E-FILE-SECRET")
    received = storage.quarantine(source, suffix)
    try:
        return TableFile(received.sha256, shown, read_table_in_child(received.path))
    finally:
        received.discard()
